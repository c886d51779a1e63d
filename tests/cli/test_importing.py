"""Bringing in, seeing what was refused, taking back, and who the member is."""

from __future__ import annotations

from pathlib import Path

import pytest

from allies.people.models import Member, Person
from allies.traces import importing
from allies.traces.models import Trace
from tests.cli.conftest import MINE, Allies

SHAPE = {"read", "added", "known", "refused", "people", "seconds", "import"}


def test_an_import_says_what_came_in(allies: Allies, alice: Member, mailbox: Path) -> None:
    outcome = allies("import", mailbox, "--json")
    assert outcome.code == 0
    assert set(outcome.data) == SHAPE
    assert {name: outcome.data[name] for name in ("read", "added", "known", "refused")} == {
        "read": 4,
        "added": 4,
        "known": 0,
        "refused": [],
    }
    assert outcome.data["people"] >= 2
    assert outcome.data["import"] in [row["import"] for row in allies("imports", "--json").data]


def test_the_same_file_twice_adds_nothing(allies: Allies, alice: Member, mailbox: Path) -> None:
    allies("import", mailbox)
    again = allies("import", mailbox, "--json").data
    assert (again["added"], again["known"]) == (0, 4)
    assert Trace.objects.owned_by(alice).count() == 4


def test_for_people_it_is_a_line(allies: Allies, alice: Member, mailbox: Path) -> None:
    outcome = allies("import", mailbox)
    assert outcome.out.startswith("alice.mbox: 4 read, 4 added, 0 known already, 0 refused; ")
    assert outcome.out.count("\n") == 1
    assert f"You are {MINE}" in outcome.err


def test_a_preview_keeps_nothing(allies: Allies, alice: Member, mailbox: Path) -> None:
    outcome = allies("import", mailbox, "--preview", "--json")
    assert set(outcome.data) == SHAPE | {"first_at", "last_at", "rows", "tables"}
    assert (outcome.data["read"], outcome.data["added"], outcome.data["import"]) == (4, 4, "")
    assert len(outcome.data["rows"]) == 4 and outcome.data["first_at"] < outcome.data["last_at"]
    assert not Trace.objects.owned_by(alice).exists()
    assert not Person.objects.owned_by(alice).exists()
    assert allies("imports", "--json").data == []


def test_what_a_column_holds_is_shown_and_can_be_said(allies: Allies, alice: Member, tmp_path: Path) -> None:
    people = tmp_path / "donors.csv"
    people.write_text("Donor,Amount\nAlice Archer,$5\nBob Baker,$6\n")
    looked = allies("import", people, "--preview")
    assert 'donors.csv: Donor is name, Amount is other. Otherwise: --column "HEADING=FIELD"' in looked.err
    wrong = allies("import", people, "--column", "Amount=money")
    assert wrong.code != 0 and "The fields are: name, given" in wrong.err
    outcome = allies("import", people, "--column", "Amount=nothing", "--column", "Hat=name")
    assert "No list has a column Hat." in outcome.err
    assert set(Trace.objects.owned_by(alice).values_list("subject", "text")) == {
        ("Alice Archer", "Donor"),
        ("Bob Baker", "Donor"),
    }


def test_of_two_columns_with_one_heading_the_second_can_be_said(allies: Allies, alice: Member, tmp_path: Path) -> None:
    people = tmp_path / "donors.csv"
    people.write_text("Donor,E-Mail,E-Mail\nAlice Archer,alice@allies.example,office@allies.example\n")
    looked = allies("import", people, "--preview", "--column", "E-Mail (2)=nothing")
    assert "Donor is name, E-Mail is email, E-Mail (2) is nothing." in looked.err


def test_what_is_refused_has_its_place_and_reason(allies: Allies, alice: Member, tmp_path: Path) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob Baker\r\nEMAIL:bob@bob.example\r\nEND:VCARD\r\n"
    book = tmp_path / "book.vcf"
    book.write_bytes(card + b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n")
    outcome = allies("import", book, "--json")
    assert (outcome.code, outcome.data["added"]) == (0, 1)
    (refusal,) = outcome.data["refused"]
    assert set(refusal) == {"where", "why"}
    assert all(refusal.values())
    assert f"refused: {refusal['where']}: {refusal['why']}" in allies("import", book).err
    assert allies("refused", outcome.data["import"], "--json").data == [refusal]
    assert f"{refusal['where']}\t{refusal['why']}" in allies("refused", outcome.data["import"]).out
    assert "There is no import nothing." in allies("refused", "nothing").err


def test_several_paths_are_summed_and_each_is_there(
    allies: Allies, alice: Member, mailbox: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.mbox"
    copy.write_bytes(mailbox.read_bytes())
    data = allies("import", mailbox, copy, "--json").data
    assert set(data) == SHAPE | {"imports"}
    assert (data["read"], data["added"], data["known"]) == (8, 4, 4)
    assert [set(one) for one in data["imports"]] == [SHAPE, SHAPE]
    assert data["import"] == data["imports"][-1]["import"]


def test_a_path_that_is_not_there_is_refused_before_anything_comes_in(
    allies: Allies, alice: Member, mailbox: Path
) -> None:
    outcome = allies("import", mailbox, "/nowhere.mbox")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "There is no file or folder /nowhere.mbox. Check how it is spelled.\n"
    assert not Trace.objects.owned_by(alice).exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8])
def test_what_is_no_source_is_refused_in_a_line(allies: Allies, alice: Member, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "what"
    path.write_bytes(content)
    for options in ([], ["--preview"]):
        outcome = allies("import", path, *options)
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
        assert "Something went wrong" not in outcome.err


def test_me_decides_whose_it_is(allies: Allies, alice: Member, mailbox: Path) -> None:
    allies("import", mailbox, "--me", "bob@bob.example")
    assert allies("me", "--json").data["own"] == ["bob@bob.example"]


def test_me_shows_adds_and_takes_away(allies: Allies, alice: Member, mailbox: Path) -> None:
    allies("import", mailbox)
    before = allies("me", "--json").data
    assert before["own"] == [MINE]
    assert "charlie@cook.example" in [one["address"] for one in before["candidates"]]
    assert allies("me", "charlie@cook.example", "--json").data["own"] == [MINE, "charlie@cook.example"]
    assert allies("me", "charlie@cook.example", "--not", "--json").data["own"] == [MINE]
    assert f"own\t{MINE}\t" in allies("me").out


def test_me_refuses_to_take_away_what_is_not_mine(allies: Allies, alice: Member, mailbox: Path) -> None:
    allies("import", mailbox)
    outcome = allies("me", "--not", "bob@bob.example")
    assert (outcome.code, outcome.err) == (
        2,
        "bob@bob.example is not one of your own addresses. See which are: allies me\n",
    )


def test_an_import_is_taken_back_whole(allies: Allies, alice: Member, mailbox: Path) -> None:
    key = allies("import", mailbox, "--json").data["import"]
    assert allies("undo-import", key, "--json").data["state"] == "undone"
    assert not Trace.objects.owned_by(alice).exists()
    assert allies("who", "bob", "--json").data == []


def test_no_one_takes_back_what_is_not_theirs(allies: Allies, alice: Member, bob: Member, mailbox: Path) -> None:
    key = allies("import", mailbox, "--json", "--member", "alice").data["import"]
    for text in (key, "nothing"):
        outcome = allies("undo-import", text, "--member", "bob")
        assert (outcome.code, outcome.err) == (2, f"There is no import {text}. See which there are: allies imports\n")
    assert Trace.objects.owned_by(alice).count() == 4


def test_stopping_says_that_it_goes_on(
    allies: Allies, alice: Member, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("allies.ties.reading.import_path", stop)
    outcome = allies("import", mailbox)
    assert outcome.code == 130
    assert outcome.err == "Stopped. What came in so far stays; the same command goes on where it was.\n"


def test_a_place_is_known_to_be_in_until_it_changes(allies: Allies, alice: Member, mailbox: Path) -> None:
    assert not importing.is_in(alice, mailbox)
    key = allies("import", mailbox, "--json").data["import"]
    assert importing.is_in(alice, mailbox)
    allies("undo-import", key)
    assert not importing.is_in(alice, mailbox)
    allies("import", mailbox)
    mailbox.write_bytes(mailbox.read_bytes() + b"\n")
    assert not importing.is_in(alice, mailbox)
