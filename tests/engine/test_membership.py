"""How much each person belongs to each group."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine import tribes
from allies.engine.events import DAY_S, Floats, Ints
from tests.engine.events import shuffled

Mailings = tuple[Ints, Ints, Ints, Ints, int]


@st.composite
def mailings(draw: st.DrawFn) -> Mailings:
    people = draw(st.integers(1, 9))
    one = st.integers(0, people - 1)
    rows = draw(st.lists(st.tuples(one, one, st.integers(0, 300).map(lambda day: day * DAY_S)), max_size=60))
    group = draw(st.lists(st.integers(0, 2), min_size=people, max_size=people))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2], np.array(group, dtype=np.int64), people


def told(m: Mailings) -> dict[tuple[int, int], float]:
    """(person, group) -> degree."""
    found = tribes.memberships(*m[:4], people=m[4])
    rows = zip(found.person.tolist(), found.group.tolist(), found.degree.tolist(), strict=True)
    return {(person, group): degree for person, group, degree in rows}


def told_slowly(m: Mailings) -> dict[tuple[int, int], float]:
    """The same, thing by thing; every mailing is to fewer than fifteen."""
    rows = zip(*(column.tolist() for column in m[:3]), strict=True)
    group, people = m[3].tolist(), m[4]
    months = {(frozenset((a, b)), at_s // (30 * DAY_S)) for a, b, at_s in rows if a != b}
    weight: defaultdict[tuple[int, int], float] = defaultdict(float)
    known: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for pair, _ in months:
        for a, b in (tuple(pair), tuple(pair)[::-1]):
            weight[a, group[b]] += 1
            known[a, group[b]].add(b)
    every = {p: sum(w for (one, _), w in weight.items() if one == p) for p in range(people)}
    found = {}
    for (person, g), w in weight.items():
        if group[person] == g or _belongs(person, g, weight, known, every, group):
            found[person, g] = round(w / every[person], 9)
    return found


def _belongs(
    person: int,
    g: int,
    weight: dict[tuple[int, int], float],
    known: dict[tuple[int, int], set[int]],
    every: dict[int, float],
    group: list[int],
) -> bool:
    own = sorted(weight[p, g] for p in range(len(group)) if group[p] == g and (p, g) in weight)
    others = [p for p in range(len(group)) if group[p] != g and p != person]
    with_it, all_of_it = sum(weight.get((p, g), 0) for p in others), sum(every[p] for p in others)
    rate, n, c = (with_it + 0.5) / (all_of_it + 1), ceil(every[person]), ceil(weight[person, g])
    luck = sum(comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(c, n + 1))
    tried = sum(one == person for one, _ in weight)
    return (
        len(known[person, g]) >= 2
        and luck < 0.05 / tried
        and bool(own)
        and weight[person, g] >= 0.5 * own[(len(own) - 1) // 2]
    )


@settings(deadline=None, max_examples=60)
@given(mailings())
def test_as_told_thing_by_thing(m: Mailings) -> None:
    assert told(m) == told_slowly(m)


@settings(deadline=None, max_examples=40)
@given(mailings(), st.integers(0, 99))
def test_neither_the_order_of_events_nor_the_numbers_of_people_and_groups_matter(m: Mailings, seed: int) -> None:
    sender, recipient, at_s, group, people = m
    order, person, name = shuffled(len(sender), seed), shuffled(people, seed), shuffled(3, seed)
    moved = np.empty_like(group)
    moved[person] = name[group]
    again = told((person[sender[order]], person[recipient[order]], at_s[order], moved, people))
    assert again == {(person[p], name[g]): degree for (p, g), degree in told(m).items()}


@settings(deadline=None, max_examples=40)
@given(mailings())
def test_the_degrees_of_a_person_sum_to_at_most_one_and_their_own_group_comes_first(m: Mailings) -> None:
    found = tribes.memberships(*m[:4], people=m[4])
    assert (found.degree > 0).all() and (np.bincount(found.person, found.degree) <= 1 + 1e-6).all()
    assert (np.diff(found.person) >= 0).all()
    for person in set(found.person.tolist()):
        groups = found.group[found.person == person].tolist()
        assert len(set(groups)) == len(groups)
        assert m[3][person] not in groups[1:]


def between_two(months: int, *, with_the_other: int) -> tuple[Ints, Ints, Ints]:
    """Two circles of five; the last of the first is in touch with some of the other too, every month."""
    pairs = [(a, b) for one in (range(5), range(5, 10)) for a in one for b in one if a < b]
    pairs += [(4, 5 + other) for other in range(with_the_other)]
    rows = np.array([(a, b, month * 30 * DAY_S) for month in range(months) for a, b in pairs], dtype=np.int64)
    return rows[:, 0], rows[:, 1], rows[:, 2]


CIRCLE = np.repeat([0, 1], 5)


def degrees(columns: tuple[Ints, Ints, Ints], person: int) -> Floats:
    found = tribes.memberships(*columns, CIRCLE, people=10)
    told: Floats = found.degree[found.person == person]
    return told


def test_who_bridges_two_circles_belongs_to_both() -> None:
    np.testing.assert_allclose(degrees(between_two(12, with_the_other=5), 4), [4 / 9, 5 / 9])
    np.testing.assert_allclose(degrees(between_two(12, with_the_other=2), 4), [2 / 3, 1 / 3])
    assert degrees(between_two(12, with_the_other=5), 0).tolist() == [1.0]


def test_a_friend_in_another_circle_makes_no_member() -> None:
    np.testing.assert_allclose(degrees(between_two(12, with_the_other=1), 4), [4 / 5])


def test_a_circle_that_was_met_once_is_left_out() -> None:
    sender, recipient, at_s = between_two(12, with_the_other=0)
    once = np.arange(5, 10)
    met = (np.r_[sender, np.full(5, 4)], np.r_[recipient, once], np.r_[at_s, np.zeros(5, dtype=np.int64)])
    assert len(degrees(met, 4)) == 1


def test_a_mailing_to_everyone_makes_no_member() -> None:
    columns = between_two(12, with_the_other=0)
    crowd = np.arange(5, 10).repeat(30)  # the same few, thirty times over in one mailing
    met = (np.r_[columns[0], np.full(150, 4)], np.r_[columns[1], crowd], np.r_[columns[2], np.zeros(150, np.int64)])
    assert len(degrees(met, 4)) == 1


def test_who_knows_nobody_of_their_own_group_is_not_of_those_outside_it() -> None:
    # 3 is of group 0 and knows only 1; from outside of group 0 there is nobody to compare 1 with
    m = np.array([0, 0, 0, 1]), np.array([1, 1, 2, 3]), np.array([0, 30, 60, 90]) * DAY_S, np.array([0, 1, 0, 0]), 4
    assert told(m) == told_slowly(m) == {(0, 0): pytest.approx(1 / 3), (2, 0): 1.0}


def test_nobody_one_person_and_one_row() -> None:
    assert tribes.memberships([], [], [], [], people=0).person.shape == (0,)
    assert tribes.memberships([0], [0], [0], [3], people=1).person.shape == (0,)
    one = tribes.memberships([0], [1], [0], [7, 7], people=2)
    assert (one.person.tolist(), one.group.tolist(), one.degree.tolist()) == ([0, 1], [7, 7], [1.0, 1.0])


def test_the_widest_numbers_do_not_overflow() -> None:
    least, most = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)
    found = tribes.memberships([0, 1], [1, 0], [least, most], [most, most], people=2)
    assert (found.group.tolist(), found.degree.tolist()) == ([most, most], [1.0, 1.0])


@pytest.mark.parametrize(
    ("sender", "recipient", "at_s", "group", "people", "says"),
    [
        ([0], [1, 0], [0], [0, 0], 2, "recipient has 2 rows"),
        ([2], [0], [0], [0, 0], 2, "sender must lie in 0..1"),
        ([0], [-1], [0], [0, 0], 2, "recipient must lie in 0..1"),
        ([0], [1], [float("nan")], [0, 0], 2, "at_s must hold whole numbers"),
        ([0], [1], [0], [0.0, float("nan")], 2, "group must hold whole numbers"),
        ([0], [1], [0], [0, -1], 2, "group must not be negative: -1 at index 1"),
        ([0], [1], [0], [0], 2, "group has 1 rows, but there are 2 people"),
        ([], [], [], [], -1, "people"),
    ],
)
def test_wrong_columns_are_refused_by_name(
    sender: list[int], recipient: list[int], at_s: list[float], group: list[float], people: int, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        tribes.memberships(sender, recipient, at_s, group, people=people)
