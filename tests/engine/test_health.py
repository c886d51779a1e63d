"""How groups live, period by period."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import fields
from math import log2
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from allies.engine import health
from allies.engine.events import Bools, Ints
from tests.engine.events import shuffled

TRIBES, PEOPLE = 2, 4
BOUNDS_S = np.array([0, 10, 20, 40], dtype=np.int64)
NAN = float("nan")
Messages = tuple[Ints, Ints, Ints, Bools, Ints]


@st.composite
def messages(draw: st.DrawFn) -> Messages:
    row = st.tuples(
        st.integers(0, TRIBES - 1),
        st.integers(0, PEOPLE - 1),
        st.integers(-5, 45),
        st.integers(0, 1),
        st.integers(-1, 30),
    )
    columns = np.array(draw(st.lists(row, max_size=40)), dtype=np.int64).reshape(-1, 5)
    return columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3].astype(np.bool_), columns[:, 4]


def told(m: Messages) -> health.Health:
    return health.health(*m, BOUNDS_S, tribes=TRIBES, people=PEOPLE)


def slowly(m: Messages, tribe: int, period: int) -> dict[str, float]:
    """One cell, thing by thing."""
    rows = [row for row in zip(*(column.tolist() for column in m), strict=True) if row[0] == tribe]
    begin, end = BOUNDS_S.tolist()[period : period + 2]
    now = [row for row in rows if begin <= row[2] < end]
    wrote, began = Counter(row[1] for row in now), Counter(row[1] for row in now if row[3])
    before = {row[1] for row in rows if period and BOUNDS_S[period - 1] <= row[2] < begin}
    by_then = {row[1] for row in rows if row[2] < end}
    waits = [row[4] for row in now if row[4] != -1]
    counts = list(wrote.values())
    starter, most = min(began.items(), key=lambda one: (-one[1], one[0]), default=(-1, 0))
    apart = sum(abs(a - b) for a in counts for b in counts)
    return {
        "messages": len(now),
        "people": len(wrote),
        "active": len(wrote) / len(by_then) if by_then else NAN,
        "started": began.total(),
        "starter": starter,
        "starter_share": most / began.total() if began else NAN,
        "answer_s": median(waits) if waits else NAN,
        "voices": sum(counts) ** 2 / sum(count**2 for count in counts) if counts else NAN,
        "inequality": apart / (2 * len(counts) * sum(counts)) if counts else NAN,
        "stayed": len(before & set(wrote)),
        "turnover": 1 - len(before & set(wrote)) / len(before | set(wrote)) if before and wrote else NAN,
    }


@settings(deadline=None, max_examples=60)
@given(messages())
def test_as_told_thing_by_thing(m: Messages) -> None:
    found = told(m)
    for tribe in range(TRIBES):
        for period in range(len(BOUNDS_S) - 1):
            cell = {field.name: float(getattr(found, field.name)[tribe, period]) for field in fields(found)}
            assert cell == pytest.approx(slowly(m, tribe, period), nan_ok=True)


@settings(deadline=None, max_examples=40)
@given(messages(), st.integers(0, 99))
def test_neither_the_order_of_messages_nor_the_numbers_of_tribes_matter(m: Messages, seed: int) -> None:
    order, name = shuffled(len(m[0]), seed), shuffled(TRIBES, seed)
    one, other = told(m), told((name[m[0][order]], *(column[order] for column in m[1:])))  # type: ignore[arg-type]  # five columns
    for field in fields(one):
        np.testing.assert_allclose(getattr(one, field.name), getattr(other, field.name)[name], atol=1e-12)


@settings(deadline=None, max_examples=40)
@given(messages())
def test_shares_are_shares(m: Messages) -> None:
    found = told(m)
    for share in (found.active, found.starter_share, found.inequality, found.turnover):
        assert np.isnan(share[(share < 0) | (share > 1)]).all()
    there = found.people > 0
    assert (found.voices[there] >= 1 - 1e-9).all() and (found.voices[there] <= found.people[there] + 1e-9).all()


def js(one: Counter[int], other: Counter[int]) -> float:
    total = 0.0
    for counts in (one, other):
        for word, count in counts.items():
            share = count / counts.total()
            total += share * log2(share / ((one[word] / one.total() + other[word] / other.total()) / 2)) / 2
    return total


@settings(deadline=None, max_examples=60)
@given(messages(), st.integers(0, 99))
def test_drift_is_the_divergence_of_what_is_spoken_of(m: Messages, seed: int) -> None:
    tribe, word, at_s = m[:3]
    found = health.drift(tribe, word, at_s, BOUNDS_S, tribes=TRIBES)
    order = shuffled(len(tribe), seed)
    again = health.drift(tribe[order], -word[order], at_s[order], BOUNDS_S, tribes=TRIBES)
    np.testing.assert_allclose(found, again, atol=1e-12)
    for one in range(TRIBES):
        uses = [
            Counter(word[(tribe == one) & (at_s >= begin) & (at_s < end)].tolist())
            for begin, end in itertools.pairwise(BOUNDS_S)
        ]
        expected = [NAN, *(js(a, b) if a and b else NAN for a, b in itertools.pairwise(uses))]
        assert found[one].tolist() == pytest.approx(expected, nan_ok=True)


def test_nothing_was_written_and_no_period() -> None:
    none: NDArray[Any] = np.zeros(0, dtype=np.int64)
    empty = health.health(none, none, none, none.astype(bool), none, BOUNDS_S, tribes=1, people=0)
    assert empty.messages.tolist() == [[0, 0, 0]] and np.isnan(empty.active).all()
    for bounds in ([], [0]):
        told = health.health([0], [0], [5], [True], [-1], bounds, tribes=1, people=1)
        assert told.messages.shape == (1, 0)
        assert health.drift([0], [0], [5], bounds, tribes=1).shape == (1, 0)


def test_the_widest_numbers_do_not_overflow() -> None:
    least, most = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)
    told = health.health(
        [0, 0], [0, 0], [least, most - 1], [True, True], [most, most], [least, most], tribes=1, people=1
    )
    assert told.messages.tolist() == [[2]] and told.answer_s[0, 0] == pytest.approx(float(most))
    assert health.drift([0, 0], [least, most], [0, 15], [0, 10, 20], tribes=1)[0, 1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"tribe": [2]}, "tribe must lie in 0..1"),
        ({"author": [4]}, "author must lie in 0..3"),
        ({"author": [0, 1]}, "author has 2 rows"),
        ({"at_s": [NAN]}, "at_s must hold whole numbers"),
        ({"starts": [1]}, "starts must hold booleans"),
        ({"wait_s": [-2]}, "wait_s must be at least -1"),
        ({"wait_s": [NAN]}, "wait_s must hold whole numbers"),
        ({"bounds_s": [0, 0]}, "bounds_s must rise: it does not at index 1"),
        ({"bounds_s": [NAN]}, "bounds_s must hold whole numbers"),
        ({"tribes": -1}, "tribes"),
    ],
)
def test_wrong_columns_are_refused_by_name(change: dict[str, Any], says: str) -> None:
    good = {"tribe": [0], "author": [0], "at_s": [0], "starts": [True], "wait_s": [-1], "bounds_s": [0, 1]}
    with pytest.raises(ValueError, match=says):
        health.health(**{**good, "tribes": TRIBES, "people": PEOPLE, **change})
