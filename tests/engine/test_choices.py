"""Weights from who was chosen among whom."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from allies.engine.choices import fit_any
from allies.engine.events import Floats

Question = tuple[Floats, Floats]


def drawn(seed: int, *, questions: int) -> list[Question]:
    """Questions with 5 people and 3 terms, of whom one or two were chosen."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(questions):
        chosen = np.zeros(5)
        chosen[rng.choice(5, size=rng.integers(1, 3), replace=False)] = 1.0
        found.append((rng.standard_normal((5, 3)), chosen))
    return found


def slowly(questions: list[Question], prior: Floats, precision: Floats) -> Floats:
    """The plain twin: the loss as it is defined, question by question, brought down by a general method."""

    def loss(weights: Floats) -> float:
        surprise = 0.0
        for terms, chosen in questions:
            odds = np.exp(terms @ weights)
            surprise -= float(np.log(odds[chosen > 0].sum() / odds.sum()))
        return surprise + 0.5 * float((precision * (weights - prior) ** 2).sum())

    found: Floats = minimize(loss, prior, tol=1e-10).x
    return found


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_the_same_weights_as_the_plain_twin(seed: int, questions: int) -> None:
    asked, prior, precision = drawn(seed, questions=questions), np.array([0.5, 0.0, -0.2]), np.full(3, 2.0)
    np.testing.assert_allclose(
        fit_any(asked, prior=prior, precision=precision), slowly(asked, prior, precision), atol=0.02
    )


def test_nothing_to_learn_from_leaves_the_prior() -> None:
    prior = np.array([1.0, 2.0])
    assert fit_any([], prior=prior, precision=np.ones(2)).tolist() == [1.0, 2.0]


def test_the_order_of_questions_changes_nothing() -> None:
    asked = drawn(3, questions=10)
    one, other = (fit_any(each, prior=np.zeros(3), precision=np.ones(3)) for each in (asked, asked[::-1]))
    np.testing.assert_allclose(one, other, atol=1e-9)


def test_any_of_those_chosen_will_do() -> None:
    """Where always the first is chosen, and someone else besides, the first is what is learned."""
    asked = drawn(4, questions=60)
    for terms, chosen in asked:
        terms[:, 0] = [1.0, 0.0, 0.0, 0.0, 0.0]
        chosen[0] = 1.0
    weights = fit_any(asked, prior=np.zeros(3), precision=np.full(3, 0.1))
    assert weights[0] > 3 * np.abs(weights[1:]).max()


def test_odds_beyond_measure_stay_numbers() -> None:
    asked = [(np.array([[1e4], [-1e4]]), np.array([0.0, 1.0]))]
    assert np.isfinite(fit_any(asked, prior=np.ones(1), precision=np.ones(1))).all()
