"""Who should meet: both known, not to each other, and writing of the same things."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from allies.people import actions
from allies.people.models import Member
from allies.ties import introductions, refresh
from tests.ties.network import NOW_S, Network, days_ago

SAME = ("Sourdough ovens in winter", "Rye sourdough and ovens")


@pytest.fixture
def network(alice: Member) -> Network:
    """Bob and charlie write of ovens and sourdough to alice, each alone; dana of something else."""
    network = Network(alice)
    for name, subjects in (("bob", SAME), ("charlie", SAME[::-1]), ("dana", ("Choir practice", "Choir concert"))):
        for number, subject in enumerate(subjects):
            network.mail(name, "me", at_s=days_ago(20 + number), subject=subject)
        network.mail("me", name, at_s=days_ago(10), subject="Thank you")
    return network


def could_meet(network: Network, name: str) -> list[tuple[str, list[str]]]:
    refresh.refresh(network.member, now_s=NOW_S)
    found = introductions.could_meet(network.member, network.person(name))
    return [(one.name, one.words) for one in found]


def test_two_who_write_of_the_same_could_meet(network: Network) -> None:
    assert could_meet(network, "bob") == [("Charlie", ["ovens", "sourdough"])]
    assert could_meet(network, "charlie") == [("Bob", ["ovens", "sourdough"])]
    assert could_meet(network, "dana") == []


def test_words_that_everyone_writes_say_nothing(network: Network) -> None:
    for number in range(introductions.MANY):
        network.mail(f"person{number}", "me", at_s=days_ago(50 + number), subject="Sourdough ovens")
    assert could_meet(network, "bob") == []


def test_a_name_is_no_subject(network: Network) -> None:
    for name in ("erin", "frank"):
        for subject in ("Letter for Erin", "Ovens for Erin", "Letter again"):
            network.mail(name, "me", at_s=days_ago(30), subject=subject)
        network.mail("me", name, at_s=days_ago(29))
    assert could_meet(network, "erin") == []


def test_who_shares_a_message_has_met(network: Network) -> None:
    network.mail("erin", "bob", "charlie", at_s=days_ago(3), subject="Hello")
    assert could_meet(network, "bob") == []


def test_who_has_a_contact_in_common_may_meet_without_you(network: Network) -> None:
    network.mail("erin", "bob", at_s=days_ago(3), subject="Hello")
    network.mail("erin", "charlie", at_s=days_ago(2), subject="Hello")
    assert could_meet(network, "bob") == []


def test_nobody_is_suggested_whom_the_member_closed_or_never_answered(network: Network) -> None:
    for subject in SAME:
        network.mail("erin", "me", at_s=days_ago(4), subject=subject)
    assert [name for name, _ in could_meet(network, "bob")] == ["Charlie"]
    actions.close(network.member, network.person("charlie"))
    assert could_meet(network, "bob") == []


def test_what_was_never_refreshed_suggests_nobody(network: Network) -> None:
    assert introductions.could_meet(network.member, network.person("bob")) == []


def test_another_members_letters_say_nothing(network: Network, bob: Member) -> None:
    other = Network(bob)
    for number, subject in enumerate(SAME):
        other.trace({}, at_s=days_ago(9), subject=subject, uid=f"his {number}")
    refresh.refresh(bob, now_s=NOW_S)
    refresh.refresh(network.member, now_s=NOW_S)
    assert introductions.could_meet(bob, network.person("charlie")) == []


def test_it_takes_few_queries(network: Network, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    refresh.refresh(network.member, now_s=NOW_S)
    found = network.person("bob")
    with django_assert_max_num_queries(4):
        assert introductions.could_meet(network.member, found)
