"""Who stands between others: each function beside a slow twin written from its definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine import bridging, pairs
from allies.engine.events import Floats, Ints
from tests.engine.events import shuffled

LARGEST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Network:
    """Pairs as the engine takes them: some twice, some the other way round, some of nobody but themself."""

    first: Ints
    second: Ints
    weight: Floats
    people: int

    @property
    def columns(self) -> tuple[Ints, Ints, Floats]:
        return self.first, self.second, self.weight

    def dense(self) -> Floats:
        """(people, people) what lies between each two."""
        table = np.zeros((self.people, self.people))
        for one, other, weight in zip(*self.columns, strict=True):
            if one != other:
                table[one, other] += weight
                table[other, one] += weight
        return table

    def shuffled(self, seed: int) -> Network:
        """The same pairs in another order, half of them turned round."""
        order = shuffled(len(self.first), seed)
        turned = order % 2 == 0
        first, second = self.first[order], self.second[order]
        return Network(
            np.where(turned, second, first), np.where(turned, first, second), self.weight[order], self.people
        )


@st.composite
def networks(draw: st.DrawFn, least: int = 1) -> Network:
    people = draw(st.integers(least, 9))
    one = st.integers(0, people - 1)
    rows = draw(st.lists(st.tuples(one, one, st.sampled_from([0.0, 0.25, 1.0, 3.0])), max_size=30))
    return Network(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows]),
        people,
    )


def random_network(people: int, ties: int, seed: int) -> Network:
    random = np.random.default_rng(seed)
    first = (people * random.random(ties) ** 2).astype(np.int64)  # few know many
    return Network(first, random.integers(0, people, ties), random.random(ties), people)


def slow_constraint(table: Floats) -> Floats:
    people = range(len(table))
    total = table.sum(axis=1)
    share = [[table[i, j] / total[i] if total[i] else 0.0 for j in people] for i in people]
    told = np.full(len(table), np.nan)
    for i in people:
        if total[i]:
            known = [j for j in people if table[i, j] > 0]
            told[i] = sum((share[i][j] + sum(share[i][q] * share[q][j] for q in people)) ** 2 for j in known)
    return told


def slow_effective_size(table: Floats) -> Floats:
    people = range(len(table))
    total, most = table.sum(axis=1), table.max(axis=1, initial=0)
    told = np.full(len(table), np.nan)
    for i in people:
        if total[i]:
            known = [j for j in people if table[i, j] > 0]
            told[i] = sum(1 - sum(table[i, q] / total[i] * table[j, q] / most[j] for q in people) for j in known)
    return told


def slow_roles(ties: set[tuple[int, int]], group: list[int], people: int) -> dict[str, list[int]]:
    told = {field.name: [0] * people for field in fields(bridging.Brokerage)}
    for a, i, b in permutations(range(people), 3):
        if (a, i) in ties and (i, b) in ties and (a, b) not in ties:
            told[role(group[a], group[i], group[b])][i] += 1
    return told


def role(giver: int, broker: int, receiver: int) -> str:
    if giver == receiver:
        return "coordinator" if giver == broker else "itinerant"
    if broker == receiver:
        return "gatekeeper"
    return "representative" if giver == broker else "liaison"


def slow_parts(known: list[set[int]], ego: int) -> list[set[int]]:
    parts: list[set[int]] = []
    for start in sorted(known[ego]):
        if not any(start in part for part in parts):
            part, new = set(), {start}
            while new:
                part |= new
                new = {other for one in new for other in known[one]} - part - {ego}
            parts.append(part)
    return sorted(parts, key=min)


def knowing(network: Network) -> list[set[int]]:
    """Whom each one has a tie with, whatever it weighs."""
    known: list[set[int]] = [set() for _ in range(network.people)]
    for one, other in zip(network.first.tolist(), network.second.tolist(), strict=True):
        if one != other:
            known[one].add(other)
            known[other].add(one)
    return known


@settings(deadline=None, max_examples=50)
@given(networks(), st.integers(0, 99))
def test_constraint_and_effective_size_are_as_defined(network: Network, seed: int) -> None:
    table = network.dense()
    for fast, slow in (
        (bridging.constraint, slow_constraint),
        (bridging.effective_size, slow_effective_size),
    ):
        told = fast(*network.columns, people=network.people)
        np.testing.assert_allclose(told, slow(table), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(told, fast(*network.shuffled(seed).columns, people=network.people), rtol=1e-12)


@settings(deadline=None, max_examples=50)
@given(networks(), st.integers(0, 99))
def test_what_contacts_add_is_the_effective_size_of_whose_they_are(network: Network, seed: int) -> None:
    table = network.dense()
    sizes = bridging.effective_size(*network.columns, people=network.people)
    for ego in range(network.people):
        contact, added = bridging.adds(*network.columns, ego=ego, people=network.people)
        assert contact.tolist() == np.flatnonzero(table[ego]).tolist()
        assert added.sum() == pytest.approx(sizes[ego], nan_ok=True) if len(contact) else np.isnan(sizes[ego])
        own, most = table[ego] / (table[ego].sum() or 1.0), table.max(axis=1)
        slowly = [1 - sum(own[q] * table[j, q] / most[j] for q in contact) for j in contact]
        np.testing.assert_allclose(added, slowly, rtol=1e-9, atol=1e-12)
        again = bridging.adds(*network.shuffled(seed).columns, ego=ego, people=network.people)[1]
        np.testing.assert_allclose(added, again, rtol=1e-9, atol=1e-12)


def test_a_larger_network_with_many_triangles_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(120, 2_500, seed=1)
    table = network.dense()
    for at_once in (pairs.AT_ONCE, 50):  # in one go, and in very many
        monkeypatch.setattr(pairs, "AT_ONCE", at_once)
        told = bridging.constraint(*network.columns, people=120)
        np.testing.assert_allclose(told, slow_constraint(table), rtol=1e-9)
    np.testing.assert_allclose(
        bridging.effective_size(*network.columns, people=120), slow_effective_size(table), rtol=1e-9
    )


@settings(deadline=None, max_examples=30)
@given(networks(), st.integers(0, 99))
def test_other_numbers_for_people_change_nothing(network: Network, seed: int) -> None:
    number = shuffled(network.people, seed)
    other = Network(number[network.first], number[network.second], network.weight, network.people)
    group = number % 3
    for one, moved in (
        (bridging.constraint(*network.columns, people=network.people),
         bridging.constraint(*other.columns, people=network.people)),
        (bridging.reach(network.first, network.second, people=network.people),
         bridging.reach(other.first, other.second, people=network.people)),
        (bridging.brokerage(network.first, network.second, group[number], people=network.people).liaison,
         bridging.brokerage(other.first, other.second, group, people=network.people).liaison),
    ):  # fmt: skip
        np.testing.assert_allclose(one, moved[number], rtol=1e-9)


@settings(deadline=None, max_examples=30)
@given(networks())
def test_borgattis_formula_holds_where_all_ties_weigh_the_same(network: Network) -> None:
    first, second = np.nonzero(np.triu(network.dense()))
    told = bridging.effective_size(first, second, np.ones(len(first)), people=network.people)
    table = network.dense()
    for person in range(network.people):
        known = np.flatnonzero(table[person]).tolist()
        among = sum(table[a, b] > 0 for a, b in combinations(known, 2))
        expected = len(known) - 2 * among / len(known) if known else np.nan
        np.testing.assert_allclose(told[person], expected, rtol=1e-9, atol=1e-12)


@settings(deadline=None, max_examples=50)
@given(networks(), st.lists(st.integers(-1, 2), min_size=9, max_size=9))
def test_roles_are_counted_way_by_way(network: Network, groups: list[int]) -> None:
    group = groups[: network.people]
    told = bridging.brokerage(network.first, network.second, group, people=network.people)
    ties = {(a, b) for a, b in zip(network.first.tolist(), network.second.tolist(), strict=True) if a != b}
    slow = slow_roles(ties, group, network.people)
    assert {name: getattr(told, name).tolist() for name in slow} == slow


def test_one_in_the_middle_plays_each_part() -> None:
    # 0 and 1 are of the broker's group, 2 and 3 of another, 4 of a third
    told = bridging.brokerage([0, 2, 5, 5, 5], [5, 5, 1, 3, 4], [0, 0, 1, 1, 2, 0], people=6)
    counts = [int(getattr(told, field.name)[5]) for field in fields(told)]
    # 0-1; 2-3; 2-1; 0-3 and 0-4; 2-4
    assert counts == [1, 1, 1, 2, 1]


@settings(deadline=None, max_examples=50)
@given(networks())
def test_reach_counts_friends_and_their_friends(network: Network) -> None:
    known = knowing(network)
    slow = [len(near.union(*(known[other] for other in near)) - {one}) for one, near in enumerate(known)]
    assert bridging.reach(network.first, network.second, people=network.people).tolist() == slow


@settings(deadline=None, max_examples=50)
@given(networks(), st.integers(0, 8))
def test_parts_and_pairs_hold_together_only_through_ego(network: Network, seed: int) -> None:
    ego = seed % network.people
    known = knowing(network)
    part = bridging.parts_without(network.first, network.second, ego=ego, people=network.people)
    expected = np.full(network.people, -1)
    for number, together in enumerate(slow_parts(known, ego)):
        expected[list(together)] = number
    assert part.tolist() == expected.tolist()
    among = sorted(known[ego])
    one, other = bridging.only_through(network.first, network.second, among, ego=ego, people=network.people)
    slow = [(a, b) for a, b in combinations(among, 2) if b not in known[a] and known[a] & known[b] == {ego}]
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == slow


@settings(deadline=None, max_examples=30)
@given(networks(), st.integers(0, 8), st.sampled_from([0.0, 0.5, 0.85]))
def test_pagerank_is_where_the_walk_settles(network: Network, seed: int, damping: float) -> None:
    table, people = network.dense(), network.people
    start = np.zeros(people)
    start[[seed % people, (seed * seed) % people]] = [1.0, 3.0]
    home = start / start.sum()
    step = np.where(table.sum(axis=1) > 0, table.T / np.maximum(table.sum(axis=1), 1e-300), home[:, None])
    slow = np.linalg.solve(np.eye(people) - damping * step, (1 - damping) * home)
    told = bridging.pagerank(*network.columns, start, people=people, damping=damping)
    np.testing.assert_allclose(told, slow, atol=1e-11)
    assert told.sum() == pytest.approx(1)


def test_nobody_and_one_tie() -> None:
    nothing: list[int] = []
    for people in (0, 2):
        assert np.isnan(bridging.constraint(nothing, nothing, nothing, people=people)).tolist() == [True] * people
        assert np.isnan(bridging.effective_size(nothing, nothing, nothing, people=people)).tolist() == [True] * people
        assert bridging.reach(nothing, nothing, people=people).tolist() == [0] * people
        assert bridging.brokerage(nothing, nothing, [0] * people, people=people).liaison.tolist() == [0] * people
    assert bridging.constraint([0], [1], [5], people=2).tolist() == [1.0, 1.0]
    assert bridging.effective_size([0], [1], [5], people=2).tolist() == [1.0, 1.0]
    assert bridging.reach([0], [1], people=2).tolist() == [1, 1]
    assert bridging.parts_without([0], [1], ego=0, people=2).tolist() == [-1, 0]
    assert bridging.pagerank([0], [1], [5], [1, 0], people=2, damping=0.5).round(6).tolist() == [0.666667, 0.333333]


def test_weights_as_large_or_small_as_numbers_get_tell_the_same() -> None:
    first, second = [0, 0, 1, 2], [1, 2, 2, 3]
    plain = bridging.constraint(first, second, [1, 1, 1, 1], people=4)
    for weight in (LARGEST, 1e307, 1e-320):
        np.testing.assert_allclose(bridging.constraint(first, second, [weight] * 4, people=4), plain)
    mixed = bridging.pagerank(first, second, [1e307, 1, 1e-320, LARGEST], [1, 0, 0, 0], people=4, damping=0.5)
    assert np.isfinite(mixed).all() and mixed.sum() == pytest.approx(1)
    assert np.isfinite(bridging.constraint(first, second, [1e307, 1, 1e-320, LARGEST], people=4)).all()


WEIGHED: list[Callable[..., Any]] = [bridging.constraint, bridging.effective_size, partial(bridging.adds, ego=0)]


@pytest.mark.parametrize("told", WEIGHED)
def test_a_weight_that_is_none_is_refused(told: Callable[..., Any]) -> None:
    for weight, said in (
        ([1, np.nan], "weight must hold finite numbers"),
        ([1, np.inf], "weight must hold finite numbers"),
        ([1, -1], "weight must not be negative: -1.0 at index 1"),
        ([1e308, 1e308], "weight must add up to a finite number"),
        ([1], "weight has 1 rows, but first has 2"),
        (["a", "b"], "weight must hold numbers"),
    ):
        with pytest.raises(ValueError, match=said):
            told([0, 1], [1, 2], weight, people=3)
    with pytest.raises(ValueError, match="start"):
        bridging.pagerank([0], [1], [1], [np.nan, 1], people=2, damping=0.5)


def test_someone_who_is_not_there_is_refused() -> None:
    for first, second, people, said in (
        ([0, 3], [1, 1], 3, "first must lie in 0..2: 3 at index 1"),
        ([0, 1], [1, -1], 3, "second must lie in 0..2: -1 at index 1"),
        ([0], [LARGEST], 3, "second must lie in 0..2"),
        ([0, 1], [1], 3, "second has 1 rows, but first has 2"),
        ([0.5], [1], 3, "first must hold whole numbers"),
        ([0], [0], -1, "people must lie in"),
        ([0], [0], LARGEST, "people must lie in"),
    ):
        with pytest.raises(ValueError, match=said):
            bridging.reach(first, second, people=people)
        with pytest.raises(ValueError, match=said):
            bridging.constraint(first, second, np.ones(len(first)), people=people)
    with pytest.raises(ValueError, match="target must lie in"):
        bridging.brokerage([0], [2], [0, 0], people=2)
    with pytest.raises(ValueError, match="group has 1 rows, but there are 2 people"):
        bridging.brokerage([0], [1], [0], people=2)
    for ego in (-1, 2):
        with pytest.raises(ValueError, match="ego must lie in"):
            bridging.parts_without([0], [1], ego=ego, people=2)
        with pytest.raises(ValueError, match="ego must lie in"):
            bridging.adds([0], [1], [1], ego=ego, people=2)
    for among, said in (([0], "not ego"), ([1, 1], "each once"), ([2], "whom ego has a tie with"), ([3], "among must")):
        with pytest.raises(ValueError, match=said):
            bridging.only_through([0], [1], among, ego=0, people=3)


def test_a_walk_without_a_beginning_or_an_end_is_refused() -> None:
    for start, damping, said in (
        ([0, 0], 0.5, "start must name"),
        ([1, -1], 0.5, "start must not be negative"),
        ([1], 0.5, "start has 1 rows"),
        ([1, 0], 1.0, "damping must lie"),
        ([1, 0], np.nan, "damping must lie"),
    ):
        with pytest.raises(ValueError, match=said):
            bridging.pagerank([0], [1], [1], start, people=2, damping=damping)
