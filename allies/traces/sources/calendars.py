"""A calendar (.ics): meetings that took place, and with whom.

Times of a repeating meeting are worked out until `now_s`, and within bounds: a rule that repeats by the second, or that
never comes true, costs next to nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from functools import partial
from pathlib import Path

from icalendar import Event

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, bodies, charsets, lines, phones, repeats, streams, words, zones
from allies.traces.sources.dates import DAY_S
from allies.traces.sources.headers import PEOPLE, too_many_people
from allies.traces.sources.lines import Block
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

NAME_CHARACTERS = 200
COMPONENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY"})
PROPERTIES = frozenset(
    {"UID", "SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "DURATION", "STATUS", "ORGANIZER", "ATTENDEE"}
    | {"RECURRENCE-ID", *repeats.PROPERTIES}
)
MOVING = frozenset({"UID", "RECURRENCE-ID", *repeats.PROPERTIES})
LONGEST_MINUTES = 7 * 24 * 60
SUBJECT_CHARACTERS = 500
UID_CHARACTERS = 480
NO_PERSON = frozenset({"ROOM", "RESOURCE"})


@dataclass(frozen=True, slots=True)
class Whole:
    """What must be known of a whole calendar before its events can be read one by one."""

    zones: dict[str, str]  # the calendar's own zones, each with the known one that stands for it
    moved: dict[str, frozenset[bytes]]  # by meeting, the times of a repeating one that are written out apart


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The meetings of a calendar; of a repeating one, each time until `setting.now_s`.

    Refused with a reason: what has not taken place yet, was cancelled, has no one else in it, or is a task.
    Raises Refused after the last whole event where a packed file is cut off. Memory: one event, and the moved times.
    """
    whole = Whole(_zones(path, setting), _moved(path, setting))
    number = 0
    for number, block in enumerate(lines.blocks(streams.blocks(path, setting.tick), COMPONENTS, PROPERTIES), 1):
        place = f"{path.name}, entry {number}, byte {block.start}"
        if block.name in ("VTODO", "VJOURNAL"):
            yield Piece(place, block.done, refusing("a task or a note, not a meeting"))
        elif block.name != "VEVENT":
            yield Piece(place, block.done, refusing("times that are free or taken, not a meeting"))
        elif not block.is_whole:
            yield Piece(place, block.done, refusing("an event without an end"))
        elif any(lines.property_name(line) in ("RRULE", "RDATE") for line in block.lines):
            yield from _repeated(block, place, setting, whole)
        else:
            yield Piece(place, block.done, partial(_meeting, block, setting.now_s, whole))
    if number == 0:
        yield Piece(path.name, 1.0, refusing("a calendar without events"))


def _zones(path: Path, setting: Setting) -> dict[str, str]:
    try:
        return zones.defined(lines.unfolded(zones.stretches(streams.blocks(path, setting.tick))))
    except Refused:
        return {}  # said with its place when the events themselves are read


def _moved(path: Path, setting: Setting) -> dict[str, frozenset[bytes]]:
    found: dict[str, set[bytes]] = {}
    try:
        for block in lines.blocks(streams.blocks(path, setting.tick), COMPONENTS, MOVING):
            stated = {lines.property_name(line): line.rpartition(b":")[2].strip() for line in block.lines}
            uid = stated.get("UID", b"").decode("utf-8", "replace")[:UID_CHARACTERS]
            # One that repeats itself, as Lotus Notes writes them, replaces no single time.
            if "RECURRENCE-ID" in stated and stated.keys().isdisjoint(repeats.PROPERTIES):
                found.setdefault(uid, set()).add(stated["RECURRENCE-ID"])
    except Refused:
        pass  # said with its place when the events themselves are read
    return {uid: frozenset(times) for uid, times in found.items()}


def _repeated(block: Block, place: str, setting: Setting, whole: Whole) -> Iterator[Piece]:
    """Each time of a repeating meeting; one refusal where the meeting itself is refused."""
    try:
        event = _event(block, whole)
        _people(event)
        starts = repeats.starts(
            event, whole.moved.get(_text(event, "UID").strip()[:UID_CHARACTERS], frozenset()), setting.now_s
        )
    except Refused as refused:
        yield Piece(place, block.done, refusing(str(refused)))
        return
    except Exception as error:  # the edge to foreign data: what the parser stumbles over concerns this event alone
        yield Piece(place, block.done, refusing(f"cannot be read ({type(error).__name__}: {str(error)[:120]})"))
        return
    if starts.left_out:
        reason = f"repeats more than {repeats.KEPT:,} times: the {starts.left_out:,} oldest are left out"
        yield Piece(place, block.done, refusing(reason))
    if not starts.times:
        yield Piece(place, block.done, refusing("has not taken place yet"))
    for start in starts.times:
        yield Piece(f"{place}, {start:%Y-%m-%d}", block.done, partial(_record, event, block, start, setting.now_s))


def _meeting(block: Block, now_s: int, whole: Whole) -> TraceRecord:
    event = _event(block, whole)
    return _record(event, block, _start(event), now_s)


def _event(block: Block, whole: Whole) -> Event:
    source = charsets.decode(b"\r\n".join(zones.replaced(line, whole.zones) for line in block.lines))
    try:
        event = Event.from_ical(f"BEGIN:VEVENT\r\n{source}\r\nEND:VEVENT\r\n")
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise Refused(f"an event that cannot be read: {str(error)[:120]}") from error
    if not isinstance(event, Event):
        raise Refused("an event that cannot be read")
    return event


def _record(event: Event, block: Block, start: date, now_s: int) -> TraceRecord:
    at_s = seconds(start)
    _refuse_unmet(event, at_s, now_s)
    people = _people(event)
    repeated = _repeat_key(event, start)
    return TraceRecord(
        uid=f"{_uid(event, block)}{repeated}",
        kind=Kind.MEETING,
        at_s=at_s,
        people=people,
        subject=" ".join(charsets.clean(_text(event, "SUMMARY")).split())[:SUBJECT_CHARACTERS],
        text=_description(event),
        minutes=_minutes(event),
    )


def _refuse_unmet(event: Event, at_s: int, now_s: int) -> None:
    if _text(event, "STATUS").upper() == "CANCELLED":
        raise Refused("cancelled")
    if at_s < 0:
        raise Refused("dated before 1970")
    if at_s > now_s + DAY_S:
        raise Refused("has not taken place yet")


def _repeat_key(event: Event, start: date) -> str:
    """What tells one time of a repeating meeting from the others: the time by its rule, also where it was moved."""
    if "RRULE" in event or "RDATE" in event:
        return f"/{seconds(start)}"
    replaced = event.decoded("RECURRENCE-ID", None)
    return f"/{seconds(replaced)}" if isinstance(replaced, date) else ""


def seconds(time: date) -> int:
    """UTC seconds. A time without a zone, and a whole day, are taken as UTC."""
    if not isinstance(time, datetime):
        time = datetime.combine(time, clock.min)
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


def _start(event: Event) -> date:
    start = event.decoded("DTSTART", None)
    if not isinstance(start, date):
        raise Refused("no date")
    return start


def _minutes(event: Event) -> int:
    """How long it took; 0 where that is not said, and for whole days."""
    start = _start(event)
    end = event.decoded("DTEND", None)
    duration = event.decoded("DURATION", None)
    if not isinstance(start, datetime):
        return 0
    if isinstance(end, datetime):
        minutes = (seconds(end) - seconds(start)) // 60
    else:
        minutes = int(duration.total_seconds()) // 60 if isinstance(duration, timedelta) else 0
    return minutes if 0 <= minutes <= LONGEST_MINUTES else 0


def _people(event: Event) -> tuple[Role, ...]:
    attendees = [who for who in _listed(event, "ATTENDEE") if _came(who)]
    if len(attendees) > PEOPLE:
        raise Refused(too_many_people(len(attendees)))
    organisers = [role for who in _listed(event, "ORGANIZER")[:1] if (role := _role(As.FROM, who))]
    known = {role.value for role in organisers}
    others = [role for who in attendees if (role := _role(As.WITH, who)) and role.value not in known]
    if not others:
        raise Refused("no one else in it: not a meeting with people")
    return tuple(dict.fromkeys((*organisers, *others)))


def _listed(event: Event, name: str) -> list[object]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _came(who: object) -> bool:
    parameters = getattr(who, "params", {})
    declined = str(parameters.get("PARTSTAT", "")).upper() == "DECLINED"
    return not declined and str(parameters.get("CUTYPE", "")).upper() not in NO_PERSON


def _role(part: As, who: object) -> Role | None:
    """Someone by their address or, as RFC 5545 (3.3.3) allows any URI, by their telephone."""
    scheme, _, rest = str(who).strip().partition(":")
    name = " ".join(charsets.clean(str(getattr(who, "params", {}).get("CN", ""))).split())
    name = "" if addresses.valid(name) else name[:NAME_CHARACTERS]
    if scheme.lower() == "tel":
        number = phones.plain(rest)
        return Role(part, HandleKind.PHONE, number, name) if number else None
    address = addresses.valid(rest if scheme.lower() == "mailto" else str(who).strip())
    return Role(part, HandleKind.EMAIL, address, name) if address else None


def _uid(event: Event, block: Block) -> str:
    stated = charsets.clean(_text(event, "UID")).strip()[:UID_CHARACTERS]
    return stated or "sha256:" + hashlib.sha256(b"\n".join(block.lines)).hexdigest()


def _text(event: Event, name: str) -> str:
    found = event.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found)


def _description(event: Event) -> str:
    text = _text(event, "DESCRIPTION")[: bodies.TEXT_BYTES]
    return charsets.clean(words.own(bodies.of_html(text) if "</" in text or "<br" in text else text))
