"""What reads of ties and tribes give to pages, endpoints and commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from allies.traces.shapes import TimelineRow


@dataclass(frozen=True, slots=True)
class Strip:
    """Contact month by month: given above the line, received below."""

    first_month: str  # "2023-04"
    given: list[int]
    received: list[int]


@dataclass(frozen=True, slots=True)
class TribeName:
    """A tribe in passing."""

    key: str
    name: str
    is_inside: bool
    share: str = ""  # of one person's contact, in words; "" where it is not about a person


@dataclass(frozen=True, slots=True)
class ProofRow:
    """What speaks for a person who was searched for by what they know: a letter of theirs, a card or list with them."""

    trace: int
    at: datetime | None  # None of a card
    subject: str
    text: str  # the part of it where the word stands


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a list."""

    key: str
    name: str
    handles: list[str]
    state: str  # new, warm, fading, dormant, one-sided, closed
    given: int
    received: int
    last_at: datetime | None
    rhythm_days: float | None
    tribes: list[TribeName]
    proofs: list[ProofRow] = field(default_factory=list)  # of what was searched for


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people."""

    rows: list[PersonRow]
    total: int  # how many match altogether
    page: int  # from 1
    pages: int
    counts: dict[str, int]  # how many are in each state, with the text filter but without the state filter


@dataclass(frozen=True, slots=True)
class Shared:
    """Someone with whom a person shares threads."""

    key: str
    name: str
    threads: int


@dataclass(frozen=True, slots=True)
class Introducer:
    """Someone whom the member knows and who is near to a person that never wrote to them."""

    key: str
    name: str
    state: str  # of the member's tie with them
    threads: int  # that they share with the person; 0 where another stands between the two
    by_way_of: str  # the name of that other, "" where there is none


@dataclass(frozen=True, slots=True)
class JoinRow:
    """A joining of two persons that can be undone."""

    key: str
    joined_name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything about one person."""

    row: PersonRow
    is_self: bool
    sentence: str  # "You wrote or spoke every three weeks until November; it has been four months."
    strip: Strip
    chance: float  # of contact within the next 30 days
    first_at: datetime | None
    timeline: list[TimelineRow]  # newest first
    open_from_them: TimelineRow | None  # their message that waits for an answer
    open_from_you: TimelineRow | None  # your question that they have not answered
    shared: list[Shared]
    introducers: list[Introducer]  # who could introduce the member to them, where they never wrote
    leads_to: list[Shared]  # whom, of all the member knows, this person alone shares threads with
    could_meet: list[CouldMeet]  # with whom the member could bring them together
    across: Across | None  # what they connect; none for the member
    on_cards: list[str]  # what address books and lists say of them, line by line
    joins: list[JoinRow]
    why: list[tuple[str, str]]  # the numbers, in words: ("Usual gap", "21 days"), ...


@dataclass(frozen=True, slots=True)
class Yours:
    """The member's own ties with people of a tribe, or of several."""

    people: int  # with whom something went both ways
    as_many: float  # what they count for, where those who know one another count for less


@dataclass(frozen=True, slots=True)
class TribeRow:
    """One tribe in a list."""

    key: str
    name: str
    size: int
    is_inside: bool
    place: int  # 0 for the largest: also its colour
    state: str  # warm (lively), fading, dormant
    last_at: datetime
    people: list[tuple[str, str]]  # (key, name), most central first
    yours: Yours | None = None  # none before the first refresh that tells it
    adds: float = 0.0  # what the member's ties here add to all their ties


@dataclass(frozen=True, slots=True)
class MapNode:
    """A person on the map. x, y, radius: 0 to 1 of the width."""

    key: str
    name: str
    tribe_place: int
    is_inside: bool
    x: float
    y: float
    weight: float  # 0 to 1: how much contact


@dataclass(frozen=True, slots=True)
class TribeMap:
    """The picture of the tribes: nodes, lines between them (indices into nodes), and labels (name, x, y)."""

    nodes: list[MapNode]
    lines: list[tuple[int, int]]
    labels: list[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Across:
    """What one person connects, as far as the member sees."""

    knows: list[tuple[TribeName, int]]  # tribes other than their own, and how many there they share threads with
    people: int  # all with whom they share threads
    within_two: int  # those, and whom those share threads with
    pairs: int  # two people of different tribes whom they connect, who share no thread with each other
    only_you: list[TribeName]  # tribes that nobody but the member connects them with


@dataclass(frozen=True, slots=True)
class Span:
    """Two tribes, and who shares threads with people of both."""

    tribe: TribeName
    other: TribeName
    people: list[tuple[str, str]]  # (key, name), who connects most first; at most a few
    total: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.total - len(self.people)


@dataclass(frozen=True, slots=True)
class Connections:
    """What lies between all tribes."""

    spans: list[Span]  # with the most people first
    only_you: list[list[TribeName]]  # parts that nobody but the member connects; none where there is but one


@dataclass(frozen=True, slots=True)
class Around:
    """What leads from one tribe to others."""

    spans: list[Span]  # from this tribe to another, with the most people first
    only_you: list[TribeName]  # tribes that nobody but the member connects it with


@dataclass(frozen=True, slots=True)
class CouldMeet:
    """Someone whom a person does not know and has much in common with."""

    key: str
    name: str
    words: list[str]  # that both write of, the most telling first
