"""Who could introduce alice to someone, and to whom one person alone leads her."""

from __future__ import annotations

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from allies.people import actions
from allies.people.models import Member
from allies.ties import queries, refresh, ways
from allies.ties.between_rows import MOST
from allies.ties.shapes import PersonView
from tests.ties.network import NOW, NOW_S, Network, days_ago


@pytest.fixture
def network(alice: Member) -> Network:
    """Alice knows bob, charlie, dana. Bob has to do with charlie, erin, frank; charlie with frank; erin with grace."""
    network = Network(alice)
    for name in ("bob", "charlie", "dana"):
        network.mail("me", name, at_s=days_ago(5))
        network.mail(name, "me", at_s=days_ago(4))
    pairs = [*[("bob", "erin")] * 3, ("bob", "charlie"), ("bob", "frank"), ("charlie", "frank"), ("erin", "grace")]
    for day, (one, other) in enumerate(pairs):
        network.mail(one, other, at_s=days_ago(20 + day))
    return network


def view(network: Network, name: str) -> PersonView:
    refresh.refresh(network.member, now_s=NOW_S)
    return queries.person(network.member, network.person(name).key, now=NOW)


def introducers(network: Network, name: str) -> list[tuple[str, int, str]]:
    return [(one.name, one.threads, one.by_way_of) for one in view(network, name).introducers]


def leads_to(network: Network, name: str) -> list[str]:
    return [one.name for one in view(network, name).leads_to]


def test_who_knows_a_stranger_could_introduce_the_nearest_first(network: Network) -> None:
    assert introducers(network, "erin") == [("Bob", 3, ""), ("Charlie", 0, "Bob")]
    network.mail("charlie", "frank", at_s=days_ago(9))
    assert introducers(network, "frank") == [("Charlie", 2, ""), ("Bob", 1, "")]


def test_someone_further_off_is_reached_by_way_of_another(network: Network) -> None:
    assert introducers(network, "grace") == [("Bob", 0, "Erin")]


def test_a_warm_tie_is_asked_before_a_cold_one(network: Network) -> None:
    for day in (2_000, 2_001):
        network.mail("me", "heidi", at_s=days_ago(day))
        network.mail("heidi", "me", at_s=days_ago(day))
    for day in range(30, 40):
        network.mail("heidi", "erin", at_s=days_ago(day))
    assert [(one.name, one.state) for one in view(network, "erin").introducers] == [
        ("Bob", "new"), ("Charlie", "new"), ("Heidi", "dormant"),
    ]  # fmt: skip


def test_nobody_introduces_whoever_wrote_or_is_alice_herself(network: Network) -> None:
    network.mail("erin", "me", at_s=days_ago(1))
    assert introducers(network, "erin") == introducers(network, "bob") == introducers(network, "me") == []


def test_who_is_closed_is_not_asked(network: Network) -> None:
    actions.close(network.member, network.person("bob"))
    assert introducers(network, "erin") == [("Charlie", 0, "Bob")]


def test_one_person_alone_leads_to_whom_nobody_else_knows(network: Network) -> None:
    assert leads_to(network, "bob") == ["Erin"]
    assert leads_to(network, "charlie") == leads_to(network, "dana") == leads_to(network, "erin") == []
    network.mail("dana", "erin", at_s=days_ago(3))
    assert leads_to(network, "bob") == []


def test_only_is_not_said_where_not_every_pair_is_kept(network: Network) -> None:
    assert leads_to(network, "bob") == ["Erin"]
    for number in range(MOST):
        network.mail("erin", f"person{number}", at_s=days_ago(50 + number))
    assert leads_to(network, "bob") == []


def test_another_members_people_lead_nowhere(network: Network, bob: Member) -> None:
    refresh.refresh(network.member, now_s=NOW_S)
    assert ways.neighbours(bob, network.person("bob")) == []
    with pytest.raises(Http404):
        queries.person(bob, network.person("bob").key, now=NOW)


def test_ways_take_few_queries(network: Network, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    refresh.refresh(network.member, now_s=NOW_S)
    for name, most in (("bob", 2), ("erin", 3)):
        found = network.person(name)
        with django_assert_max_num_queries(most):
            near = ways.neighbours(network.member, found)
            ways.only_through(network.member, found, near) if name == "bob" else ways.introducers(
                network.member, found, near
            )
