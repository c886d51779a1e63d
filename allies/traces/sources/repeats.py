"""The times of a repeating meeting, worked out within bounds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Event
from icalendar.error import BrokenCalendarProperty

from allies.traces.sources.pieces import Refused

PROPERTIES = frozenset({"RRULE", "RDATE", "EXDATE"})
KEPT = 2000  # times of one meeting: the newest
LOOKED_AT = 50_000  # times of one meeting that are worked out at most
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
EARLIEST = datetime.fromisoformat("1970-01-01")
# A rule that never comes true is looked through up to the year 9999. The calendar repeats every 400 years, weekdays
# included, so the same rule is worked out shortly before that.
SHIFT_YEARS = 7600


@dataclass(frozen=True, slots=True)
class Starts:
    """When a meeting took place, in order, and how many older times were left out."""

    times: list[date]
    left_out: int


def starts(event: Event, moved: frozenset[bytes], now_s: int) -> Starts:
    """When a repeating meeting began each time until `now_s`, without what was called off or moved.

    moved : times that the calendar writes out apart, as it writes them.
    Raises Refused for a rule that is no meeting's: by the hour or faster, without end, or from before 1970. O(times).
    """
    off = frozenset(form for time in _dates(event, "EXDATE") for form in _written(time)) | moved
    kept: deque[date] = deque(maxlen=KEPT)
    count = 0
    for start in _all(event, datetime.fromtimestamp(now_s, UTC)):
        if off.isdisjoint(_written(start)):
            kept.append(start)
            count += 1
    return Starts(list(kept), count - len(kept))


def _all(event: Event, now: datetime) -> Iterator[date]:
    """Times by rule and by list, in local time with the zone of the first, each once."""
    first = event.decoded("DTSTART", None)
    if not isinstance(first, date):
        raise Refused("no date")
    zone = first.tzinfo if isinstance(first, datetime) else None
    begin, until = _plain(first), now.astimezone(zone or UTC).replace(tzinfo=None)
    if begin < EARLIEST:
        raise Refused("dated before 1970")
    found = {begin, *(time for time in map(_plain, _dates(event, "RDATE")) if time >= EARLIEST)}
    for rule in _listed(event, "RRULE"):
        found |= _by_rule(rule, begin, until)
    for time in sorted(time for time in found if time <= until):
        yield time.replace(tzinfo=zone) if isinstance(first, datetime) else time.date()


def _by_rule(rule: Any, begin: datetime, until: datetime) -> set[datetime]:
    last = min(until, _end(rule, until))
    text = ";".join(part for part in rule.to_ical().decode("utf-8", "replace").split(";") if part[:6] != "UNTIL=")
    times: set[datetime] = set()
    if begin > last:
        return times
    try:
        for count, shifted in enumerate(rrulestr(text, dtstart=begin.replace(year=begin.year + SHIFT_YEARS))):
            time = shifted.replace(year=shifted.year - SHIFT_YEARS)
            if time > last:
                break
            if count >= LOOKED_AT:
                raise Refused(f"repeats more than {LOOKED_AT:,} times")
            times.add(time)
    except (ValueError, TypeError) as error:
        raise Refused(f"repeats by a rule that cannot be read: {str(error)[:80]}") from error
    return times


def _end(rule: Any, until: datetime) -> datetime:
    """When a rule ends by itself. Raises Refused for one that would never end, or is not a meeting's."""
    try:
        parts = {str(name).upper(): _one(values) for name, values in rule.items()}
    except BrokenCalendarProperty as error:
        raise Refused("repeats by a rule that cannot be read") from error
    frequency = str(parts.get("FREQ", "")).upper()
    if frequency not in FREQUENCIES:
        raise Refused(f"repeats {frequency.lower() or 'without a rule'}: not a meeting of people")
    interval = parts.get("INTERVAL", 1)
    if not isinstance(interval, int) or interval < 1:
        raise Refused("repeats without a step")
    end = parts.get("UNTIL")
    return _plain(end) if isinstance(end, date) else until


def _written(time: date) -> frozenset[bytes]:
    """How a calendar may write a time: as a day, in its own zone, or in UTC."""
    if not isinstance(time, datetime):
        return frozenset({f"{time:%Y%m%d}".encode()})
    forms = {f"{time:%Y%m%dT%H%M%S}".encode()}
    if time.tzinfo:
        forms.add(f"{time.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode())
    return frozenset(forms)


def _dates(event: Event, name: str) -> Iterator[date]:
    for found in _listed(event, name):
        try:
            entries = found.dts
        except (AttributeError, BrokenCalendarProperty):
            continue  # a list of times that cannot be read names none
        for entry in entries:
            time = entry.dt[0] if isinstance(entry.dt, tuple) else entry.dt
            if isinstance(time, date):
                yield time


def _listed(event: Event, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _one(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else values


def _plain(time: date) -> datetime:
    """A time without its zone; a day as its first moment."""
    if isinstance(time, datetime):
        return time.replace(tzinfo=None)
    return datetime.combine(time, clock.min)
