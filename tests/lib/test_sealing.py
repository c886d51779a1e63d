"""Secrets are sealed, and open with keys that lie beside the database."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pytest_django import Settings

from allies.lib import files, sealing


@pytest.fixture(autouse=True)
def _own_home(settings: Settings, tmp_path: Path) -> None:
    settings.ALLIES_HOME = tmp_path


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealed = sealing.seal("corrèct horse")
    assert "horse" not in sealed
    assert sealing.unseal(sealed) == "corrèct horse"
    assert sealing.seal("corrèct horse") != sealed


def test_nothing_stays_nothing() -> None:
    assert (sealing.seal(""), sealing.unseal("")) == ("", "")


def test_the_key_is_its_owners_alone() -> None:
    sealing.seal("anything")
    assert stat.S_IMODE((files.home() / "accounts.key").stat().st_mode) == 0o600


def test_after_a_new_key_the_old_seals_open_until_the_old_keys_are_dropped() -> None:
    old = sealing.seal("a secret")
    sealing.new_key()
    again = sealing.seal("a secret")
    assert sealing.unseal(old) == sealing.unseal(again) == "a secret"
    assert stat.S_IMODE((files.home() / "accounts.key").stat().st_mode) == 0o600
    sealing.drop_old_keys()
    assert sealing.unseal(again) == "a secret"
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(old)


def test_without_its_key_or_changed_it_does_not_open_and_says_nothing() -> None:
    sealed = sealing.seal("a secret")
    for spoilt in (sealed[:-6], "nothing like it", sealed.swapcase()):
        with pytest.raises(sealing.CannotOpen) as refusal:
            sealing.unseal(spoilt)
        assert spoilt not in str(refusal.value) and refusal.value.__cause__ is None
    (files.home() / "accounts.key").unlink()
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealed)
