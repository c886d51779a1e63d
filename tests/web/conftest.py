"""What tests of pages ask for: alice signed in, her network, a worker that does its work at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from allies.people.models import Member, Person
from tests.web import network

HTMX = {"HX-Request": "true"}


@pytest.fixture
def at_now(now: datetime) -> Iterator[None]:
    """The pages' clock stands at `now`."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def web(client: Client, alice: Member, at_now: None) -> Client:
    """Alice's browser, signed in."""
    client.force_login(alice)
    return client


@pytest.fixture
def alices_network(alice: Member, now: datetime, tmp_path: Path) -> Member:
    """Alice, with her mailbox read in."""
    network.bring(alice, tmp_path, now=now)
    return alice


@pytest.fixture
def bob_of_alice(alices_network: Member) -> Person:
    """Bob as alice knows him."""
    return Person.objects.owned_by(alices_network).get(name="Bob Baker")


@pytest.fixture
def charlie_of_alice(alices_network: Member) -> Person:
    """Charlie as alice knows him."""
    return Person.objects.owned_by(alices_network).get(name="Charlie Cook")


@pytest.fixture
def someone_of_bob(bob: Member) -> Person:
    """A person in bob's network, whom alice must not reach."""
    return Person.objects.create(owner=bob, name="Only Bobs")


@pytest.fixture
def work_at_once(settings: Settings) -> None:
    """Tasks are done where they are given, as a quick worker would."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
