"""The same mail brought again is known without being read, and stands when the first import is undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from allies.people import tables
from allies.people.models import Member, Person
from allies.traces import actions, again, importing, queries, reading
from allies.traces.models import Import, Source, Trace
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox

LETTERS = (
    Letter("1", BOB, ALICE, day=1, text="Which template?", delivered_to="alice@alice.example"),
    Letter("2", ALICE, BOB, day=2, subject="Re: Hello", answers="1"),
    Letter("3", CHARLIE, ALICE, day=3, delivered_to="alice@alice.example"),
    Letter("4", CHARLIE, ALICE, day=4, delivered_to="alice@alice.example"),
)
NO_SENDER = Letter("5", "", ALICE)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nothing is read."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("It was read.")

    monkeypatch.setattr(reading, "read", refuse)


def _content(member: Member) -> dict[str, list[tuple[object, ...]]]:
    kept = [model for model in tables.private(with_derived=False) if model not in (Import, Source)]
    return {model.__name__: sorted(model.objects.owned_by(member).values_list(), key=str) for model in kept}


def test_a_copy_is_known_without_being_read(
    alice: Member, now: datetime, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    importing.run(alice, mbox(tmp_path / "a.mbox", [*LETTERS, NO_SENDER]), at=now)
    before = Trace.objects.owned_by(alice).count(), Person.objects.owned_by(alice).count()
    copy = tmp_path / "b.mbox"
    copy.write_bytes((tmp_path / "a.mbox").read_bytes())
    request.getfixturevalue("unread")
    second = importing.run(alice, copy, at=now)
    assert (second.read, second.added, second.known, second.refused, second.people) == (5, 0, 4, 1, 0)
    assert (second.state, second.done_share) == ("done", 1.0)
    assert (Trace.objects.owned_by(alice).count(), Person.objects.owned_by(alice).count()) == before
    [refusal] = queries.refusals(alice, second.key)
    assert refusal.where.startswith("b.mbox, message 5") and "sender" in refusal.why


def test_undoing_the_first_leaves_everything_to_the_second(alice: Member, now: datetime, tmp_path: Path) -> None:
    empty = _content(alice)
    path = mbox(tmp_path / "a.mbox", LETTERS)
    runs = [importing.run(alice, path, at=now) for _ in range(3)]
    before = _content(alice)
    actions.undo(alice, runs[0].key)
    after = _content(alice)
    assert after.keys() == before.keys()
    for name in before.keys() - {"Trace"}:
        assert after[name] == before[name], name
    row = queries.import_row(alice, runs[1].key)
    assert (row.state, row.added, row.known) == ("done", 4, 0)
    actions.undo(alice, runs[1].key)
    assert Trace.objects.owned_by(alice).count() == 4
    actions.undo(alice, runs[2].key)
    assert _content(alice) == empty


def test_undoing_the_second_takes_nothing(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    importing.run(alice, path, at=now)
    before = _content(alice)
    actions.undo(alice, importing.run(alice, path, at=now).key)
    assert _content(alice) == before


def test_what_the_first_saw_of_others_goes_on_to_the_second(alice: Member, now: datetime, tmp_path: Path) -> None:
    others = importing.run(alice, mbox(tmp_path / "others.mbox", LETTERS[:2]), at=now)
    path = mbox(tmp_path / "a.mbox", LETTERS)
    first = importing.run(alice, path, at=now)
    importing.run(alice, path, at=now)
    actions.undo(alice, first.key)
    actions.undo(alice, others.key)
    assert Trace.objects.owned_by(alice).count() == 4


def test_after_an_undo_the_same_is_read_again(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    actions.undo(alice, importing.run(alice, path, at=now).key)
    assert importing.run(alice, path, at=now).added == 4


def test_what_was_added_is_read(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS[:3])
    importing.run(alice, path, at=now)
    more = importing.run(alice, mbox(path, LETTERS), at=now)
    assert (more.added, more.known) == (1, 3)


def test_what_was_too_early_is_read_on_a_later_day(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", [*LETTERS, Letter("9", CHARLIE, ALICE, day=120)])
    assert importing.run(alice, path, at=now).refused == 1
    assert importing.run(alice, path, at=now + timedelta(days=60)).added == 1


def test_a_maildir_copied_is_known(
    alice: Member, now: datetime, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for name in ("one", "other"):
        for part in ("cur", "new", "tmp"):
            (tmp_path / name / part).mkdir(parents=True)
        for letter in LETTERS:
            (tmp_path / name / "cur" / f"{letter.id}.x:2,S").write_bytes(letter.as_bytes())
    importing.run(alice, tmp_path / "one", at=now)
    request.getfixturevalue("unread")
    second = importing.run(alice, tmp_path / "other", at=now)
    assert (second.added, second.known) == (0, 4)


def test_of_a_large_file_pieces_all_along_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "WHOLE_BYTES", 100)
    monkeypatch.setattr(again, "PIECES", 5)
    monkeypatch.setattr(again, "PIECE_BYTES", 10)
    data = bytearray(range(256)) * 4

    def content(name: str) -> str:
        (tmp_path / name).write_bytes(data)
        return again.content(tmp_path / name, "mbox", "")

    first = content("a")
    assert first == content("b") and len(first) == 64
    for place in (0, 5, len(data) // 2, len(data) - 1):
        data[place] ^= 1
        assert content("c") != first
        data[place] ^= 1
    data.append(0)
    assert content("d") != first


def test_a_calendar_is_read_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    assert again.content(tmp_path / "a.ics", "calendar", "") == ""
