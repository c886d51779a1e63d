"""What people write: paragraphs put together from the phrases of a circle and from those that fit everywhere."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from random import Random
from typing import Any, TypeVar

from .data import load
from .people import Person
from .tribes import Passage, Question, Topic, Tribe

_NUMBERS = ("three", "four", "five", "six", "seven", "eight", "nine")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SEASONS = ("winter", "spring", "summer", "autumn")
_WANTED = 0.75  # of the threads are about a topic that whoever is asked knows
_LATELY = 3  # phrases; fewer than any list of them has
_SMALL_TALK = 0.22  # of the mails have a line of it


_Said = TypeVar("_Said", Question, Passage)


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
    slots: Mapping[str, str]


class Talk:
    """Finds the words of one circle, or those that fit everywhere, with the random numbers it is given."""

    def __init__(self, rng: Random, tribe: Tribe | None = None, *, has_own_phrases: bool = True) -> None:
        self._rng = rng
        self._tribe = tribe
        self._lately: deque[Any] = deque(maxlen=_LATELY)
        self._said: Counter[str] = Counter()
        self._phrases: dict[str, Any] = dict(load("talk/general"))
        if tribe and has_own_phrases:
            self._phrases |= tribe.phrases

    def matter(
        self,
        act: Act,
        *,
        at_s: int,
        topics: Sequence[str],
        colleague: str,
        is_to_all: bool = False,
        fixed: Mapping[str, str] | None = None,
    ) -> Matter:
        """Something to write about in this circle, about one of `topics` when there are any.

        `fixed` fills gaps with what is known already, instead of something drawn.
        """
        tribe = self._tribe
        if tribe is None:
            raise ValueError("Only the talk of a circle has matters of its own.")
        topic = self._topic(tribe, topics)
        slots = self.slots(at_s, tribe.slots) | {"topic": topic.name, "colleague": colleague} | dict(fixed or {})
        answers: tuple[str, ...] = ()
        if act is Act.ASK:
            question = self._fresh(topic.asks + topic.rounds if is_to_all else topic.asks)
            subject, opening, answers = question.subject, question.text, question.answers
        elif act in (Act.SHARE, Act.TELL):
            passage = self._fresh(topic.shares if act is Act.SHARE else topic.news)
            subject, opening = passage.subject, passage.text
        elif act is Act.MEET:
            subject, opening = slots["meet_subject"].format_map(slots), slots["meet_ask"]
        else:
            subject, opening = self._rng.choice(self._phrases[_GENERAL[act]])
        return Matter(topic.name, subject.format_map(slots), opening, answers, slots)

    def paragraphs(self, act: Act, matter: Matter) -> list[str]:
        """What one mail of the thread says, as paragraphs."""
        if act in _OPENINGS:
            found = self._opening(act, matter)
        elif act is Act.ANSWER and matter.answers:
            found = [self._joined("answer_leads", self._rng.choice(matter.answers)), self.phrase("answer_closes")]
        else:
            found = [self.phrase(_GENERAL[act]), self._small_talk()]
        return [one.format_map(matter.slots) for one in found if one]

    def letter(self, author: Person, paragraphs: Sequence[str], *, to: str, is_reply: bool) -> str:
        """The whole text: greeting, paragraphs, name. `to` is who is greeted, "" for a group."""
        kind = "reply_greetings" if is_reply else "greetings"
        greeting = self.phrase(kind if to else "group_greetings").format(to=to) if author.habit.greets else ""
        ending = author.habit.sign_off + author.called
        return "\n\n".join(one for one in (greeting, *paragraphs, ending) if one)

    def phrase(self, name: str) -> Any:
        """One of the phrases of that name, other than those used a moment ago: a text, or a row of them."""
        chosen = self._rng.choice([one for one in self._phrases[name] if one not in self._lately])
        if chosen:
            self._lately.append(chosen)
        return chosen

    def place(self) -> str:
        """Somewhere to meet."""
        return str(self.phrase("wheres"))

    def slots(self, at_s: int, own: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
        """What fills the gaps in phrases at that time; also with a capital letter, as `name_cap`."""
        rng = self._rng
        when = datetime.fromtimestamp(at_s, UTC)
        year, month = when.year, when.month
        weekday, day = rng.sample(WEEKDAYS, 2)
        slots = {name: rng.choice(values) for name, values in (own or {}).items()} | {
            "weekday": weekday,
            "day": day,
            "month": _MONTHS[(month - 2) % 12],
            "year": str(year),
            "next_year": str(year + 1),
            "next_month": _MONTHS[month % 12],
            "season": _SEASONS[month % 12 // 3],
            "small": rng.choice(_NUMBERS),
            "number": str(rng.randrange(12, 95)),
            "where": self.place(),
        }
        return slots | {f"{name}_cap": value[:1].upper() + value[1:] for name, value in slots.items()}

    def _topic(self, tribe: Tribe, topics: Sequence[str]) -> Topic:
        """Mostly one of the wanted topics."""
        wanted = [one for one in tribe.topics if one.name in topics]
        return self._rng.choice(wanted if wanted and self._rng.random() < _WANTED else tribe.topics)

    def _fresh(self, choices: Sequence[_Said]) -> _Said:
        """One of those that have been said least often in this circle, or between these two."""
        fewest = min(self._said[one.text] for one in choices)
        chosen = self._rng.choice([one for one in choices if self._said[one.text] == fewest])
        self._said[chosen.text] += 1
        return chosen

    def _opening(self, act: Act, matter: Matter) -> list[str]:
        if act is Act.ASK:
            return [self._small_talk(), self._joined("ask_leads", matter.opening), self.phrase("ask_closes")]
        if act is Act.SHARE:
            return [self._joined("share_leads", matter.opening), self._small_talk()]
        if act is Act.TELL:
            return [self._joined("news_leads", matter.opening), self._small_talk()]
        return [self._small_talk(), matter.opening] if act is Act.MEET else [matter.opening]

    def _small_talk(self) -> str:
        return str(self.phrase("small_talk")) if self._rng.random() < _SMALL_TALK else ""

    def _joined(self, lead: str, text: str) -> str:
        return f"{self.phrase(lead)} {text}".strip()


_OPENINGS = (Act.ASK, Act.SHARE, Act.TELL, Act.MEET, Act.RECALL, Act.GREET, Act.APPROACH, Act.ADMIRE)
_GENERAL = {
    Act.ANSWER: "second_answers",
    Act.SECOND: "second_answers",
    Act.THANK: "thanks",
    Act.RECEIVE: "received",
    Act.PRAISE: "share_replies",
    Act.CONGRATULATE: "congratulations",
    Act.AGREE: "meet_yes",
    Act.CONFIRM: "meet_close",
    Act.RECALL: "meet_after",
    Act.GREET: "christmas",
    Act.GREET_BACK: "christmas_replies",
    Act.APPROACH: "remote",
    Act.ADMIRE: "admirers",
}
