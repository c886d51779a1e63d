"""Keeping and leaving: what goes out comes in again equal, and what is erased is gone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from allies.lib import disks
from allies.people.models import Member
from allies.traces.models import Trace
from tests.cli.conftest import Allies

pytestmark = pytest.mark.django_db(transaction=True)  # what was erased is scrubbed, which no transaction allows


@pytest.fixture
def known(allies: Allies, alice: Member, mailbox: Path) -> Allies:
    """Alice's mailbox is in."""
    assert allies("import", mailbox).code == 0
    return allies


@pytest.mark.parametrize("command", ["export", "backup"])
def test_what_goes_out_comes_in_again_equal(known: Allies, tmp_path: Path, command: str) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    written = known(command, first, "--json").data
    assert (written["file"], written["bytes"]) == (str(first), first.stat().st_size)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    people = known("who", "b", "--json").data
    known("erase", "--everything", "--yes")
    assert known("restore", first, "--json").data == {"members": ["alice"]}
    assert known("who", "b", "--json").data == people
    known(command, second)
    assert second.read_bytes() == first.read_bytes()


def test_what_is_here_already_is_not_restored_over(known: Allies, tmp_path: Path) -> None:
    known("export", tmp_path / "a.zip")
    outcome = known("restore", tmp_path / "a.zip")
    assert outcome.code == 2
    assert "alice is here already" in outcome.err


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_refused(known: Allies, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(content)
    outcome = known("restore", file)
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert "archive" in outcome.err


def test_a_file_that_cannot_be_written_is_refused(known: Allies, tmp_path: Path) -> None:
    outcome = known("export", tmp_path / "nowhere" / "a.zip")
    assert (outcome.code, outcome.err) == (2, f"There is no folder {tmp_path / 'nowhere'}. Make it first.\n")


def test_a_file_that_fails_leaves_the_old_one(known: Allies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    file = tmp_path / "a.zip"
    file.write_bytes(b"the last good one")
    monkeypatch.setattr("allies.people.archive.export", fail)
    outcome = known("backup", file)
    assert (outcome.code, outcome.err) == (2, f"{disks.SAYS}\n")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".zip" or "a.zip" in path.name] == ["a.zip"]
    assert file.read_bytes() == b"the last good one"


def test_a_person_is_erased(known: Allies, alice: Member) -> None:
    key = known("person", "Bob Baker", "--json").data["id"]
    assert known("erase", "--person", key, "--json").data == {"erased": {"id": key, "name": "Bob Baker"}}
    assert known("who", "bob", "--json").data == []
    assert not Trace.objects.owned_by(alice).filter(text__contains="template").exists()


def test_everything_is_erased_only_when_that_is_sure(known: Allies, bob: Member) -> None:
    outcome = known("erase", "--everything", "--member", "alice")
    assert outcome.code == 2
    assert "--yes" in outcome.err
    assert Member.objects.filter(username="alice").exists()
    assert known("erase", "--everything", "--yes", "--member", "alice", "--json").code == 0
    assert list(Member.objects.values_list("username", flat=True)) == ["bob"]


@pytest.mark.parametrize("options", [[], ["--person", "x", "--everything"]])
def test_erasing_says_what(known: Allies, options: list[str]) -> None:
    outcome = known("erase", *options)
    assert (outcome.code, outcome.err) == (2, "Say what to erase: either --person ID or --everything.\n")


def test_on_a_terminal_it_asks(known: Allies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allies.cli.show.is_answerable", lambda: True)
    refused = known("erase", "--person", "Bob Baker", typed="n\n")
    assert (refused.code, refused.err) == (1, "Nothing was erased.\n")
    assert known("erase", "--person", "Bob Baker", typed="y\n").code == 0
    assert known("who", "bob", "--json").data == []


def test_rebuilding_changes_nothing(known: Allies) -> None:
    before = known("who", "b", "--json").data
    assert known("rebuild", "--json").data["member"] == "alice"
    assert known("who", "b", "--json").data == before
