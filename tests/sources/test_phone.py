"""Calls and messages of a phone, and of Signal: with whom, and which end is one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allies.traces.records import Kind, TraceRecord
from allies.traces.sources import streams
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, read_all, read_here, reasons, records

BOB, CHARLIE = "+447700900123", "101112131415161718191a1b1c1d1e1f"
OWN = "my signal account"
HEADER = {"version": "1", "backupTimeMs": "1772600000000"}


def who(record: TraceRecord) -> list[tuple[str, str]]:
    """Role and value of everyone in a record."""
    return [(person.role.value, person.value) for person in record.people]


def signal(path: Path, *rows: object) -> Path:
    """An export of Signal with these lines after the first."""
    written = (row if isinstance(row, str) else json.dumps(row) for row in (HEADER, *rows))
    path.write_text("\n".join(written))
    return path


def test_recorded_calls_are_read() -> None:
    assert detect(RECORDED / "calls.xml").sort is Sort.PHONE
    items = read_all(RECORDED / "calls.xml")
    came, went = records(items)
    assert (came.kind, who(came), came.minutes) == (Kind.CALL, [("from", BOB), ("with", "my phone")], 21)
    assert (came.at_s, came.delivered_to, came.is_sent) == (1772442900, ("phone:my phone",), False)
    assert (who(went), went.is_sent) == ([("from", "my phone"), ("with", "07700900456")], True)
    assert reasons(items) == [
        *("a call that no one answered", "a call that was missed", "the number was withheld"),
        "dated in the future: 99999999999999999",
    ]


def test_recorded_messages_are_read() -> None:
    came, went, shop, picture = records(read_all(RECORDED / "sms.xml"))
    assert (came.kind, came.text, who(came)) == (
        Kind.CHAT,
        "Is Saturday fine? \U0001f600",
        [("from", BOB), ("to", "my phone")],
    )
    assert who(went) == [("from", "my phone"), ("to", BOB)]
    assert [record.is_automatic for record in (came, went, shop, picture)] == [False, False, True, False]
    assert (picture.text, who(picture)[1:]) == ("To you both", [("to", BOB), ("to", "07700900456")])


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('<call number="+447700900123" duration="5" date="-1" type="1"/>', "dated before 1970"),
        ('<call number="+447700900123" duration="5" date="NaN" type="1"/>', "no date that can be read: NaN"),
        ('<call number="+447700900123" duration="NaN" date="1" type="1"/>', "a call that no one answered"),
        ('<call number="+447700900123" duration="5" date="inf" type="1"/>', "dated in the future: inf"),
        (f'<call number="{"9" * 100_000}" duration="5" date="1" type="1"/>', ""),
        ('<call number="-1" duration="5" date="1" type="1"/>', "the number was withheld"),
        ("<call/>", "a call that no one answered"),
        ('<sms address="&#x202e;" date="1" type="1" body=""/>', "the number was withheld"),
        ('<sms address="+447700900123" date="1772442900000" type="3" body="later"/>', "a draft: it was not sent"),
        (
            '<sms address="+447700900123" date="1772442900000" type="5" body="lost"/>',
            "a message that was not sent: it failed",
        ),
        (
            '<mms address="+447700900123" date="1772442900000" msg_box="4"/>',
            "a message that was not sent: it waits in the outbox",
        ),
        ("<mms/>", "the number was withheld"),
    ],
)
def test_a_bad_entry_is_refused_and_its_neighbours_come_in(tmp_path: Path, entry: str, reason: str) -> None:
    good = '<sms address="+447700900123" date="1772442900000" type="1" body="hello"/>'
    path = tmp_path / "backup"
    path.write_text(f"<smses>{good}{entry}{good}")
    items = read_here(path)
    assert [item.record is not None for item in (items[0], items[2])] == [True, True]
    assert items[1].reason.startswith(reason)
    assert items[3].reason.startswith("no XML that can be read from here on")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Saturday &#55357;&#56842;&#55357;&#56842;?", "Saturday \U0001f60a\U0001f60a?"),
        ("half &#55357; of it", "half \ufffd of it"),
        ("&#56842;&#55357;&#56842;", "\ufffd\U0001f60a"),
        ("a code&#1;&#0;&#31;", "a code\ufffd\ufffd\ufffd"),
        ("&#65;&#9;&amp;&#x1F60A;", "A\t&\U0001f60a"),
    ],
)
def test_emoji_are_read_as_phones_write_them_wherever_a_block_of_the_file_ends(
    body: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "backup"
    for width in range(60, 140):
        monkeypatch.setattr(streams, "BLOCK_BYTES", width)
        path.write_text(f'<smses><sms address="{BOB}" date="1772442900000" type="1" body="{body}"/></smses>')
        assert [record.text for record in records(read_here(path))] == [text]


def test_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "backup"
    path.write_text('<!DOCTYPE a [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><calls><call number="&b;"/></calls>')
    assert reasons(read_here(path)) == ["defines entities: made to do harm"]
    path.write_text('<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><calls><call number="&a;"/></calls>')
    assert reasons(read_here(path)) == ["defines entities: made to do harm"]


def test_a_recorded_export_of_signal_is_read() -> None:
    assert detect(RECORDED / "signal").sort is Sort.SIGNAL
    items = read_all(RECORDED / "signal")
    bob, charlie, asked, answered, group, call = records(items)
    assert [who(record) for record in (bob, charlie)] == [
        [("named", BOB), ("named", "000102030405060708090a0b0c0d0e0f")],
        [("named", CHARLIE)],
    ]
    assert [person.name for person in charlie.people] == ["Charlie Cook"]
    assert (who(asked), asked.is_sent) == ([("from", OWN), ("to", BOB)], True)
    assert (who(answered), answered.parent, answered.delivered_to) == (
        [("from", BOB), ("to", OWN)],
        asked.uid,
        (f"signal:{OWN}",),
    )
    assert who(group) == [("from", CHARLIE), ("to", BOB), ("to", OWN)]
    assert (call.kind, who(call)) == (Kind.CALL, [("from", OWN), ("with", BOB)])
    assert reasons(items) == [
        *("no message: a notice, a sticker, or one that was deleted",) * 2,
        "no one that the export names wrote it",
    ]


def test_what_sigexport_writes_is_read() -> None:
    asked, answered = records(read_all(RECORDED / "sigexport"))
    assert who(asked) == [("from", OWN), ("to", "bob baker")]
    assert who(answered) == [("from", "bob baker"), ("to", OWN)]


RECIPIENT = {"recipient": {"id": "2", "contact": {"e164": "447700900123"}}}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("[" * 100_000, "nested too deep"),
        ('{"a":' * 100_000, "nested too deep"),
        ("x" * 10_000_000, "over 2 MB long"),
        ("7", "not an object of JSON"),
        ({"chatItem": {"authorId": "2", "dateSent": "9" * 30}}, "dated in the future"),
        ({"chatItem": {"authorId": "2", "dateSent": "-5"}}, "dated before 1970"),
        ({"chatItem": {"authorId": "2", "dateSent": 10**400}}, "no date"),
        ({"chatItem": {"authorId": ["2"]}}, "no one that the export names wrote it"),
        ({"chatItem": {}}, "no one that the export names wrote it"),
    ],
)
def test_a_bad_line_is_refused_and_its_neighbours_come_in(tmp_path: Path, bad: object, reason: str) -> None:
    good = {"chatItem": {"authorId": "2", "dateSent": "1772442900000", "standardMessage": {"text": {"body": "a\0b"}}}}
    items = read_here(signal(tmp_path / "main.jsonl", RECIPIENT, good, bad, good))
    assert [item.record is not None for item in items] == [True, True, False, True]
    assert items[2].reason.startswith(reason)
    assert records(items)[1].text == "ab"


@pytest.mark.parametrize(
    "row", [{"recipient": 7}, {"recipient": {"id": {}, "group": {"snapshot": []}}}, {"chat": [[]]}, {}]
)
def test_odd_lines_are_passed_over(tmp_path: Path, row: object) -> None:
    assert len(read_here(signal(tmp_path / "main.jsonl", row, RECIPIENT))) == 1
