"""Take everything along: an export of what was restored is the same export."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.lib import files, sealing
from allies.people import actions, archive, erasing
from allies.people.models import Member, Person
from allies.traces import actions as traces_actions
from allies.traces import importing
from allies.traces.models import Account, Source
from tests.letters import mbox
from tests.traces.test_importing import LETTERS


def _export(member: Member) -> bytes:
    out = io.BytesIO()
    archive.export([member], out)
    return out.getvalue()


@pytest.fixture
def network(alice: Member, now: datetime, tmp_path: Path) -> Member:
    importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS), at=now)
    people = Person.objects.owned_by(alice)
    actions.close(alice, people.get(name="Charlie Cook"))
    traces_actions.log(alice, people.get(name="Bob Baker"), kind="letter", at=now, note="Thanks, on paper.")
    return alice


def test_an_export_restored_into_an_empty_place_gives_an_equal_export(network: Member) -> None:
    taken = _export(network)
    erasing.erase_member(network)
    assert not Member.objects.exists()
    [restored] = archive.restore(io.BytesIO(taken))
    assert _export(restored) == taken
    assert Person.objects.owned_by(restored).get(name="Charlie Cook").is_closed


def test_an_export_holds_no_credentials_and_a_backup_does(network: Member) -> None:
    network.set_password("a long enough password")
    network.save()
    assert b"password" not in zipfile.ZipFile(io.BytesIO(_export(network))).read(f"members/{network.key}/account.json")
    out = io.BytesIO()
    archive.export([network], out, with_credentials=True)
    erasing.erase_member(network)
    [restored] = archive.restore(out)
    assert restored.check_password("a long enough password")


def test_a_member_who_is_here_is_not_restored_over(network: Member) -> None:
    with pytest.raises(archive.NotAnArchive, match="here already"):
        archive.restore(io.BytesIO(_export(network)))


def test_another_members_rows_are_not_in_the_export(network: Member, bob: Member) -> None:
    with zipfile.ZipFile(io.BytesIO(_export(bob))) as file:
        assert all(file.read(name) == b"" for name in file.namelist() if name.endswith(".jsonl"))


@pytest.mark.django_db
@given(cut=st.integers(0, 400))
def test_a_damaged_file_is_refused(cut: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("manifest.json", '{"format": "allies-archive", "version": 1, "members": ["x"]}')
    with pytest.raises(archive.NotAnArchive):
        archive.restore(io.BytesIO(out.getvalue()[:cut]))


def test_a_sealed_secret_is_in_no_export_and_comes_back_from_a_backup_sealed_anew(alice: Member, now: datetime) -> None:
    source = Source.objects.create(owner=alice, kind="imap", name="alice", place="nowhere")
    sealed = sealing.seal("hush hush")
    kept = Account.objects.create(
        owner=alice, source=source, kind="imap", url="imaps://mail.example", secret=sealed, connected_at=now
    )
    taken, backup = _export(alice), io.BytesIO()
    archive.export([alice], backup, with_credentials=True)
    inside = zipfile.ZipFile(io.BytesIO(taken)).read(f"members/{alice.key}/traces.Account.jsonl")
    assert b"mail.example" in inside and b"hush" not in inside and kept.secret.encode() not in inside
    erasing.erase_member(alice)
    (files.home() / sealing.NAME).unlink()  # as on another machine
    [restored] = archive.restore(backup)
    secret = Account.objects.owned_by(restored).get().secret
    assert secret != kept.secret and sealing.unseal(secret) == "hush hush"
    erasing.erase_member(restored)
    [restored] = archive.restore(io.BytesIO(taken))
    assert Account.objects.owned_by(restored).get().secret == ""
