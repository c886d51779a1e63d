"""The choice of today's few suggestions."""

from __future__ import annotations

import dataclasses
import itertools
import math
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine import few, planning
from allies.engine.planning import choose
from tests.engine.events import shuffled


@dataclass(frozen=True)
class Day:
    """Candidates as rows (value, minutes, gives, channel, person) and the limits of the day."""

    rows: list[tuple[float, float, bool, int, int]]
    budget: float = 15
    per_channel: int = 2
    given: int = 0
    asked: int = 0
    tribes: int = 0  # a person is in the tribe that their number says, counted round; in none where there are none
    per_tribe: int = 1
    crowding: float = 0.0
    columns: tuple[list[float], list[float], list[bool], list[int], list[int]] = field(init=False)

    def __post_init__(self) -> None:
        columns = tuple([row[i] for row in self.rows] for i in range(5))
        object.__setattr__(self, "columns", columns)

    def chosen(self) -> list[int]:
        found = choose(
            *self.columns,
            budget=self.budget,
            per_channel=self.per_channel,
            given=self.given,
            asked=self.asked,
            tribe=[self.tribe(row[4]) for row in self.rows],
            per_tribe=self.per_tribe,
            crowding=self.crowding,
        )
        return [int(i) for i in found]

    def tribe(self, person: int) -> int:
        return person % self.tribes - 1 if self.tribes else -1

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
            and not math.isinf(self.crowding) * self.crowd(chosen)
        )

    def crowd(self, chosen: tuple[int, ...]) -> int:
        tribes = [self.tribe(self.rows[i][4]) for i in chosen]
        return sum(max(0, tribes.count(t) - self.per_tribe) for t in set(tribes) - {-1})

    def worth(self, chosen: tuple[int, ...]) -> float:
        crowd = self.crowd(chosen)
        return math.fsum(self.rows[i][0] for i in chosen) - (crowd * self.crowding if crowd else 0)

    def best(self) -> float:
        """The slow twin: every set there is."""
        sets = (s for k in range(len(self.rows) + 1) for s in itertools.combinations(range(len(self.rows)), k))
        return max(self.worth(s) for s in sets if self.allows(s))

    def greedy(self) -> tuple[int, ...]:
        """The most valuable that still fits, again and again."""
        taken: tuple[int, ...] = ()
        for i in sorted(range(len(self.rows)), key=lambda i: -self.rows[i][0]):
            if self.allows((*taken, i)) and self.worth((*taken, i)) > self.worth(taken):
                taken = (*taken, i)
        return taken


def a_day(*, most: int, persons: int) -> st.SearchStrategy[Day]:
    """Days of whole and broken minutes, with every kind of limit."""
    minutes = st.integers(0, 10).map(float) | st.integers(0, 1000).map(lambda hundredths: hundredths / 100)
    candidate = st.tuples(
        st.integers(0, 20).map(float), minutes, st.booleans(), st.integers(0, 2), st.integers(0, persons)
    )
    return st.builds(
        Day,
        st.lists(candidate, max_size=most),
        budget=st.integers(0, 25).map(float),
        per_channel=st.integers(0, 3),
        given=st.integers(0, 3),
        asked=st.integers(0, 3),
        tribes=st.integers(0, 3),
        per_tribe=st.integers(0, 2),
        crowding=st.sampled_from([0.0, 2.5, math.inf]),
    )


days = a_day(most=8, persons=5)


@settings(deadline=None, max_examples=80)
@given(days)
def test_no_allowed_set_is_worth_more(day: Day) -> None:
    chosen = tuple(day.chosen())
    assert day.allows(chosen)
    assert day.worth(chosen) == pytest.approx(day.best())


@settings(deadline=None, max_examples=50)
@given(days)
def test_with_prices_the_plan_is_worth_as_much(day: Day) -> None:
    """Long lists ask first what minutes and places are worth; a short one can be planned that way as well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "SHORT", -1)
        priced = tuple(day.chosen())
    assert day.allows(priced)
    assert day.worth(priced) == pytest.approx(day.best())


def by_solver(day: Day) -> tuple[int, ...]:
    """The plan by branch and cut, as where there are too many plans to go through."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "SHORT", -1)
        patch.setattr(few, "best", lambda *_, **__: None)
        return tuple(day.chosen())


@settings(deadline=None, max_examples=30)
@given(days)
def test_the_general_solver_finds_plans_worth_as_much(day: Day) -> None:
    solved = by_solver(day)
    assert day.allows(solved)
    assert day.worth(solved) == pytest.approx(day.best())


def at_random(seed: int, candidates: int) -> Day:
    """A day with many candidates, in whole minutes every other time."""
    random = np.random.default_rng(seed)
    minutes = random.integers(2, 9, candidates) if seed % 2 else random.uniform(2, 9, candidates)
    rows = zip(
        random.uniform(3, 9, candidates).tolist(),
        minutes.astype(float).tolist(),
        (random.random(candidates) < 0.7).tolist(),
        random.integers(0, 4, candidates).tolist(),
        random.integers(0, candidates, candidates).tolist(),
        strict=True,
    )
    return Day(list(rows), 15.0 * (1 + seed % 3), 4, given=2, asked=seed % 5, tribes=12, crowding=1.0)


@pytest.mark.parametrize("seed", range(6))
def test_a_long_list_is_planned_as_well_as_by_the_general_solver(seed: int) -> None:
    day = at_random(seed, 300)
    chosen = tuple(day.chosen())
    assert day.allows(chosen)
    assert day.worth(chosen) == pytest.approx(day.worth(by_solver(day)))


def test_on_a_hundred_days_greed_is_never_better_and_mostly_worse() -> None:
    worse = 0
    for seed in range(100):
        day = at_random(seed, 60)
        chosen = tuple(day.chosen())
        assert day.allows(chosen)
        assert day.worth(chosen) >= day.worth(day.greedy()) - 1e-9
        worse += day.worth(chosen) > day.worth(day.greedy()) + 1e-9
    assert worse > 90


@settings(deadline=None, max_examples=50)
@given(days)
def test_the_plan_is_the_same_each_time_and_best_first(day: Day) -> None:
    assert day.chosen() == day.chosen()
    worth = [day.rows[i][0] for i in day.chosen()]
    assert worth == sorted(worth, reverse=True)


@settings(deadline=None, max_examples=50)
@given(days)
def test_greed_is_beaten_or_equalled(day: Day) -> None:
    assert day.worth(tuple(day.chosen())) >= day.worth(day.greedy()) - 1e-9


@settings(deadline=None, max_examples=50)
@given(days, st.integers(0, 99))
def test_the_order_of_candidates_and_the_names_of_people_change_no_worth(day: Day, seed: int) -> None:
    order = shuffled(len(day.rows), seed)
    other = dataclasses.replace(day, rows=[day.rows[i] for i in order])
    assert other.worth(tuple(other.chosen())) == pytest.approx(day.worth(tuple(day.chosen())))
    renamed = [(*row[:4], row[4] - 6 * 10**17) for row in day.rows]  # a multiple of the tribes, so these stay
    far = dataclasses.replace(day, rows=renamed)
    assert far.worth(tuple(far.chosen())) == pytest.approx(day.worth(tuple(day.chosen())))


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
    thirds = [(1.0, 0.1, True, 0, 0), (1.0, 0.2, True, 1, 1)]
    assert Day(thirds, budget=0.3).chosen() == [0, 1]  # 0.1 + 0.2 is a speck more than 0.3


def test_the_plan_spreads_over_tribes() -> None:
    rows = [(9.0, 5.0, True, 0, 1), (8.0, 5.0, True, 1, 4), (7.0, 5.0, True, 2, 2)]  # the first two are of one tribe
    assert Day(rows, budget=10).chosen() == [0, 1]
    assert Day(rows, budget=10, tribes=3, crowding=0.5).chosen() == [0, 1]
    assert Day(rows, budget=10, tribes=3, crowding=1.5).chosen() == [0, 2]
    assert Day(rows, budget=15, tribes=3, crowding=1.5).chosen() == [0, 1, 2]
    assert Day(rows, budget=15, tribes=3, crowding=math.inf).chosen() == [0, 2]
    assert Day(rows, budget=15, tribes=3, crowding=math.inf, per_tribe=2).chosen() == [0, 1, 2]


def test_nobody_is_suggested_again_before_the_least_gap_has_passed() -> None:
    columns = ([5.0, 4.0, 3.0], [1.0] * 3, [True] * 3, [0, 1, 2], [0, 1, 2])
    limits = {"budget": 15, "per_channel": 2, "given": 0, "asked": 0}
    rested = [3.0, 7.0, math.inf]
    assert choose(*columns, **limits, rested_days=rested, rest_days=7.0).tolist() == [1, 2]
    assert choose(*columns, **limits, rested_days=rested, rest_days=[0.0, 14.0, 14.0]).tolist() == [0, 2]
    assert choose(*columns, **limits, rested_days=rested).tolist() == [0, 1, 2]


def test_labels_may_be_as_wide_as_a_number_can_be() -> None:
    low, top = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)
    found = choose(
        [1.0, 2.0, 0.5], [1.0, 1.0, 1.0], [True, True, True], [low, top, -1], [top, low, -1],
        budget=15, per_channel=10**9, given=0, asked=10**9, tribe=[low, top, -1], crowding=1.0,
    )  # fmt: skip
    assert found.tolist() == [1, 0, 2]


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
        ({"tribe": [0, 1]}, "tribe has 2 rows"),
        ({"tribe": [0.5]}, "tribe must hold whole numbers"),
        ({"per_tribe": -1}, "per_tribe must not be negative"),
        ({"crowding": float("nan")}, "crowding must not be negative"),
        ({"rested_days": [1.0, 2.0]}, "rested_days must have 1 rows"),
        ({"rested_days": [float("nan")]}, "rested_days must hold numbers from 0 up"),
        ({"rested_days": [1.0], "rest_days": [-1.0]}, "rest_days must hold numbers from 0 up"),
    ],
)
def test_wrong_columns_are_refused_by_name(change: dict[str, object], says: str) -> None:
    plain: dict[str, object] = {"value": [1.0], "minutes": [1.0], "gives": [True], "channel": [0], "person": [0]}
    limits: dict[str, object] = {"budget": 15, "per_channel": 2, "given": 0, "asked": 0}
    call = {**plain, **limits, **change}
    columns = [np.array(call.pop(name)) for name in plain]
    with pytest.raises(ValueError, match=says):
        choose(*columns, **call)  # type: ignore[arg-type]  # wrong on purpose


def test_a_person_is_of_one_tribe() -> None:
    with pytest.raises(ValueError, match="tribe must be the same in all rows of a person: another at index 1"):
        choose(
            [1.0, 1.0], [1.0, 1.0], [True, True], [0, 0], [7, 7],
            budget=15, per_channel=2, given=0, asked=0, tribe=[0, 1],
        )  # fmt: skip
