"""What does harm elsewhere, put wherever a calendar, an address book, a list or an export holds a text.

Each ends in a refusal with a reason or in a clean record, in little time, and its neighbours come in.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from allies.traces.records import Item
from allies.traces.sources import child, wire
from allies.traces.sources.detect import detect
from allies.traces.sources.pieces import Setting
from tests.fuzz.judged import judged
from tests.sources.samples import NOW_S, reasons, records

HARM: dict[str, bytes] = {
    "nothing": b"",
    "NUL": b"a\0b",
    "half a character": "a\ud800b".encode("utf-8", "surrogatepass"),
    "bytes of no charset": b"\xff\xfe\xfa\x80",
    "text from right to left": "\u202eelpmaxe.live@bob".encode(),
    "no width": "\u200b\u200d\ufeff\u2060".encode(),
    "10,000 accents": ("a" + "\u0301" * 10_000).encode(),
    "escapes of a terminal": b"\x1b]0;owned\x07\x1b[2J",
    "1 MB": b"x" * 1_000_000,
    "10 MB": b"y" * 10_000_000,
    "100,000 quotes": b'"' * 100_000,
    "100,000 commas": b"," * 100_000,
    "100,000 semicolons": b";" * 100_000,
    "100,000 colons": b":" * 100_000,
    "100,000 backslashes": b"\\" * 100_000,
    "50,000 brackets": b"(" * 50_000 + b"<" * 50_000,
    "a formula": b'=HYPERLINK("http://evil.example","x")',
    "an entity": b"&lol9;<!ENTITY a SYSTEM 'file:///etc/passwd'>",
    "a page": b"<script src=//evil.example></script><div>" * 1000,
    "a path": b"../../../../etc/passwd",
    "the year 0": b"00000101T000000Z",
    "the year 9999": b"99991231T235959Z",
    "no such day": b"20260231T256199Z",
    "a number of 10,000 digits": b"9" * 10_000,
    "less than nothing": b"-99999999999999999999",
    "no number": b"nan",
    "an address within an address": b"mailto:alice@allies.example)bob@evil.example",
    "10,000 addresses": b"a@x.example," * 10_000,
    "formats": b"%s%n{0}{{}}$(id)`id`",
}
BOB = b"ATTENDEE;CN=Bob:mailto:bob@bob.example"
IN_AN_EVENT = {
    "UID": b"UID:%b",
    "SUMMARY": b"SUMMARY:%b",
    "DESCRIPTION": b"DESCRIPTION:%b",
    "DTSTART": b"DTSTART:%b",
    "a zone": b"DTSTART;TZID=%b:20260301T090000",
    "DTEND": b"DTEND:%b",
    "DURATION": b"DURATION:%b",
    "STATUS": b"STATUS:%b",
    "ATTENDEE": b"ATTENDEE:%b",
    "CN": b"ATTENDEE;CN=%b:mailto:charlie@charlie.example",
    "ORGANIZER": b"ORGANIZER:%b",
    "RRULE": b"RRULE:%b",
    "COUNT": b"RRULE:FREQ=DAILY;COUNT=%b",
    "UNTIL": b"RRULE:FREQ=DAILY;UNTIL=%b",
    "INTERVAL": b"RRULE:FREQ=DAILY;INTERVAL=%b",
    "BYDAY": b"RRULE:FREQ=WEEKLY;BYDAY=%b",
    "RDATE": b"RDATE:%b",
    "EXDATE": b"RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:%b",
    "RECURRENCE-ID": b"RECURRENCE-ID:%b",
    "a name": b"%b:x",
}
ON_A_CARD = {
    "N": b"N:%b",
    "FN": b"FN:%b",
    "EMAIL": b"EMAIL:%b",
    "TEL": b"TEL:%b",
    "a parameter": b"TEL;TYPE=%b:030123456",
    "ORG": b"ORG:%b",
    "NOTE": b"NOTE:%b",
    "UID": b"UID:%b",
    "REV": b"REV:%b",
    "quoted-printable": b"NOTE;ENCODING=QUOTED-PRINTABLE:=%b=",
    "a charset": b"FN;CHARSET=%b:x",
    "a name": b"%b:x",
}
IN_A_ROW = ("a name", "an address", "a number", "a note", "a day")


def calendar(line: bytes) -> bytes:
    """A calendar with a good event on either side of a bad one."""
    good = b"BEGIN:VEVENT\r\nUID:%b\r\nDTSTART:20260301T090000Z\r\n" + BOB + b"\r\nEND:VEVENT\r\n"
    start = b"" if line.startswith(b"DTSTART") else b"DTSTART:20260301T090000Z\r\n"
    bad = b"BEGIN:VEVENT\r\n" + start + BOB + b"\r\n" + line + b"\r\nEND:VEVENT\r\n"
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + good % b"before" + bad + good % b"after" + b"END:VCALENDAR\r\n"


def book(line: bytes) -> bytes:
    """An address book with a good card on either side of a bad one."""
    good = b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:%b\r\nFN:Bob\r\nEND:VCARD\r\n"
    return good % b"before" + b"BEGIN:VCARD\r\nVERSION:3.0\r\n" + line + b"\r\nEND:VCARD\r\n" + good % b"after"


def table(at: int, harm: bytes) -> bytes:
    """A list with a good row on either side of a bad one."""
    quoted = b'"' + harm.replace(b'"', b'""') + b'"'
    cells = [quoted if column == at else b"" for column in range(len(IN_A_ROW))]
    rows = (b"Name,E-Mail,Phone,Note,Since", b"Before,,,,", b",".join(cells), b"After,,,,", b"")
    return b"\n".join(rows)


def chat(harm: bytes) -> bytes:
    """Messages of a room with a good one on either side of one whose every text does harm."""
    text = harm[:1_000_000].decode("utf-8", "replace")
    good = {"creator": {"name": "Bob"}, "created_date": "5 January 2024 09:00"}
    bad = {"creator": {"name": text, "email": text}, "created_date": text, "text": text, "message_id": text}
    rows = [
        {**good, "message_id": "before"},
        {**good, "text": text, "topic_id": text},
        bad,
        {**good, "message_id": "after"},
    ]
    return json.dumps({"messages": rows}).encode()


def _put(write: Callable[[bytes], bytes], line: bytes, harm: bytes) -> bytes:
    return write(line.replace(b"%b", harm))


FILES: dict[str, Callable[[bytes], bytes]] = {
    **{f"event: {name}": partial(_put, calendar, line) for name, line in IN_AN_EVENT.items()},
    **{f"card: {name}": partial(_put, book, line) for name, line in ON_A_CARD.items()},
    **{f"row: {name}": partial(table, at) for at, name in enumerate(IN_A_ROW)},
    "chat": chat,
}


def read_here(path: Path) -> list[Item]:
    """The items of a file, read in this process: a child for each takes minutes."""
    pieces = import_module(child.MODULES[detect(path).sort]).pieces
    return list(child.items(pieces(path, Setting(now_s=NOW_S)), 0, path.name))


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("where", FILES)
def test_what_does_harm_is_refused_or_read_cleanly_and_its_neighbours_come_in(
    tmp_path: Path, where: str, harm: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(FILES[where](HARM[harm]))
    begun_s = time.process_time()
    items = read_here(path)
    assert time.process_time() - begun_s < 5
    found = records(items)
    assert len(found) >= 2
    assert {_key(found[0].uid, found[0].subject), _key(found[-1].uid, found[-1].subject)} == {"before", "after"}
    assert not any(reason.startswith("cannot be read (") for reason in reasons(items))
    for item in items:
        line = wire.encode(item)
        assert len(line) < wire.LINE_BYTES
        assert wire.decode(line.rstrip(b"\n")).position == item.position
        assert not any(character in line for character in (b"\0", b"\x1b", b"\\u0000", b"\\u001b", b"\\ud800"))


LARGE = ("10 MB", "10,000 accents", "100,000 quotes", "100,000 commas", "10,000 addresses", "a page")


@pytest.mark.parametrize("harm", LARGE)
def test_what_is_large_takes_little_memory(tmp_path: Path, harm: str) -> None:
    """Each in a process of its own: within 512 MB and 5 s of CPU, with nothing written."""
    made = []
    for number, (where, write) in enumerate(FILES.items()):
        path = tmp_path / str(number) / "file"
        path.parent.mkdir()
        path.write_bytes(write(HARM[harm]))
        made.append((where, path))
    for (where, _), verdict in zip(made, judged(path for _, path in made), strict=True):
        assert not verdict.faults, f"{where}: {verdict.faults}"
        assert 0 < verdict.memory_bytes < 512_000_000, where


def _key(uid: str, subject: str) -> str:
    return (subject if subject in ("Before", "After") else uid.rpartition(":")[2]).lower()
