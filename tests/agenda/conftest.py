"""What tests of the plan may ask for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from allies.people.models import Member
from tests.agenda.network import Network


@pytest.fixture
def network(alice: Member, tmp_path: Path, now: datetime) -> Network:
    """Alice's network, empty so far."""
    return Network(alice, tmp_path, now)
