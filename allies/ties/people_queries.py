"""Reads of people: all of them page by page, and those whom a few words find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from allies.people.models import Member
from allies.ties import index, person_rows
from allies.ties.folding import folded
from allies.ties.models import Tie, TieState, TribeMembership
from allies.ties.person_rows import Standing
from allies.ties.shapes import PeoplePage, PersonRow
from allies.traces.models import Participation
from allies.traces.records import As

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

BY_RECENCY = (F("last_s").desc(nulls_last=True), "person__name", "pk")
TRACES = 200  # that are looked at for who wrote them
WORTH_READING = 3  # letters; fewer find names and addresses alone


def people(
    member: Member, *, text: str = "", state: str = "", tribe: str = "", page: int = 1, per_page: int = 50
) -> PeoplePage:
    """One page of people, those first with whom there was contact last; with `text`, first whose name or address it is.

    `state` and `tribe` (a key) narrow it. A page beyond the last one is the last one.
    """
    found = person_rows.listed(member)
    if tribe:
        of_tribe = TribeMembership.objects.owned_by(member).filter(tribe__key=tribe)
        found = found.filter(person__in=of_tribe.values("person"))
    order: Sequence[str | Combinable] = BY_RECENCY
    if text.strip():
        named = _named(member, text)
        found = found.filter(named | Q(person__in=_who_wrote(member, text)))
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
        rows=person_rows.rows(member, shown),
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
    found = person_rows.rows(member, ties.filter(_named(member, text)).order_by(*BY_RECENCY)[:limit])
    wrote = _who_wrote(member, text) if len(found) < limit else []
    by_words = _in_order(member, ties, wrote)
    known = {row.key for row in found}
    return [*found, *(row for row in by_words if row.key not in known)][:limit]


def _named(member: Member, text: str) -> Q:
    """Each word stands in a name or an address, or all of them in the name of a tribe."""
    named = Q()
    for word in folded(text).split():
        # a person who was renamed since the last refresh is found by the new name
        named &= Q(search__contains=word) | Q(person__name__icontains=word)
    tribes = TribeMembership.objects.owned_by(member).filter(tribe__name__icontains=text.strip())
    return named | Q(person__in=tribes.values("person"))


def _who_wrote(member: Member, text: str) -> list[int]:
    """Persons who wrote what these words find, the best first."""
    if len(text.strip()) < WORTH_READING:
        return []
    place = {trace: number for number, (trace, _) in enumerate(index.search(member, text, TRACES))}
    wrote = Participation.objects.owned_by(member).filter(trace__in=list(place), role=As.FROM)
    rows = wrote.values_list("trace_id", "handle__person") if place else ()
    return list(dict.fromkeys(person for _, person in sorted(rows, key=lambda row: place[row[0]]) if person))


def _in_order(member: Member, ties: QuerySet[WithAnnotations[Tie, Standing]], people: Sequence[int]) -> list[PersonRow]:
    """The rows of these persons, in this order."""
    if not people:
        return []
    place = Case(*(When(person=person, then=Value(n)) for n, person in enumerate(people)), output_field=IntegerField())
    return person_rows.rows(member, ties.filter(person__in=people).order_by(place, "pk"))
