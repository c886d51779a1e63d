"""People: found, filtered, paged, and worked through many at a time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allies.people.models import Handle, Member, Person
from allies.ties import reading
from allies.ties.models import Tribe
from allies.traces.records import HandleKind
from tests.letters import ALICE, Letter, mbox
from tests.web.conftest import HTMX


def bring_many(member: Member, folder: Path, *, count: int, now: datetime) -> None:
    """As many people, each of whom wrote once and was answered."""
    letters = [
        letter
        for number in range(count)
        for letter in (
            Letter(f"n{number}", f"Person {number:03} <p{number}@many.example>", ALICE, day=90),
            Letter(f"a{number}", ALICE, f"p{number}@many.example", day=91, answers=f"n{number}"),
        )
    ]
    reading.import_path(member, mbox(folder / "many.mbox", letters), at=now, me="alice@alice.example")


def test_everyone_is_there_with_their_state(web: Client, alices_network: Member) -> None:
    page = web.get("/people/").content.decode()
    for name in ("Bob Baker", "Charlie Cook", "Person 0"):
        assert name in page
    assert "bob@bob.example" in page
    assert 'class="state state-' in page
    assert "Everyone" in page


def test_search_as_you_type_gets_the_list_alone(web: Client, alices_network: Member) -> None:
    fragment = web.get("/people/", {"text": "charl"}, headers=HTMX).content.decode()
    assert "Charlie Cook" in fragment
    assert "Bob Baker" not in fragment
    assert "<html" not in fragment


def test_a_search_shows_what_speaks_for_whom_it_finds(web: Client, alices_network: Member) -> None:
    page = web.get("/people/", {"text": "audit"}).content.decode()
    assert 'class="proof"' in page
    assert 'class="proof"' not in web.get("/people/").content.decode()


def test_nobody_matches_is_said(web: Client, alices_network: Member) -> None:
    assert "Nobody matches." in web.get("/people/", {"text": "zzzz"}).content.decode()


def test_nobody_yet_leads_to_the_ways_in(web: Client) -> None:
    assert "Nobody is here yet." in web.get("/people/").content.decode()


def test_the_state_filter_counts_and_filters(web: Client, alices_network: Member) -> None:
    page = web.get("/people/").content.decode()
    assert "state=dormant" in page or "state=fading" in page
    silent = next(state for state in ("dormant", "fading") if f"state={state}" in page)
    filtered = web.get("/people/", {"state": silent}).content.decode()
    assert "Charlie Cook" in filtered
    assert 'aria-current="true"' in filtered
    assert "Bob Baker" in web.get("/people/", {"state": "no such state"}).content.decode()


def test_the_tribe_filter(web: Client, alices_network: Member) -> None:
    tribe = Tribe.objects.owned_by(alices_network).order_by("place").first()
    assert tribe is not None
    page = web.get("/people/", {"tribe": tribe.key}).content.decode()
    assert "Person 1" in page
    assert f'value="{tribe.key}" selected' in page


def test_the_pager_goes_on_and_back(web: Client, alice: Member, now: datetime, tmp_path: Path) -> None:
    bring_many(alice, tmp_path, count=60, now=now)
    first = web.get("/people/").content.decode()
    assert "Page 1 of 2" in first
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev"' in web.get("/people/?page=2").content.decode()
    assert web.get("/people/?page=minus").status_code == 200


def test_a_page_of_people_takes_few_queries(
    web: Client, alice: Member, now: datetime, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bring_many(alice, tmp_path, count=60, now=now)
    with django_assert_max_num_queries(20):
        web.get("/people/")


def test_many_are_closed_at_once_and_opened_again(
    web: Client, bob_of_alice: Person, charlie_of_alice: Person, alices_network: Member
) -> None:
    keys = [bob_of_alice.key, charlie_of_alice.key]
    page = web.post("/people/triage/", {"decision": "close", "person": keys}, follow=True).content.decode()
    assert "Two people closed" in page
    assert Person.objects.owned_by(alices_network).filter(is_closed=True).count() == 2
    for key in keys:
        assert f'<input type="hidden" name="person" value="{key}">' in page
    web.post("/people/triage/", {"decision": "reopen", "person": keys})
    assert not Person.objects.owned_by(alices_network).filter(is_closed=True).exists()


def test_nobody_marked_is_said(web: Client, alices_network: Member) -> None:
    assert "Mark someone first." in web.post("/people/triage/", {"decision": "close"}, follow=True).content.decode()


def test_one_who_is_not_theirs_closes_nobody(web: Client, bob_of_alice: Person, someone_of_bob: Person) -> None:
    marked = {"decision": "close", "person": [bob_of_alice.key, someone_of_bob.key]}
    assert web.post("/people/triage/", marked).status_code == 404
    bob_of_alice.refresh_from_db()
    assert not bob_of_alice.is_closed


def test_after_marking_one_stays_here_and_goes_nowhere_else(web: Client, bob_of_alice: Person) -> None:
    marked = {"decision": "close", "person": bob_of_alice.key}
    assert web.post("/people/triage/", {**marked, "back": "/people/?state=new"})["Location"] == "/people/?state=new"
    assert web.post("/people/triage/", {**marked, "back": "//evil.example/"})["Location"] == "/people/"
    assert web.post("/people/triage/", {**marked, "decision": "praise"}).status_code == 400


def test_more_filters_narrow_it_and_stay_open(web: Client, alices_network: Member) -> None:
    bob = Person.objects.owned_by(alices_network).get(name="Bob Baker")
    page = web.get("/people/").content.decode()
    assert "More filters" not in page
    Handle.objects.create(owner=alices_network, person=bob, kind=HandleKind.PHONE, value="+4930123456")
    page = web.get("/people/").content.decode()
    assert '<details class="fold"><summary>More filters' in page
    assert '<option value="phone">By phone</option>' in page
    page = web.get("/people/", {"channel": "phone"}).content.decode()
    assert "Bob Baker" in page and "Charlie Cook" not in page
    assert '<details class="fold" open><summary>More filters' in page
    assert 'href="?channel=phone"' in page  # a state is chosen among those
    assert "Charlie Cook" in web.get("/people/", {"channel": "smoke", "where": "here"}).content.decode()
    assert "Nobody matches." in web.get("/people/", {"role": "donor\0"}).content.decode()
