"""What people write: paragraphs put together from the phrases of a circle and from those that fit everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from random import Random
from typing import Any

from .data import load
from .people import Person
from .tribes import Tribe

_NUMBERS = ("three", "four", "five", "six", "seven", "eight", "nine")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SEASONS = ("winter", "spring", "summer", "autumn")
_HOURS = ("nine", "ten", "half past ten", "noon", "one", "half past two", "three", "four")


class Act(StrEnum):
    """What a mail does."""

    ASK = "ask"
    ANSWER = "answer"
    SECOND = "second"  # adds to someone else's answer
    THANK = "thank"
    RECEIVE = "receive"  # "you're welcome"
    SHARE = "share"
    PRAISE = "praise"  # answers what was shared
    TELL = "tell"  # news
    CONGRATULATE = "congratulate"
    MEET = "meet"
    AGREE = "agree"
    CONFIRM = "confirm"
    RECALL = "recall"  # thanks for a meeting
    GREET = "greet"  # at Christmas
    GREET_BACK = "greet-back"
    APPROACH = "approach"  # to someone who never answers
    ADMIRE = "admire"  # from someone who is never answered


@dataclass(frozen=True, slots=True)
class Matter:
    """What a thread is about: the words of its first mail, the answers that fit, and what fills the gaps in both."""

    topic: str
    subject: str
    opening: str
    answers: tuple[str, ...]
    slots: dict[str, str]


class Talk:
    """Finds the words, with its own random numbers."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._phrases: dict[str, Any] = load("talk/general")

    def matter(self, act: Act, tribe: Tribe, *, at_s: int, topics: Sequence[str], colleague: str) -> Matter:
        """Something to write about in this circle; about one of `topics` when there are any."""
        fitting = [one for one in tribe.topics if one.name in topics] or tribe.topics
        topic = self._rng.choice(fitting)
        slots = self.slots(at_s, tribe.slots) | {"topic": topic.name, "colleague": colleague}
        answers: tuple[str, ...] = ()
        if act is Act.ASK:
            question = self._rng.choice(topic.asks)
            subject, opening, answers = question.subject, question.text, question.answers
        elif act in (Act.SHARE, Act.TELL):
            passage = self._rng.choice(topic.shares if act is Act.SHARE else topic.news)
            subject, opening = passage.subject, passage.text
        else:
            subject, opening = self._rng.choice(self._phrases[_GENERAL[act]])
        return Matter(topic.name, subject.format_map(slots), opening, answers, slots)

    def paragraphs(self, act: Act, matter: Matter) -> list[str]:
        """What one mail of the thread says, as paragraphs."""
        if act in _OPENINGS:
            found = self._opening(act, matter)
        elif act is Act.ANSWER and matter.answers:
            found = [self._joined("answer_leads", self._rng.choice(matter.answers)), self._one("answer_closes")]
        else:
            found = [self._one(_GENERAL[act]), self._small_talk()]
        return [one.format_map(matter.slots) for one in found if one]

    def letter(self, author: Person, paragraphs: Sequence[str], *, to: str, is_reply: bool) -> str:
        """The whole text: greeting, paragraphs, name. `to` is who is greeted, "" for a group."""
        kind = "reply_greetings" if is_reply else "greetings"
        greeting = self._one(kind if to else "group_greetings").format(to=to) if author.habit.greets else ""
        ending = author.habit.sign_off + author.called
        return "\n\n".join(one for one in (greeting, *paragraphs, ending) if one)

    def place(self) -> str:
        """Somewhere to meet."""
        return self._one("wheres")

    def _opening(self, act: Act, matter: Matter) -> list[str]:
        if act is Act.ASK:
            return [self._small_talk(), self._joined("ask_leads", matter.opening), self._one("ask_closes")]
        if act is Act.SHARE:
            return [self._joined("share_leads", matter.opening), self._small_talk()]
        if act is Act.TELL:
            return [self._joined("news_leads", matter.opening), self._small_talk()]
        return [self._small_talk(), matter.opening] if act is Act.MEET else [matter.opening]

    def _small_talk(self) -> str:
        return self._one("small_talk") if self._rng.random() < _SMALL_TALK else ""

    def _joined(self, lead: str, text: str) -> str:
        return f"{self._one(lead)} {text}".strip()

    def _one(self, name: str) -> str:
        return str(self._rng.choice(self._phrases[name]))

    def slots(self, at_s: int, own: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
        """What fills the gaps in phrases at that time; also with a capital letter, as `name_cap`."""
        rng = self._rng
        month = datetime.fromtimestamp(at_s, UTC).month
        weekday, day = rng.sample(_WEEKDAYS, 2)
        slots = {name: rng.choice(values) for name, values in (own or {}).items()} | {
            "weekday": weekday,
            "day": day,
            "month": _MONTHS[(month - 2) % 12],
            "next_month": _MONTHS[month % 12],
            "season": _SEASONS[month % 12 // 3],
            "small": rng.choice(_NUMBERS),
            "number": str(rng.randrange(12, 95)),
            "hour": rng.choice(_HOURS),
            "where": self.place(),
        }
        return slots | {f"{name}_cap": value[:1].upper() + value[1:] for name, value in slots.items()}


_SMALL_TALK = 0.3  # of the mails have a line of it
_OPENINGS = (Act.ASK, Act.SHARE, Act.TELL, Act.MEET, Act.RECALL, Act.GREET, Act.APPROACH, Act.ADMIRE)
_GENERAL = {
    Act.ANSWER: "second_answers",
    Act.SECOND: "second_answers",
    Act.THANK: "thanks",
    Act.RECEIVE: "received",
    Act.PRAISE: "share_replies",
    Act.CONGRATULATE: "congratulations",
    Act.MEET: "meet_asks",
    Act.AGREE: "meet_yes",
    Act.CONFIRM: "meet_close",
    Act.RECALL: "meet_after",
    Act.GREET: "christmas",
    Act.GREET_BACK: "christmas_replies",
    Act.APPROACH: "remote",
    Act.ADMIRE: "admirers",
}
