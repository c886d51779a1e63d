"""What goes wrong is said in one line that tells what to do: exit code 2, and data where data was asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from allies.cli import errors, main
from allies.people.models import Member
from tests.cli.conftest import Allies


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nix"], "No such command 'nix'. See: allies --help"),
        (["today", "--nix"], "See: allies today --help"),
        (["today", "--minutes", "soon"], "See: allies today --help"),
        (["log", "dance", "bob"], "See: allies log --help"),
        (["import"], "See: allies import --help"),
        (["undo-import"], "See: allies undo-import --help"),
        (["serve", "--port", "80000"], "See: allies serve --help"),
        (["sample", "/tmp/nowhere", "--seed", "-1"], "See: allies sample --help"),
    ],
)
def test_a_wrong_call_says_where_to_look(allies: Allies, arguments: list[str], says: str) -> None:
    outcome = allies(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert says in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("command", [["today"], ["who", "bob"], ["person", "bob"], ["tribes"], ["imports"], ["link"]])
def test_without_a_member_it_says_how_to_begin(allies: Allies, command: list[str]) -> None:
    outcome = allies(*command)
    assert (outcome.code, outcome.err) == (2, "There is no member yet. Run: allies init\n")


def test_for_programs_the_error_is_data_too(allies: Allies, alice: Member) -> None:
    outcome = allies("import", "/nowhere/mail.mbox", "--json")
    assert outcome.code == 2
    assert outcome.data == {"error": outcome.err.strip()}
    assert "There is no file or folder /nowhere/mail.mbox" in outcome.err


def test_with_several_members_it_asks_whose(allies: Allies, alice: Member, bob: Member) -> None:
    outcome = allies("imports")
    assert outcome.code == 2
    assert "--member NAME, one of alice, bob" in outcome.err
    assert allies("imports", "--member", "bob").code == 0


def test_a_member_who_is_not_there_is_refused(allies: Allies, alice: Member) -> None:
    outcome = allies("imports", "--member", "charlie")
    assert (outcome.code, outcome.err) == (2, "There is no member called charlie. There is: alice\n")


def test_the_environment_says_whose(
    allies: Allies, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIES_MEMBER", "alice")
    assert allies("imports").code == 0


def _fail(*_: object) -> None:
    raise RuntimeError("the\nmoon fell")


def test_what_nobody_thought_of_is_one_line(allies: Allies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "_application", _fail)
    outcome = allies("today")
    assert outcome.code == 2
    assert outcome.err.startswith("Something went wrong: RuntimeError: the moon fell.")
    assert outcome.err.count("\n") == 1


def test_debugging_shows_it_whole(allies: Allies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "_application", _fail)
    monkeypatch.setenv("ALLIES_DEBUG", "1")
    with pytest.raises(RuntimeError, match="moon"):
        allies("today")


@pytest.mark.parametrize("text", ["no such table: people_member", 'relation "people_member" does not exist'])
def test_a_missing_table_means_set_up(text: str) -> None:
    from django.db.utils import OperationalError  # noqa: PLC0415

    assert errors.explain(OperationalError(text), ["today"]) == errors.SET_UP


def test_errors_of_the_system_name_the_file(tmp_path: Path) -> None:
    error = PermissionError(13, "Permission denied", str(tmp_path))
    assert errors.explain(error, ["export"]) == f"Permission denied: {tmp_path}"


def test_a_reader_who_left_is_no_error(allies: Allies, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(main, "_application", leave)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    outcome = allies("today")
    assert (outcome.code, outcome.err) == (0, "")
