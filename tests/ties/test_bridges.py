"""What lies between tribes: who connects them, and which only the member does."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from allies.people.models import Member, Person
from allies.ties import bridge_rows, bridges, queries, refresh
from allies.ties.between_rows import Shared
from allies.ties.models import Bridge, Reach
from allies.ties.roster import Roster
from allies.ties.shapes import Across, TribeName
from tests.ties.network import NOW_S, Network, days_ago

BAKERS = ("bob", "charlie", "dana", "erin", "frank")
SINGERS = ("grace", "heidi", "ivan", "judy")
WALKERS = ("mallory", "niaj", "olivia")
NOW = datetime.fromtimestamp(NOW_S, UTC)


@pytest.fixture
def network(alice: Member) -> Network:
    """Alice knows three circles; charlie sings too, and nobody but her walks with anyone."""
    network = Network(alice)
    for names, subject in ((BAKERS, "Bread rises"), (SINGERS, "Choir practice"), (WALKERS, "Next walk")):
        for number in range(8 * len(names)):
            sender = names[number % len(names)]
            others = [name for name in names if name != sender]
            network.mail(sender, *others, at_s=days_ago(1 + number * 3), subject=subject)
    network.mail("charlie", "grace", "heidi", at_s=days_ago(12))
    for name in ("bob", "charlie", "grace", "mallory"):
        network.mail("me", name, at_s=days_ago(5))
        network.mail(name, "me", at_s=days_ago(4))
    refresh.refresh(alice, now_s=NOW_S)
    return network


def across(network: Network, name: str) -> Across:
    found = queries.person(network.member, network.person(name).key, now=NOW).across
    assert found is not None
    return found


def names(tribes: list[TribeName]) -> list[str]:
    return [tribe.name for tribe in tribes]


def test_who_reaches_into_another_circle_is_told_with_whom_they_connect(network: Network) -> None:
    charlie = across(network, "charlie")
    assert [(tribe.name, people) for tribe, people in charlie.knows] == [("Choir practice 2026", 2)]
    # four bakers; two singers, of whom none writes to a baker
    assert (charlie.people, charlie.within_two, charlie.pairs) == (6, 8, 8)
    assert names(charlie.only_you) == ["Next walk 2026"]
    assert across(network, "bob").knows == []


def test_only_you_connect_what_no_ones_circle_reaches(network: Network) -> None:
    assert names(across(network, "bob").only_you) == ["Next walk 2026"]
    assert names(across(network, "mallory").only_you) == ["Bread rises 2026", "Choir practice 2026"]
    # she was never in touch with dana
    assert across(network, "dana").only_you == []


def test_someone_of_no_circle_stands_between_two_but_is_neither() -> None:
    # 0 and 1 are of one circle, 2 of another; 3 and 4 of none, though 3 partly
    ids = np.array([10, 11, 12, 13, 14])
    roster = Roster(ids, [], [], {}, ids, ids, frozenset(), {})
    ends = np.array([(0, 1), (0, 3), (1, 2), (1, 4), (2, 3), (3, 4)])
    shared = Shared(ends[:, 0], ends[:, 1], np.ones(len(ends), dtype=np.int64))
    circles = bridge_rows.circles(
        {("ours",): (), ("theirs",): ()},
        {(10, "ours"): (True,), (11, "ours"): (True,), (12, "theirs"): (True,), (13, "ours"): (False,)},
        roster,
    )
    reached = bridge_rows.reach_rows(shared, circles, roster)
    assert reached == {
        (11, "theirs"): (1,), (12, "ours"): (1,), (13, "ours"): (1,), (13, "theirs"): (1,), (14, "ours"): (1,),
    }  # fmt: skip
    rows = bridge_rows.bridge_rows(shared, circles, reached, roster)
    # 1 and 3 both connect 0 and 2; what 4 has to do with anyone makes no pair
    assert {person: row[2] for (person,), row in rows.items()} == {11: 1, 12: 0, 13: 1, 14: 0}
    assert {person: row[:2] for (person,), row in rows.items()} == {11: (3, 4), 12: (2, 4), 13: (3, 4), 14: (2, 4)}


def test_between_the_tribes_stand_people_and_you(network: Network) -> None:
    found = bridges.between_tribes(network.member)
    (span,) = found.spans
    assert (span.tribe.name, span.other.name, span.total, span.more) == (
        "Bread rises 2026",
        "Choir practice 2026",
        3,
        0,
    )
    assert [name for _, name in span.people] == ["Charlie", "Grace", "Heidi"]
    assert [names(part) for part in found.only_you] == [["Bread rises 2026", "Choir practice 2026"], ["Next walk 2026"]]


def test_around_a_tribe_it_stands_first(network: Network) -> None:
    (span,) = bridges.between_tribes(network.member).spans
    around = bridges.around_tribe(network.member, span.other.key)
    assert [(one.tribe.name, one.other.name) for one in around.spans] == [("Choir practice 2026", "Bread rises 2026")]
    assert names(around.only_you) == ["Next walk 2026"]


def test_what_is_derived_is_the_same_made_anew(network: Network) -> None:
    before = sorted(Bridge.objects.owned_by(network.member).values_list("person", "pairs", "constraint"))
    assert before and Reach.objects.owned_by(network.member).count() == 3
    refresh.rebuild(network.member, now_s=NOW_S)
    assert before == sorted(Bridge.objects.owned_by(network.member).values_list("person", "pairs", "constraint"))


def test_nothing_is_said_of_nobody_and_of_oneself(alice: Member, network: Network) -> None:
    assert queries.person(alice, network.person("me").key, now=NOW).across is None
    for model in (Reach, Bridge):
        model.objects.owned_by(alice).delete()
    assert bridges.between_tribes(alice).spans == []


def test_another_members_tribes_are_not_there(network: Network, bob: Member) -> None:
    (span,) = bridges.between_tribes(network.member).spans
    with pytest.raises(Http404):
        bridges.around_tribe(bob, span.tribe.key)
    found = bridges.between_tribes(bob)
    assert (found.spans, found.only_you) == ([], [])


def test_each_read_takes_few_queries(network: Network, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    found = Person.objects.owned_by(network.member).get(name="Charlie")
    (span,) = bridges.between_tribes(network.member).spans
    with django_assert_max_num_queries(2):
        bridges.across(network.member, found, is_in=[span.tribe.key], is_known=True, bridge=None)
    with django_assert_max_num_queries(4):
        bridges.between_tribes(network.member)
    with django_assert_max_num_queries(4):
        bridges.around_tribe(network.member, span.tribe.key)
