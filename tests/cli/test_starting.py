"""Setting up, and ways to sign in."""

from __future__ import annotations

import os
from datetime import datetime

import pytest
from django.conf import settings
from django.urls import reverse

from allies.cli import first_start
from allies.people import signin
from allies.people.models import Member
from tests.cli.conftest import Allies


@pytest.mark.django_db
def test_init_makes_the_first_member_once(allies: Allies) -> None:
    first = allies("init", "--username", "alice", "--name", "Alice Archer", "--zone", "Europe/Berlin", "--json")
    assert first.data == {"member": "alice", "home": str(settings.ALLIES_HOME), "created": True}
    member = Member.objects.get()
    assert (member.name, member.zone, member.has_usable_password()) == ("Alice Archer", "Europe/Berlin", False)
    assert allies("init", "--json").data["created"] is False
    assert Member.objects.count() == 1


def test_init_adds_another_member_by_name(allies: Allies, alice: Member) -> None:
    assert allies("init", "--username", "bob").code == 0
    assert sorted(Member.objects.values_list("username", flat=True)) == ["alice", "bob"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--username", "a b"], "letters, digits"),
        (["--username", "x" * 151], "150 at most"),
        (["--zone", "Mars/Base"], "Mars/Base is no time zone"),
        (["--zone", "../../etc/passwd"], "is no time zone"),
    ],
)
def test_init_refuses_what_cannot_be(allies: Allies, options: list[str], says: str) -> None:
    outcome = allies("init", *options)
    assert outcome.code == 2
    assert says in outcome.err
    assert not Member.objects.exists()


@pytest.mark.django_db
def test_the_zone_is_the_machines_where_none_is_said(allies: Allies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    allies("init", "--username", "alice")
    assert Member.objects.get().zone == "America/New_York"


def test_a_link_signs_in_once(allies: Allies, alice: Member, now: datetime) -> None:
    link = allies("link", "--json").data["link"]
    token = link.rstrip("/").rpartition("/")[2]
    assert link == first_start.address() + reverse("web:enter", args=[token])
    assert signin.redeem(token, at=now) == alice
    with pytest.raises(signin.LinkUsed):
        signin.redeem(token, at=now)


def test_a_password_is_taken_from_the_pipe(allies: Allies, alice: Member) -> None:
    assert allies("password", typed="correct horse battery\n").code == 0
    alice.refresh_from_db()
    assert alice.check_password("correct horse battery")


@pytest.mark.parametrize("typed", ["short\n", "", "password1234\n"])
def test_a_weak_password_is_refused(allies: Allies, alice: Member, typed: str) -> None:
    outcome = allies("password", "--json", typed=typed)
    assert outcome.code == 2
    assert "password is too" in outcome.data["error"]
    alice.refresh_from_db()
    assert not alice.has_usable_password()


def test_the_address_follows_the_port_unless_another_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert first_start.address(9000) == "http://127.0.0.1:9000"
    monkeypatch.setattr(settings, "ALLIES_URL", "https://allies.example/")
    assert first_start.address(9000) == "https://allies.example"


def test_tests_are_at_home(now: datetime) -> None:
    assert str(settings.ALLIES_HOME) == os.environ["ALLIES_HOME"]
