"""What reads of one tribe give to pages, endpoints and commands."""

from __future__ import annotations

from dataclasses import dataclass

from allies.ties.shapes import PersonRow, TribeRow


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that became of a tribe; another tribe's name stands between `before` and `after`."""

    year: int
    before: str
    name: str
    key: str  # "" for one that is no longer there
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.name}{self.after}"


@dataclass(frozen=True, slots=True)
class Periods:
    """What was said in a tribe and by how many, period by period."""

    unit: str  # "quarter", "year"
    first_year: int
    first_quarter: int  # 1 to 4; 1 where the unit is a year
    messages: list[int]
    people: list[int]

    @property
    def most_messages(self) -> int:
        """In one period."""
        return max(self.messages, default=0)

    @property
    def most_people(self) -> int:
        """In one period."""
        return max(self.people, default=0)


@dataclass(frozen=True, slots=True)
class TribeView:
    """Everything about one tribe."""

    row: TribeRow
    yours: str  # with how many of them the member was in touch, in words; "" before the first refresh that tells it
    where: str  # how it stands to where the member works, in words
    known_by: list[str]  # what sets it apart, a sentence each
    how: list[str]  # how it lives, a sentence each
    periods: Periods | None  # none before the first refresh that tells it
    history: list[HistoryRow]  # the oldest first
    people: list[PersonRow]  # whose main tribe it is, the most central first
    partly: list[tuple[PersonRow, str]]  # who belongs to it too, and how much of their contact is here
