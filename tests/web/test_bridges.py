"""Pages say who connects whom: of a person, of a tribe, of all tribes."""

from __future__ import annotations

import pytest
from django.test import Client

from allies.people.models import Member
from allies.ties import refresh
from allies.ties.models import Tribe
from tests.ties.network import NOW_S, Network, days_ago

CIRCLES = {
    "Bread rises": ("bob", "charlie", "dana", "erin", "frank"),
    "Choir practice": ("grace", "heidi", "ivan", "judy"),
    "Next walk": ("mallory", "niaj", "olivia"),
}


@pytest.fixture
def network(alice: Member) -> Network:
    """Three circles: charlie sings too, and nobody but alice knows a walker. Bob and mallory both write of ovens."""
    network = Network(alice)
    for subject, names in CIRCLES.items():
        for number in range(8 * len(names)):
            sender = names[number % len(names)]
            others = [name for name in names if name != sender]
            network.mail(sender, *others, at_s=days_ago(1 + number * 3), subject=subject)
    network.mail("charlie", "grace", "heidi", at_s=days_ago(12))
    for name in ("bob", "charlie", "grace", "mallory"):
        network.mail("me", name, at_s=days_ago(5))
        for subject in ("Old ovens", "Ovens of stone", "Stone ground") if name in ("bob", "mallory") else ("Hello",):
            network.mail(name, "me", at_s=days_ago(4), subject=subject)
    refresh.refresh(alice, now_s=NOW_S)
    return network


def test_a_person_connects_and_could_meet(web: Client, network: Network) -> None:
    charlie = web.get(f"/people/{network.person('charlie').key}/").content.decode()
    assert "They connect eight pairs of people from different tribes who do not write to each other." in charlie
    assert ">knows two people<" in charlie
    assert "Could meet" not in charlie
    bob = web.get(f"/people/{network.person('bob').key}/").content.decode()
    assert "Only you connect them to" in bob
    assert f'href="/people/{network.person("mallory").key}/">Mallory</a><span class="end">ovens, stone' in bob


def test_tribes_are_connected_by_people_or_by_you(web: Client, network: Network) -> None:
    page = web.get("/tribes/").content.decode()
    assert f'Through <a href="/people/{network.person("charlie").key}/">Charlie</a>' in page
    assert "Only you connect these" in page
    # bob, charlie and grace know one another; mallory none of them
    assert "Why? How this is counted" in page
    assert "5 people, outside, you know 2" in page
    assert "You have been in touch with four of these people. Some know one another: they bring you what three" in page
    walkers = Tribe.objects.owned_by(network.member).get(name__startswith="Next walk")
    page = web.get(f"/tribes/{walkers.key}/").content.decode()
    assert "Connectors" in page
    assert "You have been in touch with one of them." in page
    assert "Only you connect it to" in page
    assert "Through" not in page


def test_who_leads_to_a_stranger_is_said_on_the_pages_of_both(web: Client, network: Network) -> None:
    network.mail("bob", "sybil", at_s=days_ago(9))
    refresh.refresh(network.member, now_s=NOW_S)
    bob, sybil = (network.person(name) for name in ("bob", "sybil"))
    page = web.get(f"/people/{sybil.key}/").content.decode()
    assert "Who could introduce you" in page
    assert f'href="/people/{bob.key}/">Bob</a><span class="end">one shared thread' in page
    page = web.get(f"/people/{bob.key}/").content.decode()
    assert "Only through Bob" in page
    assert f'href="/people/{sybil.key}/">Sybil</a>' in page
    assert "introduce" not in page
