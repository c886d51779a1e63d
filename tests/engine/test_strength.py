"""What a member's events say about each tie."""

from __future__ import annotations

import dataclasses
import itertools
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.engine import strength
from allies.engine.events import DAY_S
from allies.engine.strength import NEVER_S, State, Summary, explain, overdue, reciprocity, state, summary
from tests.engine.events import NOW_S, Events, events, shuffled

FIELDS = [field.name for field in dataclasses.fields(Summary)]


def of(e: Events) -> Summary:
    return summary(*e.columns, ties=e.ties, now_s=NOW_S)


def slow_row(e: Events, tie: int) -> dict[str, float]:
    """One tie's summary, spelled out with lists."""
    rows = [(int(at), bool(out)) for t, at, out in zip(e.tie, e.at_s, e.outgoing, strict=True) if t == tie]
    times = [at for at, _ in rows]
    days = sorted({at // DAY_S for at in times})
    gaps = [late - early for early, late in itertools.pairwise(days)]
    return {
        "given": sum(out for _, out in rows),
        "received": sum(not out for _, out in rows),
        "first_s": min(times, default=NEVER_S),
        "last_s": max(times, default=NEVER_S),
        "last_given_s": max((at for at, out in rows if out), default=NEVER_S),
        "last_received_s": max((at for at, out in rows if not out), default=NEVER_S),
        "rhythm_days": statistics.median(gaps) if len(days) >= 3 else float("nan"),
        "silence_days": (NOW_S - max(times)) / DAY_S if times else float("nan"),
    }


@given(events())
def test_summary_agrees_with_its_slow_twin(e: Events) -> None:
    fast = of(e)
    for tie in range(e.ties):
        slow = slow_row(e, tie)
        for field in FIELDS:
            np.testing.assert_allclose(getattr(fast, field)[tie], slow[field], err_msg=field)


@given(events(), st.integers(0, 99))
def test_the_order_of_events_changes_nothing(e: Events, seed: int) -> None:
    again = of(e.taken(shuffled(len(e.tie), seed)))
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(of(e), field), getattr(again, field))


@given(events(), st.integers(0, 99))
def test_renumbered_ties_give_renumbered_rows(e: Events, seed: int) -> None:
    number = shuffled(e.ties, seed)
    renumbered = of(dataclasses.replace(e, tie=number[e.tie]))
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(of(e), field), getattr(renumbered, field)[number])


def test_no_events_give_a_row_for_each_tie() -> None:
    s = summary([], [], [], [], ties=2, now_s=0)
    assert s.last_s.tolist() == [NEVER_S, NEVER_S]
    assert np.isnan(s.rhythm_days).all() and np.isnan(s.silence_days).all()
    assert summary([], [], [], [], ties=0, now_s=0).given.shape == (0,)


def test_the_widest_span_of_seconds_does_not_overflow() -> None:
    top = int(np.iinfo(np.int64).max)
    s = summary([0], [NEVER_S + 1], [True], [2], ties=1, now_s=top)
    assert s.silence_days[0] == pytest.approx(2.0**64 / DAY_S)
    assert overdue(s, now_s=top).shape == (1,)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (([0, 1], [0], [True], [2]), "at_s has 1 rows"),
        (([3], [0], [True], [2]), "tie must lie in 0..0"),
        (([-1], [0], [True], [2]), "tie must lie in 0..0"),
        (([0], [11], [True], [2]), "at_s must not be after now_s"),
        (([0], [NEVER_S], [True], [2]), "at_s must be later than NEVER_S"),
        (([0], [float("nan")], [True], [2]), "at_s must hold whole numbers"),
        (([0], [0], [1], [2]), "outgoing must hold booleans"),
        (([0], [0], [True], [0]), "size must be at least 1"),
        (([[0]], [0], [True], [2]), "tie must be one-dimensional"),
    ],
)
def test_wrong_columns_are_refused_by_name(columns: tuple[list[int], ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        summary(*columns, ties=1, now_s=10)


def tie_of(*days_ago: float, given: int = 1, received: int = 1) -> Summary:
    """One tie with contact on the given days before now; the oldest are given, the rest received."""
    at_s = [int(NOW_S - d * DAY_S) for d in sorted(days_ago, reverse=True)]
    whole = summary([0] * len(at_s), at_s, [True] * len(at_s), [2] * len(at_s), ties=1, now_s=NOW_S)
    return dataclasses.replace(whole, given=np.array([given]), received=np.array([received]))


@pytest.mark.parametrize(
    ("one", "chance", "expected"),
    [
        (tie_of(), 0.0, State.NEW),
        (tie_of(20, 3), 0.9, State.NEW),
        (tie_of(400, 300, 200, 20), 0.1, State.WARM),
        (tie_of(400, 300, 200, 90), 0.9, State.WARM),
        (tie_of(400, 380, 360, 90), 0.1, State.FADING),
        (tie_of(1500, 1140, 770, 370), 0.1, State.WARM),  # a yearly card
        (tie_of(800, 780, 760, 400), 0.1, State.DORMANT),
        (tie_of(1300, 1290, 1200), 0.9, State.DORMANT),  # three years silent, whatever the model hopes
        (tie_of(90, 60, 50, given=3, received=0), 0.9, State.ONE_SIDED),
        (tie_of(90, 60, given=2, received=0), 0.1, State.FADING),
        (tie_of(90, 60, 50, given=0, received=3), 0.1, State.FADING),  # unanswered by the owner is no refusal
    ],
)
def test_each_state_is_told_apart(one: Summary, chance: float, expected: State) -> None:
    assert State(int(state(one, [chance], now_s=NOW_S)[0])) is expected


@given(events(), st.floats(0, 1))
def test_every_tie_has_exactly_one_state(e: Events, chance: float) -> None:
    found = state(of(e), np.full(e.ties, chance), now_s=NOW_S)
    assert found.dtype == np.int8 and set(found.tolist()) <= set(State)


@pytest.mark.parametrize("chance", [[0.5, 0.5], [float("nan")], [1.5], [-0.1]])
def test_a_probability_that_is_none_is_refused(chance: list[float]) -> None:
    with pytest.raises(ValueError, match="probability"):
        state(tie_of(10), chance, now_s=NOW_S)


def test_overdue_counts_silence_in_beats_of_the_own_rhythm() -> None:
    assert overdue(tie_of(40, 30, 20), now_s=NOW_S).tolist() == [2.0]
    assert np.isnan(overdue(tie_of(40, 30), now_s=NOW_S)).all()


def test_silence_refuses_a_last_contact_in_the_future() -> None:
    with pytest.raises(ValueError, match="last_s must not be after now_s"):
        strength.silence_days([11], now_s=10)


def test_a_close_tie_that_falls_silent_is_fading_however_likely_contact_is() -> None:
    """Weekly for a year, then silent for seven weeks: no chance makes that warm."""
    at_s = np.arange(0, 365, 7) * DAY_S
    now_s = int(at_s[-1]) + 50 * DAY_S
    sides = np.arange(len(at_s)) % 2 == 0
    summary = strength.summary(np.zeros(len(at_s), int), at_s, sides, np.full(len(at_s), 2), ties=1, now_s=now_s)
    assert strength.state(summary, [0.9], now_s=now_s).tolist() == [strength.State.FADING]


@given(events(), st.integers(2, 50))
def test_where_time_is_stretched_rhythm_and_silence_stretch_and_overdue_stays(e: Events, times: int) -> None:
    day = dataclasses.replace(e, at_s=e.at_s // DAY_S * DAY_S)
    now_s = NOW_S // DAY_S * DAY_S + DAY_S
    stretched = summary(day.tie, day.at_s * times, day.outgoing, day.size, ties=e.ties, now_s=now_s * times)
    plain = summary(*day.columns, ties=e.ties, now_s=now_s)
    np.testing.assert_allclose(stretched.rhythm_days, plain.rhythm_days * times)
    np.testing.assert_allclose(stretched.silence_days, plain.silence_days * times)
    np.testing.assert_allclose(overdue(stretched, now_s=now_s * times), overdue(plain, now_s=now_s))


@given(st.lists(st.tuples(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1)), max_size=6))
def test_reciprocity_agrees_with_its_slow_twin(counts: list[tuple[int, int]]) -> None:
    found = reciprocity([given for given, _ in counts], [received for _, received in counts])
    slow = [1 - abs(g - r) / (g + r) if g + r else float("nan") for g, r in counts]
    np.testing.assert_allclose(found, slow, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found, reciprocity([r for _, r in counts], [g for g, _ in counts]))


@pytest.mark.parametrize(
    ("given", "received", "says"),
    [
        ([1], [-1], "received must not be negative: -1 at index 0"),
        ([-2], [1], "given must not be negative"),
        ([1, 2], [1], "received has 1 rows"),
        ([float("nan")], [1], "given must hold whole numbers"),
    ],
)
def test_counts_that_are_none_are_refused(given: list[int], received: list[int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        reciprocity(given, received)


@given(events(), st.floats(0, 1))
def test_explain_gives_the_numbers_that_the_state_follows_from(e: Events, chance: float) -> None:
    s = of(e)
    found = state(s, np.full(e.ties, chance), now_s=NOW_S)
    for tie in range(e.ties):
        told = dict(explain(s, np.full(e.ties, chance), now_s=NOW_S, which=tie))
        assert (told["times given"], told["times received"]) == (s.given[tie], s.received[tie])
        assert told["probability of contact"] == chance
        if found[tie] == State.WARM:
            assert told["days of silence"] <= told["days of silence within which it is warm"]
        if found[tie] in (State.FADING, State.DORMANT) and told["days of silence"] < 3 * 365:
            assert told["days of silence"] > told["days of silence within which it is warm"]
        if found[tie] == State.ONE_SIDED:
            assert told["how even it is, 1 where as much is given as received"] == 0


def test_explain_refuses_a_tie_that_is_none() -> None:
    with pytest.raises(ValueError, match=r"which must lie in 0\.\.0: 1"):
        explain(tie_of(10), [0.5], now_s=NOW_S, which=1)
