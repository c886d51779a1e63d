"""What reads of traces give to pages, endpoints and commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import as a person sees it."""

    key: str
    source: str  # the source's name
    source_key: str
    source_kind: str
    is_sample: bool
    state: str  # waiting, preview, reading, paused, done, failed, undone
    started_at: datetime
    finished_at: datetime | None
    done_share: float  # 0 to 1
    read: int
    added: int
    known: int
    refused: int
    people: int
    seconds: float
    failure: str
    me_reason: str  # "alice@work.example: received as on 480 of 500 messages", empty when nothing was told


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """One page of imports."""

    rows: list[ImportRow]
    page: int  # from 1
    pages: int


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """One item that did not come in."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class HowFar:
    """How much of a source was looked at."""

    done_share: float  # 0 to 1
    read: int
    refused: int


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One thing that would come in."""

    at: datetime | None  # none: an undated card
    kind: str
    author: str  # who it is from, by name or address; empty for a meeting or a card
    others: str  # whom it is to or with, the first few
    subject: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of a list, and what it was taken to hold."""

    heading: str
    field: str  # name, given, family, email, phone, url, company, role, note, date, other, nothing
    sample: str  # what stands in it first


@dataclass(frozen=True, slots=True)
class TableRow:
    """A list of people, and what its columns were taken to hold."""

    place: str
    digest: str  # of its headings
    role: str  # whom it is of, in its own word: "Spender"; empty where it does not say
    columns: list[ColumnRow]

    @property
    def has_empty(self) -> bool:
        """Whether nothing stands in some of its columns, as far as was looked."""
        return not all(column.sample for column in self.columns)


@dataclass(frozen=True, slots=True)
class Preview:
    """The counts that an import would end with, and some of what would come in."""

    read: int
    added: int
    known: int
    refusals: int
    refused: list[RefusalRow]  # of those; where it is kept for a page, the first hundred
    people: int  # who are not in the network yet, at most: some may turn out to be one
    first_at: datetime | None
    last_at: datetime | None
    rows: list[PreviewRow]
    tables: list[TableRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One trace between the member and a person."""

    trace: int
    at: datetime
    kind: str  # mail, meeting, call, letter, visit, note, ...
    direction: str  # "from-them", "from-you", "together", "among-others"
    subject: str
    text: str  # the first 280 characters of the author's own words
    by_hand: bool  # logged by the member: can be taken back


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be the member: their most likely own address or name."""

    kind: str
    value: str
    name: str
    share: float  # of the messages that point to them
