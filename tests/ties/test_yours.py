"""The member among their tribes: with whom they were in touch, and how far these know one another."""

from __future__ import annotations

import numpy as np
import pytest

from allies.people.models import Member
from allies.ties import columns, events, queries, refresh, tribe_words, yours
from allies.ties.models import Tie, Tribe
from allies.ties.roster import roster
from allies.ties.shapes import Yours
from tests.ties.network import NOW_S, Network, days_ago
from tests.ties.test_tribes import circle


@pytest.fixture
def network(alice: Member) -> Network:
    """Four bakers who all know one another; three singers, with two of whom alice is in touch."""
    network = Network(alice)
    circle(network, "bob", "charlie", "dana", "erin")
    circle(network, "frank", "grace", "heidi")
    for name in ("bob", "charlie", "dana", "erin", "frank", "grace"):
        network.mail("me", name, at_s=days_ago(5))
        network.mail(name, "me", at_s=days_ago(4))
    network.mail("heidi", "me", at_s=days_ago(4))  # never answered
    network.mail("ivan", "me", at_s=days_ago(3), uid="asked")
    network.mail("me", "ivan", at_s=days_ago(2), answers="asked")
    refresh.refresh(alice, now_s=NOW_S)
    return network


def test_those_who_know_one_another_count_for_less(network: Network) -> None:
    bakers, singers = queries.tribes(network.member)
    # n - 2 ties among them / n: 4 - 12 / 4, and 2 - 2 / 2
    assert (bakers.yours, singers.yours) == (Yours(4, 1.0), Yours(2, 1.0))
    # of all seven in touch, each baker knows three and each singer one
    assert bakers.adds == pytest.approx(4 - 12 / 7, abs=0.01)
    assert singers.adds == pytest.approx(2 - 2 / 7, abs=0.01)
    assert queries.tribe_view(network.member, singers.key).yours == (
        "You have been in touch with two of them. They all know one another: they bring you little more than one of"
        " them would."
    )
    assert queries.yours([bakers, singers]) == (
        "You have been in touch with six of these people. Some know one another: they bring you what four would who"
        " do not."
    )


def test_in_touch_are_those_whose_tie_went_both_ways(network: Network) -> None:
    network.meeting("me", "judy", at_s=days_ago(7))
    network.mail("me", "mallory", at_s=days_ago(6))
    network.mail("me", "niaj", at_s=days_ago(6), is_automatic=True)
    refresh.refresh(network.member, now_s=NOW_S)
    everyone, kept = roster(network.member), columns.read(network.member)
    assert kept is not None
    is_known = yours.in_touch(events.contact(kept, everyone, now_s=NOW_S))
    both = Tie.objects.owned_by(network.member).filter(given__gt=0, received__gt=0)
    assert set(everyone.ids[np.flatnonzero(is_known)].tolist()) == set(both.values_list("person", flat=True))
    assert {everyone.names[person] for person in np.flatnonzero(is_known)} >= {"Ivan", "Judy"}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Yours(0, 0.0), "You have been in touch with none of them."),
        (Yours(1, 1.0), "You have been in touch with one of them."),
        (Yours(3, 2.9), "You have been in touch with three of them, who do not know one another."),
    ],
)
def test_of_nobody_and_of_strangers_it_says_no_more(told: Yours, says: str) -> None:
    assert tribe_words.yours(told) == says


def test_nothing_is_said_before_it_was_reckoned(network: Network) -> None:
    Tribe.objects.owned_by(network.member).update(health={})
    rows = queries.tribes(network.member)
    assert (queries.yours(rows), queries.tribe_view(network.member, rows[0].key).yours) == ("", "")
    assert queries.yours([]) == ""
