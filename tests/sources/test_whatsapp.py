"""Chats as WhatsApp exports them: in any language's dates, of two or of several, with notices in between."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from allies.traces.records import As, HandleKind, Kind
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, read_all, read_here, reasons, records

FOLDER = RECORDED / "whatsapp"


def chat(path: Path, *lines: str) -> Path:
    """A chat of these lines."""
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    return path


def times(path: Path) -> list[str]:
    """When the messages of a chat were written."""
    return [f"{datetime.fromtimestamp(record.at_s, UTC):%Y-%m-%d %H:%M:%S}" for record in records(read_here(path))]


def test_a_recorded_chat_of_two_is_read() -> None:
    path = FOLDER / "WhatsApp Chat with Bob Baker.txt"
    assert detect(path).sort is Sort.WHATSAPP
    items = read_all(path)
    first, *answers = records(items)
    assert (first.kind, first.text) == (Kind.CHAT, "Is Saturday fine?\nThen we sow.\n\nAnd: bring the spade.")
    assert [(who.role, who.kind, who.value) for who in first.people] == [
        (As.FROM, HandleKind.NAME, "alice archer"),
        (As.TO, HandleKind.NAME, "bob baker"),
    ]
    assert [record.is_sent for record in (first, *answers)] == [True, False, False, False]
    assert len({record.uid for record in answers}) == 3
    assert reasons(items) == ["a notice of WhatsApp, said by no one"]


def test_a_group_is_no_person_and_its_notices_are_said_by_no_one() -> None:
    items = read_here(FOLDER / "_chat.txt")
    charlie, bob, photo = records(items)
    assert {who.value for record in (charlie, bob, photo) for who in record.people} == {
        *("charlie cook", "bob baker", "+447700900123"),
    }
    assert charlie.text == "Who has a barrow? @Bob Baker"
    assert (bob.text, photo.people[0].kind) == ("I do: two of them", HandleKind.PHONE)
    assert len(reasons(items)) == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chat-de.txt", ["2026-03-02 10:15:00", "2026-03-05 18:02:00"]),
        ("chat-es.txt", ["2026-03-02 22:15:00", "2026-03-02 22:16:00", "2026-03-15 09:16:00"]),
        ("chat-ar.txt", ["2026-03-02 22:15:00", "2026-03-03 09:15:00"]),
        ("chat-ja.txt", ["2026-03-02 10:15:00", "2026-03-02 22:15:00"]),
        ("chat-ko.txt", ["2026-03-02 22:15:00", "2026-03-03 00:15:00"]),
        ("chat-us.txt", ["2026-03-02 10:15:00", "2026-03-02 22:15:00"]),
        ("_chat.txt", ["2026-03-02 00:05:00", "2026-03-02 12:16:00", "2026-03-04 13:16:00"]),
    ],
)
def test_dates_are_read_as_the_phone_writes_them(name: str, expected: list[str]) -> None:
    assert detect(FOLDER / name).sort is Sort.WHATSAPP
    assert times(FOLDER / name) == expected


@pytest.mark.parametrize(
    ("forenoon", "afternoon"),
    [
        *(("AM", "PM"), ("a. m.", "p. m."), ("पूर्वाह्न", "अपराह्न"), ("ص", "م"), ("π.μ.", "μ.μ.")),
        *(("PG", "PTG"), ("p.d.", "m.d."), ("ÖÖ", "ÖS"), ("ਪੂ.ਦੁ.", "ਬਾ.ਦੁ."), ("ب.ن", "د.ن"), ("ق.ظ.", "ب.ظ.")),
    ],
)
def test_the_halves_of_the_day_are_told_in_many_languages(forenoon: str, afternoon: str, tmp_path: Path) -> None:
    written = [f"25/12/2025, 12:07\u202f{forenoon} - Bob: up?", f"25/12/2025, 2:07 {afternoon} - Alice: yes"]
    assert times(chat(tmp_path / "chat.txt", *written)) == ["2025-12-25 00:07:00", "2025-12-25 14:07:00"]


def test_a_chat_in_which_no_line_begins_a_message_is_refused_not_taken_for_empty(tmp_path: Path) -> None:
    path = chat(tmp_path / "WhatsApp Chat with Bob.txt", "25/12/2025, 10:15 hrs local - Bob: hi")
    assert reasons(read_here(path)) == ["no line in it begins a message as WhatsApp writes them"]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (("4/2/26, 10:15", "13/2/26, 10:15"), "2026-02-04"),
        (("4/2/26, 10:15", "4/13/26, 10:15"), "2026-04-02"),
        (("28/1/26, 10:15", "4/2/26, 10:15"), "2026-01-28"),
        (("4/2/26, 10:15", "4/3/26, 10:15", "5/1/26, 10:15", "5/2/26, 10:15"), "2026-04-02"),
        (("2026-02-04, 10:15", "2026-02-13, 10:15"), "2026-02-04"),
    ],
)
def test_day_and_month_are_told_apart(tmp_path: Path, dates: tuple[str, ...], first: str) -> None:
    assert times(chat(tmp_path / "a.txt", *(f"{date} - Bob: hello" for date in dates)))[0].startswith(first)


def test_a_group_of_many_is_a_list(tmp_path: Path) -> None:
    lines = [f"02/03/2026, 10:15 - Person {chr(97 + at)}b: hello" for at in range(13)]
    few, many = tmp_path / "few.txt", tmp_path / "WhatsApp Chat with Garden.txt"
    assert len(records(read_here(chat(few, *lines[:12])))[0].people) == 12
    people = records(read_here(chat(many, *lines)))[0].people
    assert [(who.role, who.value) for who in people[1:]] == [(As.LIST, "whatsapp:garden")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("31/02/2026, 10:15 - Bob: x", "no date that can be read: 31/02/2026, 10:15"),
        ("02/03/9999, 10:15 - Bob: x", "dated in the future"),
        ("02/03/0000, 10:15 - Bob: x", "no date that can be read"),
        ("02/03/2026, 77:15 - Bob: x", "no date that can be read"),
        ("02/03/2026, 10:15 - \u202e\u200f: x", "a notice of WhatsApp"),
        ("02/03/2026, 10:15 - Bob added Charlie", "a notice of WhatsApp"),
        ("02/03/2026, 10:15 - ", "a notice of WhatsApp"),
    ],
)
def test_a_bad_message_is_refused_and_its_neighbours_come_in(tmp_path: Path, line: str, reason: str) -> None:
    good = "02/03/2026, 10:15 - Bob: hello"
    items = read_here(chat(tmp_path / "a.txt", good, line, good))
    assert [item.record is not None for item in items] == [True, False, True]
    assert items[1].reason.startswith(reason)


def test_hostile_lines_are_limited(tmp_path: Path) -> None:
    good = "02/03/2026, 10:15 - Bob: hello"
    long = ["x" * 10_000_000, "\0\udcff\u202e", *["1/" * 50_000] * 5, *["y" * 90_000] * 10]
    first, second = records(read_here(chat(tmp_path / "a.txt", good, *long, good)))
    assert len(first.text) <= 200_000
    assert "\0" not in first.text
    assert second.text == "hello"
