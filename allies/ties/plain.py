"""People as plain data: what `--json` prints and the API serves. Times are ISO 8601 in UTC."""

from __future__ import annotations

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.ties.shapes import Across, PeoplePage, PersonRow, PersonView, Shared, TribeName
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
    """What speaks for a person: a letter, or a card, of which `at` is null; `text` is where the word stands in it."""

    at: str | None
    subject: str
    text: str


class FoundData(PersonData):
    """One person who was searched for; `proofs` are what speaks for them, the best first."""

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


class IntroducerData(NamedData):
    """Someone whom the member knows and who is near to a person that never wrote to them.

    `threads` says how many they share with the person; where it is 0, `by_way_of` names who stands between the two.
    """

    state: str
    threads: int
    by_way_of: str


class CouldMeetData(NamedData):
    """Someone whom a person does not know; `words` are what both write of."""

    words: list[str]


class KnowsData(TypedDict):
    """How many people of a tribe other than their own someone shares threads with."""

    tribe: NamedData
    people: int


class AcrossData(TypedDict):
    """What a person connects: `pairs` of people of different tribes who share no thread but threads with them.

    `people` they share threads with, and with those whom these do, that makes `within_two`. `only_you` are tribes that
    nobody but the member connects them with.
    """

    knows: list[KnowsData]
    people: int
    within_two: int
    pairs: int
    only_you: list[NamedData]


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
    introducers: list[IntroducerData]
    leads_to: list[SharedData]
    could_meet: list[CouldMeetData]
    across: AcrossData | None
    on_cards: list[str]
    why: dict[str, str]


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
        {"at": proof.at.isoformat() if proof.at else None, "subject": proof.subject, "text": proof.text}
        for proof in row.proofs
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
        "shared": [_shared(other) for other in view.shared],
        "introducers": [
            {"id": one.key, "name": one.name, "state": one.state, "threads": one.threads, "by_way_of": one.by_way_of}
            for one in view.introducers
        ],
        "leads_to": [_shared(other) for other in view.leads_to],
        "could_meet": [{"id": other.key, "name": other.name, "words": other.words} for other in view.could_meet],
        "across": _across(view.across) if view.across else None,
        "on_cards": view.on_cards,
        "why": dict(view.why),
    }


def named(tribe: TribeName) -> NamedData:
    """A tribe in passing."""
    return {"id": tribe.key, "name": tribe.name}


def _shared(other: Shared) -> SharedData:
    return {"id": other.key, "name": other.name, "threads": other.threads}


def _across(across: Across) -> AcrossData:
    return {
        "knows": [{"tribe": named(tribe), "people": people} for tribe, people in across.knows],
        "people": across.people,
        "within_two": across.within_two,
        "pairs": across.pairs,
        "only_you": [named(tribe) for tribe in across.only_you],
    }
