"""Meetings and calls as they come about: of the owner and one other, and of a circle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from .network import Network
from .people import Person
from .rhythm import DAY_S, HOUR_S, moments
from .tribes import Gathering, Tribe

_AHEAD_DAYS = 45  # how far the calendar is filled in


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the calendar."""

    uid: str
    start_s: int
    minutes: int
    summary: str
    where: str
    people: tuple[Person, ...]  # without the owner
    organiser: Person | None = None  # None: the owner
    declined: tuple[Person, ...] = ()
    is_cancelled: bool = False


class Diary:
    """Keeps every entry of the calendar."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rng = network.random("diary")
        self.events: list[Event] = []

    def meet(self, person: Person, start_s: int, minutes: int, summary: str, where: str) -> None:
        """The owner and one other person."""
        organiser = person if self._rng.random() < 0.4 and person.addresses else None
        self._add(start_s, minutes, summary, where, (person,), organiser)

    def gather(self, tribe: Tribe, meeting: Gathering) -> None:
        """All meetings of a circle, also the next one, but none today."""
        network = self._network
        ahead_s = _AHEAD_DAYS * DAY_S if tribe.until_years == 0.0 else 0
        times = moments(
            self._rng,
            from_s=network.since_s(tribe),
            until_s=network.until_s(tribe) + ahead_s,
            gap_days=meeting.gap_days,
        )
        for at_s in times:
            start_s = self._office_hour(at_s)
            present = [one for one in network.members(tribe) if one.joined_s <= start_s < self._leaves_s(one)]
            if len(present) >= meeting.size and self.day(start_s) != self.day(network.now_s):
                people = tuple(self._rng.sample(present, meeting.size))
                declined = people[-1:] if self._rng.random() < 0.3 else ()
                organiser = people[0] if self._rng.random() < 0.7 else None
                self._add(start_s, meeting.minutes, meeting.summary, meeting.where, people, organiser, declined)

    def _leaves_s(self, person: Person) -> int:
        """Until when someone comes to meetings: those who are here today come to the next ones as well."""
        now_s = self._network.now_s
        return now_s + _AHEAD_DAYS * DAY_S if person.left_s >= now_s else person.left_s

    def day(self, at_s: int) -> str:
        """The owner's own date at that moment, as ISO text."""
        return datetime.fromtimestamp(at_s, self._network.owner.zone).date().isoformat()

    def clock_s(self, days_ago: int, hour: int) -> int:
        """UTC seconds of a full hour by the owner's clock, that many days before today."""
        zone = self._network.owner.zone
        today = datetime.fromtimestamp(self._network.now_s, zone).date()
        return int(datetime.combine(today - timedelta(days=days_ago), time(hour), zone).timestamp())

    def _office_hour(self, at_s: int) -> int:
        day = at_s // DAY_S
        while (day + 3) % 7 >= 5:
            day += 1
        return day * DAY_S + self._rng.randrange(9, 17) * HOUR_S

    def _add(
        self,
        start_s: int,
        minutes: int,
        summary: str,
        where: str,
        people: tuple[Person, ...],
        organiser: Person | None,
        declined: tuple[Person, ...] = (),
    ) -> None:
        uid = f"{self._rng.getrandbits(64):016x}@postbox.example"
        is_cancelled = start_s < self._network.now_s and self._rng.random() < 0.02
        self.events.append(Event(uid, start_s, minutes, summary, where, people, organiser, declined, is_cancelled))
