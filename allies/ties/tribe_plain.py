"""Tribes as plain data: what `--json` prints and the API serves. Times are ISO 8601 in UTC."""

from __future__ import annotations

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.ties.plain import NamedData, PersonData, named, person_as_data
from allies.ties.shapes import Around, Connections, Span, TribeRow
from allies.ties.tribe_shapes import Periods, TribeView


class TribeData(TypedDict):
    """One tribe; `inside` says whether it is inside the member's employer."""

    id: str
    name: str
    size: int
    inside: bool
    people: list[NamedData]


class PeriodsData(TypedDict):
    """What was said in a tribe and by how many, period by period, from the first on."""

    unit: str
    first: str
    messages: list[int]
    people: list[int]


class HistoryData(TypedDict):
    """One thing that became of a tribe; `tribe` is the id of another that is still there."""

    year: int
    said: str
    tribe: str | None


class PartlyData(TypedDict):
    """Someone whose main tribe is another; `share` says how much of their contact is here."""

    id: str
    name: str
    share: str


class SpanData(TypedDict):
    """Two tribes, and who shares threads with people of both: `people` names a few of `total`."""

    tribe: NamedData
    other: NamedData
    people: list[NamedData]
    total: int


class AroundData(TypedDict):
    """What leads from one tribe to others; `only_you` are those that nobody but the member connects it with."""

    spans: list[SpanData]
    only_you: list[NamedData]


class BetweenData(TypedDict):
    """What lies between all tribes; `only_you` are the parts that nobody but the member connects."""

    yours: str
    spans: list[SpanData]
    only_you: list[list[NamedData]]


class TribeViewData(TypedDict):
    """One tribe: how it lives, what became of it, and everyone in it."""

    id: str
    name: str
    size: int
    inside: bool
    state: str
    last_at: str
    yours: str
    where: str
    known_by: list[str]
    how: list[str]
    periods: PeriodsData | None
    history: list[HistoryData]
    people: list[PersonData]
    partly: list[PartlyData]
    around: AroundData


def tribe_as_data(row: TribeRow) -> TribeData:
    """One tribe as a list shows it."""
    return {
        "id": row.key,
        "name": row.name,
        "size": row.size,
        "inside": row.is_inside,
        "people": [{"id": key, "name": name} for key, name in row.people],
    }


def tribe_view_as_data(view: TribeView, around: Around) -> TribeViewData:
    """One tribe with everyone in it, and what leads from it to others."""
    row = view.row
    return {
        "id": row.key,
        "name": row.name,
        "size": row.size,
        "inside": row.is_inside,
        "state": row.state,
        "last_at": row.last_at.isoformat(),
        "yours": view.yours,
        "where": view.where,
        "known_by": view.known_by,
        "how": view.how,
        "periods": _periods_as_data(view.periods) if view.periods else None,
        "history": [{"year": one.year, "said": str(one), "tribe": one.key or None} for one in view.history],
        "people": [person_as_data(person) for person in view.people],
        "partly": [{"id": person.key, "name": person.name, "share": share} for person, share in view.partly],
        "around": {
            "spans": [_span(span) for span in around.spans],
            "only_you": [named(one) for one in around.only_you],
        },
    }


def between_as_data(yours: str, between: Connections) -> BetweenData:
    """What lies between all tribes, and what the member's own ties with their people are, in words."""
    return {
        "yours": yours,
        "spans": [_span(span) for span in between.spans],
        "only_you": [[named(tribe) for tribe in part] for part in between.only_you],
    }


def _span(span: Span) -> SpanData:
    return {
        "tribe": named(span.tribe),
        "other": named(span.other),
        "people": [{"id": key, "name": name} for key, name in span.people],
        "total": span.total,
    }


def _periods_as_data(periods: Periods) -> PeriodsData:
    first = f"{periods.first_year}-Q{periods.first_quarter}" if periods.unit == "quarter" else f"{periods.first_year}"
    return {"unit": periods.unit, "first": first, "messages": periods.messages, "people": periods.people}
