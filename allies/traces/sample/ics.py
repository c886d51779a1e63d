"""The calendar as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .diary import Event
from .lines import folded
from .network import Network
from .people import Person

_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def write(path: Path, network: Network, events: Iterable[Event]) -> int:
    """Writes the events in order of time, and the series that the owner keeps for herself; returns how many."""
    ordered = sorted(events, key=lambda one: (one.start_s, one.uid))
    series = [_rehearsal(network), _birthday(network)]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Allies//Sample network//EN",
        "CALSCALE:GREGORIAN",
        *_ZONE.splitlines(),
    ]
    for event in ordered:
        lines += _lines(network, event)
    for one in series:
        lines += one
    path.write_bytes(folded([*lines, "END:VCALENDAR"]))
    return len(ordered) + len(series)


def _lines(network: Network, event: Event) -> Iterator[str]:
    start = datetime.fromtimestamp(event.start_s, UTC)
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(start - timedelta(days=5))}"
    yield f"DTSTART:{_utc(start)}"
    yield f"DTEND:{_utc(start + timedelta(minutes=event.minutes))}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    yield f"LOCATION:{_escaped(event.where)}"
    yield f"ORGANIZER{_who(event.organiser or network.owner, network, event)}"
    for person in (network.owner, *event.people):
        status = "DECLINED" if person in event.declined else "ACCEPTED"
        yield f"ATTENDEE;PARTSTAT={status}{_who(person, network, event)}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _who(person: Person, network: Network, event: Event) -> str:
    """The name and address of a participant; a telephone number where there is no mail."""
    name = f';CN="{person.name}":'
    if not person.addresses:
        return f"{name}tel:{person.phone.replace(' ', '')}"
    is_private = all(one.tribe in ("parents", "choir", "loose", "thursday") for one in event.people)
    return f"{name}mailto:{person.address_at(event.start_s, is_private=is_private).email}"


def _rehearsal(network: Network) -> list[str]:
    """Every Tuesday evening, by the clock of the place."""
    day = datetime.fromtimestamp(network.now_s, UTC) - timedelta(days=400)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return [
        "BEGIN:VEVENT",
        "UID:rehearsal@postbox.example",
        f"DTSTAMP:{_utc(day)}",
        f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T193000",
        f"DTEND;TZID=Europe/London:{day:%Y%m%d}T213000",
        "RRULE:FREQ=WEEKLY;BYDAY=TU",
        "SUMMARY:Choir",
        "LOCATION:St Brannock's",
        "END:VEVENT",
    ]


def _birthday(network: Network) -> list[str]:
    day = datetime.fromtimestamp(network.now_s, UTC) + timedelta(days=11 - 3 * 365)
    return [
        "BEGIN:VEVENT",
        "UID:birthday@postbox.example",
        f"DTSTAMP:{_utc(day - timedelta(days=30))}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        "RRULE:FREQ=YEARLY",
        "SUMMARY:Auntie Ros's birthday",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _utc(at: datetime) -> str:
    return at.strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
