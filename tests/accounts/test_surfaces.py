"""Accounts as a member meets them: on pages, in commands, through the API."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from allies.cli import due
from allies.people.models import Member, Person
from allies.ties import in_step
from allies.traces import batch
from allies.traces.accounts import actions, keeping
from allies.traces.models import Account, Import, ImportState, Trace
from tests.accounts.conftest import Clock
from tests.accounts.elsewhere import PASSWORD, Other

ACCOUNT = {"kind": "imap", "address": "mail.example", "username": "alice@alice.example", "secret": PASSWORD}


@pytest.fixture(autouse=True)
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    """What mailboxes are, in these tests."""
    made = Other()
    monkeypatch.setitem(keeping.KINDS, "imap", made.steps)
    return made


@pytest.fixture
def web(client: Client, alice: Member) -> Client:
    """Alice's browser, signed in."""
    client.force_login(alice)
    return client


@pytest.fixture
def at_once(settings: Settings) -> None:
    """Tasks are done where they are given, as a quick worker would."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def _key(member: Member) -> str:
    return Account.objects.owned_by(member).get().key


def test_connected_on_the_page_it_comes_in_and_shows_how_it_is(web: Client, alice: Member, at_once: None) -> None:
    page = web.post("/sources/connect/", ACCOUNT, follow=True).content.decode()
    assert "alice@alice.example" in page and "In step." in page and PASSWORD not in page
    assert Person.objects.owned_by(alice).filter(name="Bob Baker").exists()
    listed = web.get("/sources/").content.decode()
    assert "3 came in" in listed and "Bring in step now" in listed and PASSWORD not in listed


@pytest.mark.parametrize("why", ["mail.example does not answer. It is tried again later.", "Another process is at it."])
def test_what_is_wrong_says_once_that_it_is_tried_again(web: Client, alice: Member, at_once: None, why: str) -> None:
    web.post("/sources/connect/", ACCOUNT)
    Account.objects.owned_by(alice).update(failure=why)
    for url in ("/sources/", f"/sources/account/{_key(alice)}/"):
        page = web.get(url).content.decode()
        assert why in page and page.count("tried again") == 1


def test_waiting_for_a_worker_the_page_follows(web: Client, alice: Member) -> None:
    page = web.post("/sources/connect/", ACCOUNT, follow=True).content.decode()
    assert "Being brought in step." in page and 'http-equiv="refresh"' in page
    (task,) = DBTaskResult.objects.all()
    assert PASSWORD not in json.dumps(task.args_kwargs)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"address": ""}, "This field is required."),
        ({"username": ""}, "Say the name that you sign in with"),
        ({"secret": ""}, "Type the password first"),
        ({"address": "mail example"}, "Give the name of the mail server"),
        ({"kind": "fax"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_and_the_password_is_not_repeated(
    web: Client, alice: Member, changed: dict[str, str], says: str
) -> None:
    response = web.post("/sources/connect/", {**ACCOUNT, **changed})
    assert response.status_code == 422 and says in response.content.decode()
    assert PASSWORD not in response.content.decode()
    assert not Account.objects.owned_by(alice).exists()


def test_a_secret_in_an_address_is_not_shown_again(web: Client, alice: Member) -> None:
    feed = {"kind": "feed", "address": "https://bob.example/feed?format=atom&token=5ecret"}
    assert "5ecret" not in web.post("/sources/connect/", feed, follow=True).content.decode()
    page = web.get(f"/sources/account/{_key(alice)}/").content.decode()
    assert "https://bob.example/feed?format=…&amp;token=…" in page
    assert web.get("/api/accounts").json()[0]["url"] == "https://bob.example/feed?format=…&token=…"
    for place in (f"/sources/account/{_key(alice)}/", "/sources/", "/api/accounts"):
        assert "5ecret" not in web.get(place).content.decode()
    assert "5ecret" not in repr(list(DBTaskResult.objects.values()))


def test_a_refusal_is_shown_and_another_password_helps(web: Client, alice: Member, at_once: None, other: Other) -> None:
    other.refuses = "mail.example refuses this name and password. Check both."
    page = web.post("/sources/connect/", {**ACCOUNT, "secret": "wrong"}, follow=True).content.decode()
    assert other.refuses in page and "wrong" not in page.replace("is-wrong", "")
    other.refuses = ""
    page = web.post(f"/sources/account/{_key(alice)}/password/", {"secret": PASSWORD}, follow=True).content.decode()
    assert "In step." in page
    assert web.post(f"/sources/account/{_key(alice)}/password/", {"secret": ""}).status_code == 422


@pytest.mark.parametrize(("then", "left"), [("keep", 3), ("take back", 0)])
def test_let_go_what_came_in_stays_or_is_taken_back(
    web: Client, alice: Member, at_once: None, then: str, left: int
) -> None:
    web.post("/sources/connect/", ACCOUNT)
    page = web.post(f"/sources/account/{_key(alice)}/disconnect/", {"then": then}, follow=True).content.decode()
    assert "is disconnected." in page
    assert (Trace.objects.owned_by(alice).count(), Account.objects.owned_by(alice).count()) == (left, 0)


def test_an_import_of_it_that_is_paused_goes_on_by_its_account(
    web: Client, alice: Member, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.connect(alice, "imap", "mail.example", username="a", secret=PASSWORD, at=Clock()())
    with monkeypatch.context() as patched:
        patched.setattr("allies.traces.importing._end", lambda *_, **__: _pause(alice))
        page = web.post(f"/sources/account/{_key(alice)}/sync/", follow=True).content.decode()
    assert "What came is paused on its way in." in page
    run = Import.objects.owned_by(alice).get()
    page = web.post(f"/sources/{run.key}/go-on/", follow=True).content.decode()
    assert "In step." in page
    run.refresh_from_db()
    assert (run.state, run.added) == (ImportState.DONE, 3)


def test_taken_back_the_account_waits_until_it_is_asked_for(web: Client, alice: Member, at_once: None) -> None:
    web.post("/sources/connect/", ACCOUNT)
    page = web.post(f"/sources/{Import.objects.owned_by(alice).get().key}/undo/", follow=True).content.decode()
    assert "Its account waits for you." in page and "You took back what came in through it" in page
    sync = f"/sources/account/{_key(alice)}/sync/"
    assert "In step." in web.post(sync, follow=True).content.decode()
    assert Trace.objects.owned_by(alice).count() == 0
    assert "In step." in web.post(sync, {"from-start": "1"}, follow=True).content.decode()
    assert Trace.objects.owned_by(alice).count() == 3


def _pause(member: Member) -> None:
    Import.objects.owned_by(member).update(state=ImportState.PAUSED)
    raise batch.RunElsewhere("paused")


def test_a_worker_looks_for_what_is_due_and_forgets_old_notes(alice: Member) -> None:
    actions.connect(alice, "imap", "mail.example", username="a", secret=PASSWORD, at=Clock()())
    assert due.look() == 1
    assert due.look() == 0
    task = DBTaskResult.objects.get()
    task.set_successful(None)
    assert task.finished_at is not None
    in_step.tidy(at=task.finished_at)
    assert DBTaskResult.objects.exists()
    in_step.tidy(at=task.finished_at + 2 * in_step.KEPT)
    assert not DBTaskResult.objects.exists()
