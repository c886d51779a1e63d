"""How far one gets from someone: in two steps, at random with returns, and only through one person."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, eye_array
from scipy.sparse.csgraph import connected_components

from allies.engine.events import Floats, Ints, finite_numbers, whole_numbers, within
from allies.engine.pairs import checked_ends, checked_weights, distinct

STEPS_AT_ONCE = 20_000_000  # two-step ways that are laid out together: some 200 MB at most
EXACT = 1e-12  # how far all of a ranking may be from its limit
NOWHERE = -1


def reach(first: ArrayLike, second: ArrayLike, *, people: int) -> Ints:
    """How many others each person gets to within two steps: whom they know, and whom those know.

    first, second : (n,) int in 0..people-1, pairs in any order. Returns (people,) int64.
    Raises ValueError that names the argument at fault. O(sum of squared numbers of ties), some at a time.

    Borgatti, Jones & Everett (1998): two-step reach.

    >>> reach([0, 1, 2], [1, 2, 3], people=5).tolist()
    [2, 3, 3, 2, 0]
    """
    near = _matrix(*_ends(first, second, people), people) + eye_array(people, dtype=np.bool_, format="csr")
    ties = np.diff(near.indptr)
    steps = np.concatenate([[0], np.cumsum(near @ ties.astype(np.int64))])
    told = np.zeros(people, dtype=np.int64)
    start = 0
    while start < people:
        stop = max(int(np.searchsorted(steps, steps[start] + STEPS_AT_ONCE, side="right")) - 1, start + 1)
        told[start:stop] = np.diff((near[start:stop] @ near).indptr) - 1
        start = stop
    return told


def parts_without(first: ArrayLike, second: ArrayLike, *, ego: int, people: int) -> Ints:
    """The parts into which a network falls when one person is taken out of it.

    first, second : (n,) int in 0..people-1, pairs in any order.   ego : int in 0..people-1, who is taken out.
    Returns (people,) int64: the part of each, numbered from 0 in the order of their first person; -1 for `ego` and for
    whom no way leads to from `ego`. People of different parts are connected by `ego` alone.
    Raises ValueError that names the argument at fault. O(n log n).

    >>> parts_without([0, 0, 0, 1], [1, 2, 3, 2], ego=0, people=5).tolist()
    [-1, 0, 0, 1, -1]
    """
    one, other = _ends(first, second, people)
    within(np.array([ego]), "ego", below=people)
    touches = (one == ego) | (other == ego)
    _, part = connected_components(_matrix(one[~touches], other[~touches], people), directed=False)
    known = np.concatenate([one[touches], other[touches]])
    reached = np.isin(part, part[known[known != ego]])
    reached[ego] = False
    told = np.full(people, NOWHERE, dtype=np.int64)
    _, start, index = np.unique(part[reached], return_index=True, return_inverse=True)
    told[reached] = np.argsort(np.argsort(start))[index.ravel()]
    return told


def only_through(first: ArrayLike, second: ArrayLike, among: ArrayLike, *, ego: int, people: int) -> tuple[Ints, Ints]:
    """Which two of these people one person alone connects: they have no tie, and know nobody else in common.

    first, second : (n,) int in 0..people-1, pairs in any order.   ego : int in 0..people-1, who connects them.
    among : (k,) int, whom `ego` has ties with, among whom to look; each once, not `ego`.
    Returns (one, other), each (p,) int64, as they stand in `among`: each such pair once, the one that comes first there
    first. Raises ValueError that names the argument at fault. O(n log n + k^2 + ways of two steps between them).

    Burt (1992), chapter 1: the structural holes among someone's contacts, cohesion within two steps taken as none.

    >>> [side.tolist() for side in only_through([0, 0, 0, 1], [1, 2, 3, 2], [1, 2, 3], ego=0, people=4)]
    [[1, 2], [3, 3]]
    """
    one, other = _ends(first, second, people)
    within(np.array([ego]), "ego", below=people)
    asked = whole_numbers(among, "among")
    within(asked, "among", below=people)
    if len(np.unique(asked)) < len(asked) or ego in asked:
        raise ValueError("among must name each once, and not ego.")
    touches = (one == ego) | (other == ego)
    known = np.concatenate([one[touches], other[touches]])
    if not np.isin(asked, known).all():
        raise ValueError("among must name only whom ego has a tie with.")
    near = _matrix(one[~touches], other[~touches], people)[asked]
    apart = ~(near @ near.T + near[:, asked]).toarray()
    left, right = np.nonzero(np.triu(apart, k=1))
    return asked[left], asked[right]


def pagerank(
    first: ArrayLike, second: ArrayLike, weight: ArrayLike, start: ArrayLike, *, people: int, damping: float
) -> Floats:
    """How near everyone is to some people, by a walk along ties that returns to them again and again.

    first, second : (n,) int in 0..people-1, pairs in any order.   weight : (n,) float, at least 0.
    start : (people,) float, at least 0, not all 0: where the walk begins, and returns to with chance 1 - damping.
    damping : float, 0 to below 1. Returns (people,) float64 that sum to 1, exact to 1e-12 in all.
    Raises ValueError that names the argument at fault. O(n log n + m log(1e-12) / log(damping)).

    Personalised PageRank (Page et al. 1999, section 6; Haveliwala 2002). Where someone has no ties, the walk returns.

    >>> pagerank([0, 1], [1, 2], [1, 1], [1, 0, 0], people=3, damping=0.5).round(4).tolist()
    [0.5833, 0.3333, 0.0833]
    """
    one, other = checked_ends(first, second, ("first", "second"), people=people)
    one, other, weights = distinct(one, other, checked_weights(weight, one), people=people)
    home = _home(start, people)
    if not 0 <= damping < 1:
        raise ValueError(f"damping must lie in 0 to below 1: {damping}.")
    step, stays = _walk(one, other, weights, people)
    rank = home
    moved = 1.0
    # what is still missing is a geometric series of ever smaller moves
    while moved * damping > EXACT * (1 - damping):
        before = rank
        rank = damping * (step @ rank + rank[stays].sum() * home) + (1 - damping) * home
        moved = float(np.abs(rank - before).sum())
    return rank


def _home(start: ArrayLike, people: int) -> Floats:
    home = finite_numbers(start, "start")
    if len(home) != people:
        raise ValueError(f"start has {len(home)} rows, but there are {people} people.")
    if home.size and home.min() < 0:
        raise ValueError(f"start must not be negative: {home.min()}.")
    if not home.any():
        raise ValueError("start must name at least one person.")
    home = home / home.max()
    shares: Floats = home / home.sum()
    return shares


def _walk(first: Ints, second: Ints, weight: Floats, people: int) -> tuple[Any, Ints]:
    """(people, people) chance to come to the one from the other in a step, and who has no ties to go along."""
    to, start = np.concatenate([second, first]), np.concatenate([first, second])
    weight = np.concatenate([weight, weight])
    strongest = np.zeros(people)
    np.maximum.at(strongest, start, weight)
    part = weight / strongest[start]
    chance = part / np.bincount(start, part, people)[start]
    return csr_array((chance, (to, start)), shape=(people, people)), np.flatnonzero(strongest == 0)


def _ends(first: ArrayLike, second: ArrayLike, people: int) -> tuple[Ints, Ints]:
    one, other = checked_ends(first, second, ("first", "second"), people=people)
    one, other, _ = distinct(one, other, np.ones(len(one)), people=people)
    return one, other


def _matrix(first: Ints, second: Ints, people: int) -> Any:
    """(people, people) whether two have a tie."""
    ends = (np.concatenate([first, second]), np.concatenate([second, first]))
    return csr_array((np.ones(2 * len(first), dtype=np.bool_), ends), shape=(people, people))
