"""Reading an upload, all the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from allies.lib import files
from allies.people.models import Member
from allies.ties import index, queries
from allies.ties.work import NotAnUpload, read_upload
from allies.traces.sources.detect import UnknownSource
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox

LETTERS = [
    Letter("1", BOB, ALICE, day=1, text="Which audit template do you use?", delivered_to="alice@alice.example"),
    Letter("2", ALICE, BOB, day=2, answers="1"),
    Letter("3", CHARLIE, ALICE, day=3, delivered_to="alice@alice.example"),
    Letter("4", BOB, ALICE, day=4, delivered_to="alice@alice.example"),
]


def upload(member: Member) -> Path:
    folder = files.private_folder(files.uploads(member.key) / "one")
    return mbox(folder / "0-mail.mbox", LETTERS)


def test_an_upload_is_read_and_followed_and_deleted(alice: Member) -> None:
    path = upload(alice)
    key = read_upload.func(alice.key, str(path), me="alice@alice.example")
    assert key
    found = {row.name: (row.given, row.received) for row in queries.people(alice).rows}
    assert found == {"Bob Baker": (1, 2), "Charlie Cook": (0, 1)}
    assert index.search(alice, "audit template", 5)
    assert not path.parent.exists()


def test_what_cannot_be_read_is_deleted_all_the_same(alice: Member) -> None:
    path = upload(alice)
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(UnknownSource):
        read_upload.func(alice.key, str(path))
    assert not path.parent.exists()


def test_nothing_but_uploads_is_read_or_deleted(alice: Member, bob: Member, tmp_path: Path) -> None:
    elsewhere = mbox(tmp_path / "mail.mbox", LETTERS)
    theirs = upload(bob)
    for path in (elsewhere, theirs, files.uploads(alice.key) / ".." / bob.key / "one" / "0-mail.mbox"):
        with pytest.raises(NotAnUpload):
            read_upload.func(alice.key, str(path))
    assert elsewhere.exists() and theirs.exists()
    assert queries.people(alice).total == 0
