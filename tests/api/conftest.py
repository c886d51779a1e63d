"""What tests of the API may ask for: a member with a network, signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from allies.people.models import Member
from tests.agenda.network import Network, befriend, let_bob_ask
from tests.letters import BOB, CHARLIE


@pytest.fixture(autouse=True)
def today_is(now: datetime) -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def network(alice: Member, tmp_path: Path, now: datetime) -> Network:
    """Alice's network: Bob waits for an answer, Charlie is well, the two of them know each other; one item refused."""
    network = Network(alice, tmp_path, now)
    befriend(network)
    let_bob_ask(network)
    for ago in (80, 50, 30):
        network.together(BOB, CHARLIE, ago)
    network.refused()
    network.bring_in()
    return network


@pytest.fixture
def signed_in(client: Client, network: Network) -> Client:
    """A browser in which Alice is signed in."""
    client.force_login(network.member)
    return client
