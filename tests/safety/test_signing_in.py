"""Who is let in, for how long, and how often someone may try."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from allies.lib import clock
from allies.people import erasing, signin
from allies.people.actions import create_member
from allies.people.models import Member, Person, SignInLink
from allies.sharing.policy import POLICIES
from tests.safety.callers import CALLERS
from tests.safety.things import absent, reversed_address

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a long enough password"
WRITABLE = sorted(name for name, policy in POLICIES.items() if "POST" in policy.methods)


def _link(member: Member, *, age: timedelta = timedelta()) -> str:
    return f"/enter/{signin.new_link(member, at=clock.now() - age)}/"


def _is_in(client: Client) -> bool:
    return client.get("/help/").wsgi_request.user.is_authenticated


@pytest.fixture(scope="module")
def races(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Answers to many requests at once, in many processes, on the database of this run."""
    own = {**os.environ, "ALLIES_HOME": str(tmp_path_factory.mktemp("home"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.safety.apart.races"],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        check=True,
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def test_of_twenty_who_redeem_one_link_at_once_one_gets_in(races: dict[str, Any]) -> None:
    assert races["redeemed"] == {"302": 1, "410": 19}


def test_who_redeems_a_link_while_another_is_about_to_have_done_so_is_refused(races: dict[str, Any]) -> None:
    assert races["overlapping"] == [True, False]


def test_guesses_are_counted_over_all_processes(races: dict[str, Any]) -> None:
    assert races["guessed"] == {"not correct": 5, "Too many failed login attempts": 19}


def test_a_link_works_once(alice: Member) -> None:
    path, first, second = _link(alice), Client(), Client()
    assert first.get(path).status_code == 302 and _is_in(first)
    assert second.get(path).status_code == 410 and not _is_in(second)


def test_looking_at_a_link_does_not_use_it_up(alice: Member) -> None:
    path, client = _link(alice), Client()
    assert client.head(path).status_code == 405
    assert client.options(path).status_code == 405
    assert client.get(path).status_code == 302


def test_an_old_link_is_refused(alice: Member) -> None:
    assert Client().get(_link(alice, age=timedelta(minutes=31))).status_code == 410
    assert Client().get(_link(alice, age=timedelta(minutes=29))).status_code == 302


def test_a_link_that_never_was_looks_like_a_used_one(alice: Member) -> None:
    path = _link(alice)
    Client().get(path)
    used, made_up = Client().get(path), Client().get("/enter/made-up/")
    assert (used.status_code, used.content) == (made_up.status_code, made_up.content)


def test_a_deactivated_members_link_is_refused(alice: Member) -> None:
    path = _link(alice)
    Member.objects.filter(pk=alice.pk).update(is_active=False)
    assert Client().get(path).status_code == 410


def test_only_the_hash_of_a_link_is_kept(alice: Member) -> None:
    token = signin.new_link(alice, at=clock.now())
    assert token not in str(list(SignInLink.objects.values_list()))


def test_signing_in_changes_the_session_key(alice: Member) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.get(_link(alice))
    assert client.session.session_key != planted and not Session.objects.filter(session_key=planted).exists()


def test_a_deactivated_members_session_ends_at_the_next_request(alice: Member, bob: Member) -> None:
    client = CALLERS["bob"](alice, bob)
    key = client.cookies["session"].value
    assert client.get("/settings/").status_code == 200
    Member.objects.filter(pk=bob.pk).update(is_active=False)
    for _ in range(3):  # an immediate retry gets no further
        assert client.get("/settings/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    Member.objects.filter(pk=bob.pk).update(is_active=True)
    client.cookies["session"] = key
    assert client.get("/settings/").status_code == 302  # nor does the old cookie, once they are back


def test_signing_out_ends_the_session_on_the_server(alice: Member, bob: Member) -> None:
    client = CALLERS["bob"](alice, bob)
    key = client.cookies["session"].value
    client.post("/account/logout/")
    again = Client()
    again.cookies["session"] = key
    assert not _is_in(again)


def test_a_new_password_ends_the_other_sessions(alice: Member, bob: Member) -> None:
    here, elsewhere = CALLERS["alice"](alice, bob), CALLERS["alice"](alice, bob)
    alice.set_password(PASSWORD)
    alice.save()
    assert not _is_in(elsewhere) and not _is_in(here)


def test_a_name_that_is_used_again_inherits_nothing(alice: Member, bob: Member) -> None:
    client = CALLERS["bob"](alice, bob)
    key = client.cookies["session"].value
    path = _link(bob)
    Person.objects.create(owner=bob, name="Charlie")
    erasing.erase_member(bob)
    again = create_member("bob", name="Bob", at=clock.now())
    assert not Person.objects.owned_by(again).exists()
    client.cookies["session"] = key
    assert not _is_in(client)
    assert Client().get(path).status_code == 410


@pytest.mark.parametrize("name", WRITABLE)
def test_a_form_from_another_site_is_refused(name: str, alice: Member, bob: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = CALLERS["alice"](alice, bob).cookies
    response = client.post(reversed_address(name, absent()), headers={"Origin": "https://evil.example"})
    assert response.status_code == 403


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(away: str, alice: Member) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    response = Client().post(f"/account/login/?next={away}", {"login": "alice", "password": PASSWORD, "next": away})
    assert response.status_code == 302 and "evil" not in response["Location"] and "alert" not in response["Location"]


def test_whoever_is_not_signed_in_comes_back_to_the_page_they_wanted(db: None) -> None:
    response: Any = Client().get("/people/?text=charlie")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/people/%3Ftext%3Dcharlie"


def test_a_fragment_sends_whoever_is_not_signed_in_to_the_whole_page(db: None) -> None:
    response = Client().get("/people/", headers={"HX-Request": "true"})
    assert response.status_code == 401 and response["HX-Redirect"] == "/account/login/"


def test_nobody_makes_an_account_from_outside(db: None) -> None:
    assert Client().get("/account/signup/").status_code == 404
    assert Client().post("/account/signup/", {"username": "eve", "password1": PASSWORD}).status_code == 404
    assert not Member.objects.exists()
