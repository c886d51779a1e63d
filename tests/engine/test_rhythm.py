"""How likely each tie is to be in contact soon."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine.events import DAY_S, Floats
from allies.engine.evidence import GROWING, WORDS, History, terms
from allies.engine.rhythm import (
    ALIVE_DAYS,
    DEFAULTS,
    Weights,
    alive,
    contact_probability,
    explain,
    explained,
    fit,
    probability,
)
from tests.engine.events import NOW_S, Events, events, shuffled

TELLING = Weights(np.ones(len(WORDS) + 1))


def of(e: Events, *, owners: int = 1, horizon_days: float = 30.0) -> Floats:
    owner = np.arange(e.ties) % owners
    return contact_probability(*e.columns, owner=owner, now_s=NOW_S, horizon_days=horizon_days)


def coarse(e: Events) -> Events:
    """The same events, many of them in the same second, as both sides of a meeting are."""
    return dataclasses.replace(e, at_s=NOW_S - (NOW_S - e.at_s) // (90 * DAY_S) * (90 * DAY_S))


alike = events() | events().map(coarse)


@settings(deadline=None, max_examples=50)
@given(events(), st.integers(1, 3))
def test_each_tie_gets_a_probability(e: Events, owners: int) -> None:
    p = of(e, owners=owners)
    assert p.shape == (e.ties,) and p.dtype == np.float64
    assert np.isfinite(p).all() and (p >= 0).all() and (p <= 1).all()


@settings(deadline=None, max_examples=50)
@given(alike, st.integers(0, 99))
def test_the_order_of_events_changes_nothing(e: Events, seed: int) -> None:
    np.testing.assert_allclose(of(e), of(e.taken(shuffled(len(e.tie), seed))), rtol=1e-6)


@settings(deadline=None, max_examples=50)
@given(events(), st.integers(0, 99))
def test_renumbered_ties_give_renumbered_rows(e: Events, seed: int) -> None:
    number = shuffled(e.ties, seed)
    np.testing.assert_allclose(of(e), of(dataclasses.replace(e, tie=number[e.tie]))[number], rtol=1e-6)


@settings(deadline=None, max_examples=50)
@given(events())
def test_the_same_input_gives_the_same_answer(e: Events) -> None:
    np.testing.assert_array_equal(of(e), of(e))


def held(e: Events, weights: Weights, *, horizon_days: float = 30.0) -> Floats:
    """The probabilities with the weights held fixed, all ties of one owner."""
    return probability(weights, *e.columns, owner=np.zeros(e.ties, int), now_s=NOW_S, horizon_days=horizon_days)


def learned(e: Events) -> Weights:
    return fit(*e.columns, owner=np.zeros(e.ties, int), now_s=NOW_S, horizon_days=30.0)


@settings(deadline=None, max_examples=50)
@given(events(), st.floats(1, 400), st.floats(1, 400))
def test_a_longer_horizon_never_lowers_it_while_nothing_is_learned(e: Events, one: float, other: float) -> None:
    near, far = (held(e, DEFAULTS, horizon_days=days) for days in sorted((one, other)))
    assert (near <= far + 1e-12).all()


@settings(deadline=None, max_examples=50)
@given(
    alike,
    st.integers(0, 900 * DAY_S) | st.integers(0, 10).map(lambda quarters: quarters * 90 * DAY_S),
    st.booleans(),
    st.integers(1, 5),
)
def test_a_further_event_never_lowers_it(e: Events, ago_s: int, outgoing: bool, size: int) -> None:
    more = Events(
        np.append(e.tie, 0),
        np.append(e.at_s, NOW_S - ago_s),
        np.append(e.outgoing, outgoing),
        np.append(e.size, size),
        e.ties,
    )
    for weights in (learned(e), TELLING):
        assert held(more, weights)[0] >= held(e, weights)[0] - 1e-12


@settings(deadline=None, max_examples=50)
@given(alike, st.floats(0, 1))
def test_a_later_last_contact_never_lowers_it(e: Events, part: float) -> None:
    rows = np.flatnonzero(e.tie == 0)
    if not len(rows):
        return
    last = rows[np.argmax(e.at_s[rows])]
    at_s = e.at_s.copy()
    at_s[last] += int((NOW_S - at_s[last]) * part)
    for weights in (learned(e), TELLING):
        assert held(dataclasses.replace(e, at_s=at_s), weights)[0] >= held(e, weights)[0] - 1e-12


@settings(deadline=None, max_examples=50)
@given(events(), st.integers(-(10**9), 10**9))
def test_only_the_time_between_then_and_now_counts(e: Events, later_s: int) -> None:
    moved = contact_probability(
        e.tie,
        e.at_s + later_s,
        e.outgoing,
        e.size,
        owner=np.zeros(e.ties, int),
        now_s=NOW_S + later_s,
        horizon_days=30.0,
    )
    np.testing.assert_allclose(moved, of(e), rtol=1e-9)


def occasions(ages: list[float], days: float) -> list[float]:
    """The smallest age in each period of so many days."""
    return [min(a for a in ages if a // days == period) for period in {a // days for a in ages}]


def slow_terms(e: Events, tie: int, horizon_days: float) -> list[float]:
    """The terms that are a tie's own, spelled out with lists."""
    rows = [
        ((NOW_S - int(at)) / DAY_S, bool(out), int(size))
        for t, at, out, size in zip(e.tie, e.at_s, e.outgoing, e.size, strict=True)
        if t == tie
    ]
    ages = [age for age, _, _ in rows]

    def faded(ages: list[float], scale: float) -> float:
        return sum(math.exp(-age / scale) for age in occasions(ages, 7))

    memory = max(horizon_days, 90)
    none = (memory / (memory + horizon_days)) ** (faded(ages, memory) + 0.02)
    personal = sum(
        max(math.exp(-a / 270) / max(size - 1, 1) for a, _, size in rows if a // 7 == week)
        for week in {a // 7 for a in ages}
    )
    return [
        min(max(math.log((1 - none) / none), -6), 6),
        *(math.log1p(faded(ages, scale)) for scale in (10, 30, 90, 270, 810)),
        *(math.log1p(len(occasions(ages, days))) for days in (1, 7, 30, 90)),
        -math.log1p(min(ages, default=4000)),
        *(math.log1p(faded([a for a, out, _ in rows if out is way], 270)) for way in (True, False)),
        math.log1p(personal),
        *(math.log1p(slow_turns([(a, out) for a, out, _ in rows if a <= days])) for days in (90, 810)),
    ]


def slow_turns(rows: list[tuple[float, bool]]) -> int:
    """How much longer than one the longest run is that alternates, of (age, side), each age once at most."""
    longest: dict[tuple[float, bool], int] = {}
    for age, side in sorted(set(rows), reverse=True):
        before = (length for (other, way), length in longest.items() if other > age and way is not side)
        longest[age, side] = 1 + max(before, default=0)
    return max(max(longest.values(), default=0) - 1, 0)


@settings(deadline=None, max_examples=50)
@given(alike, st.floats(1, 400))
def test_terms_agree_with_their_slow_twin(e: Events, horizon_days: float) -> None:
    history = History.of(*e.columns, owner=np.zeros(e.ties, dtype=np.int64), now_s=NOW_S)
    found = terms(history, horizon_days)
    assert found.shape == (e.ties, len(WORDS))
    for tie in range(e.ties):
        np.testing.assert_allclose(found[tie, :GROWING], slow_terms(e, tie, horizon_days), rtol=1e-9, atol=1e-12)


def test_what_an_owner_does_counts_for_their_own_ties_only() -> None:
    busy = [NOW_S - 3 * day * DAY_S for day in range(1, 100)]
    columns = ([0, *[1] * 99], [NOW_S - 200 * DAY_S, *busy], [True] * 100, [2] * 100)
    alone = probability(TELLING, *columns, owner=[1, 2], now_s=NOW_S, horizon_days=30.0)
    together = probability(TELLING, *columns, owner=[1, 1], now_s=NOW_S, horizon_days=30.0)
    assert together[0] > alone[0]


def test_it_learns_from_the_past_whether_ties_come_back() -> None:
    """Ties that came back each year are expected again; ties that each ended after ten days are not."""
    now_days, ties = 3500, 60
    yearly = [(tie, 365 * year + tie * 3) for tie in range(ties) for year in range(10)]
    never = [(tie, 55 * tie + day) for tie in range(ties) for day in range(10)]

    def chance(rows: list[tuple[int, int]]) -> Floats:
        tie, day = np.array(rows).T
        at_s = NOW_S + (day - now_days) * DAY_S
        events = Events(tie, at_s, np.ones(len(tie), bool), np.full(len(tie), 2), ties)
        return of(events, horizon_days=365.0)

    assert chance(yearly).mean() > 0.8
    assert chance(never).mean() < 0.3


def test_explain_gives_the_terms_that_set_a_tie_apart() -> None:
    columns = ([0, 0, 1], [NOW_S - DAY_S, NOW_S - 40 * DAY_S, NOW_S - 300 * DAY_S], [True, False, True], [2, 2, 2])
    fixed = {"owner": [0, 0], "now_s": NOW_S, "horizon_days": 30.0}
    told = explain(TELLING, *columns, **fixed, which=0)  # type: ignore[arg-type]  # mypy sees one type for all values
    p = probability(TELLING, *columns, **fixed)  # type: ignore[arg-type]  # the same
    log_odds = np.log(p / (1 - p))
    assert sum(size for _, size in told) == pytest.approx(log_odds[0] - log_odds.mean())
    assert [abs(size) for _, size in told] == sorted((abs(size) for _, size in told), reverse=True)
    assert {words for words, _ in told} <= set(WORDS)


def test_explain_refuses_a_tie_that_is_none() -> None:
    with pytest.raises(ValueError, match=r"which must lie in 0\.\.0"):
        explain(DEFAULTS, [0], [0], [True], [2], owner=[0], now_s=0, horizon_days=1.0, which=1)


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


@settings(deadline=None, max_examples=50)
@given(events(), st.integers(0, 3))
def test_explained_tells_of_each_tie_what_explain_tells_of_one(e: Events, most: int) -> None:
    fixed = {"owner": np.arange(e.ties) % 2, "now_s": NOW_S, "horizon_days": 30.0}
    chance, why = explained(*e.columns, **fixed, most=most)  # type: ignore[arg-type]  # mypy sees one type for all
    np.testing.assert_array_equal(chance, contact_probability(*e.columns, **fixed))  # type: ignore[arg-type]  # same
    weights = fit(*e.columns, **fixed)  # type: ignore[arg-type]  # the same
    for tie in range(e.ties):
        told = explain(weights, *e.columns, **fixed, which=tie)  # type: ignore[arg-type]  # the same
        assert [words for words, _ in why[tie]] == [words for words, _ in told[:most]]
        np.testing.assert_allclose([size for _, size in why[tie]], [size for _, size in told[:most]])


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 30), st.integers(2, 9), st.floats(90, 400))
def test_with_nothing_learned_stretched_time_and_horizon_change_nothing(
    contacts: int, times: int, horizon_days: float
) -> None:
    """As long as each contact has a week of its own. What is learned knows days, weeks and months, and does change."""
    ages_s = 14 * DAY_S * np.arange(1, contacts + 1)
    rest = (np.ones(contacts, bool), np.full(contacts, 2))

    def chance(stretch: int) -> Floats:
        at_s = NOW_S - stretch * ages_s
        return probability(
            DEFAULTS, np.zeros(contacts, int), at_s, *rest, owner=[0], now_s=NOW_S, horizon_days=horizon_days * stretch
        )

    np.testing.assert_allclose(chance(times), chance(1), rtol=1e-9)


def years_until_even(weeks: int) -> float:
    """How long a tie of so many weeks of contact may be silent until it comes back as likely as not."""
    for days in range(0, 40 * 365, 30):
        now_s = NOW_S + days * DAY_S
        columns = (np.zeros(weeks, int), NOW_S - 7 * DAY_S * np.arange(weeks), np.ones(weeks, bool), np.full(weeks, 2))
        if probability(DEFAULTS, *columns, owner=[0], now_s=now_s, horizon_days=ALIVE_DAYS)[0] < 0.5:
            return days / 365
    return math.inf


def test_close_ties_fade_slowly() -> None:
    """Each doubling of what there was carries a silent tie some two years further."""
    even = [years_until_even(weeks) for weeks in (2, 4, 8, 16, 32)]
    steps = np.diff(even)
    assert ((steps > 1.5) & (steps < 2.5)).all()


@settings(deadline=None, max_examples=50)
@given(alike, st.integers(0, 900 * DAY_S))
def test_a_further_event_never_makes_a_tie_less_alive(e: Events, ago_s: int) -> None:
    more = Events(
        np.append(e.tie, 0), np.append(e.at_s, NOW_S - ago_s), np.append(e.outgoing, True), np.append(e.size, 2), e.ties
    )
    weights = fit(*e.columns, owner=np.zeros(e.ties, int), now_s=NOW_S, horizon_days=ALIVE_DAYS)
    assert held(more, weights, horizon_days=ALIVE_DAYS)[0] >= held(e, weights, horizon_days=ALIVE_DAYS)[0] - 1e-12


def test_alive_looks_three_years_ahead() -> None:
    columns = ([0, 1], [NOW_S - DAY_S, NOW_S - 900 * DAY_S], [True, False], [2, 2])
    ahead = contact_probability(*columns, owner=[0, 0], now_s=NOW_S, horizon_days=3 * 365.0)
    np.testing.assert_array_equal(alive(*columns, owner=[0, 0], now_s=NOW_S), ahead)
    assert alive([], [], [], [], owner=[], now_s=0).shape == (0,)
