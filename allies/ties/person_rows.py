"""Ties as rows of a list of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, F, QuerySet, Value, When

from allies.people.models import Member, Person
from allies.ties import tribe_words
from allies.ties.models import Tie, TieState, TribeMembership
from allies.ties.shapes import PersonRow, TribeName

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

STANDING = Case(
    When(person__is_closed=True, then=Value(TieState.CLOSED.value)), default=F("state"), output_field=CharField()
)
"""How a tie stands: closed where the member chose so, else what the traces say."""

_COLUMNS = ("person_id", "person__key", "person__name", "standing", "given", "received", "last_s", "rhythm_days")


class Standing(TypedDict):
    """What `listed` adds to a tie."""

    standing: str


def listed(member: Member) -> QuerySet[WithAnnotations[Tie, Standing]]:
    """Everyone but the member; whom a joining took away is not there, even where the ties have yet to follow it."""
    ties = Tie.objects.owned_by(member).filter(person__is_self=False, person__joined_into=None)
    return ties.annotate(standing=STANDING)


def rows(member: Member, ties: QuerySet[WithAnnotations[Tie, Standing]]) -> list[PersonRow]:
    """These ties as rows, in their order. Three queries."""
    return list(by_person(member, ties).values())


def by_person(member: Member, ties: QuerySet[WithAnnotations[Tie, Standing]]) -> dict[int, PersonRow]:
    """These ties as rows, in their order, each with whom it is about. Three queries."""
    found = list(ties.values_list(*_COLUMNS))
    people = [row[0] for row in found]
    handles, tribes = handles_of(member, people), tribes_of(member, people)
    return {
        person: PersonRow(
            key=key,
            name=name,
            handles=handles[person],
            state=state,
            given=given,
            received=received,
            last_at=moment(last_s),
            rhythm_days=rhythm_days,
            tribes=tribes[person],
        )
        for person, key, name, state, given, received, last_s, rhythm_days in found
    }


def handles_of(member: Member, people: Collection[int]) -> defaultdict[int, list[str]]:
    """The addresses of these persons; a name that is all that is known of someone is one too."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    # begins at the persons, for a planner without statistics
    known = Person.objects.owned_by(member).filter(pk__in=people, handles__isnull=False)
    for person, value in known.order_by("handles__kind", "handles__value").values_list("pk", "handles__value"):
        found[person].append(value)
    return found


def tribes_of(member: Member, people: Collection[int]) -> defaultdict[int, list[TribeName]]:
    """The tribes that these persons are in, their main one first."""
    found: defaultdict[int, list[TribeName]] = defaultdict(list)
    memberships = TribeMembership.objects.owned_by(member).filter(person__in=people)
    columns = ("person_id", "tribe__key", "tribe__name", "tribe__is_inside", "degree")
    rows = memberships.order_by("-is_main", "-degree", "tribe__place").values_list(*columns)
    for person, key, name, is_inside, degree in rows:
        found[person].append(TribeName(key, name, is_inside, tribe_words.share(degree)))
    return found


def moment(at_s: int | None) -> datetime | None:
    """These seconds as a moment."""
    return moment_of(at_s) if at_s is not None else None


def moment_of(at_s: int) -> datetime:
    """These seconds as a moment."""
    return datetime.fromtimestamp(at_s, UTC)
