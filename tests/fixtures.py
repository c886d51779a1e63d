"""What every test may ask for: members, a moment, the data with known answers."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from allies.people.models import Member

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)  # a Tuesday
BESIDE = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests that need one take place."""
    return NOW


def _member(name: str) -> Member:
    member = Member(username=name, name=name.title(), email=f"{name}@{name}.example", joined_at=NOW)
    member.set_unusable_password()
    member.save()
    return member


@pytest.fixture
def alice(db: None) -> Member:
    """A member whose network the test is about."""
    return _member("alice")


@pytest.fixture
def bob(db: None) -> Member:
    """Another member, who must see nothing of it."""
    return _member("bob")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data with known answers."""
    folder = Path(os.environ.get("ALLIES_DATA") or BESIDE)
    if not folder.is_dir():
        pytest.skip("The data with known answers is not here. Say where it is: ALLIES_DATA=folder")
    return folder
