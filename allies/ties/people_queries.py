"""Reads of people: all of them page by page, and those whom a few words find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from allies.people.models import Member
from allies.ties import narrowing, person_rows
from allies.ties.folding import folded
from allies.ties.models import Tie, TieState, TribeMembership
from allies.ties.narrowing import Narrow
from allies.ties.person_rows import Standing
from allies.ties.proofs import Wrote, proofs, who_wrote
from allies.ties.shapes import PeoplePage, PersonRow

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

EVERYONE = Narrow()
BY_RECENCY = (F("last_s").desc(nulls_last=True), "person__name", "pk")


def people(
    member: Member,
    *,
    text: str = "",
    state: str = "",
    narrow: Narrow = EVERYONE,
    page: int = 1,
    per_page: int = 50,
) -> PeoplePage:
    """One page of people, those first with whom there was contact last; with `text`, first whose name or address it is.

    A page beyond the last one is the last one.
    """
    found = narrowing.narrowed(member, person_rows.listed(member), narrow)
    order: Sequence[str | Combinable] = BY_RECENCY
    wrote = Wrote()
    if text.strip():
        named, wrote = _named(member, text), who_wrote(member, text)
        found = found.filter(named | Q(person__in=wrote.people))
        found = found.annotate(place=Case(When(named, then=Value(0)), default=Value(1), output_field=IntegerField()))
        order = ("place", *BY_RECENCY)
    counts = dict(found.order_by().values_list("standing").annotate(Count("pk")))
    if state:
        found = found.filter(standing=state)
    total = counts.get(state, 0) if state else sum(counts.values())
    pages = max(-(-total // per_page), 1)
    page = min(max(page, 1), pages)
    shown = found.order_by(*order)[(page - 1) * per_page : page * per_page]
    return PeoplePage(
        rows=_proven(member, person_rows.by_person(member, shown), wrote, text),
        total=total,
        page=page,
        pages=pages,
        counts={one.value: counts.get(one.value, 0) for one in TieState},
    )


def who(member: Member, text: str, *, limit: int = 20) -> list[PersonRow]:
    """Whom these words find: by name, address or tribe; after those, by what they wrote, the best first."""
    if not text.strip():
        return []
    ties = person_rows.listed(member)
    wrote = who_wrote(member, text)
    named = ties.filter(_named(member, text)).order_by(*BY_RECENCY)[:limit]
    found = person_rows.by_person(member, named)
    if len(found) < limit and wrote.people:
        found |= _who_wrote(member, ties, wrote, limit)
    return _proven(member, found, wrote, text)[:limit]


def _named(member: Member, text: str) -> Q:
    """Each word stands in a name or an address, or all of them in the name of a tribe."""
    named = Q()
    for word in folded(text).split():
        # a person who was renamed since the last refresh is found by the new name
        named &= Q(search__contains=word) | Q(person__name__icontains=word)
    tribes = TribeMembership.objects.owned_by(member).filter(tribe__name__icontains=text.strip())
    return named | Q(person__in=tribes.values("person"))


def _who_wrote(
    member: Member, ties: QuerySet[WithAnnotations[Tie, Standing]], wrote: Wrote, limit: int
) -> dict[int, PersonRow]:
    """The rows of the first who wrote, in their order."""
    listed = set(ties.filter(person__in=wrote.people).values_list("person_id", flat=True))
    best = [person for person in wrote.people if person in listed][:limit]
    rows = person_rows.by_person(member, ties.filter(person__in=best))
    return {person: rows[person] for person in best if person in rows}


def _proven(member: Member, rows: dict[int, PersonRow], wrote: Wrote, text: str) -> list[PersonRow]:
    """These rows, each with what speaks for the person."""
    speaks = proofs(member, wrote, rows, text)
    return [replace(row, proofs=speaks.get(person, [])) for person, row in rows.items()]
