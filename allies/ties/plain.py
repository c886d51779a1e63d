"""People and tribes as plain data: what `--json` prints and the API serves. Times are ISO 8601 in UTC."""

from __future__ import annotations

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.ties.shapes import PeoplePage, PersonRow, PersonView, TribeRow
from allies.traces.plain import TimelineData, moment, timeline_as_data


class NamedData(TypedDict):
    """A person or a tribe in passing."""

    id: str
    name: str


class PersonData(TypedDict):
    """One person in a list."""

    id: str
    name: str
    handles: list[str]
    state: str
    given: int
    received: int
    last_at: str | None
    tribes: list[NamedData]


class PeoplePageData(TypedDict):
    """One page of people; `counts` says how many are in each state."""

    people: list[PersonData]
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


class TribeViewData(TypedDict):
    """One tribe with everyone in it."""

    id: str
    name: str
    size: int
    inside: bool
    state: str
    last_at: str
    people: list[PersonData]


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
        "tribes": [{"id": tribe.key, "name": tribe.name} for tribe in row.tribes],
    }


def people_as_data(page: PeoplePage) -> PeoplePageData:
    """One page of people."""
    return {
        "people": [person_as_data(row) for row in page.rows],
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


def tribe_view_as_data(row: TribeRow, people: list[PersonRow]) -> TribeViewData:
    """One tribe with everyone in it."""
    return {
        "id": row.key,
        "name": row.name,
        "size": row.size,
        "inside": row.is_inside,
        "state": row.state,
        "last_at": row.last_at.isoformat(),
        "people": [person_as_data(person) for person in people],
    }
