"""An archive that was made to do harm: it reaches neither another member nor another folder."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from allies.people import archive
from allies.people.models import Member
from tests.safety.passkeys import add_passkey

Account = dict[str, Any]


def _archive_of(member: Member, change: Callable[[Account], None]) -> io.BytesIO:
    """A backup of this member, changed by someone who knows the format. The manifest names whom the account names."""
    written, changed = io.BytesIO(), io.BytesIO()
    archive.export([member], written, with_credentials=True)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(changed, "w") as target:
        account = json.loads(source.read(f"members/{member.key}/account.json"))
        change(account)
        for name in source.namelist():
            content = source.read(name).replace(member.key.encode(), account["key"].encode())
            content = json.dumps(account).encode() if name.endswith("account.json") else content
            target.writestr(name.replace(member.key, account["key"]), content)
    changed.seek(0)
    return changed


def _restored(member: Member, change: Callable[[Account], None]) -> None:
    made = _archive_of(member, change)
    member.delete()
    archive.restore(made)


@pytest.mark.parametrize("key", ["../../../tmp", "/tmp", "..", ".", "", "a/b", "abcdefghijk/", "a" * 400])
def test_no_archive_names_a_folder_outside(key: str, bob: Member) -> None:
    with pytest.raises(archive.NotAnArchive):
        _restored(bob, lambda account: account.update(key=key))
    assert not Member.objects.filter(username="bob").exists()


def test_no_archive_gives_a_passkey_to_another_member(alice: Member, bob: Member) -> None:
    add_passkey(bob, "bob's own")
    _restored(bob, lambda account: account["authenticators"][0].update(user_id=alice.pk, id=77))
    assert not Authenticator.objects.filter(user=alice).exists()
    assert Authenticator.objects.get().user == Member.objects.get(username="bob")


def test_no_archive_takes_the_name_of_a_member(alice: Member, bob: Member) -> None:
    with pytest.raises(archive.NotAnArchive, match="is here already"):
        _restored(bob, lambda account: account.update(username="alice"))


def test_no_archive_takes_the_key_of_a_member(alice: Member, bob: Member) -> None:
    with pytest.raises(archive.NotAnArchive, match="is here already"):
        _restored(bob, lambda account: account.update(key=alice.key))
