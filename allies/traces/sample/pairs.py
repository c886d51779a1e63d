"""Threads between the owner and one other person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from . import appointments
from .appointments import Appointment
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
    Act.RECALL: (),
    Act.APPROACH: (),
    Act.ADMIRE: (),
}
_GOES_ON = {Act.THANK: 0.36, Act.RECEIVE: 0.2, Act.PRAISE: 0.5, Act.CONGRATULATE: 0.68, Act.CONFIRM: 0.3}
_FINISHED_DAYS = 60  # threads younger than this leave nothing open: what is open now is in the cast
_ANSWERED = (Act.ANSWER, Act.AGREE)
_OWED = (*_ANSWERED, Act.THANK, Act.PRAISE, Act.CONGRATULATE)  # by the owner
_AHEAD_DAYS = 30  # how far people agree on meetings
_UNASKED_DAYS = 40  # one-sided writers have been silent for this long
_THANKS_AFTER = 0.4  # of the meetings
_PERSONAL = 0.15  # of the threads are about life, not work
_PERSONAL_LATER = 0.7  # the same once the circle is over


class Pair:
    """Plays one bond from its first day to its last."""

    def __init__(self, network: Network, bond: Bond, mailroom: Mailroom, diary: Diary) -> None:
        self._network = network
        self._bond = bond
        self._mailroom = mailroom
        self._diary = diary
        self._tribe = network.tribe_of(bond.person)
        self._rng = network.random(f"pair/{bond.person.addresses[0].email}/{network.now_s - bond.from_s}")
        self._talk = Talk(self._rng, self._tribe, has_own_phrases=not self._tribe.list_email)
        self._personal_talk = Talk(self._rng, next(one for one in network.tribes if one.key == "loose"))
        has_ended = bond.until_s < network.now_s
        self._silent_s = bond.until_s if has_ended else network.now_s + _AHEAD_DAYS * DAY_S
        self._fellows = [one for one in network.members(self._tribe) if one is not bond.person]

    def play(self) -> None:
        """Writes all threads into the mailroom, and the meetings that they agree on into the diary."""
        kind = self._bond.kind
        if kind == "yearly":
            for number, at_s in enumerate(self._decembers()):
                self._thread(Act.GREET, self._network.owner if number % 2 else self._bond.person, at_s)
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
        bond = self._bond
        is_one_sided = bond.kind in ONE_SIDED
        until_s = min(bond.until_s, self._network.now_s - _UNASKED_DAYS * DAY_S) if is_one_sided else bond.until_s
        found = moments(self._rng, from_s=bond.from_s, until_s=until_s, gap_days=bond.gap_days)
        gap_s = bond.gap_days * DAY_S
        if not is_one_sided and (not found or bond.until_s - found[-1] > 0.6 * gap_s):
            # No living tie is overdue by chance, and one that falls silent does so when its story says.
            found.append(bond.until_s - int(self._rng.uniform(0.2, 0.6) * gap_s))
        return found

    def _decembers(self) -> Iterator[int]:
        first, last = (datetime.fromtimestamp(at_s, UTC).year for at_s in (self._bond.from_s, self._bond.until_s))
        for year in range(first, last + 1):
            at_s = int(datetime(year, 12, self._rng.randrange(9, 22), tzinfo=UTC).timestamp())
            if self._bond.from_s <= at_s < self._bond.until_s:
                yield at_s

    def _thread(self, act: Act, author: Person, day_s: int) -> None:
        """One thread from its first mail to its last; what would not be finished by now is something shared."""
        begin_s = some_time_that_day(self._rng, day_s, is_private=self._tribe.is_private)
        last_s = self._network.now_s - HOUR_S
        if begin_s >= last_s:
            return
        talk = self._talk_of(begin_s)
        if act is Act.TELL and author is self._network.owner and (talk is not self._talk or self._tribe.is_private):
            act = Act.SHARE  # the owner's own life would be told anew to each of them
        steps = self._steps(act, author, begin_s)
        end_s = steps[-1][2] if steps else begin_s
        plan = appointments.propose(self._rng, self._network, self._bond.person, at_s=begin_s, place=talk.place())
        if end_s >= last_s or (act is Act.MEET and not end_s < plan.start_s < self._silent_s):
            act, steps = Act.SHARE, []
        self._write(talk, act, author, begin_s, steps, plan.slots)
        if act is Act.MEET and steps:
            self._meet(plan)

    def _write(
        self,
        talk: Talk,
        act: Act,
        author: Person,
        at_s: int,
        steps: list[tuple[Act, Person, int]],
        fixed: dict[str, str],
    ) -> None:
        """`fixed` is what a meeting is about, for those who write about one."""
        matter = talk.matter(
            act,
            at_s=at_s,
            topics=self._topics(author),
            colleague=self._rng.choice(self._fellows).called,
            fixed=fixed if act in (Act.MEET, Act.RECALL) else None,
        )
        last = self._post(talk, act, matter, author, at_s, None)
        for one_act, person, one_s in steps:
            last = self._post(talk, one_act, matter, person, one_s, last)

    def _talk_of(self, at_s: int) -> Talk:
        """Mostly that of the circle; that of friends once the circle is over."""
        share = _PERSONAL_LATER if at_s > self._network.until_s(self._tribe) else _PERSONAL
        return self._personal_talk if self._rng.random() < share else self._talk

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
            must_answer = is_young and next_act in (_OWED if speaker is owner else _ANSWERED)
            if not must_answer and self._rng.random() > answers * _GOES_ON.get(next_act, 1.0):
                break
            usual_days = bond.owner_days if speaker is owner else bond.their_days
            at_s = answer_s(self._rng, at_s, usual_days=usual_days, is_private=self._tribe.is_private)
            steps.append((next_act, speaker, at_s))
        return steps

    def _post(self, talk: Talk, act: Act, matter: Matter, author: Person, at_s: int, parent: Message | None) -> Message:
        owner = self._network.owner
        other = self._bond.person if author is owner else owner
        text = talk.letter(author, talk.paragraphs(act, matter), to=other.called, is_reply=parent is not None)
        return self._mailroom.post(
            author,
            at_s,
            parent.subject if parent else matter.subject,
            text,
            to=[other],
            parent=parent,
            is_private=self._tribe.is_private or at_s > self._network.until_s(self._tribe),
        )

    def _meet(self, plan: Appointment) -> None:
        """The meeting itself, and now and then a word of thanks after it."""
        rng, network, person = self._rng, self._network, self._bond.person
        self._diary.meet(person, plan.start_s, plan.minutes, plan.summary, plan.where)
        thanks_s = plan.start_s + int(rng.uniform(0.2, 1.2) * DAY_S)
        if rng.random() < _THANKS_AFTER and thanks_s < min(self._silent_s, network.now_s - DAY_S):
            author = network.owner if rng.random() < 0.5 else person
            self._write(self._talk, Act.RECALL, author, thanks_s, [], plan.slots)
