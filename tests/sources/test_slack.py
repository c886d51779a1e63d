"""The export of a Slack workspace: its people, and who said what to whom."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from allies.traces.records import Kind, TraceRecord
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, read_all, read_here, reasons, records

SAMPLE = RECORDED / "slack"


def who(record: TraceRecord) -> list[tuple[str, str, str]]:
    """Role, value and name of everyone in a record."""
    return [(person.role.value, person.value, person.name) for person in record.people]


def day(path: Path, *messages: object) -> Path:
    """A day of a channel."""
    path.write_text(json.dumps(messages))
    return path


def said(**changes: object) -> dict[str, object]:
    """One message; what is given is changed."""
    return {"type": "message", "text": "Hello", "user": "U0BOB", "ts": "1772442900.000200"} | changes


def test_a_recorded_export_is_read() -> None:
    assert detect(SAMPLE).sort is Sort.SLACK
    items = read_all(SAMPLE)
    found = records(items)
    alice, bob, charlie = ("u0alice", "Alice Archer"), ("u0bob", "Bob Baker"), ("u0charlie", "Charlie Cook")
    garden = ("list", "slack:c0001", "#garden")
    chats = [record for record in found if record.kind is Kind.CHAT]
    assert [who(record) for record in chats] == [
        [("from", *bob), ("to", *alice)],
        [("from", *alice), ("to", *bob), garden],
        [("from", *charlie), garden, ("replied-to", *alice)],
        [("from", "u0robot", "Reminders"), garden],
    ]
    assert chats[1].text == "Hello @Bob Baker, the list is at our page & on the door. @here"
    assert (chats[2].parent, chats[1].uid) == ("slack:C0001/1772442900.000200",) * 2
    assert [record.is_automatic for record in chats] == [False, False, False, True]
    assert [who(record) for record in found if record.kind is Kind.CARD] == [
        [("named", value, "Alice Archer") for value in ("u0alice", "alice@allies.example", "+447700900001")],
        [("named", value, "Bob Baker") for value in ("u0bob", "bob@bob.example")],
        [("named", *charlie)],
    ]
    assert reasons(items) == [
        "a notice of Slack or of an app: channel_join",
        "a notice of Slack or of an app: bot_message",
        "no date",
        "nothing in it is contact with people",
        "an app, not a person",
    ]


def test_an_organisation_names_its_people_in_a_file_of_another_name(tmp_path: Path) -> None:
    whole = tmp_path / "export"
    shutil.copytree(SAMPLE, whole)
    (whole / "users.json").rename(whole / "org_users.json")
    assert detect(whole).sort is Sort.SLACK
    of_both = ({record.uid: who(record) for record in records(read_all(path))} for path in (whole, SAMPLE))
    assert next(of_both) == next(of_both)


@pytest.mark.parametrize("name", ["garden/2026-03-02.json", "users.json"])
def test_one_file_of_it_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes((SAMPLE / name).read_bytes())
    assert detect(path).sort is Sort.SLACK
    assert len(records(read_here(path))) == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ts": "99999999999.0"}, "dated in the future"),
        ({"ts": "-1"}, "no date"),
        ({"ts": 10**400}, "no date"),
        ({"ts": None}, "no date"),
        ({"user": "../x"}, "no one wrote it"),
        ({"user": ["U1"]}, "no one wrote it"),
        ({"text": "<@U0ALICE>" * 1001}, "1,001 people: more than 1,000"),
    ],
)
def test_a_bad_message_is_refused_and_its_neighbours_come_in(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    items = read_here(day(tmp_path / "a.json", said(), said(**changes), said()))
    assert [item.record is not None for item in items] == [True, False, True]
    assert items[1].reason.startswith(reason)


@pytest.mark.parametrize(
    "text", ["<" * 100_000, "<@" * 50_000, "<a|" * 30_000 + ">", "\x00\u202e&#0;&#xD800;", 7, [[]], None]
)
def test_odd_words_are_read(tmp_path: Path, text: object) -> None:
    _, record = records(read_here(day(tmp_path / "a.json", said(), said(text=text))))
    record.text.encode()
    assert "\0" not in record.text


def test_rooms_and_users_that_cannot_be_read_leave_the_messages(tmp_path: Path) -> None:
    (tmp_path / "garden").mkdir()
    for name, content in (("users.json", '[{"id": "U0BOB"}, {"id": ' + "[" * 3000), ("channels.json", "[7, {}, ")):
        (tmp_path / name).write_text(content)
    day(tmp_path / "garden" / "2026-03-02.json", said())
    assert [who(record)[0] for record in records(read_here(tmp_path))] == [
        ("from", "u0bob", ""),
        ("named", "u0bob", ""),
    ]
