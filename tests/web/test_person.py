"""One person: what the page says, what is logged by hand, names, joining, erasing."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allies.people.models import Join, Member, Person
from allies.ties.models import Tie
from allies.traces.models import Participation, Trace


def test_the_page_says_where_we_were(web: Client, bob_of_alice: Person) -> None:
    page = web.get(f"/people/{bob_of_alice.key}/").content.decode()
    assert "<h1>Bob Baker</h1>" in page
    assert "Given above the line, received below" in page
    assert "drawn above the line" in page
    assert "Open between you" in page
    assert "Which audit template?" in page
    assert "bob@bob.example" in page
    assert "Why? The numbers" in page


def test_the_page_takes_few_queries(
    web: Client, bob_of_alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        web.get(f"/people/{bob_of_alice.key}/")


def test_someone_elses_person_is_not_there(web: Client, someone_of_bob: Person) -> None:
    for place in ("", "join/"):
        assert web.get(f"/people/{someone_of_bob.key}/{place}").status_code == 404
    for place in ("log/", "unlog/", "name/", "join/", "part/", "erase/"):
        assert web.post(f"/people/{someone_of_bob.key}/{place}").status_code == 404


def test_a_call_is_logged_in_one_form_and_taken_back(web: Client, bob_of_alice: Person, alice: Member) -> None:
    url = f"/people/{bob_of_alice.key}/"
    page = web.post(
        f"{url}log/", {"kind": "call", "at": "2026-04-13", "note": "The second site"}, follow=True
    ).content.decode()
    assert "Call logged." in page
    assert "The second site" in page
    logged = Trace.objects.owned_by(alice).get(kind="call")
    assert f'name="trace" value="{logged.pk}"' in page
    after = web.post(f"{url}unlog/", {"trace": logged.pk}, follow=True).content.decode()
    assert "Taken back." in after
    assert not Trace.objects.owned_by(alice).filter(kind="call").exists()


def test_what_came_in_by_mail_cannot_be_taken_back_here(web: Client, bob_of_alice: Person, alice: Member) -> None:
    mail = Trace.objects.owned_by(alice).filter(kind="mail").latest("pk")
    for trace in (str(mail.pk), "minus one", ""):
        assert web.post(f"/people/{bob_of_alice.key}/unlog/", {"trace": trace}).status_code == 404
    assert Trace.objects.owned_by(alice).filter(pk=mail.pk).exists()


def test_a_letter_that_came_is_from_them(web: Client, bob_of_alice: Person, alice: Member, now: datetime) -> None:
    url = f"/people/{bob_of_alice.key}/"
    received = Tie.objects.owned_by(alice).get(person=bob_of_alice).received
    said = {"kind": "letter-from-them", "at": now.date().isoformat(), "note": "A card from the sea"}
    page = web.post(f"{url}log/", said, follow=True).content.decode()
    assert "Letter logged." in page
    assert "A card from the sea" in page
    logged = Trace.objects.owned_by(alice).get(kind="letter")
    roles = Participation.objects.owned_by(alice).filter(trace=logged).values_list("handle__person__is_self", "role")
    assert set(roles) == {(False, "from"), (True, "to")}
    assert Tie.objects.owned_by(alice).get(person=bob_of_alice).received == received + 1


def test_nothing_is_logged_in_the_future(web: Client, bob_of_alice: Person, alice: Member, now: datetime) -> None:
    web.post(f"/people/{bob_of_alice.key}/log/", {"kind": "visit", "at": "2031-01-01"})
    assert Trace.objects.owned_by(alice).get(kind="visit").at_s <= now.timestamp()


def test_a_log_without_a_day_says_so(web: Client, bob_of_alice: Person, alice: Member) -> None:
    response = web.post(f"/people/{bob_of_alice.key}/log/", {"kind": "call", "at": "soon"})
    assert response.status_code == 422
    assert "Enter a valid date." in response.content.decode()
    assert not Trace.objects.owned_by(alice).filter(kind="call").exists()


def test_another_name_and_back(web: Client, bob_of_alice: Person) -> None:
    url = f"/people/{bob_of_alice.key}/name/"
    assert "Bob Baker is now Robert" in web.post(url, {"name": "Robert"}, follow=True).content.decode()
    bob_of_alice.refresh_from_db()
    assert bob_of_alice.name == "Robert"
    assert web.post(url, {"name": " "}).status_code == 422
    web.post(url, {"name": "Bob Baker"})
    bob_of_alice.refresh_from_db()
    assert bob_of_alice.name == "Bob Baker"


def test_two_are_found_joined_and_parted(
    web: Client, bob_of_alice: Person, charlie_of_alice: Person, alice: Member
) -> None:
    url = f"/people/{bob_of_alice.key}/"
    found = web.get(f"{url}join/", {"text": "charlie"}).content.decode()
    assert f'name="other" value="{charlie_of_alice.key}"' in found
    page = web.post(f"{url}join/", {"other": charlie_of_alice.key}, follow=True).content.decode()
    assert "Bob Baker and Charlie Cook are one person now." in page
    assert "charlie@cook.example" in page
    assert web.get(f"/people/{charlie_of_alice.key}/")["Location"] == url
    join = Join.objects.owned_by(alice).get(joined=charlie_of_alice, undone_at=None)
    page = web.post(f"{url}part/", {"join": join.key}, follow=True).content.decode()
    assert "They are two people again." in page
    assert f'<input type="hidden" name="other" value="{charlie_of_alice.key}">' in page  # which undoes the parting
    assert web.get(f"/people/{charlie_of_alice.key}/").status_code == 200


def test_nobody_is_joined_to_themself_or_to_someone_elses(
    web: Client, bob_of_alice: Person, someone_of_bob: Person
) -> None:
    url = f"/people/{bob_of_alice.key}/join/"
    assert "This is one person already." in web.post(url, {"other": bob_of_alice.key}, follow=True).content.decode()
    assert web.post(url, {"other": someone_of_bob.key}).status_code == 404


@pytest.mark.django_db(transaction=True)  # what is erased is overwritten, which no transaction allows
def test_erasing_asks_for_the_name(web: Client, bob_of_alice: Person, alice: Member) -> None:
    url = f"/people/{bob_of_alice.key}/erase/"
    refused = web.post(url, {"name": "Charlie Cook"})
    assert refused.status_code == 422
    assert "This is not Bob Baker. Nothing was erased." in refused.content.decode()
    assert "Bob Baker is erased" in web.post(url, {"name": "bob baker"}, follow=True).content.decode()
    assert not Person.objects.owned_by(alice).filter(name="Bob Baker").exists()
    assert web.get(f"/people/{bob_of_alice.key}/").status_code == 404
