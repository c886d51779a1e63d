"""What the columns of a list hold: shown, said otherwise, and remembered for lists with the same headings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from allies.people.models import Handle, Member, Person
from allies.traces import actions, importing, list_columns, preview
from allies.traces.models import ListColumns, Participation, Trace

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


def test_what_is_said_of_the_second_of_two_with_one_heading_is_remembered_of_it_alone(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "garden.csv"
    path.write_text("Name;E-Mail;E-Mail\nBob Baker;bob@bob.example;office@bob.example\n")
    importing.run(alice, path, at=now, columns={"e-mail (2)": "nothing"})
    (table,) = preview.preview(alice, path, at=now).tables
    assert [(one.heading, one.field) for one in table.columns] == [
        ("Name", "name"),
        ("E-Mail", "email"),
        ("E-Mail (2)", "nothing"),
    ]
    assert list(Handle.objects.owned_by(alice).values_list("value", flat=True)) == ["bob@bob.example"]


def test_the_same_list_twice_adds_nothing_and_it_can_be_taken_back(alice: Member, now: datetime, garden: Path) -> None:
    first = importing.run(alice, garden, at=now)
    again = importing.run(alice, garden, at=now)
    assert (first.added, again.added, again.known) == (2, 0, 2)
    actions.undo(alice, again.key)
    actions.undo(alice, first.key)
    assert names(alice) == []
    importing.run(alice, garden, at=now, columns={"Wer": "name"})
    assert names(alice) == ["Alice Archer", "Bob Baker"]


def of(member: Member) -> list[tuple[str, str, list[str]]]:
    """Name, text and addresses of each card."""
    rows = Trace.objects.owned_by(member).order_by("subject", "pk").values_list("pk", "subject", "text")
    named = Participation.objects.owned_by(member).filter(role="named")
    return [
        (name, text, sorted(named.filter(trace=trace).values_list("handle__value", flat=True)))
        for trace, name, text in rows
    ]


def test_a_list_read_anew_with_other_columns_stands_in_place_of_what_it_was(
    alice: Member, now: datetime, garden: Path
) -> None:
    first = importing.run(alice, garden, at=now)
    assert names(alice) == ["Beete", "Kompost"]
    assert preview.preview(alice, garden, at=now, columns={"Wer": "name", "Name": "role"}).known == 2
    again = importing.run(alice, garden, at=now, columns={"Wer": "name", "Name": "role"})
    assert (again.read, again.added, again.known) == (2, 0, 2)
    assert of(alice) == [
        ("Alice Archer", "Beete", ["alice@allies.example"]),
        ("Bob Baker", "Kompost", ["bob@bob.example"]),
    ]
    assert sorted(Person.objects.owned_by(alice).values_list("name", flat=True)) == ["Alice Archer", "Bob Baker"]
    for run in (again, first):
        assert names(alice) == ["Alice Archer", "Bob Baker"]
        actions.undo(alice, run.key)
    assert not Handle.objects.owned_by(alice).exists()


def test_a_list_exported_again_in_another_order_is_known(alice: Member, now: datetime, tmp_path: Path) -> None:
    old, new = tmp_path / "members.csv", tmp_path / "members (1).csv"
    old.write_text(
        "Name,E-Mail,Class,Town\nAlice Archer,alice@allies.example,5b,Elsewhere\nBob Baker,bob@bob.example,5c,\n"
    )
    new.write_text(
        "E-Mail,Town,Name,Class\nbob@bob.example,,Bob Baker,5c\nalice@allies.example,Elsewhere,Alice Archer,5b\n"
    )
    importing.run(alice, old, at=now)
    before = set(Trace.objects.owned_by(alice).values_list("pk", "text"))
    again = importing.run(alice, new, at=now)
    assert (again.added, again.known) == (0, 2)
    assert set(Trace.objects.owned_by(alice).values_list("pk", "text")) == before


def test_what_a_newer_list_says_of_someone_replaces_the_older_and_addresses_add_up(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    old, new = tmp_path / "pupils.csv", tmp_path / "pupils-2.csv"
    old.write_text(
        "Name,E-Mail,Phone,Class\n"
        "Alice Archer,alice@allies.example,+49301,5b\n"
        "Bob Baker,home@bob.example,,5c\nBen Baker,home@bob.example,,1a\nCharlie,,,1a\n"
    )
    new.write_text(
        "Name,E-Mail,Class,Since\n"
        "Bob Baker,home@bob.example,6c,\nBen Baker,home@bob.example,2a,\n"
        "Alice Archer,alice@allies.example,6b,\nDora,,1a,\n"
    )
    importing.run(alice, old, at=now)
    again = importing.run(alice, new, at=now)
    assert (again.read, again.added, again.known) == (4, 1, 3)
    now_there = [
        ("Alice Archer", "pupils\nClass: 6b", ["+49301", "alice@allies.example"]),
        ("Ben Baker", "pupils\nClass: 2a", ["home@bob.example"]),
        ("Bob Baker", "pupils\nClass: 6c", ["home@bob.example"]),
        ("Charlie", "pupils\nClass: 1a", ["charlie"]),
        ("Dora", "pupils\nClass: 1a", ["dora"]),
    ]
    assert of(alice) == now_there
    assert importing.run(alice, new, at=now).known == 4
    assert of(alice) == now_there
    actions.undo(alice, again.key)
    assert [name for name, *_ in of(alice)] == ["Alice Archer", "Ben Baker", "Bob Baker", "Charlie", "Dora"]


def test_rows_of_one_person_in_one_list_stand_beside_each_other_and_another_list_says_its_own(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    gifts, pupils = tmp_path / "donors.csv", tmp_path / "pupils.csv"
    gifts.write_text("Name,E-Mail,Amount\n" + "".join(f"Alice,alice@allies.example,{sum}\n" for sum in (5, 10, 5)))
    pupils.write_text("Name,E-Mail,Class\nAlice,alice@allies.example,5b\n")
    importing.run(alice, gifts, at=now)
    importing.run(alice, pupils, at=now)
    assert sorted(text for _, text, _ in of(alice)) == ["donors\nAmount: 10", "donors\nAmount: 5", "pupils\nClass: 5b"]
    gifts.write_text("Name,E-Mail,Amount\n" + "".join(f"Alice,alice@allies.example,{sum}\n" for sum in (10, 20)))
    importing.run(alice, gifts, at=now)
    assert sorted(text for _, text, _ in of(alice)) == ["donors\nAmount: 10", "donors\nAmount: 20", "pupils\nClass: 5b"]


@pytest.mark.parametrize("text", ["Wer", "=name", "Wer=nobody", "Wer="])
def test_what_cannot_be_meant_is_refused_with_what_can(alice: Member, text: str) -> None:
    with pytest.raises(list_columns.NoColumn, match=r"name, given, family, email"):
        list_columns.choice(text)
    with pytest.raises(list_columns.NoColumn, match="nobody is no field"):
        list_columns.remember(alice, "0" * 32, {"Wer": "nobody"})
    assert list_columns.choice("a=b = Name ") == ("a=b", "name")
