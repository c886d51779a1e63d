"""How likely each tie is to be in contact soon."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.engine.events import DAY_S, Floats
from allies.engine.rhythm import contact_probability
from tests.engine.events import NOW_S, Events, events, shuffled


def of(e: Events, *, owners: int = 1, horizon_days: float = 30.0) -> Floats:
    owner = np.arange(e.ties) % owners
    return contact_probability(*e.columns, owner=owner, now_s=NOW_S, horizon_days=horizon_days)


@given(events(), st.integers(1, 3))
def test_each_tie_gets_a_probability(e: Events, owners: int) -> None:
    p = of(e, owners=owners)
    assert p.shape == (e.ties,) and p.dtype == np.float64
    assert np.isfinite(p).all() and (p >= 0).all() and (p <= 1).all()


@given(events(), st.integers(0, 99))
def test_the_order_of_events_changes_nothing(e: Events, seed: int) -> None:
    np.testing.assert_allclose(of(e), of(e.taken(shuffled(len(e.tie), seed))), rtol=1e-9)


@given(events(), st.integers(0, 99))
def test_renumbered_ties_give_renumbered_rows(e: Events, seed: int) -> None:
    number = shuffled(e.ties, seed)
    np.testing.assert_allclose(of(e), of(dataclasses.replace(e, tie=number[e.tie]))[number], rtol=1e-9)


@given(events())
def test_the_same_input_gives_the_same_answer(e: Events) -> None:
    np.testing.assert_array_equal(of(e), of(e))


@given(events(), st.floats(1, 200), st.floats(1, 200))
def test_a_longer_horizon_never_lowers_it(e: Events, one: float, other: float) -> None:
    assert (of(e, horizon_days=min(one, other)) <= of(e, horizon_days=max(one, other)) + 1e-12).all()


def test_a_lively_tie_is_likelier_than_a_silent_one() -> None:
    weekly = [NOW_S - 7 * week * DAY_S for week in range(1, 50)]
    once = [NOW_S - 500 * DAY_S]
    p = contact_probability(
        [0] * 49 + [1], weekly + once, [True, False] * 25, [2] * 50, owner=[0, 0], now_s=NOW_S, horizon_days=30.0
    )
    assert p[0] > 0.8 and p[1] < 0.2


def test_no_ties_and_no_events() -> None:
    assert contact_probability([], [], [], [], owner=[], now_s=0, horizon_days=1.0).shape == (0,)
    p = contact_probability([], [], [], [], owner=[1, 2], now_s=0, horizon_days=1.0)
    assert p.shape == (2,) and (p < 0.5).all()


def test_the_widest_span_of_seconds_does_not_overflow() -> None:
    low, top = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)
    p = contact_probability([0, 1], [low, top], [True, False], [top, 1], owner=[low, top], now_s=top, horizon_days=30.0)
    assert np.isfinite(p).all()


@pytest.mark.parametrize("horizon_days", [0.0, -1.0, float("nan"), float("inf")])
def test_a_horizon_that_is_none_is_refused(horizon_days: float) -> None:
    with pytest.raises(ValueError, match="horizon_days"):
        contact_probability([0], [0], [True], [2], owner=[0], now_s=0, horizon_days=horizon_days)


def test_wrong_columns_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="tie must lie in"):
        contact_probability([1], [0], [True], [2], owner=[0], now_s=0, horizon_days=1.0)
    with pytest.raises(ValueError, match="owner must hold whole numbers"):
        contact_probability([0], [0], [True], [2], owner=[0.5], now_s=0, horizon_days=1.0)
    with pytest.raises(ValueError, match="size has 2 rows"):
        contact_probability([0], [0], [True], [2, 2], owner=[0], now_s=0, horizon_days=1.0)
