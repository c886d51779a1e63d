"""What a list of people can be narrowed to: a tribe, inside or outside, how someone is reached, what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from allies.people.models import Handle, Member
from allies.ties.models import TribeMembership
from allies.traces.models import Participation
from allies.traces.records import As, HandleKind, Kind

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from allies.ties.models import Tie
    from allies.ties.person_rows import Standing

    Ties = QuerySet[WithAnnotations[Tie, Standing]]

INSIDE, OUTSIDE = "inside", "outside"
CHANNELS = {
    "mail": (HandleKind.EMAIL,),
    "phone": (HandleKind.PHONE, HandleKind.SIGNAL),
    "mastodon": (HandleKind.FEDIVERSE,),
    "x": (HandleKind.X,),
    "slack": (HandleKind.SLACK,),
    "github": (HandleKind.GITHUB,),
    "web": (HandleKind.URL,),
}
"""By what someone can be reached: the kinds of handle that say so."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a list is narrowed to; "" is to everything. Of what does not occur there is nobody."""

    tribe: str = ""  # a key
    where: str = ""  # INSIDE the member's employer or OUTSIDE, by the main tribe
    channel: str = ""  # of CHANNELS
    role: str = ""  # what a list that was brought in calls its people


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to narrow to."""

    channels: list[str]
    roles: list[tuple[str, str]]  # (role, as the list writes it)


def narrowed(member: Member, ties: Ties, to: Narrow) -> Ties:
    """Those of these ties that are asked for."""
    if to.tribe:
        of_tribe = TribeMembership.objects.owned_by(member).filter(tribe__key=to.tribe)
        ties = ties.filter(person__in=of_tribe.values("person"))
    if to.where:
        inside = TribeMembership.objects.owned_by(member).filter(is_main=True, tribe__is_inside=True)
        is_inside = Q(person__in=inside.values("person"))
        ties = ties.filter(is_inside if to.where == INSIDE else ~is_inside)
    if to.channel:
        reached = Handle.objects.owned_by(member).filter(kind__in=CHANNELS.get(to.channel, ()))
        ties = ties.filter(person__in=reached.exclude(person=None).values("person"))
    if to.role:
        on_list = Participation.objects.owned_by(member).filter(
            role=As.LIST, handle__kind=HandleKind.LIST, handle__value=to.role, trace__kind=Kind.CARD
        )
        named = Participation.objects.owned_by(member).filter(role=As.NAMED, trace__in=on_list.values("trace"))
        ties = ties.filter(person__in=named.exclude(handle__person=None).values("handle__person"))
    return ties


def choices(member: Member) -> Choices:
    """What occurs among this member's people. Two queries."""
    everyone = Handle.objects.owned_by(member).filter(person__is_self=False)
    kinds = set(everyone.order_by().values_list("kind", flat=True).distinct())
    carried = Participation.objects.owned_by(member).filter(handle=OuterRef("pk"), role=As.LIST)
    # a list of people carries cards, a mailing list letters
    lists = Handle.objects.owned_by(member).filter(kind=HandleKind.LIST)
    lists = lists.annotate(first=Subquery(carried.order_by("pk").values("trace__kind")[:1]))
    roles = lists.filter(first=Kind.CARD).order_by(F("name"), "value")
    return Choices(
        channels=[channel for channel, of in CHANNELS.items() if kinds.intersection(of)],
        roles=[(value, name or value) for value, name in roles.values_list("value", "name")],
    )
