"""Accounts by commands: connect, list, bring in step, let go."""

from __future__ import annotations

import pytest

from allies.people.models import Member
from allies.traces.accounts import keeping
from allies.traces.models import Trace
from tests.accounts.elsewhere import PASSWORD, Other
from tests.cli.conftest import Allies

SHAPE = {
    *("id", "kind", "name", "url", "username", "every_minutes", "connected_at", "last_in_step_at", "next_at"),
    *("is_at_work", "found", "failure", "left_out"),
}


@pytest.fixture(autouse=True)
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    """What mailboxes are, in these tests."""
    made = Other()
    monkeypatch.setitem(keeping.KINDS, "imap", made.steps)
    return made


def test_commands_connect_list_bring_in_step_and_let_go(
    allies: Allies,
    alice: Member,
    other: Other,
) -> None:
    (made,) = allies("connect", "imap", "mail.example", "--user", "alice", "--json", typed=f"{PASSWORD}\n").data
    assert set(made) == SHAPE and (made["found"], made["failure"], made["every_minutes"]) == (3, "", 15)
    (listed,) = allies("accounts", "--json").data
    assert listed == made
    other.refuses = "mail.example refuses this name and password."
    outcome = allies("sync", made["id"], "--json")
    assert (outcome.code, outcome.data[0]["failure"], outcome.data[0]["next_at"]) == (1, other.refuses, None)
    other.refuses = ""
    outcome = allies("sync", "--from-start")
    assert outcome.code == 0 and "alice@mail.example\timap" in outcome.out and "well" in outcome.out
    assert allies("accounts", "--new-key", "--json").data[0]["id"] == made["id"]
    gone = allies("disconnect", made["id"], "--take-back", "--json").data
    assert (gone["disconnected"], gone["taken_back"], allies("accounts", "--json").data) == (True, 2, [])
    assert not Trace.objects.owned_by(alice).exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("connect", "fax", "mail.example"), "is no kind of account"),
        (("connect", "imap", "mail.example"), "Say the name that you sign in with"),
        (("sync", "nowhere"), "There is no account nowhere."),
        (("disconnect", "nowhere"), "There is no account nowhere."),
    ],
)
def test_commands_say_what_is_wrong(
    allies: Allies,
    alice: Member,
    arguments: tuple[str, ...],
    says: str,
) -> None:
    outcome = allies(*arguments, typed=f"{PASSWORD}\n")
    assert outcome.code == 2 and says in outcome.err


def test_the_doctor_says_which_are_not_in_step(allies: Allies, alice: Member, other: Other) -> None:
    allies("connect", "imap", "mail.example", "--user", "alice", typed=f"{PASSWORD}\n")
    found = {one["check"]: one for one in allies("doctor", "--json").data["checks"]}
    assert found["accounts"]["state"] == "ok"
    other.refuses = "mail.example refuses this name and password."
    allies("sync")
    outcome = allies("doctor", "--json")
    found = {one["check"]: one for one in outcome.data["checks"]}
    assert (outcome.code, found["accounts"]["state"]) == (0, "warning")
    assert "alice@mail.example" in found["accounts"]["says"]
