"""Today: the plan and what becomes of it, with and without htmx."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allies.agenda import actions, queries
from allies.agenda.shapes import SuggestionRow
from allies.people.models import Member, Person
from tests.web.conftest import HTMX


@pytest.fixture
def answer_bob(alices_network: Member, at_now: None, now: datetime) -> SuggestionRow:
    """The suggestion to answer bob."""
    plan = actions.plan_day(alices_network, now=now)
    return next(row for row in plan.suggestions if row.person_name == "Bob Baker")


def decision(member: Member, key: str, now: datetime) -> str:
    return next(row.decision for row in queries.today(member, now=now).suggestions if row.key == key)


def test_the_plan_says_what_why_and_how_long(web: Client, answer_bob: SuggestionRow) -> None:
    page = web.get("/").content.decode()
    assert "Tuesday, 14 April" in page
    assert "of your 15 minutes" in page
    assert f'<a href="/people/{answer_bob.person_key}/">Bob Baker</a>' in page
    assert answer_bob.reasons[0][:20] in page
    assert "Why?" in page
    assert "of 15 minutes used" in page
    assert "Only you can see this." in page


def test_done_without_a_script_can_be_undone(
    web: Client, answer_bob: SuggestionRow, alice: Member, now: datetime
) -> None:
    page = web.post(f"/today/{answer_bob.key}/", {"decision": "done"}, follow=True).content.decode()
    assert decision(alice, answer_bob.key, now) == "done"
    assert "Bob Baker is done." in page
    assert "is-done" in page
    assert '<input type="hidden" name="decision" value="undo">' in page
    web.post(f"/today/{answer_bob.key}/", {"decision": "undo"})
    assert decision(alice, answer_bob.key, now) == "open"


def test_snoozed_leaves_the_plan(web: Client, answer_bob: SuggestionRow) -> None:
    page = web.post(f"/today/{answer_bob.key}/", {"decision": "snooze"}, follow=True).content.decode()
    assert "Bob Baker can wait" in page
    assert f"s-{answer_bob.key}" not in web.get("/").content.decode()


def test_not_this_person_closes_them(web: Client, answer_bob: SuggestionRow, bob_of_alice: Person) -> None:
    web.post(f"/today/{answer_bob.key}/", {"decision": "never"})
    bob_of_alice.refresh_from_db()
    assert bob_of_alice.is_closed


def test_htmx_gets_the_row_and_the_new_minutes(web: Client, answer_bob: SuggestionRow) -> None:
    fragment = web.post(f"/today/{answer_bob.key}/", {"decision": "done"}, headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert 'id="day" hx-swap-oob="true"' in fragment
    assert f"{answer_bob.minutes} of 15 minutes used" in fragment
    assert "Undo" in fragment


def test_what_is_no_decision_is_refused(web: Client, answer_bob: SuggestionRow, alice: Member, now: datetime) -> None:
    response = web.post(f"/today/{answer_bob.key}/", {"decision": "explode"})
    assert response.status_code == 400
    assert "That was not understood" in response.content.decode()
    assert decision(alice, answer_bob.key, now) == "open"


def test_a_suggestion_of_another_is_not_there(client: Client, bob: Member, answer_bob: SuggestionRow) -> None:
    client.force_login(bob)
    assert client.post(f"/today/{answer_bob.key}/", {"decision": "done"}).status_code == 404


def test_fewer_minutes_today(web: Client, answer_bob: SuggestionRow) -> None:
    assert "of your 5 minutes" in web.post("/today/minutes/", {"minutes": "5"}, follow=True).content.decode()
    refused = web.post("/today/minutes/", {"minutes": "9999"}, follow=True).content.decode()
    assert "Give between 1 and 240 minutes." in refused


def test_the_first_screen_has_three_ways_in(web: Client) -> None:
    page = web.get("/").content.decode()
    for way in ("Bring a mailbox", "Type three names", "Look around a sample network"):
        assert way in page


def test_three_names_are_a_beginning(web: Client, alice: Member) -> None:
    names = {"first": "Bob Baker", "second": "Charlie Cook", "third": ""}
    page = web.post("/start/names/", names, follow=True).content.decode()
    assert "Two allies to begin with" in page
    assert "Bob Baker" in page
    assert set(Person.objects.owned_by(alice).filter(is_self=False).values_list("name", flat=True)) == {
        "Bob Baker",
        "Charlie Cook",
    }
    assert "Three ways" not in web.get("/").content.decode()


def test_no_name_is_no_beginning(web: Client, alice: Member) -> None:
    response = web.post("/start/names/", {"first": ""})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert not Person.objects.owned_by(alice).exists()


def test_who_is_not_known_is_asked_who_they_are(web: Client, alices_network: Member) -> None:
    Person.objects.owned_by(alices_network).filter(is_self=True).update(is_self=False)
    page = web.get("/").content.decode()
    assert "Which of these is you?" in page
    web.post("/settings/me/", {"me": "alice@alice.example", "back": "today"})
    assert "Which of these is you?" not in web.get("/").content.decode()


def test_a_stranger_goes_to_the_sign_in_page(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_today_takes_few_queries(
    web: Client, answer_bob: SuggestionRow, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        web.get("/")
