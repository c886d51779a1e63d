"""Who is likely to answer a question."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
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


def test_who_was_asked_of_late_lets_others_come_first() -> None:
    router = taught()
    for week in range(8):  # dana knows bread nearly as well
        router.learn("alice", BREAD, (60 + week) * DAY_S, thread=f"d{week}", question=None)
        for answerer in ("bob", "dana"):
            router.learn(answerer, "Like this.", (60 + week) * DAY_S + 60, thread=f"d{week}", question=BREAD)

    def first(load: dict[str, float]) -> str:
        return router.rank(BREAD, asker="alice", at_s=70 * DAY_S, limit=1, load=load)[0]

    usual = first({})
    other = {"bob": "dana", "dana": "bob"}[usual]
    assert first({usual: 20.0}) == other and first({usual: 20.0, other: 20.0}) == usual
    assert first({"nobody": 3.0}) == usual


def test_who_is_away_is_left_out() -> None:
    assert taught().rank(BREAD, asker="alice", at_s=60 * DAY_S, limit=5, away={"bob"}) == ["charlie"]


@pytest.mark.parametrize("load", [-1.0, float("nan"), float("inf")])
def test_a_load_that_makes_no_sense_is_refused(load: float) -> None:
    with pytest.raises(ValueError, match="load must hold finite numbers of at least 0"):
        taught().rank(BREAD, asker="alice", at_s=0, limit=1, load={"bob": load})


def test_whom_the_question_names_comes_first_once_that_is_known_to_matter() -> None:
    router = Router()
    names = ("Bob Baker", "Charlie Cook")
    for day in range(40):
        asked, thread = f"A question\nDear {names[day % 2]}, what do you say?", str(day)
        router.learn("Alice Archer", asked, day * DAY_S, thread=thread, question=None)
        router.learn(names[day % 2], "This.", day * DAY_S + 60, thread=thread, question=asked)
    for name in names:
        ranked = router.rank(f"Advice\nDear {name}, and now?", asker="Alice Archer", at_s=41 * DAY_S, limit=2)
        assert ranked[0] == name


# what speaks for someone


def test_suggestions_are_the_ranking_with_chances_and_proofs() -> None:
    router = taught()
    suggested = router.suggest(BREAD, asker="alice", at_s=60 * DAY_S, limit=5)
    assert [one.author for one in suggested] == router.rank(BREAD, asker="alice", at_s=60 * DAY_S, limit=5)
    assert sum(one.chance for one in suggested) == pytest.approx(1.0)
    assert suggested[0].author == "bob" and suggested[0].chance > 0.5
    assert suggested[0].proofs and all(proof.answers for proof in suggested[0].proofs)
    assert suggested[1].proofs == []
    assert Router().suggest(BREAD, asker="alice", at_s=0, limit=5) == []


def test_evidence_is_the_posts_on_the_subject_and_no_others() -> None:
    router = Router()
    for number, text in enumerate(
        ["rye and yeast", "the night train", "yeast, kept cold", "a walk by the sea", "thanks"]
    ):
        router.learn("bob" if number < 4 else "charlie", text, number, thread=str(number), question="?")
    assert [proof.post for proof in router.evidence("bob", "yeast", limit=5)] == [2, 0]
    assert len(router.evidence("bob", "yeast", limit=1)) == 1
    assert router.evidence("charlie", "yeast", limit=5) == router.evidence("nobody", "yeast", limit=5) == []
    assert router.evidence("bob", "", limit=5) == router.evidence("bob", "kohlrabi", limit=5) == []


def test_who_knows_is_found_though_they_never_answered() -> None:
    router = taught()
    router.learn("dana", "Kohlrabi grows well beside lettuce.", 60 * DAY_S, thread="note", question=None)
    (found,) = router.find("kohlrabi", at_s=61 * DAY_S, limit=5)
    assert found.author == "dana" and [proof.post for proof in found.proofs] == [32]
    assert router.find("kohlrabi", at_s=61 * DAY_S, limit=0) == router.find("", at_s=0, limit=5) == []
    assert Router().find("kohlrabi", at_s=0, limit=5) == []


def test_who_answers_on_a_subject_is_found_before_who_asks() -> None:
    assert [found.author for found in taught().find("sourdough", at_s=60 * DAY_S, limit=5)] == ["bob", "alice"]


def test_found_with_posts_learned_after_an_earlier_search() -> None:
    """The index takes in what comes, in pieces, and finds the same as one made in one go."""
    router, whole = Router(), Router()
    for number in range(30):
        for one in (router, whole):
            one.learn("bob", f"word{number} and yeast", number, thread=str(number), question=None)
        router.find("yeast", at_s=number, limit=1)
    for text in ("yeast", "word3", "word29"):
        assert router.find(text, at_s=30, limit=3) == whole.find(text, at_s=30, limit=3)


@pytest.mark.parametrize("limit", [-1, float("nan")])
def test_no_limit_below_nothing_anywhere(limit: int) -> None:
    for ask in (
        lambda: Router().find("", at_s=0, limit=limit),
        lambda: Router().evidence("bob", "", limit=limit),
        lambda: Router().suggest("", asker="", at_s=0, limit=limit),
    ):
        with pytest.raises(ValueError, match="limit must not be negative"):
            ask()


@pytest.mark.parametrize("at_s", [0.5, float("nan"), 2**63])
def test_a_time_that_is_none_is_refused(at_s: int) -> None:
    with pytest.raises(ValueError, match="at_s must"):
        Router().learn("bob", "", at_s, thread="1", question=None)
    with pytest.raises(ValueError, match="at_s must"):
        Router().rank("", asker="", at_s=at_s, limit=1)


def test_settling_early_changes_nothing_that_was_learned() -> None:
    """Whether posts came one by one or all at once, the same is known of who is there and of what speaks for them."""
    early, late = taught(), taught()
    early.settle()
    for router in (early, late):
        for day in range(30):  # more than a quarter more, so that both learn anew
            router.learn("alice", TRAIN, (60 + day) * DAY_S, thread=f"t{day}", question=None)
            router.learn("dana", "The night train.", (60 + day) * DAY_S + 60, thread=f"t{day}", question=TRAIN)
            if router is early and day < 20:
                router.settle()
    one, other = (router.suggest(TRAIN, asker="alice", at_s=95 * DAY_S, limit=5) for router in (early, late))
    assert [each.author for each in one] == [each.author for each in other]
    assert [each.proofs for each in one] == [each.proofs for each in other]


@settings(deadline=None)
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
