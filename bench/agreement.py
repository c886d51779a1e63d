"""How well two ways to group the same people agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def adjusted_mutual_information(one: Ints, other: Ints) -> float:
    """0 for what chance would give, 1 for the same groups (Vinh, Epps & Bailey 2010, with the mean of the entropies).

    >>> round(adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2])), 6)
    1.0
    """
    one, other = np.unique(one, return_inverse=True)[1].ravel(), np.unique(other, return_inverse=True)[1].ravel()
    people, a, b = len(one), np.bincount(one), np.bincount(other)
    cells, count = np.unique(one * len(b) + other, return_counts=True)
    expected_count = a[cells // len(b)] * b[cells % len(b)] / people
    mutual = float((count / people * np.log(count / expected_count)).sum())
    entropies = _entropy(a, people), _entropy(b, people)
    expected = _expected(a, b, people)
    mean = sum(entropies) / 2
    return 1.0 if mean == expected else (mutual - expected) / (mean - expected)


def _entropy(sizes: Ints, people: int) -> float:
    share = sizes / people
    return float(-(share * np.log(share)).sum())


def _expected(a: Ints, b: Ints, people: int) -> float:
    """Of mutual information, were people put into groups of these sizes by lot. Groups of one size count together."""
    (sizes, times), (others, others_times) = np.unique(a, return_counts=True), np.unique(b, return_counts=True)
    total = 0.0
    for size, of_size in zip(sizes.tolist(), times.tolist(), strict=True):
        for other, of_other in zip(others.tolist(), others_times.tolist(), strict=True):
            shared = np.arange(max(1, size + other - people), min(size, other) + 1, dtype=np.float64)
            chance = _log_chance(shared, size, other, people)
            total += (
                of_size
                * of_other
                * float((shared / people * np.log(people * shared / (size * other)) * np.exp(chance)).sum())
            )
    return total


def _log_chance(shared: Floats, size: int, other: int, people: int) -> Floats:
    """Of so many shared people: hypergeometric."""
    fixed = gammaln(size + 1) + gammaln(other + 1) + gammaln(people - size + 1) + gammaln(people - other + 1)
    free = gammaln(shared + 1) + gammaln(size - shared + 1) + gammaln(other - shared + 1)
    told: Floats = fixed - gammaln(people + 1) - free - gammaln(people - size - other + shared + 1)
    return told
