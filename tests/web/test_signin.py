"""Signing in: the link that works once, a password, and what a passkey needs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from pytest_django import Settings

from allies.people import signin
from allies.people.models import Member

PASSWORD = "a long walk in spring"


@pytest.fixture
def alice_with_password(alice: Member) -> Member:
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def test_the_link_signs_in_once(client: Client, alice: Member, at_now: None, now: datetime) -> None:
    url = f"/enter/{signin.new_link(alice, at=now)}/"
    assert client.get(url)["Location"] == "/"
    assert client.get("/").status_code == 200
    again = Client().get(url)
    assert again.status_code == 410
    assert "allies link" in again.content.decode()


def test_a_link_that_is_old_or_made_up_signs_nobody_in(client: Client, alice: Member, now: datetime) -> None:
    url = f"/enter/{signin.new_link(alice, at=now)}/"
    with time_machine.travel(now + timedelta(hours=1)):
        assert client.get(url).status_code == 410
    assert client.get("/enter/made-up/").status_code == 410
    assert client.get("/").status_code == 302


def test_a_password_signs_in_and_a_wrong_one_does_not(client: Client, alice_with_password: Member) -> None:
    page = client.get("/account/login/?next=/people/").content.decode()
    assert "Sign in with a passkey" in page
    wrong = client.post("/account/login/", {"login": "alice", "password": "not this one"})
    assert "errorlist" in wrong.content.decode()
    right = {"login": "alice", "password": PASSWORD, "next": "/people/"}
    assert client.post("/account/login/", right)["Location"] == "/people/"


def test_too_many_tries_have_to_wait(client: Client, alice: Member, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        response = client.post("/account/login/", {"login": "alice", "password": "a guess at it"})
    assert response.status_code == 429
    assert "Too many tries in a short time." in response.content.decode()


def test_nobody_signs_up(client: Client, db: None) -> None:
    assert client.get("/account/signup/").status_code == 404


def test_a_first_password_is_set(web: Client, alice: Member) -> None:
    alice.set_unusable_password()
    alice.save()
    web.force_login(alice)
    assert "None yet: you sign in by a link." in web.get("/settings/").content.decode()
    short = web.post("/account/password/set/", {"password1": "short", "password2": "short"})
    assert "errorlist" in short.content.decode()
    chosen = {"password1": PASSWORD, "password2": PASSWORD, "next": "/settings/"}
    page = web.post("/account/password/set/", chosen, follow=True).content.decode()
    assert "Your password is set." in page
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_a_password_is_changed(client: Client, alice_with_password: Member) -> None:
    client.force_login(alice_with_password)
    assert "Change the password" in client.get("/account/password/change/").content.decode()
    chosen = {"oldpassword": PASSWORD, "password1": PASSWORD + "s", "password2": PASSWORD + "s", "next": "/settings/"}
    assert "Your password is changed." in client.post("/account/password/change/", chosen, follow=True).content.decode()


def test_before_a_passkey_one_shows_that_it_is_oneself(client: Client, alice_with_password: Member) -> None:
    client.force_login(alice_with_password)
    response = client.get("/account/keys/webauthn/add/")
    assert response["Location"].startswith("/account/reauthenticate/")
    assert "Is it you?" in client.get(response["Location"]).content.decode()
    proof = {"password": PASSWORD, "next": "/account/keys/webauthn/add/"}
    assert "Add a passkey" in client.post("/account/reauthenticate/", proof, follow=True).content.decode()


@pytest.mark.parametrize("place", ["/account/keys/", "/account/keys/webauthn/", "/account/logout/", "/settings/"])
def test_pages_of_signing_in_open(web: Client, place: str) -> None:
    assert web.get(place).status_code == 200


def test_codes_are_offered_once_there_are_some(web: Client, alice: Member) -> None:
    assert "Recovery codes" not in web.get("/settings/").content.decode()
    RecoveryCodes.activate(alice)
    assert 'href="/account/keys/recovery-codes/"' in web.get("/settings/").content.decode()


def test_signing_out_ends_it(web: Client) -> None:
    assert web.post("/account/logout/")["Location"] == "/account/login/"
    assert web.get("/").status_code == 302


def test_help_is_for_everyone(client: Client, web: Client) -> None:
    assert "How a tie is" in Client().get("/help/").content.decode()
    assert 'class="rail"' in web.get("/help/").content.decode()
    assert 'class="rail"' not in Client().get("/help/").content.decode()
