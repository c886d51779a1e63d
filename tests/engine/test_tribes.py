"""Groups of people found in who writes to whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine import communities, tribes
from allies.engine.events import DAY_S, Ints
from tests.engine.events import shuffled


def circles(count: int, people_each: int, *, days: int, seed: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Sender, recipient, time and the true circle of each person: nine mails in ten stay within the circle."""
    random = np.random.default_rng(seed)
    people, rows = count * people_each, count * people_each * days
    circle = np.repeat(np.arange(count), people_each)
    sender = random.integers(0, people, rows)
    inside = circle[sender] * people_each + random.integers(0, people_each, rows)
    recipient = np.where(random.random(rows) < 0.9, inside, random.integers(0, people, rows))
    return sender, recipient, random.integers(0, days * DAY_S, rows), circle


def same_partition(one: Ints, other: Ints) -> bool:
    pairs = len(set(zip(one.tolist(), other.tolist(), strict=True)))
    return pairs == len(set(one.tolist())) == len(set(other.tolist()))


@st.composite
def mailings(draw: st.DrawFn) -> tuple[Ints, Ints, Ints, int]:
    people = draw(st.integers(1, 12))
    one = st.integers(0, people - 1)
    rows = draw(st.lists(st.tuples(one, one, st.integers(0, 50 * DAY_S)), max_size=40))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2], people


@settings(deadline=None, max_examples=30)
@given(mailings(), st.integers(0, 99))
def test_groups_are_a_partition_that_no_order_of_events_changes(m: tuple[Ints, Ints, Ints, int], seed: int) -> None:
    sender, recipient, at_s, people = m
    group = tribes.find(sender, recipient, at_s, people=people, seed=1)
    order = shuffled(len(sender), seed)
    again = tribes.find(sender[order], recipient[order], at_s[order], people=people, seed=1)
    np.testing.assert_array_equal(group, again)
    assert group.shape == (people,) and group.dtype == np.int64
    assert sorted(set(group.tolist())) == list(range(len(set(group.tolist()))))


@settings(deadline=None, max_examples=30)
@given(mailings())
def test_who_wrote_with_no_one_is_a_group_alone(m: tuple[Ints, Ints, Ints, int]) -> None:
    sender, recipient, at_s, people = m
    group = tribes.find(sender, recipient, at_s, people=people, seed=1)
    apart = sender != recipient
    for person in set(range(people)) - set(sender[apart].tolist()) - set(recipient[apart].tolist()):
        assert (group == group[person]).sum() == 1


def test_planted_circles_are_found_whatever_the_seed() -> None:
    sender, recipient, at_s, circle = circles(6, 12, days=30, seed=1)
    for seed in range(3):
        assert same_partition(tribes.find(sender, recipient, at_s, people=72, seed=seed), circle)


def test_the_same_seed_gives_the_same_groups() -> None:
    sender, recipient, at_s, _ = circles(8, 8, days=4, seed=2)
    first, second = (tribes.find(sender, recipient, at_s, people=64, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("seed", range(4))
def test_renumbered_people_are_grouped_alike(seed: int) -> None:
    sender, recipient, at_s, _ = circles(6, 9, days=6, seed=seed)
    number = shuffled(54, seed)
    group = tribes.find(sender, recipient, at_s, people=54, seed=1)
    renumbered = tribes.find(number[sender], number[recipient], at_s, people=54, seed=1)
    assert same_partition(group, renumbered[number])


def test_a_mailing_to_everyone_joins_no_one() -> None:
    sender, recipient, at_s, circle = circles(4, 10, days=20, seed=3)
    everyone = np.arange(1, 40)
    for day in range(10):
        sender = np.r_[sender, np.zeros(39, dtype=np.int64)]
        recipient = np.r_[recipient, everyone]
        at_s = np.r_[at_s, np.full(39, 1_000_000_000 + day * DAY_S)]
    assert same_partition(tribes.find(sender, recipient, at_s, people=40, seed=1), circle)


def test_a_network_as_large_as_a_hosts_is_searched_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "LARGE", 0)
    sender, recipient, at_s, circle = circles(5, 12, days=30, seed=4)
    group = tribes.find(sender, recipient, at_s, people=60, seed=1)
    assert same_partition(group, circle)
    order = shuffled(len(sender), 2)
    again = tribes.find(sender[order], recipient[order], at_s[order], people=60, seed=1)
    np.testing.assert_array_equal(group, again)


def test_small_circles_beside_very_many_are_told_apart_in_a_large_network(monkeypatch: pytest.MonkeyPatch) -> None:
    # a ring of cliques: modularity takes neighbours together (Fortunato & Barthelemy 2007, section 3)
    circles, size = 60, 4
    circle = np.repeat(np.arange(circles), size)
    one, other = np.triu_indices(circles * size, k=1)
    inside = circle[one] == circle[other]
    ring = np.arange(circles) * size
    sender, recipient = np.r_[one[inside], ring], np.r_[other[inside], np.roll(ring, -1) + 1]
    monkeypatch.setattr(communities, "LARGE", 0)
    pairs = [(sender, recipient, np.ones(len(sender)))]
    assert len(np.unique(communities.search(pairs, starts=1, people=len(circle), seed=1)[0])) < circles
    group = tribes.find(sender, recipient, np.zeros(len(sender), dtype=np.int64), people=len(circle), seed=1)
    assert same_partition(group, circle)


def test_two_who_look_at_once_find_what_each_finds_alone() -> None:
    random = np.random.default_rng(5)
    ends = [random.integers(0, 400, (2, 6_000)) for _ in range(2)]
    networks = [(low[low < high], high[low < high], np.ones((low < high).sum())) for low, high in ends]

    def search(number: int) -> list[list[int]]:
        found = communities.search([networks[number]], starts=6, people=400, seed=number)
        return [group.tolist() for group in found]

    alone = [search(number) for number in (0, 1)]
    with ThreadPoolExecutor(max_workers=2) as workers:
        assert list(workers.map(search, (0, 1))) == alone


def test_nobody_and_one_person() -> None:
    assert tribes.find([], [], [], people=0, seed=0).shape == (0,)
    assert tribes.find([0], [0], [0], people=1, seed=0).tolist() == [0]
    assert tribes.find([], [], [], people=3, seed=0).tolist() == [0, 1, 2]


def test_the_widest_span_of_seconds_does_not_overflow() -> None:
    span = [int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)]
    assert tribes.find([0, 1], [1, 0], span, people=2, seed=0).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("sender", "recipient", "at_s", "people", "seed", "says"),
    [
        ([0], [1, 0], [0], 2, 0, "recipient has 2 rows"),
        ([2], [0], [0], 2, 0, "sender must lie in 0..1"),
        ([0], [-1], [0], 2, 0, "recipient must lie in 0..1"),
        ([0], [1], [float("nan")], 2, 0, "at_s must hold whole numbers"),
        ([0], [1], [0], 2, -1, "seed"),
        ([], [], [], -1, 0, "people"),
    ],
)
def test_wrong_columns_are_refused_by_name(
    sender: list[int], recipient: list[int], at_s: list[float], people: int, seed: int, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        tribes.find(sender, recipient, at_s, people=people, seed=seed)
