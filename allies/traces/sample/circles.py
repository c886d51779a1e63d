"""Threads inside a circle: its people write to each other, with the owner among them."""

from __future__ import annotations

from collections.abc import Sequence

from .mailroom import Mailroom, Message
from .network import Network
from .people import Person
from .rhythm import DAY_S, HOUR_S, answer_s, moments, some_time_that_day
from .talk import Act, Matter, Talk
from .tribes import Tribe

_OPENINGS = ((Act.ASK, 0.55), (Act.SHARE, 0.28), (Act.TELL, 0.17))
_OWNER_OPENS = 0.14
_OWNER_ANSWERS = 0.25
_WHOLE_CIRCLE = 16  # people; larger circles write to a few of them at a time


class Circle:
    """Plays the threads of one circle from its first day to its last."""

    def __init__(self, network: Network, tribe: Tribe, mailroom: Mailroom) -> None:
        self._network = network
        self._tribe = tribe
        self._mailroom = mailroom
        self._rng = network.random(f"circle/{tribe.key}")
        self._talk = Talk(self._rng, tribe)
        self._members = network.members(tribe)

    def play(self) -> None:
        """Writes all threads into the mailroom."""
        since_s, until_s = self._network.since_s(self._tribe), self._network.until_s(self._tribe)
        for at_s in moments(self._rng, from_s=since_s, until_s=until_s, gap_days=self._tribe.thread_gap_days):
            begin_s = some_time_that_day(self._rng, at_s, is_private=self._tribe.is_private)
            if begin_s < self._network.now_s - 2 * HOUR_S and not self._is_holiday(begin_s):
                self._thread(begin_s)

    def _is_holiday(self, at_s: int) -> bool:
        """Half of the work threads of the last week of the year and of high summer never happen."""
        day_of_year = at_s // DAY_S % 365.25
        is_quiet = day_of_year > 356 or 212 < day_of_year < 233
        return is_quiet and self._rng.random() < 0.5

    def _thread(self, at_s: int) -> None:
        present = [one for one in self._members if one.joined_s <= at_s < one.left_s]
        if len(present) < 4:
            return
        owner = self._network.owner
        author = owner if self._rng.random() < _OWNER_OPENS else self._some(present, 1)[0]
        others = self._audience([one for one in present if one is not author])
        act = self._rng.choices([one for one, _ in _OPENINGS], [weight for _, weight in _OPENINGS])[0]
        steps = self._steps(act, author, others, at_s)
        if steps and steps[-1][2] >= self._network.now_s - HOUR_S:
            act, steps = Act.SHARE, []
        absent = [one for one in present if one not in others and one is not author] or others
        colleague = self._rng.choice(absent).called
        matter = self._talk.matter(
            act, at_s=at_s, topics=others[0].knows, colleague=colleague, is_to_all=self._is_to_all(others)
        )
        self._write(act, matter, author, others, at_s, steps)

    def _some(self, people: Sequence[Person], count: int) -> list[Person]:
        """Different people, the lively ones more often."""
        return sorted(people, key=lambda one: self._rng.random() ** (1.0 / one.energy), reverse=True)[:count]

    def _audience(self, others: list[Person]) -> list[Person]:
        """Whom the thread goes to, apart from the owner; whoever is asked comes first."""
        if self._tribe.list_email:
            return self._some(others, 5)
        is_to_all = len(others) < _WHOLE_CIRCLE and self._rng.random() < 0.4
        return self._some(others, len(others) if is_to_all else self._rng.randint(2, 6))

    def _steps(self, act: Act, author: Person, others: list[Person], at_s: int) -> list[tuple[Act, Person, int]]:
        """What follows the first mail: act, person, time."""
        rng, owner = self._rng, self._network.owner
        kind = {Act.ASK: Act.ANSWER, Act.SHARE: Act.PRAISE, Act.TELL: Act.CONGRATULATE}[act]
        first = [(kind, others[0])] if act is Act.ASK or rng.random() < 0.7 else []
        more = Act.SECOND if act is Act.ASK else kind
        first += [(more, one) for one in others[1:3] if rng.random() < 0.4]
        if author is not owner and rng.random() < _OWNER_ANSWERS:
            first.append((more, owner))
        if act is Act.ASK and rng.random() < 0.6:
            first.append((Act.THANK, author))
        steps = []
        for one_act, person in first:
            at_s = answer_s(rng, at_s, usual_days=0.35, is_private=self._tribe.is_private)
            steps.append((one_act, person, at_s))
        return steps

    def _write(
        self,
        act: Act,
        matter: Matter,
        author: Person,
        others: list[Person],
        at_s: int,
        steps: list[tuple[Act, Person, int]],
    ) -> None:
        everyone = [author, *others] if author is self._network.owner else [author, *others, self._network.owner]
        greeted = None if self._is_to_all(others) else others[0]
        first = self._post(act, matter, author, everyone, at_s, None, greeted=greeted)
        last = first
        for one_act, person, one_s in steps:
            parent = last if one_act in (Act.THANK, Act.SECOND) and self._rng.random() < 0.6 else first
            if parent.author is person:
                parent = first if first.author is not person else last
            last = self._post(one_act, matter, person, everyone, one_s, parent, greeted=parent.author)

    def _is_to_all(self, others: list[Person]) -> bool:
        """Whether a thread greets the whole circle, and not one of them."""
        return len(others) > 6 or bool(self._tribe.list_email)

    def _tagged(self, subject: str) -> str:
        """With the name of the list before it, as lists put it."""
        name = self._tribe.list_email.partition("@")[0]
        return f"[{name}] {subject}" if name else subject

    def _post(
        self,
        act: Act,
        matter: Matter,
        author: Person,
        everyone: list[Person],
        at_s: int,
        parent: Message | None,
        *,
        greeted: Person | None,
    ) -> Message:
        to = [one for one in everyone if one is greeted] or [one for one in everyone if one is not author]
        cc = [one for one in everyone if one is not author and one not in to]
        subject = parent.subject if parent else self._tagged(matter.subject)
        text = self._talk.letter(
            author,
            self._talk.paragraphs(act, matter),
            to=greeted.called if greeted else "",
            is_reply=parent is not None,
        )
        return self._mailroom.post(
            author,
            at_s,
            subject,
            text,
            to=to,
            cc=() if self._tribe.list_email else cc,
            parent=parent,
            is_private=self._tribe.is_private,
            list_email=self._tribe.list_email,
        )
