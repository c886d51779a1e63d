"""What every answer says about itself, and what it never repeats."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from allies.people.models import Member
from allies.sharing.policy import POLICIES
from tests.safety.callers import CALLERS, OUTSIDE, Answer, Visit, visit
from tests.safety.inline import inline
from tests.safety.marked import Yard
from tests.safety.things import owned_things

READABLE = sorted(name for name, policy in POLICIES.items() if "GET" in policy.methods)
ROOT = Path(__file__).resolve().parent.parent.parent
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
LEFT_TO_THE_PROXY = {"security.W005", "security.W008", "security.W021"}  # other names of the domain, and plain http
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _breaks(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("It broke, as a test asked.")

    monkeypatch.setattr(view, broken)


ERRORS: dict[str, Callable[[Client], Answer]] = {
    "400 of another host": lambda client: client.get("/", headers={"Host": "evil.example"}),
    "403 of a form from elsewhere": lambda client: Client(enforce_csrf_checks=True).post("/account/login/"),
    "404 of no route": lambda client: client.get("/nowhere/"),
    "404 of no thing": lambda client: client.get("/people/nobody/"),
    "405 of a method": lambda client: client.delete("/"),
    "410 of a used link": lambda client: client.get("/enter/used/"),
    "500 of a fault": lambda client: client.get("/settings/"),
}


def _check_headers(response: Answer) -> None:
    said = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert said.items() >= STRICT.items()
    assert "unsafe" not in response["Content-Security-Policy"]
    assert dict(response.items()).items() >= ALWAYS.items()
    assert "geolocation=()" in response["Permissions-Policy"]


def _check_not_kept(response: Answer) -> None:
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]


@pytest.mark.parametrize("caller", [*OUTSIDE, "alice"])
def test_every_answer_has_the_headers(caller: str, alice: Member, bob: Member) -> None:
    yard = Yard(alice)
    for name in READABLE:
        response = visit(CALLERS[caller](alice, bob), Visit(name, "GET", owned_things(yard), {}))
        _check_headers(response)
        _check_not_kept(response)


@pytest.mark.parametrize("error", ERRORS)
def test_errors_have_the_headers_and_no_inline_code(
    error: str, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = CALLERS["alice"](alice, bob)
    client.raise_request_exception = False
    _breaks("allies.web.settings.render", monkeypatch)
    response = ERRORS[error](client)
    assert str(response.status_code) == error.split()[0]
    _check_headers(response)
    _check_not_kept(response)
    assert inline(response) == []


def test_a_static_file_has_the_headers_and_may_be_kept() -> None:
    assert finders.find("allies.css")
    response = Client().get("/static/allies.css")
    assert response.status_code == 200
    _check_headers(response)
    assert "no-store" not in response["Cache-Control"]


def test_cookies_are_out_of_reach_of_pages_and_of_other_sites(alice: Member, bob: Member) -> None:
    alice.set_password("a long enough password")
    alice.save()
    client = Client()
    client.get("/account/login/")
    client.post("/account/login/", {"login": "alice", "password": "a long enough password"})
    assert set(client.cookies) >= {"session", "csrf"}
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"]


def test_under_https_cookies_are_bound_to_the_host_and_http_is_left_for_good(tmp_path: Path) -> None:
    said = _https_site(tmp_path)
    assert said["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert set(said["cookies"]) == {"__Host-csrf"}
    for cookie in said["cookies"].values():
        assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]
    assert set(said["warnings"]) <= LEFT_TO_THE_PROXY


def _https_site(home: Path) -> dict[str, Any]:
    own = {**os.environ, "ALLIES_HOME": str(home), "ALLIES_URL": "https://allies.example"}
    own.pop("ALLIES_DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.safety.apart.https_site"]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said
