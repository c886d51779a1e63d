"""Today's plan, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from allies.cli import show
from allies.people.models import Member, Person
from tests.cli.conftest import Allies

SHAPE = {"date", "minutes", "used", "gives", "asks", "suggestions"}
SUGGESTION = {"id", "kind", "person", "channel", "minutes", "gives", "reasons"}


@pytest.fixture
def planned(allies: Allies, alice: Member, mailbox: Path) -> Allies:
    """Alice's mailbox is in; charlie waits for an answer."""
    assert allies("import", mailbox).code == 0
    return allies


def test_today_has_its_shape(planned: Allies) -> None:
    data = planned("today", "--json").data
    assert set(data) == SHAPE
    assert (data["date"], data["minutes"]) == ("2026-04-14", 15)
    assert data["used"] == sum(one["minutes"] for one in data["suggestions"]) <= 15
    assert data["gives"] + data["asks"] == len(data["suggestions"]) > 0
    for suggestion in data["suggestions"]:
        assert set(suggestion) >= SUGGESTION
        assert set(suggestion["person"]) == {"id", "name"}
        assert suggestion["reasons"]


def test_today_fits_the_minutes(planned: Allies) -> None:
    assert planned("today", "--minutes", "3", "--json").data["used"] <= 3


@pytest.mark.parametrize("minutes", ["0", "-5", "100000"])
def test_minutes_out_of_bounds_are_refused(planned: Allies, minutes: str) -> None:
    outcome = planned("today", "--minutes", minutes)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)


def test_in_a_pipe_it_is_lines(planned: Allies) -> None:
    outcome = planned("today")
    heading, *lines = outcome.out.splitlines()
    assert heading.startswith("Tuesday 14 April: ")
    first = lines[0].split("\t")
    assert (first[0], first[2]) == ("1", "open")
    assert any("Charlie" in line for line in lines)


def test_on_a_terminal_names_are_text(planned: Allies, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    Person.objects.owned_by(alice).filter(name__startswith="Charlie").update(name="[blink]Charlie\x1b[2J")
    monkeypatch.setattr(show, "is_terminal", lambda: True)
    out = planned("today").out
    assert "[blink]Charlie[2J" in out
    assert "\x1b[2J" not in out


def test_an_empty_network_is_shown_the_ways_in(allies: Allies, alice: Member) -> None:
    outcome = allies("today")
    assert outcome.code == 0
    assert "allies import PATH" in outcome.err
    assert allies("today", "--json").data["suggestions"] == []


def test_done_by_number_and_undone_by_id(planned: Allies) -> None:
    first = planned("today", "--json").data["suggestions"][0]
    done = planned("done", "1", "--json").data
    assert (done["id"], done["decision"]) == (first["id"], "done")
    assert planned("undo", first["id"], "--json").data["decision"] == "open"


def test_what_is_snoozed_leaves_the_plan(planned: Allies) -> None:
    first = planned("today", "--json").data["suggestions"][0]
    outcome = planned("snooze", first["id"])
    assert outcome.out.endswith(": snoozed.\n")
    assert first["id"] not in [one["id"] for one in planned("today", "--json").data["suggestions"]]


def test_never_closes_the_person_and_undo_opens_them(planned: Allies, alice: Member) -> None:
    first = planned("today", "--json").data["suggestions"][0]
    planned("never", first["id"])
    person = Person.objects.owned_by(alice).get(key=first["person"]["id"])
    assert person.is_closed
    planned("undo", first["id"])
    person.refresh_from_db()
    assert not person.is_closed


@pytest.mark.parametrize("command", ["done", "snooze", "never", "undo"])
def test_no_one_decides_on_what_is_not_theirs(planned: Allies, bob: Member, command: str) -> None:
    first = planned("today", "--json", "--member", "alice").data["suggestions"][0]
    for text in (first["id"], "1", "99", "nothing"):
        outcome = planned(command, text, "--json", "--member", "bob")
        assert outcome.code == 2
        assert outcome.data == {"error": f"There is no suggestion {text}. See which there are: allies today"}
    assert planned("today", "--json", "--member", "alice").data["suggestions"][0]["decision"] == "open"
