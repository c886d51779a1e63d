"""Groups of people found in who writes to whom, and when."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import DAY_S, Floats, Ints, same_length, whole_numbers, within


def find(sender: ArrayLike, recipient: ArrayLike, at_s: ArrayLike, *, people: int, seed: int) -> Ints:
    """The group that each person belongs to.

    sender, recipient : (n,) int in 0..people-1, one row for each recipient of an event.   at_s : (n,) int, UTC seconds.
    people : int.   seed : int, at least 0; the same seed gives the same groups.
    Returns (people,) int64: groups are numbered from 0 in the order of their first person; someone without any event
    with another person is a group alone. The order of events changes nothing.
    Raises ValueError that names the argument when lengths differ or someone is out of range.

    Blondel et al. (2008), "Fast unfolding of communities in large networks", with the refinement of Staudt & Meyerhenke
    (2016, PLM) over pairs weighted by the days on which they were in contact; a mailing to k people counts 1/k.

    >>> find([0, 1, 2, 3], [1, 0, 3, 2], [0, 1, 2, 3], people=5, seed=1).tolist()
    [0, 0, 1, 1, 2]
    """
    sender, recipient = whole_numbers(sender, "sender"), whole_numbers(recipient, "recipient")
    at_s = whole_numbers(at_s, "at_s")
    same_length(sender=sender, recipient=recipient, at_s=at_s)
    if people < 0 or seed < 0:
        raise ValueError(f"people and seed must not be negative: {people}, {seed}.")
    within(sender, "sender", below=people)
    within(recipient, "recipient", below=people)
    first, second, weight = _pairs(sender, recipient, at_s, people)
    return _numbered(_communities(first, second, weight, people=people, seed=seed))


def _pairs(sender: Ints, recipient: Ints, at_s: Ints, people: int) -> tuple[Ints, Ints, Floats]:
    """Each pair in contact, once, with its weight: on each day its most personal mailing."""
    apart = sender != recipient
    sender, recipient, at_s = sender[apart], recipient[apart], at_s[apart]
    _, mailing, recipients = np.unique(np.stack([sender, at_s]), axis=1, return_inverse=True, return_counts=True)
    share = 1.0 / recipients[mailing.ravel()]
    low, high = np.minimum(sender, recipient), np.maximum(sender, recipient)
    # a day of many mails is one conversation, so within a day only the most personal mail counts
    row = np.stack([low, high, np.floor_divide(at_s, DAY_S)])
    days, day = np.unique(row, axis=1, return_inverse=True)
    strongest = np.zeros(days.shape[1])
    np.maximum.at(strongest, day.ravel(), share)
    key, pair = np.unique(days[0] * people + days[1], return_inverse=True)
    weight: Floats = np.bincount(pair.ravel(), weights=strongest, minlength=len(key)).astype(np.float64)
    return key // max(people, 1), key % max(people, 1), weight


def _communities(first: Ints, second: Ints, weight: Floats, *, people: int, seed: int) -> Ints:
    if not len(first):
        return np.arange(people, dtype=np.int64)
    # networkit takes over half a second to load, and most commands never look for tribes
    import networkit  # noqa: PLC0415

    threads = networkit.getMaxNumberOfThreads()
    # with several threads the moves race, and the same seed would give other groups
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, False)
    try:
        graph: Any = networkit.GraphFromCoo((weight, (first, second)), n=people, weighted=True, directed=False)
        method = networkit.community.PLM(graph, refine=True)
        method.run()
        return np.asarray(method.getPartition().getVector(), dtype=np.int64)
    finally:
        networkit.setNumberOfThreads(threads)


def _numbered(group: Ints) -> Ints:
    """The same groups, numbered from 0 in the order in which they first appear."""
    _, first_place, inverse = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first_place), dtype=np.int64)
    rank[np.argsort(first_place)] = np.arange(len(first_place))
    return rank[inverse.ravel()]
