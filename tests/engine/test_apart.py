"""What sets a group apart."""

from __future__ import annotations

from collections import Counter
from math import log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine.apart import telling
from tests.engine.events import shuffled

uses = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=40)


def score(told: list[tuple[int, int]], group: int, thing: int) -> float:
    """As the paper writes it."""
    counts = Counter(told)
    every, of_all = sum(n for (_, w), n in counts.items() if w == thing), len(told)
    alpha, alpha_all = every, of_all
    y, n = counts[group, thing], sum(c for (g, _), c in counts.items() if g == group)
    if n + alpha_all - y - alpha < 1e-9 or (of_all - n) + alpha_all - (every - y) - alpha < 1e-9:
        return 0.0
    odds = log((y + alpha) / (n + alpha_all - y - alpha))
    rest = log((every - y + alpha) / (of_all - n + alpha_all - (every - y) - alpha))
    return (odds - rest) / sqrt(1 / (y + alpha) + 1 / (every - y + alpha))


@settings(deadline=None, max_examples=60)
@given(uses, st.integers(0, 99))
def test_as_the_paper_writes_it_in_any_order(told: list[tuple[int, int]], seed: int) -> None:
    rows = np.array(told, dtype=np.int64)
    found = telling(rows[:, 0], rows[:, 1], groups=3, things=5)
    pairs = list(zip(found.group.tolist(), found.thing.tolist(), strict=True))
    assert dict(zip(pairs, found.uses.tolist(), strict=True)) == Counter(told)
    assert found.score.tolist() == pytest.approx([score(told, *pair) for pair in pairs], abs=1e-6)
    assert found.group.tolist() == sorted(found.group.tolist())
    for group in range(3):
        assert (np.diff(found.score[found.group == group]) <= 0).all()
    rows = rows[shuffled(len(rows), seed)]
    again = telling(rows[:, 0], rows[:, 1], groups=3, things=5)
    assert (found.thing == again.thing).all() and (found.score == again.score).all()


def test_what_all_say_tells_less_than_what_one_says() -> None:
    group = [0] * 30 + [1] * 30
    thing = [0] * 20 + [1] * 10 + [0] * 20 + [2] * 10  # all say 0 most
    found = telling(group, thing, groups=2, things=3)
    assert found.thing[found.group == 0].tolist() == [1, 0]
    assert found.thing[found.group == 1].tolist() == [2, 0]


def test_what_was_said_once_tells_little() -> None:
    group, thing = [0] * 11 + [1] * 11, [0] * 10 + [1] + [2] * 11
    found = telling(group, thing, groups=2, things=3)
    assert found.thing[found.group == 0].tolist() == [0, 1]
    assert found.score[1] < 1.5 < found.score[0]


def test_one_group_alone_has_its_most_used_first() -> None:
    found = telling([0] * 6, [1, 1, 1, 0, 2, 2], groups=1, things=3)
    assert (found.thing.tolist(), found.score.tolist()) == ([1, 2, 0], [0.0, 0.0, 0.0])
    assert telling([0], [0], groups=1, things=1).score.tolist() == [0.0]
    assert telling([], [], groups=0, things=0).group.shape == (0,)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"group": [2]}, "group must lie in 0..1"),
        ({"thing": [2]}, "thing must lie in 0..1"),
        ({"thing": [0, 1]}, "thing has 2 rows"),
        ({"thing": [float("nan")]}, "thing must hold whole numbers"),
        ({"groups": -1}, "groups"),
    ],
)
def test_wrong_columns_are_refused_by_name(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        telling(**{"group": [0], "thing": [0], "groups": 2, "things": 2, **change})
