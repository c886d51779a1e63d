"""How likely each tie is to be in contact soon, learned from the member's own past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allies.engine import logistic
from allies.engine.events import Floats, Ints, checked, whole_numbers
from allies.engine.evidence import GROWING, WORDS, History, terms

LOOKS_BACK = (0.5, 1.0, 2.0)  # in horizons: the moments in the past from which a look ahead is fitted
PRECISION = 5.0  # of each weight about its default; 1.0 of the constant, because base rates differ most
PRECISION_OF_CONSTANT = 1.0
ALIVE_DAYS = 3 * 365.0  # Levin, Walter & Murnighan (2011): no contact for three years or more is dormant


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term of `evidence.WORDS` counts, and the constant, in log-odds."""

    values: Floats  # (21,) float64, the constant last; the first 16 are never negative


DEFAULTS = Weights(np.r_[1.0, np.zeros(len(WORDS))])
"""Without a past to learn from, each tie goes on at its own rate (`evidence.rate_odds`)."""


def contact_probability(
    tie: ArrayLike,
    at_s: ArrayLike,
    outgoing: ArrayLike,
    size: ArrayLike,
    *,
    owner: ArrayLike,
    now_s: int,
    horizon_days: float,
) -> Floats:
    """The probability that each tie has an event within the horizon.

    tie : (n,) int, index into the m ties.   at_s : (n,) int, UTC seconds, none after now_s.
    outgoing : (n,) bool, the owner gave it.   size : (n,) int, people on the event, at least 1.
    owner : (m,) int, whose tie it is; what an owner does with other people counts for their own ties only.
    now_s : int, UTC seconds.   horizon_days : float, how far ahead, more than 0.
    Returns (m,) float64 in [0, 1]. Neither the order of events nor the numbering of ties changes it. O(n log n).
    Raises ValueError that names the argument when lengths differ or a value is out of range.

    A logistic regression on the terms of `evidence`, fitted on these very events: cut the past, look ahead, fit.
    Weights are shared by all owners of one call; call it for one member at a time to learn from that member alone.

    >>> contact_probability([0], [0], [True], [2], owner=[7, 7], now_s=0, horizon_days=90.0).round(2).tolist()
    [0.51, 0.01]
    """
    history = _history(tie, at_s, outgoing, size, owner=owner, now_s=now_s, horizon_days=horizon_days)
    return _probability(_fitted(history, horizon_days), history, horizon_days)


def fit(
    tie: ArrayLike,
    at_s: ArrayLike,
    outgoing: ArrayLike,
    size: ArrayLike,
    *,
    owner: ArrayLike,
    now_s: int,
    horizon_days: float,
) -> Weights:
    """The weights that `contact_probability` would use, to hold fixed or to explain. Arguments and errors are the same.

    >>> fit([], [], [], [], owner=[], now_s=0, horizon_days=90.0) is DEFAULTS
    True
    """
    history = _history(tie, at_s, outgoing, size, owner=owner, now_s=now_s, horizon_days=horizon_days)
    return _fitted(history, horizon_days)


def probability(
    weights: Weights,
    tie: ArrayLike,
    at_s: ArrayLike,
    outgoing: ArrayLike,
    size: ArrayLike,
    *,
    owner: ArrayLike,
    now_s: int,
    horizon_days: float,
) -> Floats:
    """The probability that each tie has an event within the horizon, with the weights held fixed.

    Arguments, result and errors are those of `contact_probability`. A further event of a tie, and a latest event that
    is later still, never lowers that tie's probability. O(n log n).

    >>> probability(DEFAULTS, [0], [0], [True], [2], owner=[7], now_s=0, horizon_days=90.0).round(2).tolist()
    [0.51]
    """
    history = _history(tie, at_s, outgoing, size, owner=owner, now_s=now_s, horizon_days=horizon_days)
    return _probability(weights, history, horizon_days)


def alive(
    tie: ArrayLike, at_s: ArrayLike, outgoing: ArrayLike, size: ArrayLike, *, owner: ArrayLike, now_s: int
) -> Floats:
    """The probability that each tie comes back at all: that there is contact within three years.

    Arguments and errors are those of `contact_probability`. Returns (m,) float64 in [0, 1]. O(n log n).

    A close tie fades slowly: while nothing is learned, its chance falls to a half when n weeks of contact have faded to
    one, after 3 ln(n) years of silence. So each doubling of what there was carries it two years further. In the
    "alive" probability of Schmittlein, Morrison & Colombo (1987) and BG/NBD (Fader, Hardie & Lee 2005) the more there
    was, the more suspect is a silence; people come back otherwise (Levin, Walter & Murnighan 2011; measured in
    docs/methods/rhythm.md), and so we look three years ahead instead.

    >>> year_s = 365 * 86_400
    >>> alive([0, 1, 1], [0, 0, 14 * 86_400], [True] * 3, [2] * 3, owner=[7, 8], now_s=year_s).round(2).tolist()
    [0.17, 0.35]
    """
    return contact_probability(tie, at_s, outgoing, size, owner=owner, now_s=now_s, horizon_days=ALIVE_DAYS)


def explain(
    weights: Weights,
    tie: ArrayLike,
    at_s: ArrayLike,
    outgoing: ArrayLike,
    size: ArrayLike,
    *,
    owner: ArrayLike,
    now_s: int,
    horizon_days: float,
    which: int,
) -> list[tuple[str, float]]:
    """Why one tie has its probability: each term in words with what it adds to the log-odds, compared with the mean of
    the owner's ties, the largest first.

    which : int, index of the tie. The other arguments and errors are those of `contact_probability`. O(n log n).

    >>> explain(DEFAULTS, [0], [0], [True], [2], owner=[7, 7], now_s=0, horizon_days=90.0, which=0)[0]
    ('how often you are usually in touch', 2.14...)
    """
    history = _history(tie, at_s, outgoing, size, owner=owner, now_s=now_s, horizon_days=horizon_days)
    if not 0 <= which < len(history.owner):
        raise ValueError(f"which must lie in 0..{len(history.owner) - 1}: {which}.")
    added = _added(weights, terms(history, horizon_days), history.owner)
    return _largest(added[which : which + 1], len(WORDS))[0]


def explained(
    tie: ArrayLike,
    at_s: ArrayLike,
    outgoing: ArrayLike,
    size: ArrayLike,
    *,
    owner: ArrayLike,
    now_s: int,
    horizon_days: float,
    most: int,
) -> tuple[Floats, list[list[tuple[str, float]]]]:
    """`contact_probability` of all ties, and of each the terms that `explain` gives, at most so many.

    Arguments and errors are those of `contact_probability`. O(n log n).

    >>> chance, why = explained([0], [0], [True], [2], owner=[7, 7], now_s=0, horizon_days=90.0, most=1)
    >>> chance.round(2).tolist(), [words for words, _ in why[1]]
    ([0.51, 0.01], ['how often you are usually in touch'])
    """
    history = _history(tie, at_s, outgoing, size, owner=owner, now_s=now_s, horizon_days=horizon_days)
    weights, found = _fitted(history, horizon_days), terms(history, horizon_days)
    added = _added(weights, found, history.owner)
    return _chance(weights, found), _largest(added, most)


def _added(weights: Weights, found: Floats, owner: Ints) -> Floats:
    """(m, 20) what each term adds to the log-odds of each tie, compared with the mean of the owner's ties."""
    total = np.stack([np.bincount(owner, weights=column) for column in found.T], axis=1)
    usual = total / np.maximum(np.bincount(owner), 1)[:, None]
    added: Floats = (found - usual[owner]) * weights.values[:-1]
    return added


def _largest(added: Floats, most: int) -> list[list[tuple[str, float]]]:
    """Of each row the largest terms in words, without those that add nothing."""
    order = np.argsort(-np.abs(added), axis=1, kind="stable")[:, :most]
    sizes = np.take_along_axis(added, order, axis=1).tolist()
    rows = zip(order.tolist(), sizes, strict=True)
    return [[(WORDS[i], size) for i, size in zip(*row, strict=True) if size] for row in rows]


def _history(
    tie: ArrayLike,
    at_s: ArrayLike,
    outgoing: ArrayLike,
    size: ArrayLike,
    *,
    owner: ArrayLike,
    now_s: int,
    horizon_days: float,
) -> History:
    if not (np.isfinite(horizon_days) and horizon_days > 0):
        raise ValueError(f"horizon_days must be a number above 0: {horizon_days}.")
    owner = whole_numbers(owner, "owner")
    columns = checked(tie, at_s, outgoing, size, ties=len(owner), now_s=now_s)
    return History.of(*columns, owner=owner, now_s=now_s)


def _probability(weights: Weights, history: History, horizon_days: float) -> Floats:
    return _chance(weights, terms(history, horizon_days))


def _chance(weights: Weights, found: Floats) -> Floats:
    return logistic.chance(found @ weights.values[:-1] + weights.values[-1])


def _fitted(history: History, horizon_days: float) -> Weights:
    """Cut the past at a few moments, look ahead from each, fit all of them as one."""
    looks = list(_looks_back(history, horizon_days))
    if not looks:
        return DEFAULTS
    found = np.concatenate([found for found, _ in looks])
    precision = np.full(len(WORDS) + 1, PRECISION)
    precision[-1] = PRECISION_OF_CONSTANT
    at_least = np.full(len(WORDS) + 1, -np.inf)
    at_least[:GROWING] = 0.0
    values = logistic.fit(
        np.column_stack([found, np.ones(len(found))]),
        np.concatenate([truth for _, truth in looks]),
        prior=DEFAULTS.values,
        # the looks show the same ties again and again, so together they weigh as much as one
        precision=precision * len(looks),
        at_least=at_least,
    )
    return Weights(values)


def _looks_back(history: History, horizon_days: float) -> Iterator[tuple[Floats, Floats]]:
    """Terms of the ties known at a moment of the past, and whether each was in contact within the horizon after it."""
    span_days = history.span_days
    ahead_days = min(horizon_days, span_days / 2)
    for look in LOOKS_BACK:
        back_days = look * ahead_days
        past = history.before(back_days)
        known = past.known()
        # less than half a horizon of history before the cut tells nothing about rhythm
        if back_days + ahead_days / 2 > span_days or not known.any():
            continue
        seen_days = min(ahead_days, back_days)
        after = history.at((history.age_days < back_days) & (history.age_days >= back_days - seen_days))
        yield terms(past, seen_days)[known], after.known()[known].astype(np.float64)
