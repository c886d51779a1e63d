"""What sets a group apart: what it has more of than the others do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import Floats, Ints, same_length, whole_numbers, within


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
    together, with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, equations 16, 18 and 22), which is
    everybody's uses once more: a smaller one would leave what a single group uses without any certainty. So what all
    say often tells little, and what was said once hardly more; with one group alone nothing tells anything, and what it
    uses most comes first. The order of rows changes nothing. O(n log n). Raises ValueError that names the argument when
    lengths differ or something is out of range.

    >>> told = telling([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 2, 1, 1, 1, 2], groups=2, things=3)
    >>> [(int(g), int(w)) for g, w, z in zip(told.group, told.thing, told.score) if z > 0.5]
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
    by_all, of_group, total = np.bincount(what, uses, things)[what], np.bincount(of, uses, groups)[of], uses.sum()
    others, of_others = by_all - uses, total - of_group
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log((uses + by_all) / (of_group + total - uses - by_all))
        odds -= np.log((others + by_all) / (of_others + total - others - by_all))
        score: Floats = odds / np.sqrt(1 / (uses + by_all) + 1 / (others + by_all))
    # one thing alone is all that anyone uses: its odds have no end on either side
    return np.nan_to_num(score, nan=0.0, posinf=0.0, neginf=0.0)
