"""Who is there, who is spoken to, how close a question lies: beside plain twins that count anew each time."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine.addressed import Addressed
from allies.engine.closeness import Closeness
from allies.engine.events import DAY_S
from allies.engine.liveliness import ANSWERED_DAYS, LONGEST_SILENCE_H, WRITTEN_DAYS, Liveliness

Post = tuple[int, int, bool]  # author, hours since the one before, whether it answers
POSTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2000), st.booleans()), min_size=1, max_size=25)
BOB, BAKER, CHARLIE = 4, 7, 5


def lived(posts: list[Post]) -> tuple[Liveliness, list[tuple[int, int, bool]]]:
    lively, at_s, told = Liveliness(), 0, []
    for author, hours, answers in posts:
        at_s += hours * 3600
        lively.add(author, at_s, opens=not answers, answers=answers)
        told.append((author, at_s, answers))
    return lively, told


def slowly(told: list[tuple[int, int, bool]], author: int, at_s: int) -> list[float]:
    """The plain twin of the fading columns and of the silences: one post after another, each from its own age."""
    own = [((at_s - when) / DAY_S, answers) for who, when, answers in told if who == author]
    answered = [sum(math.exp(-age / days) for age, answers in own if answers) for days in ANSWERED_DAYS]
    written = [sum(math.exp(-age / days) for age, _ in own) for days in WRITTEN_DAYS]
    silences = [
        min((age * 24 for age, answers in own if answers or not only), default=LONGEST_SILENCE_H)
        for only in (False, True)
    ]
    return [*(math.log(x + 1e-3) for x in (*answered, *written)), *(-math.log1p(x) for x in silences)]


@settings(max_examples=30, deadline=None)
@given(POSTS, st.integers(0, 5000))
def test_liveliness_is_as_counted_anew(posts: list[Post], later_h: int) -> None:
    lively, told = lived(posts)
    now_s = told[-1][1] + later_h * 3600
    people = np.unique([author for author, _, _ in told])
    terms = lively.terms(people, now_s)
    assert np.isfinite(terms).all()
    for row, person in enumerate(people.tolist()):
        np.testing.assert_allclose(terms[row, :9], slowly(told, person, now_s), rtol=1e-6, atol=1e-6)


def test_the_liveliest_are_those_who_answered_most_of_late() -> None:
    lively, _ = lived([(0, 0, True), (1, 24 * 400, True), (2, 1, False), (3, 1, True)])
    assert lively.liveliest(2).tolist() == [1, 3]
    assert lively.liveliest(9).tolist() == [0, 1, 2, 3]


@settings(max_examples=30, deadline=None)
@given(POSTS, st.integers(0, 5000))
def test_the_liveliest_are_the_same_at_any_later_time(posts: list[Post], later_h: int) -> None:
    lively, told = lived(posts)
    now_s = told[-1][1] + later_h * 3600
    answered = [
        sum(math.exp((when - now_s) / DAY_S / 90) for author, when, answers in told if answers and author == person)
        for person in range(lively.authors)
    ]
    for most in range(1, lively.authors):
        chosen = lively.liveliest(most)
        assert len(chosen) == most
        left = set(range(lively.authors)) - set(chosen.tolist())
        assert min(answered[one] for one in chosen) >= max(answered[one] for one in left) - 1e-9


def test_the_hour_someone_writes_at_is_theirs() -> None:
    lively = Liveliness()
    for day in range(30):
        lively.add(0, day * DAY_S + 9 * 3600, opens=True, answers=False)
        lively.add(1, day * DAY_S + 21 * 3600, opens=True, answers=False)
    morning, evening = (lively.terms(np.array([0, 1]), 30 * DAY_S + hour * 3600)[:, -1] for hour in (9, 21))
    assert morning[0] > 0 > morning[1] and evening[1] > 0 > evening[0]


def test_the_ends_of_time_stay_numbers() -> None:
    ends = np.iinfo(np.int64)
    lively = Liveliness()
    for at_s in (int(ends.min), 0, int(ends.max), int(ends.min)):
        lively.add(0, at_s, opens=True, answers=True)
        assert np.isfinite(lively.terms(np.array([0]), int(ends.min))).all()
        assert np.isfinite(lively.terms(np.array([0]), int(ends.max))).all()


def test_whoever_wrote_under_the_subject_is_spoken_to_less_as_time_goes() -> None:
    addressed = Addressed()
    addressed.name(0, np.array([BOB, BAKER]))
    addressed.name(1, np.array([CHARLIE]))
    addressed.add(0, "Re: [ovens] Cold yeast", 0)
    people = np.array([0, 1])
    soon, late = (addressed.terms("Fwd: cold  yeast", np.zeros(0, np.int64), people, day * DAY_S) for day in (1, 100))
    assert soon[0, 2] > late[0, 2] > 0 and not soon[1].any()
    assert not addressed.terms("", np.zeros(0, np.int64), people, 0).any()


def test_a_part_of_a_name_says_less_the_more_are_called_that() -> None:
    addressed = Addressed()
    for author, words in enumerate(([BOB, BAKER], [BOB, CHARLIE], [9])):
        addressed.name(author, np.array(words))
    terms = addressed.terms("", np.array([BOB, 9]), np.arange(3), 0)
    assert terms[:, 1].tolist() == [0.5, 0.5, 1.0] and not terms[:, 0].any()
    assert addressed.terms("", np.array([BOB, BAKER]), np.arange(3), 0)[0].tolist() == [1.0, 0.0, 0.0]
    assert addressed.terms("", np.array([BOB]), np.zeros(0, np.int64), 0).shape == (0, 3)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 12))
def test_closeness_started_at_once_is_closeness_post_by_post(seed: int, start: int) -> None:
    rng = np.random.default_rng(seed)
    author, vectors = rng.integers(0, 4, 12), rng.standard_normal((12, 5))
    answers, asked = rng.random(12) < 0.5, rng.standard_normal((12, 5))
    usual, at_s = vectors.mean(axis=0), np.sort(rng.integers(0, 10**8, 12))
    found = []
    for first in (0, start):
        close, of = Closeness(usual), np.flatnonzero(answers[:first])
        close.start(author[:first], vectors[:first], of, asked[of], at_s[of])
        for i in range(first, 12):
            close.add(int(author[i]), vectors[i], asked[i] if answers[i] else None, int(at_s[i]))
        found.append(close.terms(vectors[0], np.arange(6), 10**8))
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)


def test_who_answered_questions_like_this_one_is_closest() -> None:
    close = Closeness(np.zeros(2))
    for number in range(20):
        author = number % 2
        close.add(author, np.eye(2)[author], np.eye(2)[author], number)
    terms = close.terms(np.array([1.0, 0.0]), np.array([0, 1, 2]), 20)
    assert (terms[0] > terms[1]).all() and not terms[2].any()
    assert not Closeness(np.zeros(2)).terms(np.ones(2), np.array([0]), 0).any()
