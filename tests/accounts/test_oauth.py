"""A mailbox by the provider's own page: there and back, and an access token for each visit. Answers as the manuals of
Google and Microsoft give them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from allies.lib import sealing
from allies.people.models import Member
from allies.traces.accounts import imap, oauth
from allies.traces.accounts.shapes import Client, Login, NotInStep, Reach
from allies.traces.models import Account
from tests.accounts.answering import answering as mail_answering
from tests.accounts.web_server import Asked, Said, WebServer, answering
from tests.fixtures import NOW

CLIENT = Client("allies.apps.example", "client-secret")
CODE, REFRESH, ACCESS = (
    "4/P7q7W91a-oMsCeLvIaQm6bTrgtp7",
    "1//xEoDL4iW3cxlI7yDbSRFYNG01kVKM2C-259HOF2aQbI",
    "1/fFAGRNJru1FTz70BzhT3Zg",
)
CAPABILITY = b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n"


def id_token(**claims: object) -> str:
    """A token of OpenID Connect about someone."""
    parts: tuple[dict[str, object], ...] = ({"alg": "RS256"}, claims, {})
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)


class Provider:
    """The token endpoint."""

    def __init__(self) -> None:
        self.gives: dict[str, object] = {"access_token": ACCESS, "expires_in": 3599, "token_type": "Bearer"}
        self.status = 200

    def answer(self, asked: Asked) -> Said:
        return Said(self.status, json.dumps(self.gives).encode())


@pytest.fixture
def provider() -> Provider:
    """What the provider gives."""
    return Provider()


@pytest.fixture
def server(provider: Provider, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[WebServer]:
    """Where it is: the places of Google and Microsoft, for this test."""
    with answering(provider.answer) as running:
        for name in ("google", "microsoft"):
            monkeypatch.setitem(oauth.PROVIDERS, name, replace(oauth.PROVIDERS[name], token=f"{running.url}/token"))
        settings.OAUTH_CLIENTS = {"google": (CLIENT.id, CLIENT.secret), "microsoft": (CLIENT.id, CLIENT.secret)}
        settings.ALLIES_ALSO_HOSTS = running.reach.also
        yield running


@pytest.fixture
def reach(server: WebServer) -> Reach:
    """As far as the provider, and known to it."""
    return replace(server.reach, clients={"google": CLIENT, "microsoft": CLIENT})


@pytest.fixture
def web(client: Browser, alice: Member) -> Browser:
    """Alice's browser, signed in."""
    client.force_login(alice)
    return client


def _said(asked: Asked) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}


def _agree(web: Browser, name: str = "google") -> dict[str, str]:
    """Alice goes to the provider's page; what it is asked for."""
    response = web.get(f"/sources/consent/?provider={name}")
    assert response.status_code == 302
    return {key: values[0] for key, values in parse_qs(urlsplit(response["Location"]).query).items()}


def test_there_and_back_again_a_mailbox_is_connected(
    web: Browser, alice: Member, server: WebServer, provider: Provider
) -> None:
    assert "Sign in with Google" in web.get("/sources/connect/").content.decode()
    asked = _agree(web)
    assert (asked["client_id"], asked["access_type"]) == (CLIENT.id, "offline")
    assert asked["redirect_uri"].endswith("/sources/consent/given/")
    provider.gives |= {"refresh_token": REFRESH, "id_token": id_token(email="alice@mail.example")}
    page = web.get("/sources/consent/given/", {"code": CODE, "state": asked["state"]}, follow=True).content.decode()
    assert "alice@mail.example" in page and REFRESH not in page
    sent = _said(server.asked[0])
    assert (sent["code"], sent["grant_type"], sent["client_secret"]) == (CODE, "authorization_code", CLIENT.secret)
    digest = sha256(sent["code_verifier"].encode()).digest()
    assert urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    account = Account.objects.owned_by(alice).get()
    assert (account.url, account.username) == ("imaps://imap.gmail.com", "alice@mail.example")
    assert sealing.unseal(account.secret) == f"oauth google {REFRESH}"
    (task,) = DBTaskResult.objects.all()
    assert REFRESH not in json.dumps(task.args_kwargs)


def test_a_second_time_lets_the_same_account_in_anew(
    web: Browser, alice: Member, server: WebServer, provider: Provider
) -> None:
    for number in (1, 2):
        provider.gives |= {"refresh_token": f"r{number}", "id_token": id_token(preferred_username="alice@work.example")}
        web.get("/sources/consent/given/", {"code": CODE, "state": _agree(web, "microsoft")["state"]})
    account = Account.objects.owned_by(alice).get()
    assert (account.url, sealing.unseal(account.secret)) == ("imaps://outlook.office365.com", "oauth microsoft r2")


@pytest.mark.parametrize("back", [{}, {"code": CODE}, {"code": CODE, "state": "made up"}, {"error": "access_denied"}])
def test_whoever_did_not_ask_connects_nothing(
    web: Browser, alice: Member, server: WebServer, back: dict[str, str]
) -> None:
    for begins in (False, True):
        if begins:
            _agree(web)
        page = web.get("/sources/consent/given/", back, follow=True).content.decode()
        assert "Nothing was connected" in page
    assert server.asked == [] and not Account.objects.owned_by(alice).exists()


def test_a_state_is_good_once(web: Browser, alice: Member, server: WebServer, provider: Provider) -> None:
    state = _agree(web)["state"]
    web.get("/sources/consent/given/", {"code": CODE, "state": state})
    asked = len(server.asked)
    page = web.get("/sources/consent/given/", {"code": CODE, "state": state}, follow=True).content.decode()
    assert "Nothing was connected" in page and len(server.asked) == asked


def test_with_whom_this_instance_is_not_registered_no_one_signs_in(web: Browser, settings: Settings) -> None:
    settings.OAUTH_CLIENTS = {}
    assert "Sign in with" not in web.get("/sources/connect/").content.decode()
    assert web.get("/sources/consent/?provider=google").status_code == 404


def test_each_visit_has_an_access_token_of_its_own(server: WebServer, reach: Reach, provider: Provider) -> None:
    answers = {b"CAPABILITY": CAPABILITY}
    with mail_answering(lambda command: answers.get(command, b"")) as told:
        login = Login(f"imap://localhost:{told.port}", "alice@mail.example", f"oauth google {REFRESH}")
        also = reach.also | {("localhost", told.port)}
        steps = list(imap.steps(login, {}, replace(reach, also=also), NOW))
    assert told.proofs == [f"user=alice@mail.example\1auth=Bearer {ACCESS}\1\1".encode()]
    assert _said(server.asked[0])["refresh_token"] == REFRESH
    assert [step.secret for step in steps] == [""]


def test_a_new_refresh_token_is_kept_from_then_on(server: WebServer, reach: Reach, provider: Provider) -> None:
    """Microsoft gives another each time."""
    provider.gives["refresh_token"] = "0.AAAA-next"
    login, renewed = oauth.refreshed(Login("imaps://x.example", "alice", f"oauth microsoft {REFRESH}"), reach)
    assert (login.secret, login.is_token, renewed) == (ACCESS, True, "oauth microsoft 0.AAAA-next")
    assert ACCESS not in repr(login)


@pytest.mark.parametrize(
    ("status", "gives", "says", "waits"),
    [
        (400, {"error": "invalid_grant", "error_description": "Token has been revoked."}, "lets us in no more", True),
        (401, {"error": "invalid_client"}, "is not set up for Google any more", True),
        (503, {"error": "temporarily_unavailable"}, "gave no way in", False),
        (200, {"access_token": 7}, "gave no way in", False),
        (200, {}, "gave no way in", False),
    ],
)  # fmt: skip
def test_what_the_provider_says_instead_is_said_in_words(
    reach: Reach, provider: Provider, status: int, gives: dict[str, object], says: str, waits: bool
) -> None:
    provider.status, provider.gives = status, gives
    with pytest.raises(NotInStep, match=says) as refusal:
        oauth.refreshed(Login("imaps://x.example", "alice", f"oauth google {REFRESH}"), reach)
    assert refusal.value.waits_for_member == waits and REFRESH not in str(refusal.value)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.e30.c", id_token(email=7), id_token(email="nobody")])
def test_a_token_about_nobody_connects_nothing(reach: Reach, provider: Provider, token: str) -> None:
    provider.gives |= {"refresh_token": REFRESH, "id_token": token}
    with pytest.raises(NotInStep, match="did not say who signed in"):
        oauth.redeem("google", CLIENT, CODE, back="https://allies.example/", verifier="v", reach=reach)


def test_a_password_that_looks_like_one_is_a_password(reach: Reach) -> None:
    login = Login("imaps://x.example", "alice", "oauth elsewhere 123")
    assert oauth.refreshed(login, reach) == (login, "")
