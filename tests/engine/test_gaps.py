"""The usual gap of each tie, and how unusual its silence is."""

from __future__ import annotations

import dataclasses
import itertools
import math
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from allies.engine.events import DAY_S
from allies.engine.gaps import Gaps, usual
from tests.engine.events import NOW_S, Events, events, shuffled

FIELDS = [field.name for field in dataclasses.fields(Gaps)]


def of(e: Events) -> Gaps:
    return usual(e.tie, e.at_s, ties=e.ties, now_s=NOW_S)


def slow_rows(e: Events) -> list[dict[str, float]]:
    """Every tie, spelled out with lists: what is usual for the member, then each tie's own."""
    times = [[int(at) for t, at in zip(e.tie, e.at_s, strict=True) if t == tie] for tie in range(e.ties)]
    days = [sorted({at // DAY_S for at in own}) for own in times]
    logs = [[math.log(late - early) for early, late in itertools.pairwise(own)] for own in days]
    known = [own for own in logs if own]
    spread = [sum((log - fmean(own)) ** 2 for log in own) for own in known]
    inside = (sum(spread) + 4) / (sum(len(own) - 1 for own in known) + 4)
    middle = (sum(fmean(own) for own in known) + 5 * math.log(30)) / (len(known) + 5)
    apart = sum((fmean(own) - middle) ** 2 - inside / len(own) for own in known) + 5
    ratio = inside / max(apart / (len(known) + 5), 0.1)
    rows = []
    for own, gaps in zip(times, logs, strict=True):
        if not own:
            rows.append(dict.fromkeys(FIELDS, math.nan))
            continue
        n, mean = len(gaps), fmean(gaps) if gaps else 0.0
        centre = (n * mean + ratio * middle) / (n + ratio)
        squares = sum((log - mean) ** 2 for log in gaps) + n * ratio / (n + ratio) * (mean - middle) ** 2
        variance = (4 * inside + squares) / (4 + n)
        silence = math.log(max((NOW_S - max(own)) / DAY_S, 0.5))
        scale = math.sqrt(variance * (1 + 1 / (n + ratio)))
        reach = student.ppf(0.9, 4 + n) * scale
        rows.append(
            {
                "usual_days": math.exp(centre),
                "low_days": math.exp(centre - reach),
                "high_days": math.exp(centre + reach),
                "longer": student.sf((silence - centre) / scale, 4 + n),
            }
        )
    return rows


@settings(deadline=None, max_examples=40)
@given(events())
def test_gaps_agree_with_their_slow_twin(e: Events) -> None:
    fast = of(e)
    for tie, slow in enumerate(slow_rows(e)):
        for field in FIELDS:
            np.testing.assert_allclose(getattr(fast, field)[tie], slow[field], rtol=1e-6, err_msg=field)


@settings(deadline=None, max_examples=40)
@given(events(), st.integers(0, 99))
def test_neither_the_order_of_events_nor_the_numbers_of_ties_change_anything(e: Events, seed: int) -> None:
    shifted, number = of(e.taken(shuffled(len(e.tie), seed))), shuffled(e.ties, seed)
    renumbered = of(dataclasses.replace(e, tie=number[e.tie]))
    for field in FIELDS:
        np.testing.assert_allclose(getattr(of(e), field), getattr(shifted, field), rtol=1e-9)
        np.testing.assert_allclose(getattr(of(e), field), getattr(renumbered, field)[number], rtol=1e-9)


@settings(deadline=None, max_examples=40)
@given(events(), st.integers(1, 900 * DAY_S))
def test_the_longer_the_silence_the_more_unusual(e: Events, later_s: int) -> None:
    later = usual(e.tie, e.at_s, ties=e.ties, now_s=NOW_S + later_s)
    known = ~np.isnan(of(e).longer)
    assert (later.longer[known] <= of(e).longer[known] + 1e-12).all()
    np.testing.assert_array_equal(later.usual_days, of(e).usual_days)


def every(days: float, contacts: int, *, silence_days: float) -> tuple[float, ...]:
    """One tie with contact every so many days."""
    at_s = [int(n * days * DAY_S) for n in range(contacts)]
    told = usual([0] * contacts, at_s, ties=1, now_s=at_s[-1] + int(silence_days * DAY_S))
    return tuple(float(getattr(told, field)[0]) for field in FIELDS)


def test_two_months_are_unusual_where_you_write_weekly_and_usual_where_you_write_yearly() -> None:
    assert every(7, 20, silence_days=60)[-1] < 0.01
    assert every(365, 6, silence_days=60)[-1] > 0.9


def test_little_is_unusual_where_little_is_known() -> None:
    chances = [every(7, contacts, silence_days=60)[-1] for contacts in (1, 2, 4, 8, 16)]
    assert chances == sorted(chances, reverse=True) and chances[0] > 0.2
    widths = [high / low for _, low, high, _ in (every(7, contacts, silence_days=1) for contacts in (1, 2, 4, 8, 16))]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("times", [2, 10])
def test_where_time_is_stretched_the_usual_gap_nearly_stretches_with_it(times: int) -> None:
    """Nearly, because what is usual before anything is known is a month."""
    plain, stretched = every(5, 200, silence_days=12), every(5 * times, 200, silence_days=12 * times)
    assert stretched[0] == pytest.approx(plain[0] * times, rel=0.01)


def test_of_gaps_as_people_have_them_one_in_ten_is_found_that_unusual() -> None:
    """200 ties, each with a rhythm of its own; the next gap of each is the silence when it ends."""
    random = np.random.default_rng(1)
    own = random.normal(3.0, 1.0, 200)
    gaps = np.ceil(np.exp(own[:, None] + random.normal(0, 1.0, (200, 9)))).astype(np.int64)
    for seen in (1, 3, 8):
        day = np.cumsum(np.c_[np.zeros(200, np.int64), gaps[:, :seen]], axis=1)
        latest = int(day[:, -1].max())
        shifted = day + (latest - day[:, -1])[:, None]
        tie = np.repeat(np.arange(200), seen + 1)
        chance = np.empty(200)
        for one in range(200):  # everyone's silence is another, and one call has one now
            now_s = (latest + int(gaps[one, seen])) * DAY_S
            chance[one] = usual(tie, shifted.ravel() * DAY_S, ties=200, now_s=now_s).longer[one]
        assert 0.03 < (chance < 0.1).mean() < 0.17
        assert 0.4 < (chance < 0.5).mean() < 0.62


def test_a_tenth_of_the_gaps_is_longer_than_the_interval() -> None:
    _, low, high, _ = every(7, 20, silence_days=1)
    assert every(7, 20, silence_days=high)[-1] == pytest.approx(0.1, abs=1e-4)
    assert every(7, 20, silence_days=low)[-1] == pytest.approx(0.9, abs=1e-4)


def test_no_events_and_one_event() -> None:
    assert usual([], [], ties=0, now_s=0).longer.shape == (0,)
    assert np.isnan(usual([], [], ties=2, now_s=0).usual_days).all()
    one = usual([0], [0], ties=1, now_s=DAY_S)
    assert one.low_days[0] < one.usual_days[0] < one.high_days[0] and 0 < one.longer[0] < 1


def test_the_widest_span_of_seconds_does_not_overflow() -> None:
    low, top = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)
    told = usual([0, 0, 0], [low, 0, top], ties=1, now_s=top)
    assert all(np.isfinite(getattr(told, field)).all() for field in FIELDS)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (([0, 1], [0]), "at_s has 1 rows"),
        (([3], [0]), "tie must lie in 0..0"),
        (([0], [11]), "at_s must not be after now_s"),
        (([0], [float("nan")]), "at_s must hold whole numbers"),
    ],
)
def test_wrong_columns_are_refused_by_name(columns: tuple[list[int], list[int]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        usual(*columns, ties=1, now_s=10)
    with pytest.raises(ValueError, match="ties must not be negative"):
        usual([], [], ties=-1, now_s=0)
