"""Posts that vote for who wrote them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine.events import DAY_S
from allies.engine.votes import POSTS, SKILL_DAYS, votes

Post = tuple[int, float, int]
POST = st.tuples(st.integers(0, 3), st.floats(0, 100), st.integers(-(10**9), 10**9))
ENDS = np.iinfo(np.int64)


def slowly(posts: list[Post], *, people: int, now_s: int) -> list[float]:
    """The plain twin: one person after another."""
    found = []
    for person in range(people):
        own = [w * np.exp(-max(now_s - at_s, 0) / DAY_S / SKILL_DAYS) for p, w, at_s in posts if p == person]
        found.append(sum(w / place for place, w in enumerate(sorted(own, reverse=True)[:POSTS], start=1)))
    return found


@settings(max_examples=50)
@given(st.lists(POST, max_size=40), st.randoms(use_true_random=False))
def test_as_the_plain_twin_in_any_order(posts: list[Post], random: Random) -> None:
    shuffled = random.sample(posts, len(posts))
    person, weight, at_s = zip(*shuffled, strict=True) if shuffled else ((), (), ())
    found = votes(person, weight, at_s, people=4, now_s=0)
    np.testing.assert_allclose(found, slowly(posts, people=4, now_s=0), rtol=1e-9)


def test_one_letter_on_the_subject_outvotes_many_in_passing() -> None:
    person, weight = [0] + [1] * 50, [1.0] + [0.2] * 50
    one, many = votes(person, weight, [0] * 51, people=2, now_s=0)
    assert one > many > 0


def test_what_was_known_lately_counts_more() -> None:
    late, early = votes([0, 1], [1.0, 1.0], [0, -2000 * DAY_S], people=2, now_s=0)
    assert late > early > 0


def test_the_ends_of_time_do_not_overflow() -> None:
    assert votes([0, 1], [1.0, 1.0], [ENDS.min, ENDS.max], people=2, now_s=int(ENDS.max)).tolist() == [0.0, 1.0]
    assert votes([], [], [], people=2, now_s=0).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("person", "weight", "at_s", "said"),
    [
        ([0], [1.0, 1.0], [0], "weight has 2 rows"),
        ([5], [1.0], [0], "person must lie in"),
        ([0], [float("nan")], [0], "weight must hold finite"),
        ([0], [-1.0], [0], "weight must not be negative"),
        ([0], [1.0], [0.5], "at_s must hold whole"),
    ],
)
def test_what_makes_no_sense_is_refused(person: list[int], weight: list[float], at_s: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        votes(person, weight, at_s, people=2, now_s=0)
