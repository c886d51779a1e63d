"""Who of several was chosen: a conditional logit that is content when any one of those chosen stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allies.engine.events import Floats, Ints

STEPS = 30
SMALLEST_STEP = 1e-4
ENOUGH = 1e-5  # of the loss; a step that gains less is the last


@dataclass(frozen=True, slots=True)
class _Questions:
    terms: Floats  # (rows, k)
    chosen: Floats  # (rows,) 1 where chosen
    start: Ints  # (questions,) first row of each
    question: Ints  # (rows,) which one each row belongs to

    def loss(self, weights: Floats) -> tuple[float, Floats, Floats]:
        """Surprise that one of the chosen was; the chance of each row, and of each of the chosen among them."""
        score = self.terms @ weights
        odds = np.exp(score - np.maximum.reduceat(score, self.start)[self.question])
        # where those chosen have no chance at all, the chance is nought and its logarithm still a number
        picked = odds * self.chosen + np.finfo(np.float64).tiny * self.chosen
        of_all, of_chosen = np.add.reduceat(odds, self.start), np.add.reduceat(picked, self.start)
        surprise = float((np.log(of_all) - np.log(of_chosen)).sum())
        return surprise, odds / of_all[self.question], picked / of_chosen[self.question]


def fit_any(questions: Sequence[tuple[Floats, Floats]], *, prior: Floats, precision: Floats) -> Floats:
    """The weights under which, in each question, someone of those chosen was most probably the one to stand out.

    questions : for each (c, k) float64 terms of those there were and (c,) float64, 1 where chosen, at least one.
    prior : (k,) float64.   precision : (k,) float64 above 0, 1/variance of each weight before the data.
    Returns (k,) float64. Newton's steps with the curvature of a single choice, halved while they do not help; each
    O(all c x k^2).

    McFadden (1974), with the chance that any of those chosen is (the sum of theirs): whoever looks for one good
    answer need not find all who would have given one. The shares among the chosen are those of the step before (as in
    Dempster, Laird & Rubin 1977).

    >>> one = (np.array([[1.0], [0.0]]), np.array([1.0, 0.0]))
    >>> bool(fit_any([one], prior=np.zeros(1), precision=np.ones(1))[0] > 0)
    True
    """
    weights = prior.astype(np.float64)
    if not questions:
        return weights
    asked = _joined(questions)
    surprise, chance, share = asked.loss(weights)
    loss = surprise + _distance(weights, prior, precision)
    for _ in range(STEPS):
        slope = asked.terms.T @ (chance - share) + precision * (weights - prior)
        direction = np.linalg.solve(_curvature(asked, chance) + np.diag(precision), -slope)
        size = 1.0
        while size > SMALLEST_STEP:
            tried = weights + size * direction
            surprise, chance, share = asked.loss(tried)
            lower = surprise + _distance(tried, prior, precision)
            if lower <= loss + 1e-4 * size * float(slope @ direction):
                break
            size /= 2
        else:
            return weights
        gained, weights, loss = loss - lower, tried, lower
        if gained <= ENOUGH * (1.0 + abs(loss)):
            break
    return weights


def _joined(questions: Sequence[tuple[Floats, Floats]]) -> _Questions:
    lengths = np.array([len(terms) for terms, _ in questions])
    return _Questions(
        terms=np.concatenate([terms for terms, _ in questions]),
        chosen=np.concatenate([chosen for _, chosen in questions]),
        start=np.cumsum(lengths) - lengths,
        question=np.repeat(np.arange(len(lengths)), lengths),
    )


def _curvature(asked: _Questions, chance: Floats) -> Floats:
    mean = np.add.reduceat(asked.terms * chance[:, None], asked.start)
    curvature: Floats = (asked.terms * chance[:, None]).T @ asked.terms - mean.T @ mean
    return curvature


def _distance(weights: Floats, prior: Floats, precision: Floats) -> float:
    return 0.5 * float((precision * (weights - prior) ** 2).sum())
