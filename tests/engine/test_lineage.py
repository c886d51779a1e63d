"""What became of groups."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine import lineage
from allies.engine.events import Ints
from allies.engine.lineage import NONE, Change
from tests.engine.events import shuffled

groups = st.lists(st.integers(NONE, 3), min_size=8, max_size=8).map(lambda one: np.array(one, dtype=np.int64))
rows_of_cuts = st.lists(groups, min_size=1, max_size=5)


def people_of(group: Ints) -> dict[int, set[int]]:
    return {name: set(np.flatnonzero(group == name).tolist()) for name in set(group.tolist()) - {NONE}}


def alike(one: set[int], other: set[int]) -> float:
    share = len(one & other) / len(one | other)
    return share if share >= 0.3 - 1e-12 else 0.0


def best_sum(old: Ints, new: Ints) -> float:
    """Of all ways to pair groups, the largest sum, tried one by one."""
    before, now = list(people_of(old).values()), list(people_of(new).values())
    empty: list[set[int]] = [set()] * len(now)
    return max(
        sum(alike(one, other) if one else 0.0 for one, other in zip(order, now, strict=True))
        for order in permutations([*before, *empty], len(now))
    )


@settings(deadline=None, max_examples=60)
@given(groups, groups, st.integers(0, 99))
def test_no_other_pairing_is_better_and_none_is_used_twice(old: Ints, new: Ints, seed: int) -> None:
    before, now = people_of(old), people_of(new)
    found = dict(zip(sorted(now), lineage.matched(old, new).tolist(), strict=True))
    pairs = {number: one for number, one in found.items() if one != NONE}
    assert len(set(pairs.values())) == len(pairs)
    assert all(alike(before[one], now[number]) for number, one in pairs.items())
    total = sum(alike(before[one], now[number]) for number, one in pairs.items())
    assert total == pytest.approx(best_sum(old, new))
    order = shuffled(len(old), seed)
    again = dict(zip(sorted(now), lineage.matched(old[order], new[order]).tolist(), strict=True))
    assert sum(alike(before[one], now[n]) for n, one in again.items() if one != NONE) == pytest.approx(total)


@settings(deadline=None, max_examples=60)
@given(rows_of_cuts)
def test_at_each_cut_a_group_is_one_life_and_a_life_one_group(cuts: list[Ints]) -> None:
    told = lineage.follow(cuts)
    for group, life in zip(cuts, told.life, strict=True):
        assert ((group == NONE) == (life == NONE)).all()
        pairs = set(zip(group.tolist(), life.tolist(), strict=True))
        assert len(pairs) == len(set(group.tolist())) == len(set(life.tolist()))
    for number in range(len(told.first)):
        there = np.flatnonzero((told.life == number).any(axis=1))
        assert (told.first[number], told.last[number]) == (there[0], there[-1])


@settings(deadline=None, max_examples=60)
@given(rows_of_cuts)
def test_every_life_begins_once_and_each_cut_says_one_thing_of_it(cuts: list[Ints]) -> None:
    told = lineage.follow(cuts)
    began = np.isin(told.kind, (Change.BEGAN, Change.SPLIT))
    assert sorted(told.of[began].tolist()) == list(range(len(told.first)))
    assert (told.cut[began] == told.first[told.of[began]]).all()
    said = list(zip(told.cut.tolist(), told.of.tolist(), strict=True))
    assert len(set(said)) == len(said)
    for cut, of, kind, other in zip(told.cut, told.of, told.kind, told.other, strict=True):
        assert (of in told.life[cut]) == (kind not in (Change.MERGED, Change.ENDED))
        assert (other != NONE) == (kind in (Change.MERGED, Change.SPLIT)) and other != of


@settings(deadline=None, max_examples=40)
@given(rows_of_cuts, st.integers(0, 99))
def test_the_numbers_of_groups_mean_nothing(cuts: list[Ints], seed: int) -> None:
    renamed = [np.append(shuffled(4, seed + cut) + 5, NONE)[group] for cut, group in enumerate(cuts)]
    one, other = lineage.follow(cuts), lineage.follow(renamed)
    np.testing.assert_array_equal(one.life, other.life)
    np.testing.assert_array_equal(one.kind, other.kind)


@settings(deadline=None, max_examples=30)
@given(groups)
def test_what_does_not_change_stays(group: Ints) -> None:
    told = lineage.follow([group] * 3)
    assert (told.life == told.life[0]).all()
    assert set(told.kind[told.cut > 0].tolist()) <= {Change.STAYED}


def cut(*sizes: int, people: int = 20) -> Ints:
    """Groups of these sizes, one after the other; a negative size leaves out so many."""
    group = [NONE] * people
    place = 0
    for number, size in enumerate(sizes):
        if size > 0:
            group[place : place + size] = [number] * size
        place += abs(size)
    return np.array(group, dtype=np.int64)


@pytest.mark.parametrize(
    ("cuts", "said"),
    [
        ([cut(5)], ["0 BEGAN"]),
        ([cut(5), cut(7)], ["0 BEGAN", "0 GREW"]),
        ([cut(7), cut(5)], ["0 BEGAN", "0 SHRANK"]),
        ([cut(5), cut(-5, 5)], ["0 BEGAN", "0 ENDED", "1 BEGAN"]),
        ([cut(6, 4), cut(10)], ["0 BEGAN", "1 BEGAN", "0 GREW", "1 MERGED 0"]),
        ([cut(10), cut(7, 3)], ["0 BEGAN", "0 SHRANK", "1 SPLIT 0"]),
        ([cut(5), cut(), cut(5)], ["0 BEGAN", "0 ENDED", "0 RETURNED"]),
        # three that become one are each too little of it to be it
        ([cut(4, 4, 4, 4), cut(16)], ["0 BEGAN", "1 BEGAN", "2 BEGAN", "3 BEGAN",
                                      "0 MERGED 4", "1 MERGED 4", "2 MERGED 4", "3 MERGED 4", "4 BEGAN"]),
    ],
)  # fmt: skip
def test_what_happened(cuts: list[Ints], said: list[str]) -> None:
    told = lineage.follow(cuts)
    found = [
        f"{of} {Change(kind).name}" + (f" {other}" if other != NONE else "")
        for of, kind, other in zip(told.of, told.kind, told.other, strict=True)
    ]
    assert found == said


def test_of_two_heirs_the_larger_goes_on_whichever_comes_first() -> None:
    for sizes in ((4, 6), (6, 4)):
        assert lineage.matched(cut(10), cut(*sizes)).tolist() == [NONE if size == 4 else 0 for size in sizes]


def test_nobody_one_person_and_no_cut() -> None:
    assert lineage.follow([]).life.shape == (0, 0)
    assert lineage.follow([[], []]).life.shape == (2, 0)
    assert lineage.follow([[3], [NONE], [5]]).life.tolist() == [[0], [NONE], [0]]
    assert lineage.matched([], []).tolist() == []


def test_the_largest_numbers_do_not_overflow() -> None:
    most = int(np.iinfo(np.int64).max)
    assert lineage.matched([most, most], [most - 1, most - 1]).tolist() == [most]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ([0], [0, 1], "new has 2 rows"),
        ([-2], [0], "old must be at least -1: -2 at index 0"),
        ([0], [float("nan")], "new must hold whole numbers"),
    ],
)
def test_wrong_columns_are_refused_by_name(old: list[float], new: list[float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        lineage.matched(old, new)
    with pytest.raises(ValueError, match="cuts"):
        lineage.follow([old, new])
