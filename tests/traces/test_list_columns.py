"""What the columns of a list hold: shown, said otherwise, and remembered for lists with the same headings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from allies.people.models import Handle, Member
from allies.traces import actions, importing, list_columns, preview
from allies.traces.models import ListColumns, Trace

HEADINGS = "Wer;Name;E-Mail\n"


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """A list whose headings mislead: the column Name holds a group."""
    path = tmp_path / "garden.csv"
    path.write_text(HEADINGS + "Alice Archer;Beete;alice@allies.example\nBob Baker;Kompost;bob@bob.example\n")
    return path


def names(member: Member) -> list[str]:
    """Whom the cards are about."""
    return sorted(Trace.objects.owned_by(member).values_list("subject", flat=True))


def test_a_preview_shows_what_the_columns_were_taken_to_hold(alice: Member, now: datetime, garden: Path) -> None:
    (table,) = preview.preview(alice, garden, at=now).tables
    assert [(one.heading, one.field, one.sample) for one in table.columns] == [
        ("Wer", "other", "Alice Archer"),
        ("Name", "name", "Beete"),
        ("E-Mail", "email", "alice@allies.example"),
    ]
    (table,) = preview.preview(alice, garden, at=now, columns={"wer": "name", "name": "role"}).tables
    assert [one.field for one in table.columns] == ["name", "role", "email"]
    assert not ListColumns.objects.owned_by(alice).exists()


def test_what_is_said_is_remembered_for_the_same_headings_alone(
    alice: Member, bob: Member, now: datetime, garden: Path, tmp_path: Path
) -> None:
    importing.run(alice, garden, at=now, columns={"Wer": "name", "name": "role", "Hut": "name"})
    assert names(alice) == ["Alice Archer", "Bob Baker"]
    assert list_columns.unheard(alice, {"wer": "name", "Hut": "name"}) == ["Hut"]
    another = tmp_path / "more.csv"
    another.write_text(HEADINGS.lower() + "Charlie Cook;Beete;charlie@charlie.example\n")
    importing.run(alice, another, at=now)
    assert names(alice) == ["Alice Archer", "Bob Baker", "Charlie Cook"]
    importing.run(bob, another, at=now)
    assert names(bob) == ["Beete"]
    assert set(Handle.objects.owned_by(alice).filter(kind="list").values_list("name", flat=True)) == {
        "Beete",
        "Kompost",
    }


def test_the_same_list_twice_adds_nothing_and_it_can_be_taken_back(alice: Member, now: datetime, garden: Path) -> None:
    first = importing.run(alice, garden, at=now)
    again = importing.run(alice, garden, at=now)
    assert (first.added, again.added, again.known) == (2, 0, 2)
    actions.undo(alice, again.key)
    actions.undo(alice, first.key)
    assert names(alice) == []
    importing.run(alice, garden, at=now, columns={"Wer": "name"})
    assert names(alice) == ["Alice Archer", "Bob Baker"]


@pytest.mark.parametrize("text", ["Wer", "=name", "Wer=nobody", "Wer="])
def test_what_cannot_be_meant_is_refused_with_what_can(alice: Member, text: str) -> None:
    with pytest.raises(list_columns.NoColumn, match=r"name, given, family, email"):
        list_columns.choice(text)
    with pytest.raises(list_columns.NoColumn, match="nobody is no field"):
        list_columns.remember(alice, "0" * 32, {"Wer": "nobody"})
    assert list_columns.choice("a=b = Name ") == ("a=b", "name")
