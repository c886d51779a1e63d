"""The circles: how long they last, how often they write, what they write about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .data import load


@dataclass(frozen=True, slots=True)
class Question:
    """A question with answers that fit it."""

    subject: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Something shared or told."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of a circle, with what is said about it."""

    name: str
    asks: tuple[Question, ...]  # to one person or to all
    rounds: tuple[Question, ...]  # to all only: "Has anyone ..."
    shares: tuple[Passage, ...]
    news: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Gathering:
    """How a circle meets."""

    summary: str
    gap_days: float
    minutes: int
    where: str
    size: int  # people who come, without the owner


@dataclass(frozen=True, slots=True)
class Tribe:
    """A circle of people. Years count back from the moment of writing."""

    key: str
    name: str
    domain: str  # of the employer whose people these are, or ""
    domains: tuple[str, ...]  # where its people work otherwise
    list_email: str
    is_private: bool
    is_local: bool  # its people live near the owner
    from_years: float
    until_years: float
    size: int
    thread_gap_days: float
    ties: Mapping[str, int]
    after: Mapping[str, int]
    leavers: float
    meeting: Gathering | None
    topics: tuple[Topic, ...]
    slots: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, list[str]]  # said here in place of the general ones


def tribes() -> tuple[Tribe, ...]:
    """All circles of the story, in its order."""
    return tuple(_tribe(row) for row in load("story")["tribes"])


def _tribe(row: dict[str, Any]) -> Tribe:
    talk = load(f"talk/{row['key']}")
    return Tribe(
        key=row["key"],
        name=row["name"],
        domain=row.get("domain", ""),
        domains=tuple(row.get("domains", ())),
        list_email=row.get("list", ""),
        is_private=row.get("is_private", False),
        is_local=row.get("is_local", bool(row.get("domain"))),
        from_years=row["from_years"],
        until_years=row["until_years"],
        size=row["size"],
        thread_gap_days=row["thread_gap_days"],
        ties=row["ties"],
        after=row.get("after", {}),
        leavers=row["leavers"],
        meeting=Gathering(**row["meeting"]) if "meeting" in row else None,
        topics=tuple(_topic(one) for one in talk["topics"]),
        slots={name: tuple(values) for name, values in talk["slots"].items()},
        phrases=talk.get("phrases", {}),
    )


def _topic(row: dict[str, Any]) -> Topic:
    return Topic(
        name=row["name"],
        asks=_questions(row["asks"]),
        rounds=_questions(row.get("rounds", [])),
        shares=tuple(Passage(*one) for one in row["shares"]),
        news=tuple(Passage(*one) for one in row["news"]),
    )


def _questions(rows: list[list[str]]) -> tuple[Question, ...]:
    return tuple(Question(subject, text, tuple(answers)) for subject, text, *answers in rows)
