"""People and tribes as plain data: what `--json` prints and the API serves. Times are ISO 8601 in UTC."""

from __future__ import annotations

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.ties.shapes import PeoplePage, PersonRow, PersonView, TribeRow
from allies.ties.tribe_shapes import Periods, TribeView
from allies.traces.plain import TimelineData, moment, timeline_as_data


class NamedData(TypedDict):
    """A person or a tribe in passing."""

    id: str
    name: str


class InTribeData(NamedData):
    """A tribe of a person; `share` says how much of their contact is in it."""

    share: str


class PersonData(TypedDict):
    """One person in a list."""

    id: str
    name: str
    handles: list[str]
    state: str
    given: int
    received: int
    last_at: str | None
    tribes: list[InTribeData]


class ProofData(TypedDict):
    """A letter that speaks for a person; `text` is the part of it where the word stands."""

    at: str
    subject: str
    text: str


class FoundData(PersonData):
    """One person who was searched for; `proofs` are what they wrote of it, the best first."""

    proofs: list[ProofData]


class PeoplePageData(TypedDict):
    """One page of people; `counts` says how many are in each state."""

    people: list[FoundData]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


class SharedData(TypedDict):
    """Someone with whom a person shares threads."""

    id: str
    name: str
    threads: int


class StripData(TypedDict):
    """Contact month by month, from the first month on."""

    first_month: str
    given: list[int]
    received: list[int]


class PersonViewData(PersonData):
    """Everything about one person."""

    is_self: bool
    sentence: str
    rhythm_days: float | None
    chance: float
    first_at: str | None
    strip: StripData
    timeline: list[TimelineData]
    open_from_them: TimelineData | None
    open_from_you: TimelineData | None
    shared: list[SharedData]
    why: dict[str, str]


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


class TribeViewData(TypedDict):
    """One tribe: how it lives, what became of it, and everyone in it."""

    id: str
    name: str
    size: int
    inside: bool
    state: str
    last_at: str
    where: str
    known_by: list[str]
    how: list[str]
    periods: PeriodsData | None
    history: list[HistoryData]
    people: list[PersonData]
    partly: list[PartlyData]


def person_as_data(row: PersonRow) -> PersonData:
    """One person as a list shows them."""
    return {
        "id": row.key,
        "name": row.name,
        "handles": row.handles,
        "state": row.state,
        "given": row.given,
        "received": row.received,
        "last_at": moment(row.last_at),
        "tribes": [{"id": tribe.key, "name": tribe.name, "share": tribe.share} for tribe in row.tribes],
    }


def found_as_data(row: PersonRow) -> FoundData:
    """One person who was searched for, with what speaks for them."""
    proofs: list[ProofData] = [
        {"at": proof.at.isoformat(), "subject": proof.subject, "text": proof.text} for proof in row.proofs
    ]
    return {**person_as_data(row), "proofs": proofs}


def people_as_data(page: PeoplePage) -> PeoplePageData:
    """One page of people."""
    return {
        "people": [found_as_data(row) for row in page.rows],
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "counts": page.counts,
    }


def person_view_as_data(view: PersonView) -> PersonViewData:
    """One person with all that their page shows."""
    return {
        **person_as_data(view.row),
        "is_self": view.is_self,
        "sentence": view.sentence,
        "rhythm_days": view.row.rhythm_days,
        "chance": view.chance,
        "first_at": moment(view.first_at),
        "strip": {
            "first_month": view.strip.first_month,
            "given": view.strip.given,
            "received": view.strip.received,
        },
        "timeline": [timeline_as_data(row) for row in view.timeline],
        "open_from_them": timeline_as_data(view.open_from_them) if view.open_from_them else None,
        "open_from_you": timeline_as_data(view.open_from_you) if view.open_from_you else None,
        "shared": [{"id": other.key, "name": other.name, "threads": other.threads} for other in view.shared],
        "why": dict(view.why),
    }


def tribe_as_data(row: TribeRow) -> TribeData:
    """One tribe as a list shows it."""
    return {
        "id": row.key,
        "name": row.name,
        "size": row.size,
        "inside": row.is_inside,
        "people": [{"id": key, "name": name} for key, name in row.people],
    }


def tribe_view_as_data(view: TribeView) -> TribeViewData:
    """One tribe with everyone in it."""
    row = view.row
    return {
        "id": row.key,
        "name": row.name,
        "size": row.size,
        "inside": row.is_inside,
        "state": row.state,
        "last_at": row.last_at.isoformat(),
        "where": view.where,
        "known_by": view.known_by,
        "how": view.how,
        "periods": _periods_as_data(view.periods) if view.periods else None,
        "history": [{"year": one.year, "said": str(one), "tribe": one.key or None} for one in view.history],
        "people": [person_as_data(person) for person in view.people],
        "partly": [{"id": person.key, "name": person.name, "share": share} for person, share in view.partly],
    }


def _periods_as_data(periods: Periods) -> PeriodsData:
    first = f"{periods.first_year}-Q{periods.first_quarter}" if periods.unit == "quarter" else f"{periods.first_year}"
    return {"unit": periods.unit, "first": first, "messages": periods.messages, "people": periods.people}
