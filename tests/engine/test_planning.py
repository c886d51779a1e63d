"""The choice of today's few suggestions."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine import few
from allies.engine.planning import choose


@dataclass(frozen=True)
class Day:
    """Candidates as rows (value, minutes, gives, channel, person) and the limits of the day."""

    rows: list[tuple[float, float, bool, int, int]]
    budget: float = 15
    per_channel: int = 2
    given: int = 0
    asked: int = 0
    columns: tuple[list[float], list[float], list[bool], list[int], list[int]] = field(init=False)

    def __post_init__(self) -> None:
        columns = tuple([row[i] for row in self.rows] for i in range(5))
        object.__setattr__(self, "columns", columns)

    def chosen(self) -> list[int]:
        found = choose(
            *self.columns, budget=self.budget, per_channel=self.per_channel, given=self.given, asked=self.asked
        )
        return [int(i) for i in found]

    def allows(self, chosen: tuple[int, ...]) -> bool:
        value, minutes, gives, channel, person = (
            zip(*(self.rows[i] for i in chosen), strict=True) if chosen else [()] * 5
        )
        del value
        asks = gives.count(False)
        return (
            len(set(person)) == len(person)
            and all(channel.count(c) <= self.per_channel for c in channel)
            and math.fsum(minutes) <= self.budget + 1e-9
            and (asks == 0 or self.asked + asks <= self.given + gives.count(True))
        )

    def worth(self, chosen: tuple[int, ...]) -> float:
        return math.fsum(self.rows[i][0] for i in chosen)

    def best(self) -> float:
        """The slow twin: every set there is."""
        sets = (s for k in range(len(self.rows) + 1) for s in itertools.combinations(range(len(self.rows)), k))
        return max(self.worth(s) for s in sets if self.allows(s))


candidate = st.tuples(
    st.integers(0, 20).map(float), st.integers(0, 10).map(float), st.booleans(), st.integers(0, 2), st.integers(0, 5)
)
days = st.builds(
    Day,
    st.lists(candidate, max_size=8),
    budget=st.integers(0, 25).map(float),
    per_channel=st.integers(0, 3),
    given=st.integers(0, 3),
    asked=st.integers(0, 3),
)


@settings(deadline=None, max_examples=150)
@given(days)
def test_no_allowed_set_is_worth_more(day: Day) -> None:
    chosen = tuple(day.chosen())
    assert day.allows(chosen)
    assert day.worth(chosen) == pytest.approx(day.best())


@settings(deadline=None, max_examples=60)
@given(days)
def test_the_solver_for_long_lists_finds_plans_worth_as_much(day: Day) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(few, "MOST_OPTIONS", -1)
        by_solver = tuple(day.chosen())
    assert day.allows(by_solver)
    assert day.worth(by_solver) == pytest.approx(day.worth(tuple(day.chosen())))


@settings(deadline=None, max_examples=50)
@given(days)
def test_the_plan_is_the_same_each_time_and_best_first(day: Day) -> None:
    assert day.chosen() == day.chosen()
    worth = [day.rows[i][0] for i in day.chosen()]
    assert worth == sorted(worth, reverse=True)


@settings(deadline=None, max_examples=50)
@given(days)
def test_greed_is_beaten_or_equalled(day: Day) -> None:
    greedy: tuple[int, ...] = ()
    for i in sorted(range(len(day.rows)), key=lambda i: -day.rows[i][0]):
        if day.allows((*greedy, i)):
            greedy = (*greedy, i)
    assert day.worth(tuple(day.chosen())) >= day.worth(greedy) - 1e-9


def test_giving_pays_for_asking() -> None:
    ask, give = (9.0, 5.0, False, 0, 0), (1.0, 5.0, True, 1, 1)
    assert Day([ask]).chosen() == []
    assert Day([ask, give]).chosen() == [0, 1]
    assert Day([ask], given=1).chosen() == [0]
    assert Day([ask, give], asked=5).chosen() == [1]


def test_one_suggestion_for_each_person() -> None:
    assert Day([(3.0, 1.0, True, 0, 7), (5.0, 1.0, True, 1, 7)]).chosen() == [1]


def test_no_candidates_no_minutes_no_channel() -> None:
    one = (1.0, 1.0, True, 0, 0)
    assert Day([]).chosen() == []
    assert Day([one], budget=0).chosen() == []
    assert Day([one], per_channel=0).chosen() == []
    assert Day([one]).chosen() == [0]


def test_minutes_need_not_be_whole() -> None:
    rows = [(5.0, 7.3, True, 0, 0), (4.0, 4.1, True, 0, 1), (4.0, 3.1, True, 1, 2)]
    assert Day(rows, budget=7.5).chosen() == [1, 2]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": [float("nan")]}, "value must hold finite numbers"),
        ({"value": [-1.0]}, "value must not be negative"),
        ({"minutes": [-1.0]}, "minutes must not be negative"),
        ({"minutes": [1.0, 2.0]}, "minutes has 2 rows"),
        ({"gives": [1]}, "gives must hold booleans"),
        ({"channel": [0.5]}, "channel must hold whole numbers"),
        ({"person": [[0]]}, "person must be one-dimensional"),
        ({"budget": -1}, "budget must not be negative"),
        ({"budget": float("nan")}, "budget must not be negative"),
        ({"per_channel": -1}, "per_channel must not be negative"),
        ({"given": -1}, "given must not be negative"),
        ({"asked": -1}, "asked must not be negative"),
    ],
)
def test_wrong_columns_are_refused_by_name(change: dict[str, object], says: str) -> None:
    plain: dict[str, object] = {"value": [1.0], "minutes": [1.0], "gives": [True], "channel": [0], "person": [0]}
    limits: dict[str, object] = {"budget": 15, "per_channel": 2, "given": 0, "asked": 0}
    call = {**plain, **limits, **change}
    columns = [np.array(call[name]) for name in plain]
    with pytest.raises(ValueError, match=says):
        choose(*columns, **{name: call[name] for name in limits})  # type: ignore[arg-type]  # wrong on purpose
