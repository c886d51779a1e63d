"""Logistic regression with a prior and lower bounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from allies.engine import logistic


@pytest.mark.parametrize("seed", range(8))
def test_fit_agrees_with_a_general_optimiser(seed: int) -> None:
    random = np.random.default_rng(seed)
    terms = np.column_stack([random.normal(size=(200, 5)), np.ones(200)])
    terms[:, 1] = terms[:, 0] + 0.1 * terms[:, 1]  # nearly the same twice, as terms of one past are
    truth = (random.random(200) < logistic.chance(terms @ random.normal(size=6))).astype(float)
    prior, precision = np.array([1.0, 0, 0, 0, 0, 0]), np.full(6, 0.5)
    at_least = np.array([0.0, 0, 0, 0, -np.inf, -np.inf])

    def loss(weights: np.ndarray) -> float:
        odds = terms @ weights
        return float((np.logaddexp(0, odds) - truth * odds).sum() + 0.25 * ((weights - prior) ** 2).sum())

    ours = logistic.fit(terms, truth, prior=prior, precision=precision, at_least=at_least)
    bounds = [(0, None)] * 4 + [(None, None)] * 2
    theirs = minimize(loss, prior, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-14, "maxiter": 5000})
    assert (ours >= at_least).all()
    assert loss(ours) <= theirs.fun + 1e-5


def test_without_rows_the_prior_stays() -> None:
    prior = np.array([1.0, -2.0])
    none = np.zeros((0, 2))
    kept = logistic.fit(none, np.zeros(0), prior=prior, precision=np.ones(2), at_least=np.full(2, -np.inf))
    np.testing.assert_array_equal(kept, prior)


@pytest.mark.parametrize("seed", range(4))
def test_fit_choices_agrees_with_a_general_optimiser(seed: int) -> None:
    random = np.random.default_rng(seed)
    questions = []
    for _ in range(30):
        chosen = np.zeros(8)
        chosen[random.choice(8, random.integers(1, 3), replace=False)] = 1.0
        questions.append((random.normal(size=(8, 3)) + chosen[:, None], chosen))
    prior = np.array([1.0, 0.0, -1.0])

    def loss(weights: np.ndarray) -> float:
        """Question by question."""
        total = 0.5 * float(((weights - prior) ** 2).sum())
        for terms, chosen in questions:
            score = terms @ weights
            total -= float((chosen / chosen.sum()) @ (score - np.log(np.exp(score).sum())))
        return total

    ours = logistic.fit_choices(questions, prior=prior, precision=1.0)
    assert loss(ours) <= minimize(loss, prior, method="BFGS").fun + 1e-6


def test_without_questions_the_prior_stays() -> None:
    assert logistic.fit_choices([], prior=np.array([2.0]), precision=1.0).tolist() == [2.0]
