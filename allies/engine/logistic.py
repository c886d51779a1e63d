"""Logistic regression that starts from given weights and leaves them only as far as the data insist."""

from __future__ import annotations

import numpy as np

from allies.engine.events import Floats

STEPS = 50
SMALLEST_STEP = 1e-6
PRECISION = 1e-8


def chance(log_odds: Floats) -> Floats:
    """The probability with these log-odds, without overflow at either end.

    >>> chance(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    probability: Floats = np.exp(-np.logaddexp(0.0, -log_odds))
    return probability


def fit(terms: Floats, truth: Floats, *, prior: Floats, precision: Floats, at_least: Floats) -> Floats:
    """The most probable weights of a logistic regression under a normal prior and lower bounds.

    terms : (n, k) float64.   truth : (n,) float64, 0 or 1.
    prior, precision : (k,) float64, mean and 1/variance of each weight before the data, precision above 0.
    at_least : (k,) float64, lower bound of each weight, at most its prior; -inf where there is none.
    Returns (k,) float64. Projected Newton steps (Bertsekas 1982) with Armijo's rule. O(n k^2) for each of a few steps.

    >>> one = np.ones((4, 1))
    >>> weak = dict(prior=np.zeros(1), precision=np.full(1, 1e-9), at_least=np.full(1, -np.inf))
    >>> chance(fit(one, np.array([1.0, 1.0, 1.0, 0.0]), **weak)).round(6).tolist()
    [0.75]
    """
    weights = prior.copy()
    loss = _loss(weights, terms, truth, prior, precision)
    for _ in range(STEPS):
        expected = chance(terms @ weights)
        slope = terms.T @ (expected - truth) + precision * (weights - prior)
        curvature = (terms * (expected * (1.0 - expected))[:, None]).T @ terms + np.diag(precision)
        direction = _lowest(curvature, slope, at_least - weights)
        size, before = 1.0, loss
        while size > SMALLEST_STEP:
            tried = weights + size * direction
            loss = _loss(tried, terms, truth, prior, precision)
            if loss <= before + 1e-4 * size * float(slope @ direction):
                break
            size /= 2
        else:
            return weights
        weights = tried
        if before - loss <= PRECISION * (1.0 + abs(loss)):
            break
    return weights


def _loss(weights: Floats, terms: Floats, truth: Floats, prior: Floats, precision: Floats) -> float:
    log_odds = terms @ weights
    misfit = np.logaddexp(0.0, log_odds) - truth * log_odds
    return float(misfit.sum() + 0.5 * (precision * (weights - prior) ** 2).sum())


def _lowest(curvature: Floats, slope: Floats, at_least: Floats) -> Floats:
    """The lowest point of the parabola slope.x + x.curvature.x/2 with every x at least its bound, which is at most 0.

    An active-set method (Lawson & Hanson 1974, chapter 23): bound what would go too low, free what would rise.
    """
    held = np.zeros(len(slope), dtype=np.bool_)
    for _ in range(3 * len(slope)):
        point = np.where(held, at_least, 0.0)
        free = ~held
        if free.any():
            push = slope[free] + curvature[np.ix_(free, held)] @ point[held]
            point[free] = -np.linalg.solve(curvature[np.ix_(free, free)], push)
        pull = slope + curvature @ point
        too_low, would_rise = free & (point < at_least), held & (pull < 0)
        if not (too_low.any() or would_rise.any()):
            break
        held = (held | too_low) & ~would_rise
    return np.maximum(point, at_least)


def fit_choices(questions: list[tuple[Floats, Floats]], *, prior: Floats, precision: float) -> Floats:
    """The most probable weights of a conditional logit: in each question some were chosen among those there were.

    questions : for each (c, k) float64 terms of those there were and (c,) float64, 1 where chosen, at least one.
    prior : (k,) float64.   precision : float above 0, 1/variance of each weight before the data.
    Returns (k,) float64. Newton steps, halved while they do not help. O(all c x k^2) for each of a few steps.

    McFadden (1974), "Conditional logit analysis of qualitative choice behavior"; several chosen share one say.

    >>> one = (np.array([[1.0], [0.0]]), np.array([1.0, 0.0]))
    >>> bool(fit_choices([one], prior=np.zeros(1), precision=1.0)[0] > 0)
    True
    """
    weights = prior.copy()
    if not questions:
        return weights
    terms = np.concatenate([t for t, _ in questions])
    share = np.concatenate([chosen / chosen.sum() for _, chosen in questions])
    start = np.cumsum([0, *(len(t) for t, _ in questions[:-1])])
    question = np.repeat(np.arange(len(questions)), [len(t) for t, _ in questions])

    def loss_and_expected(weights: Floats) -> tuple[float, Floats]:
        score = terms @ weights
        score -= np.maximum.reduceat(score, start)[question]
        total = np.add.reduceat(np.exp(score), start)
        loss = -(share * (score - np.log(total)[question])).sum() + 0.5 * precision * ((weights - prior) ** 2).sum()
        return float(loss), np.exp(score) / total[question]

    loss, expected = loss_and_expected(weights)
    for _ in range(STEPS):
        slope = terms.T @ (expected - share) + precision * (weights - prior)
        mean = np.add.reduceat(terms * expected[:, None], start)
        curvature = (terms * expected[:, None]).T @ terms - mean.T @ mean + precision * np.eye(len(weights))
        direction, size, before = np.linalg.solve(curvature, -slope), 1.0, loss
        while size > SMALLEST_STEP:
            loss, expected = loss_and_expected(weights + size * direction)
            if loss <= before + 1e-4 * size * float(slope @ direction):
                break
            size /= 2
        else:
            return weights
        weights = weights + size * direction
        if before - loss <= PRECISION * (1.0 + abs(loss)):
            break
    return weights
