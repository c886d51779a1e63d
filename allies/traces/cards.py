"""A card in an address book says that its addresses are one person's: the member's own word, almost."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from allies.people import joining
from allies.people.models import Member, Person
from allies.traces.models import Import, Participation
from allies.traces.records import As, Kind

REASON = "on one card of your address book"


def join_cards(member: Member, run: Import, *, at: datetime) -> int:
    """Join whoever stands on one card that this run read; an address that stands on several cards joins no one.

    Returns how many persons were joined into others.
    """
    named = Participation.objects.owned_by(member).filter(role=As.NAMED, trace__kind=Kind.CARD)
    cards_of: dict[int, set[int]] = defaultdict(set)
    people_on: dict[int, dict[int, int]] = defaultdict(dict)
    for trace, handle, person in named.order_by("pk").values_list("trace", "handle", "handle__person"):
        cards_of[handle].add(trace)
        people_on[trace][handle] = person
    fresh = set(named.filter(trace__run=run).values_list("trace", flat=True))
    parted = joining.parted(member)
    done = 0
    for trace in sorted(fresh):
        people = {person for handle, person in people_on[trace].items() if len(cards_of[handle]) == 1}
        done += _join_all(member, people, parted, at) if len(people) > 1 else 0
    return done


def _join_all(member: Member, people: set[int], parted: set[frozenset[int]], at: datetime) -> int:
    live = Person.objects.owned_by(member).filter(pk__in=people, joined_into=None).order_by("-is_self", "pk")
    kept, *others = live
    apart = [other for other in others if frozenset((kept.pk, other.pk)) in parted]
    for other in others:
        if other not in apart:
            joining.join(member, kept, other, reason=REASON, by_member=False, at=at)
    return len(others) - len(apart)
