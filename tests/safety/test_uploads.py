"""A file that is sent lies where it should, whatever it is called, and is read by its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from allies.lib import files
from allies.people.models import Member
from allies.ties import work
from tests.fixtures import NOW
from tests.safety.callers import CALLERS

EDGE = "edge-of-the-form"
MAIL = b"From a@a.example Tue Nov 14 22:13:20 2023\nFrom: a@a.example\nDate: Tue, 14 Nov 2023 22:13:20 +0000\n\nhello\n"
HOSTILE = (
    *("../../../evil.mbox", "/etc/cron.d/evil", "..\\..\\evil.mbox", "C:\\evil.mbox", "....//....//evil", ".htaccess"),
    *("evil\0.mbox", "evil\n.mbox", "-rf", "~/.ssh/authorized_keys", "a" * 300 + ".mbox", "con", "%2e%2e%2fevil", "."),
    *("\u202egnp.mbox", "secret.key", "allies.sqlite3"),
)


def _tree(folder: Path) -> dict[str, int]:
    """Every path below this folder, with the time it was last written."""
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*") if path.is_file() or path.is_symlink()}


def _is_database(path: str) -> bool:
    return "allies.sqlite3" in Path(path).name


def _form(name: str) -> bytes:
    """The form as a hostile browser writes it: the ordinary ways of sending a file would tame the name first."""
    disposition = f"form-data; name=mailbox; filename*=UTF-8''{quote(name, safe='')}"
    return f"--{EDGE}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + MAIL + f"\r\n--{EDGE}--\r\n".encode()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_takes_a_file_out_of_its_members_folder(name: str, alice: Member, bob: Member) -> None:
    home, own = Path(settings.ALLIES_HOME), files.uploads(bob.key)
    before = {**_tree(home), **_tree(home.parent / "etc")}
    client: Client = CALLERS["bob"](alice, bob)
    response = client.post("/sources/upload/", _form(name), content_type=f"multipart/form-data; boundary={EDGE}")
    assert response.status_code in (302, 422)
    made = [path for path, at in _tree(home).items() if before.get(path) != at and not _is_database(path)]
    assert all(Path(path).resolve().is_relative_to(own) for path in made)
    for path in made:
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600 and not Path(path).is_symlink()
    assert stat.S_IMODE(own.stat().st_mode) == 0o700


def test_what_is_sent_is_served_to_no_one(alice: Member, bob: Member) -> None:
    client = CALLERS["bob"](alice, bob)
    client.post("/sources/upload/", {"mailbox": SimpleUploadedFile("mail.mbox", MAIL)})
    kept = next(path for path in files.uploads(bob.key).rglob("*") if path.is_file())
    below = kept.relative_to(Path(settings.ALLIES_HOME))
    for address in (f"/{below}", f"/static/{below}", f"/static/../{below}", f"/static/%2e%2e/{below}", "/secret.key"):
        assert client.get(address).status_code == 404


def test_what_was_being_sent_when_a_server_was_killed_is_deleted_a_day_later(
    settings: Settings, tmp_path: Path
) -> None:
    settings.ALLIES_HOME = tmp_path
    top = files.private_folder(tmp_path / "uploads")
    for name in ("long-ago.upload.mbox", "just-now.upload.mbox", "of-someone"):
        (top / name).write_bytes(MAIL)
    days_s = NOW.timestamp() - 2 * 86_400
    for name in ("long-ago.upload.mbox", "of-someone"):
        os.utime(top / name, (days_s, days_s))
    os.utime(top / "just-now.upload.mbox", (NOW.timestamp(), NOW.timestamp()))
    assert work.delete_broken_off(at=NOW) == 1
    assert {file.name for file in top.iterdir()} == {"just-now.upload.mbox", "of-someone"}
