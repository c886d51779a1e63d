"""Who is likely to answer a question."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.engine.events import DAY_S
from allies.engine.matching import Router

BREAD = "How do I bake a sourdough bread with rye flour?"
TRAIN = "Which railway timetable shows the night train north?"


def taught() -> Router:
    """Bob answers on bread, charlie on trains; alice asks."""
    router = Router()
    for week in range(8):
        at_s = week * 7 * DAY_S
        for subject, question, answerer in (("bread", BREAD, "bob"), ("train", TRAIN, "charlie")):
            thread = f"{subject}{week}"
            router.learn("alice", question, at_s, thread=thread, question=None)
            router.learn(answerer, f"About {subject}: like this.", at_s + 60, thread=thread, question=question)
    return router


@pytest.mark.parametrize(("question", "first"), [(BREAD, "bob"), (TRAIN, "charlie")])
def test_who_answered_the_subject_before_comes_first(question: str, first: str) -> None:
    assert taught().rank(question, asker="alice", at_s=60 * DAY_S, limit=5)[0] == first


def test_the_asker_is_never_suggested_and_no_one_twice() -> None:
    ranked = taught().rank(BREAD, asker="bob", at_s=60 * DAY_S, limit=5)
    assert "bob" not in ranked and len(ranked) == len(set(ranked))


def test_at_most_as_many_as_wanted() -> None:
    assert len(taught().rank(BREAD, asker="dana", at_s=60 * DAY_S, limit=1)) == 1
    assert taught().rank(BREAD, asker="dana", at_s=60 * DAY_S, limit=0) == []


def test_who_answered_lately_comes_before_who_stopped_years_ago() -> None:
    router = Router()
    for at_days, answerer in ((0, "bob"), (1500, "charlie")):
        for week in range(4):
            at_s = (at_days + 7 * week) * DAY_S
            router.learn("alice", BREAD, at_s, thread=f"{at_days}-{week}", question=None)
            router.learn(answerer, "Like this.", at_s + 60, thread=f"{at_days}-{week}", question=BREAD)
    assert router.rank(BREAD, asker="alice", at_s=1600 * DAY_S, limit=2)[0] == "charlie"


def test_learning_anew_and_catching_up_agree_on_who_knows() -> None:
    """Posts that come after the topics were learned count as much as those before."""
    router = taught()
    router.rank(BREAD, asker="alice", at_s=60 * DAY_S, limit=1)
    for day in range(3):
        at_s = (61 + day) * DAY_S
        router.learn("alice", BREAD, at_s, thread=f"late{day}", question=None)
        router.learn("dana", "I bake rye bread.", at_s + 60, thread=f"late{day}", question=BREAD)
    assert set(router.rank(BREAD, asker="alice", at_s=65 * DAY_S, limit=3)) == {"bob", "charlie", "dana"}
    assert router.rank(BREAD, asker="alice", at_s=65 * DAY_S, limit=3)[-1] == "charlie"


def test_what_the_asker_adds_later_is_not_the_question() -> None:
    router = taught()
    router.learn("alice", BREAD, 60 * DAY_S, thread="more", question=None)
    router.learn("alice", TRAIN, 60 * DAY_S + 1, thread="more", question=None)
    router.learn("bob", "With rye.", 60 * DAY_S + 2, thread="more", question=BREAD)
    assert router.rank(BREAD, asker="alice", at_s=61 * DAY_S, limit=1) == ["bob"]


def test_nothing_learned_suggests_no_one() -> None:
    assert Router().rank(BREAD, asker="alice", at_s=0, limit=5) == []
    assert Router().rank("", asker="", at_s=0, limit=5) == []


def test_a_limit_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="limit must not be negative"):
        Router().rank("", asker="alice", at_s=0, limit=-1)


def test_the_ends_of_time_do_not_overflow() -> None:
    router = Router()
    router.learn("alice", BREAD, int(np.iinfo(np.int64).min), thread="1", question=None)
    router.learn("bob", "Like this.", int(np.iinfo(np.int64).min), thread="1", question=BREAD)
    assert set(router.rank(BREAD, asker="alice", at_s=int(np.iinfo(np.int64).max), limit=5)) <= {"bob"}


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=20), st.booleans()), max_size=12), st.text(max_size=20)
)
def test_the_same_posts_give_the_same_ranking(posts: list[tuple[str, str, bool]], question: str) -> None:
    rankings = []
    for _ in range(2):
        router = Router()
        for at_s, (author, text, answers) in enumerate(posts):
            router.learn(author, text, at_s, thread="1", question=text if answers else None)
        rankings.append(router.rank(question, asker="a", at_s=100, limit=5))
    assert rankings[0] == rankings[1] and "a" not in rankings[0]
