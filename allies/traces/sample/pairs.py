"""Threads between the owner and one other person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from .bonds import ONE_SIDED, Bond
from .diary import Diary
from .mailroom import Mailroom, Message
from .network import Network
from .people import Person
from .rhythm import DAY_S, HOUR_S, answer_s, moments, some_time_that_day
from .talk import Act, Matter, Talk

_OPENINGS = ((Act.ASK, 0.36), (Act.SHARE, 0.33), (Act.TELL, 0.19), (Act.MEET, 0.12))
_FOLLOWS = {
    Act.ASK: (Act.ANSWER, Act.THANK, Act.RECEIVE),
    Act.SHARE: (Act.PRAISE,),
    Act.TELL: (Act.CONGRATULATE,),
    Act.MEET: (Act.AGREE, Act.CONFIRM),
    Act.GREET: (Act.GREET_BACK,),
    Act.APPROACH: (),
    Act.ADMIRE: (),
}
_GOES_ON = {Act.THANK: 0.42, Act.RECEIVE: 0.2, Act.PRAISE: 0.6, Act.CONGRATULATE: 0.75, Act.CONFIRM: 0.35}
_FINISHED_DAYS = 60  # threads younger than this have their answer: what is open now is in the cast
_UNASKED_DAYS = 40  # one-sided writers have been silent for this long
_MEETINGS = (
    ("Coffee with {name}", 60, "{where}"),
    ("Lunch with {name}", 75, "{where}"),
    ("Call with {name}", 30, "Phone"),
    ("Walk with {name}", 60, "Along the water"),
)


class Pair:
    """Plays one bond from its first day to its last."""

    def __init__(self, network: Network, bond: Bond, mailroom: Mailroom, diary: Diary) -> None:
        self._network = network
        self._bond = bond
        self._mailroom = mailroom
        self._diary = diary
        self._tribe = network.tribe_of(bond.person)
        self._rng = network.random(f"pair/{bond.person.addresses[0].email}/{bond.from_s - network.now_s}")
        self._talk = Talk(self._rng)
        self._fellows = [one for one in network.members(self._tribe) if one is not bond.person]

    def play(self) -> None:
        """Writes all threads into the mailroom, and the meetings that they agree on into the diary."""
        kind = self._bond.kind
        if kind == "yearly":
            for number, at_s in enumerate(self._decembers()):
                author = self._network.owner if number % 2 else self._bond.person
                self._thread(Act.GREET, author, at_s)
            return
        for at_s in self._moments():
            if kind == "remote":
                self._thread(Act.APPROACH, self._network.owner, at_s)
            elif kind == "admirer":
                self._thread(Act.ADMIRE, self._bond.person, at_s)
            else:
                begins = self._bond.person if self._rng.random() < self._bond.they_open else self._network.owner
                act = self._rng.choices([one for one, _ in _OPENINGS], [weight for _, weight in _OPENINGS])[0]
                self._thread(act, begins, at_s)

    def _moments(self) -> list[int]:
        bond, now_s = self._bond, self._network.now_s
        is_one_sided = bond.kind in ONE_SIDED
        until_s = min(bond.until_s, now_s - _UNASKED_DAYS * DAY_S) if is_one_sided else bond.until_s
        found = moments(self._rng, from_s=bond.from_s, until_s=until_s, gap_days=bond.gap_days)
        gap_s = bond.gap_days * DAY_S
        is_alive = bond.until_s == now_s and not is_one_sided
        if is_alive and (not found or now_s - found[-1] > 0.9 * gap_s):
            # A living tie is not overdue by chance: only the cast is.
            found.append(now_s - int(self._rng.uniform(0.35, 0.8) * gap_s))
        return found

    def _decembers(self) -> Iterator[int]:
        first, last = (datetime.fromtimestamp(at_s, UTC).year for at_s in (self._bond.from_s, self._bond.until_s))
        for year in range(first, last + 1):
            at_s = int(datetime(year, 12, self._rng.randrange(9, 22), tzinfo=UTC).timestamp())
            if self._bond.from_s <= at_s < self._bond.until_s:
                yield at_s

    def _thread(self, act: Act, author: Person, day_s: int) -> None:
        now_s = self._network.now_s
        begin_s = some_time_that_day(self._rng, day_s, is_private=self._tribe.is_private)
        if begin_s >= now_s - HOUR_S:
            return
        steps = self._steps(act, author, begin_s)
        if steps and steps[-1][2] >= now_s - HOUR_S:
            act, steps = Act.SHARE, []
        fellow = self._rng.choice(self._fellows).called
        matter = self._talk.matter(act, self._tribe, at_s=begin_s, topics=self._topics(author), colleague=fellow)
        last = self._post(act, matter, author, begin_s, None)
        for one_act, person, at_s in steps:
            last = self._post(one_act, matter, person, at_s, last)
        if act is Act.MEET and steps:
            self._meet(steps[-1][2])

    def _topics(self, author: Person) -> tuple[str, ...]:
        """People are asked about what they know; they tell about anything."""
        is_owner = author is self._network.owner
        return self._bond.person.knows if is_owner or self._rng.random() < 0.3 else ()

    def _steps(self, act: Act, author: Person, at_s: int) -> list[tuple[Act, Person, int]]:
        bond, owner = self._bond, self._network.owner
        is_young = at_s > self._network.now_s - _FINISHED_DAYS * DAY_S
        steps: list[tuple[Act, Person, int]] = []
        speaker = author
        for next_act in _FOLLOWS[act]:
            speaker = bond.person if speaker is owner else owner
            answers = bond.owner_answers if speaker is owner else bond.they_answer
            must_answer = next_act in (Act.ANSWER, Act.AGREE) and is_young
            if not must_answer and self._rng.random() > answers * _GOES_ON.get(next_act, 1.0):
                break
            usual_days = bond.owner_days if speaker is owner else bond.their_days
            at_s = answer_s(self._rng, at_s, usual_days=usual_days, is_private=self._tribe.is_private)
            steps.append((next_act, speaker, at_s))
        return steps

    def _post(self, act: Act, matter: Matter, author: Person, at_s: int, parent: Message | None) -> Message:
        owner = self._network.owner
        other = self._bond.person if author is owner else owner
        paragraphs = self._talk.paragraphs(act, matter)
        text = self._talk.letter(author, paragraphs, to=other.called, is_reply=parent is not None)
        subject = parent.subject if parent else matter.subject
        return self._mailroom.post(
            author, at_s, subject, text, to=[other], parent=parent, is_private=self._tribe.is_private
        )

    def _meet(self, agreed_s: int) -> None:
        """The meeting itself, some days later, and mostly a word of thanks after it; never today."""
        rng, network, person = self._rng, self._network, self._bond.person
        start_s = some_time_that_day(rng, agreed_s + rng.randint(3, 9) * DAY_S, is_private=False) // 1800 * 1800
        if self._diary.day(start_s) == self._diary.day(network.now_s):
            start_s += DAY_S
        summary, minutes, where = rng.choice(_MEETINGS)
        place = self._talk.place()
        self._diary.meet(person, start_s, minutes, summary.format(name=person.called), where.format(where=place))
        thanks_s = start_s + int(rng.uniform(0.2, 1.2) * DAY_S)
        if rng.random() < 0.4 and thanks_s < network.now_s - DAY_S:
            author = network.owner if rng.random() < 0.5 else person
            colleague = rng.choice(self._fellows).called
            matter = self._talk.matter(Act.RECALL, self._tribe, at_s=thanks_s, topics=(), colleague=colleague)
            self._post(Act.RECALL, matter, author, thanks_s, None)
