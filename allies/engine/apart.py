"""What sets a group apart: what it has more of than the others do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import Floats, Ints, same_length, whole_numbers, within

PRIOR = 10.0  # uses that the words of all are worth before a group has used any: keeps rare words from being telling


@dataclass(frozen=True, slots=True)
class Telling:
    """k things that groups use, by group, and of one group the most telling first."""

    group: Ints  # (k,)
    thing: Ints  # (k,)
    uses: Ints  # (k,)
    score: Floats  # (k,) standard deviations by which the group uses it more than the others; below 0 for less


def telling(group: ArrayLike, thing: ArrayLike, *, groups: int, things: int) -> Telling:
    """How much each thing (a word, a list, a domain) tells of each group that uses it.

    group : (n,) int in 0..groups-1, one row for each use.   thing : (n,) int in 0..things-1.
    Returns what each group uses, with a score: the z-score of the log-odds ratio between the group and all others
    together, with an informative Dirichlet prior made of everybody's uses (Monroe, Colaresi & Quinn 2008, equations 16,
    18 and 22; the prior weighs as much as 10 uses). So what all say often tells little, and what was said once hardly
    more; with one group alone nothing tells anything, and what it uses most comes first. The order of rows changes
    nothing. O(n log n). Raises ValueError that names the argument when lengths differ or something is out of range.

    >>> told = telling([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 2, 1, 1, 1, 2], groups=2, things=3)
    >>> [(int(g), int(w)) for g, w, z in zip(told.group, told.thing, told.score) if z > 1]
    [(0, 0), (1, 1)]
    """
    group, thing = whole_numbers(group, "group"), whole_numbers(thing, "thing")
    same_length(group=group, thing=thing)
    if groups < 0 or things < 0:
        raise ValueError(f"groups and things must not be negative: {groups}, {things}.")
    within(group, "group", below=groups)
    within(thing, "thing", below=things)
    code, uses = np.unique(group * max(things, 1) + thing, return_counts=True)
    of, what = code // max(things, 1), code % max(things, 1)
    # sums in another order differ in their last digits
    score = _scores(of, what, uses.astype(np.float64), groups, things).round(9)
    order = np.lexsort((what, -uses, -score, of))
    return Telling(of[order], what[order], uses[order].astype(np.int64), score[order])


def _scores(of: Ints, what: Ints, uses: Floats, groups: int, things: int) -> Floats:
    by_all, of_group = np.bincount(what, uses, things), np.bincount(of, uses, groups)
    total = max(float(uses.sum()), 1.0)
    prior = PRIOR * by_all[what] / total
    others, of_others = by_all[what] - uses, total - of_group[of]
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log((uses + prior) / (of_group[of] + PRIOR - uses - prior))
        odds -= np.log((others + prior) / (of_others + PRIOR - others - prior))
    score: Floats = odds / np.sqrt(1 / (uses + prior) + 1 / (others + prior))
    # one thing alone is all that anyone uses: its odds have no end on either side
    return np.nan_to_num(score, nan=0.0, posinf=0.0, neginf=0.0)
