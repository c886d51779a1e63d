"""What two people agree on: a coffee, a lunch, a walk, a call, on a day that both their mails and the calendar say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from .data import load
from .network import Network
from .people import Person
from .rhythm import DAY_S
from .talk import WEEKDAYS

_HOURS = {9: "nine", 10: "ten", 11: "eleven", 12: "noon", 13: "one", 15: "three", 16: "four", 17: "five"}
_CALL = "Phone"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting that is being arranged."""

    start_s: int
    minutes: int
    summary: str
    where: str
    slots: dict[str, str]  # what the mails say about it


def propose(rng: Random, network: Network, person: Person, *, at_s: int, place: str) -> Appointment:
    """Something to do together some days after `at_s`, never today; a call where the other one lives far away."""
    is_near = person.zone == network.owner.zone
    kinds: list[dict[str, Any]] = [one for one in load("talk/general")["meetings"] if is_near or one["where"] == _CALL]
    kind = rng.choice(kinds)
    hour = rng.choice(tuple(_HOURS))
    start = _working_day(network, at_s + rng.randint(5, 10) * DAY_S, hour)
    slots = {
        "weekday": WEEKDAYS[start.weekday()],
        "hour": _HOURS[hour],
        "where": place,
        "where_cap": place[:1].upper() + place[1:],
        "name": person.called,
    }
    return Appointment(
        start_s=int(start.timestamp()),
        minutes=kind["minutes"],
        summary=kind["summary"].format_map(slots),
        where=kind["where"].format_map(slots),
        slots=slots | {"meet_subject": kind["subject"], "meet_ask": kind["ask"]},
    )


def _working_day(network: Network, at_s: int, hour: int) -> datetime:
    zone = network.owner.zone
    today = datetime.fromtimestamp(network.now_s, zone).date()
    day = datetime.fromtimestamp(at_s, zone).date()
    while day.weekday() >= 5 or day == today:
        day += timedelta(days=1)
    return datetime.combine(day, time(hour), zone)
