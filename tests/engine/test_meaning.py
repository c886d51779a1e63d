"""What posts mean is learned in short steps, and in the end as if it had been learned at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from allies.engine import matching, meaning, steps
from allies.engine.matching import Router
from allies.engine.meaning import Post
from allies.engine.topics import Topics, Words

SUBJECTS = {"bob": "sourdough bread with rye flour", "charlie": "the night train going north"}


def tell(router: Router, days: range) -> None:
    """Each day a question of alice's on one of the subjects, and an answer by who knows it."""
    for day in days:
        answerer, subject = list(SUBJECTS.items())[day % 2]
        question = f"Who can help?\nI wonder about {subject}, number{day}"
        router.learn("alice", question, day * 86400, thread=str(day), question=None)
        router.learn(answerer, f"{subject}: like this.", day * 86400 + 60, thread=str(day), question=question)


def chances(router: Router) -> list[tuple[str, float]]:
    text = "Help\nMy sourdough bread of rye"
    return [(one.author, one.chance) for one in router.suggest(text, asker="alice", at_s=100 * 86400, limit=5)]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How much work of learning anew each question did, where none may do more than one step."""
    units: list[float] = []

    def counting(learning: steps.Steps[meaning.Meaning], work: float) -> tuple[meaning.Meaning | None, float]:
        made, left = steps.advanced(learning, work)
        units.append(work - left)
        return made, left

    monkeypatch.setattr(matching, "WORK", 1)
    monkeypatch.setattr(matching, "advanced", counting)
    return units


def test_questions_learn_anew_step_by_step_and_in_the_end_as_at_once(done: list[float]) -> None:
    slowly, at_once = Router(), Router()
    for router in (slowly, at_once):
        tell(router, range(30))
    at_once.settle()
    done.clear()
    before = chances(slowly)
    while chances(slowly) != chances(at_once):
        assert len(done) < 200
    assert len(done) > 10 and max(done) <= meaning.WEIGHING * 30 / 1000  # the longest step, with so few posts
    assert before != chances(at_once)


def test_what_was_known_before_serves_meanwhile_with_what_came_since(
    done: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    renewing, keeping = Router(), Router()
    for router in (renewing, keeping):
        tell(router, range(30))
        router.settle()
        tell(router, range(30, 45))
    done.clear()
    served = [chances(renewing) for _ in range(40)]
    assert len(done) == 40 and sum(done) > 0
    monkeypatch.setattr(matching, "AGAIN", 100.0)
    assert [chances(keeping) for _ in range(40)] == served and len(done) == 40
    assert served[0] != served[-1]


@pytest.mark.parametrize("known_days", [0, 4])
def test_a_question_after_very_many_posts_learns_in_haste_and_the_next_ones_all(
    monkeypatch: pytest.MonkeyPatch, known_days: int
) -> None:
    monkeypatch.setattr(matching, "HASTY", 20)
    router, at_once = Router(), Router()
    tell(router, range(known_days))
    chances(router)
    tell(router, range(known_days, 30))
    tell(at_once, range(30))
    at_once.settle()
    hasty = chances(router)
    assert hasty[0][0] == "bob" and hasty != chances(at_once)
    assert chances(router) == chances(at_once)


def test_posts_out_of_reach_say_nothing_about_who_is_close() -> None:
    words = Words()
    texts = [words.counted(text) for text in (*SUBJECTS.values(), "kohlrabi and lettuce", "lettuce and leek")]
    posts = [Post(author, 0, text, texts[author]) for author, text in enumerate(texts)]
    meant = {reach: steps.finished(meaning.learned(posts, len(words), [], reach)) for reach in (4, 2)}
    close = {reach: known.terms(texts[2], np.arange(4), 0) for reach, known in meant.items()}
    assert close[4][:2].any() and not close[2][:2].any() and close[2][2].any()


def test_taking_in_stops_where_the_work_ends_and_goes_on_there() -> None:
    words = Words()
    texts = [words.counted(text) for text in SUBJECTS.values()]
    posts = [Post(number % 2, number, texts[number % 2], None) for number in range(40)]

    def known(take: Callable[[meaning.Meaning], object]) -> np.ndarray:
        told = steps.finished(meaning.learned(posts[:4], len(words), [], 4))
        take(told)
        return told.terms(texts[0], np.arange(2), 40)

    def piece_by_piece(told: meaning.Meaning) -> None:
        while told.take_in(posts, 10) <= 0:
            pass

    all_at_once = known(lambda told: told.take_in(posts, float("inf")))
    np.testing.assert_allclose(known(piece_by_piece), all_at_once)
    assert not np.allclose(known(lambda told: told.take_in(posts, 10)), all_at_once)


def test_topics_in_steps_are_the_topics_at_once() -> None:
    words = Words()
    texts = [words.counted(text) for text in [*SUBJECTS.values(), "bread for the train"]]
    learning = Topics.in_steps(texts, len(words))
    assert steps.advanced(learning, 1) == (None, 1 - len(texts))
    np.testing.assert_array_equal(steps.finished(learning).vectors(texts), Topics(texts, len(words)).vectors(texts))


def test_steps_that_make_nothing_are_refused() -> None:
    def nothing() -> steps.Steps[None]:
        yield 1

    with pytest.raises(ValueError, match="steps must make something"):
        steps.finished(nothing())
