"""The parts that people play between groups: who passes what on from whom to whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from allies.engine.events import Bools, Ints, whole_numbers
from allies.engine.pairs import checked_ends, pairs, stands_in, triangles

COORDINATOR, ITINERANT, GATEKEEPER, REPRESENTATIVE, LIAISON = ROLES = range(5)


@dataclass(frozen=True, slots=True)
class Brokerage:
    """For each person, how many times they play each part. Each is (people,) int64."""

    coordinator: Ints  # all three are of one group
    itinerant: Ints  # the two are of one group, the broker of another: a consultant
    gatekeeper: Ints  # lets in: the broker is of the group of the one who receives
    representative: Ints  # speaks for: the broker is of the group of the one who gives
    liaison: Ints  # all three are of different groups


def brokerage(source: ArrayLike, target: ArrayLike, group: ArrayLike, *, people: int) -> Brokerage:
    """How often each person stands between two who do not turn to each other directly, by whose groups they are of.

    source, target : (n,) int in 0..people-1: who turns to whom. Ties without direction are given both ways; what stands
    there twice counts once, someone with themself not at all.   group : (people,) int; someone who is of none has a
    number of their own.
    Returns counts of ways a -> broker -> b of two different people without a tie a -> b.
    Raises ValueError that names the argument at fault. O(m^1.5) at most.

    Gould & Fernandez (1989), equation 1: every way is counted in full, not divided by how many others lead there too.

    >>> between = brokerage([0, 1, 1], [1, 2, 3], [0, 0, 0, 1], people=4)
    >>> between.coordinator.tolist(), between.representative.tolist()
    ([0, 1, 0, 0], [0, 1, 0, 0])
    """
    source, target = checked_ends(source, target, ("source", "target"), people=people)
    group = whole_numbers(group, "group")
    if len(group) != people:
        raise ValueError(f"group has {len(group)} rows, but there are {people} people.")
    group = np.unique(group, return_inverse=True)[1].ravel()
    key = np.sort((source * people + target)[source != target])
    key = key[np.diff(key, prepend=-1) > 0]
    source, target = key // max(people, 1), key % max(people, 1)
    counts = _every_way(source, target, group)
    counts -= _back_again(source, target, key, group)
    counts -= _short_cut(source, target, key, group)
    return Brokerage(*counts)


def _every_way(source: Ints, target: Ints, group: Ints) -> Ints:
    """(5, people) ways through each person by role, also those that lead back or have a short cut."""
    people, groups = len(group), int(group.max(initial=-1)) + 1
    ones, own = np.ones(len(source), dtype=np.int64), (np.arange(people), group)
    into = csr_array((ones, (target, group[source])), shape=(people, groups))
    out = csr_array((ones, (source, group[target])), shape=(people, groups))
    into_all, out_all = np.bincount(target, minlength=people), np.bincount(source, minlength=people)
    into_own, out_own = np.asarray(into[own]).ravel(), np.asarray(out[own]).ravel()
    same_group = np.asarray(into.multiply(out).sum(axis=1)).ravel()
    counts = np.zeros((len(ROLES), people), dtype=np.int64)
    if not groups:
        return counts
    counts[COORDINATOR] = into_own * out_own
    counts[ITINERANT] = same_group - into_own * out_own
    counts[GATEKEEPER] = (into_all - into_own) * out_own
    counts[REPRESENTATIVE] = into_own * (out_all - out_own)
    counts[LIAISON] = (into_all - into_own) * (out_all - out_own) - counts[ITINERANT]
    return counts


def _back_again(source: Ints, target: Ints, key: Ints, group: Ints) -> Ints:
    """(5, people) ways from someone through each person back to the same."""
    mutual = stands_in(key, target * len(group) + source)
    return _counted(source[mutual], target[mutual], source[mutual], group)


def _short_cut(source: Ints, target: Ints, key: Ints, group: Ints) -> Ints:
    """(5, people) ways through each person between two who have a direct tie as well."""
    people = len(group)
    network = pairs(source, target, np.ones(len(source)), people=people)
    low, high = network.person[network.low], network.person[network.high]
    up, down = stands_in(key, low * people + high), stands_in(key, high * people + low)
    counts = np.zeros((len(ROLES), people), dtype=np.int64)
    for ab, ac, bc in triangles(network):
        a, b, c = low[ab], high[ab], high[ac]
        to_b, to_c, b_to_c = (a, b, up[ab], down[ab]), (a, c, up[ac], down[ac]), (b, c, up[bc], down[bc])
        for one, other, direct in ((to_b, b_to_c, to_c), (_turned(to_b), to_c, b_to_c), (to_c, _turned(b_to_c), to_b)):
            giver, broker, receiver = one[0], one[1], other[1]
            there = one[2] & other[2] & direct[2]
            counts += _counted(giver[there], broker[there], receiver[there], group)
            back = one[3] & other[3] & direct[3]
            counts += _counted(receiver[back], broker[back], giver[back], group)
    return counts


Way = tuple[Ints, Ints, Bools, Bools]  # from, to, whether there is a tie so, whether there is one back


def _turned(way: Way) -> Way:
    return way[1], way[0], way[3], way[2]


def _counted(giver: Ints, broker: Ints, receiver: Ints, group: Ints) -> Ints:
    """(5, people) how often each is the broker, by role."""
    given, own, received = group[giver], group[broker], group[receiver]
    role = np.select(
        [(given == own) & (own == received), given == received, own == received, given == own],
        [COORDINATOR, ITINERANT, GATEKEEPER, REPRESENTATIVE],
        LIAISON,
    )
    people = len(group)
    return np.bincount(role * people + broker, minlength=len(ROLES) * people).reshape(len(ROLES), people)
