"""Tribes: the map, the list that says the same, one tribe."""

from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allies.people.models import Member, Person
from allies.ties.models import Tribe, TribeMembership


def test_the_map_and_the_list_say_the_same(
    web: Client, alices_network: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        page = web.get("/tribes/").content.decode()
    tribes = Tribe.objects.owned_by(alices_network)
    assert tribes.exists()
    assert f'aria-label="Map of {tribes.count()} tribes; the list below says the same"' in page
    for tribe in tribes:
        assert f'href="/tribes/{tribe.key}/"' in page


def test_one_tribe_has_its_people(web: Client, alices_network: Member) -> None:
    tribe = Tribe.objects.owned_by(alices_network).order_by("place").first()
    assert tribe is not None
    page = web.get(f"/tribes/{tribe.key}/").content.decode()
    assert tribe.name in page
    assert "Person 1" in page


def test_one_tribe_says_how_it_lives_in_words_and_in_a_picture(
    web: Client, alices_network: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tribe = Tribe.objects.owned_by(alices_network).earliest("place")
    with django_assert_max_num_queries(20):
        page = web.get(f"/tribes/{tribe.key}/").content.decode()
    assert "How it lives" in page and "in the year before." in page
    assert "messages since 20" in page and "quarter by quarter, drawn above the line" in page
    assert "Began with" in page
    assert "Since 2025." in page


def test_who_belongs_in_part_is_named_with_how_much(web: Client, alices_network: Member) -> None:
    tribe = Tribe.objects.owned_by(alices_network).earliest("place")
    person = Person.objects.owned_by(alices_network).get(name="Bob Baker")
    TribeMembership.objects.create(
        owner=alices_network, tribe=tribe, person=person, place=99, degree=0.5, is_main=False
    )
    page = web.get(f"/tribes/{tribe.key}/").content.decode()
    assert "about half here" in page
    assert "about half" in web.get(f"/people/{person.key}/").content.decode()


def test_no_tribes_yet(web: Client) -> None:
    assert "No tribes yet." in web.get("/tribes/").content.decode()


def test_someone_elses_tribe_is_not_there(client: Client, bob: Member, alices_network: Member) -> None:
    client.force_login(bob)
    tribe = Tribe.objects.owned_by(alices_network).earliest("place")
    assert client.get(f"/tribes/{tribe.key}/").status_code == 404
