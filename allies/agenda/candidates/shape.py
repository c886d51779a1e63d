"""What could be suggested, and what is then said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from allies.agenda import words
from allies.agenda.ground import Ground, TieFacts
from allies.agenda.history import History, TraceFacts
from allies.agenda.models import Channel, SuggestionKind


@dataclass(frozen=True, slots=True)
class Told:
    """A suggestion in words: the title has {person} where the name stands; `why` adds to the numbers of the tie."""

    title: str
    reasons: list[str]
    why: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be done today.

    `value` says how much it matters today, comparable across kinds: about 2 for each of its minutes, up to 3 where it
    is due. What needs the history of its person comes later, for the few that are in question: whether it `holds`,
    and how to `tell` it in words.
    """

    kind: SuggestionKind
    person: int
    value: float
    minutes: int
    gives: bool
    tie: TieFacts | None  # None for someone met today with whom there was no contact yet
    tell: Callable[[History], Told]
    holds: Callable[[History], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion, ready to be shown."""

    candidate: Candidate
    channel: Channel
    told: Told


def about(trace: TraceFacts | None) -> str:
    """What a trace is about, "" where its subject does not say."""
    return words.subject(trace.subject) if trace else ""


def quoted(subject: str) -> str:
    """A subject within a sentence."""
    return f"“{subject}”"


def ago(ground: Ground, at_s: int) -> str:
    """How long ago this second was, on the member's calendar."""
    return words.ago(ground.day_of(at_s), ground.day)


def on(ground: Ground, at_s: int) -> str:
    """The day of this second, on the member's calendar."""
    return words.on(ground.day_of(at_s), ground.day)


def exact(ground: Ground, at_s: int) -> str:
    """A day in full, for the numbers behind "why?"."""
    return words.day(ground.day_of(at_s))
