"""What comes in by an export is the same as what came in another way, and goes out again whole."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from allies.people import queries as people_queries
from allies.people.models import Handle, Member
from allies.traces import actions, batch, importing
from allies.traces.models import Participation, Sighting, Trace
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox
from tests.sources.samples import RECORDED

LETTERS = [
    Letter(str(at), BOB if at % 2 else CHARLIE, ALICE, day=at, delivered_to="alice@alice.example") for at in range(1, 8)
]


@pytest.fixture
def takeout(tmp_path: Path) -> Path:
    """A mailbox, and the same mailbox within a Takeout together with a list."""
    mbox(tmp_path / "inbox.mbox", LETTERS)
    path = tmp_path / "takeout.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "inbox.mbox", "Takeout/Mail/All mail Including Spam and Trash.mbox")
        archive.writestr("Takeout/Contacts/donors.csv", "Name,E-Mail\nBob Baker,bob@bob.example\nDora Dean,\n")
    return path


def told(member: Member) -> set[tuple[str, str, str]]:
    """Who took part in what, and as what."""
    rows = Participation.objects.owned_by(member).values_list("trace__subject", "handle__value", "role")
    return set(rows)


def test_the_same_mail_by_mailbox_and_by_takeout_is_one_trace(alice: Member, now: datetime, takeout: Path) -> None:
    importing.run(alice, takeout.with_name("inbox.mbox"), at=now)
    before = told(alice)
    run = importing.run(alice, takeout, at=now)
    assert (run.added, run.known, run.refused) == (2, 7, 0)
    assert Sighting.objects.owned_by(alice).count() == 7
    actions.undo(alice, run.key)
    assert told(alice) == before


def test_a_takeout_cut_short_goes_on_where_it_was(
    alice: Member, bob: Member, now: datetime, takeout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 4)
    write, calls = batch.write, []

    def killed(*args: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write(*args)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(batch, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.run(alice, takeout, at=now)
    assert Trace.objects.owned_by(alice).count() == 4
    monkeypatch.setattr(batch, "write", write)
    run = importing.run(alice, takeout, at=now)
    importing.run(bob, takeout, at=now)
    assert (run.read, run.added, told(alice)) == (9, 9, told(bob))


def test_the_owner_of_a_linkedin_account_is_told_from_its_messages(alice: Member, now: datetime) -> None:
    run = importing.run(alice, RECORDED / "linkedin", at=now)
    assert [handle.value for handle in people_queries.own_handles(alice)] == [
        "https://www.linkedin.com/in/alice-archer"
    ]
    assert run.me_reason.startswith("https://www.linkedin.com/in/alice-archer: ")
    bob = Handle.objects.owned_by(alice).get(value="bob@bob.example")
    page = Handle.objects.owned_by(alice).get(value="https://www.linkedin.com/in/bob-baker")
    assert bob.person_id == page.person_id  # they stand on one card
    assert importing.run(alice, RECORDED / "linkedin", at=now).added == 0
