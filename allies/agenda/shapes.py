"""What reads of the plan give to pages, endpoints and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allies.ties.shapes import Strip


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One thing to do today."""

    key: str
    kind: str  # answer, meet, welcome, reconnect, thank, remind, ask
    person_key: str
    person_name: str
    channel: str  # mail, call, letter, in-person
    channel_name: str
    minutes: int
    gives: bool
    title: str  # "Answer {person}: which audit template?" with {person} where the name stands
    reasons: list[str]
    why: dict[str, str]  # the numbers behind it, in words
    decision: str  # open, done, snoozed, never
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Given and asked over the last four weeks."""

    given: int
    asked: int
    sentence: str  # "Good ground for an ask."


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """Someone the member meets today."""

    at: datetime
    subject: str
    people: list[tuple[str, str]]  # (key, name)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Someone whose tie is quietly changing."""

    key: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """Today."""

    day: date
    minutes: int  # the member's budget
    used: int  # minutes of the suggestions in the plan
    spent: int  # minutes of those that are done
    gives: int
    asks: int
    suggestions: list[SuggestionRow]
    balance: Balance
    channels: list[tuple[str, str, float]]  # (channel, name, share of the last year's contact)
    meetings: list[MeetingRow]
    changing: list[ChangeRow]
    has_traces: bool  # False: the first screen offers the ways in
    knows_self: bool  # False: ask who the member is
    has_sample: bool


@dataclass(frozen=True, slots=True)
class PreferencesView:
    """What the member chose for the plan."""

    minutes: int
    channels: list[str]
