"""Who is inside an employer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine.employment import NEVER_S, Standing, stays
from allies.engine.events import DAY_S, Bools, Ints
from tests.engine.events import shuffled

PEOPLE = 3
Sightings = tuple[Ints, Ints, Bools]


@st.composite
def sightings(draw: st.DrawFn) -> Sightings:
    row = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 20), st.integers(0, 1))
    columns = np.array(draw(st.lists(row, max_size=30)), dtype=np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1] * 40 * DAY_S, columns[:, 2].astype(np.bool_)


def slowly(seen: Sightings, person: int, *, since_s: int, until_s: int, now_s: int) -> tuple[Standing, int, int]:
    rows = [(t, is_there) for p, t, is_there in zip(*(one.tolist() for one in seen), strict=True) if p == person]
    there = sorted(t for t, is_there in rows if is_there and since_s <= t <= until_s)
    if not there:
        return Standing.OUTSIDE, NEVER_S, NEVER_S
    away_s = max([90 * DAY_S, *(later - sooner for sooner, later in zip(there, there[1:], strict=False))])  # noqa: RUF007
    last_there_s = max(t for t, is_there in rows if is_there)
    after = [t for t, is_there in rows if not is_there and t > last_there_s]
    has_left = now_s > until_s or (bool(after) and max(after) - last_there_s > away_s)
    return (Standing.LEFT if has_left else Standing.INSIDE), there[0], there[-1]


@settings(deadline=None, max_examples=80)
@given(sightings(), st.integers(0, 20), st.integers(0, 20), st.integers(0, 99))
def test_as_told_thing_by_thing_in_any_order(seen: Sightings, since: int, lasts: int, seed: int) -> None:
    dates = {"since_s": since * 40 * DAY_S, "until_s": (since + lasts) * 40 * DAY_S, "now_s": 900 * DAY_S}
    order = shuffled(len(seen[0]), seed)
    told, again = stays(*seen, people=PEOPLE, **dates), stays(*(one[order] for one in seen), people=PEOPLE, **dates)
    for person in range(PEOPLE):
        found = Standing(told.standing[person]), int(told.first_s[person]), int(told.last_s[person])
        assert found == slowly(seen, person, **dates)
        assert found == (Standing(again.standing[person]), int(again.first_s[person]), int(again.last_s[person]))


def standing(there: list[int], elsewhere: list[int], *, until: int = 4_000, now: int = 4_000) -> Standing:
    """Of one person who was seen on these days."""
    at_s = np.array(there + elsewhere) * DAY_S
    is_there = [True] * len(there) + [False] * len(elsewhere)
    dates = {"since_s": 0, "until_s": until * DAY_S, "now_s": now * DAY_S}
    return Standing(stays([0] * len(at_s), at_s, is_there, people=1, **dates).standing[0])


def test_who_left_is_outside_afterwards() -> None:
    assert standing([10, 40, 80], []) == Standing.INSIDE
    assert standing([10, 40, 80], [100, 200]) == Standing.LEFT
    assert standing([10, 40, 80], [100, 160]) == Standing.INSIDE  # not for long yet
    assert standing([10, 40, 80, 300], [100, 200]) == Standing.INSIDE  # came back
    assert standing([10, 400, 500], [700]) == Standing.INSIDE  # was away for longer before
    assert standing([], [100]) == Standing.OUTSIDE


def test_when_the_member_left_nobody_is_inside() -> None:
    assert standing([10, 40, 80], [], until=100, now=101) == Standing.LEFT
    assert standing([10, 40, 80], [], until=100, now=100) == Standing.INSIDE
    assert standing([110], [], until=100, now=200) == Standing.OUTSIDE  # came after the member


def test_nobody_and_the_widest_span() -> None:
    assert stays([], [], [], people=0, since_s=0, until_s=0, now_s=0).standing.shape == (0,)
    least, most = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)
    told = stays([0, 0], [least + 1, most], [True, False], people=1, since_s=least, until_s=most, now_s=most)
    assert Standing(told.standing[0]) == Standing.LEFT


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"person": [3]}, "person must lie in 0..2"),
        ({"at_s": [0, 1]}, "at_s has 2 rows"),
        ({"at_s": [float("nan")]}, "at_s must hold whole numbers"),
        ({"there": [1]}, "there must hold booleans"),
        ({"until_s": -1}, "until_s must not be before since_s"),
        ({"people": -1}, "people"),
    ],
)
def test_wrong_columns_are_refused_by_name(change: dict[str, Any], says: str) -> None:
    good: dict[str, Any] = {"person": [0], "at_s": [0], "there": [True], "people": 3}
    with pytest.raises(ValueError, match=says):
        stays(**{**good, "since_s": 0, "until_s": 1, "now_s": 1, **change})
