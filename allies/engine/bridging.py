"""Who stands between others: how much of a bridge a person is, and whom they connect.

Ties here are pairs without direction, given as `first`, `second` and `weight`; only brokerage asks who turns to whom.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.brokerage import Brokerage, brokerage
from allies.engine.events import Floats, Ints, within
from allies.engine.pairs import Pairs, checked_ends, checked_weights, distinct, pairs, triangles
from allies.engine.reaching import only_through, pagerank, parts_without, reach

__all__ = [
    "Brokerage",
    "adds",
    "brokerage",
    "constraint",
    "effective_size",
    "only_through",
    "pagerank",
    "parts_without",
    "reach",
]

Directed = tuple[Floats, Floats]
"""A number for each pair and direction: (m,) from the one with fewer ties to the other, (m,) the other way."""


def constraint(first: ArrayLike, second: ArrayLike, weight: ArrayLike, *, people: int) -> Floats:
    """How much each person's ties lead back to the same people: low for who bridges, high for who is closed in.

    first, second : (n,) int in 0..people-1, in any order; a pair that stands there twice counts with the sum.
    weight : (n,) float, at least 0; a pair that weighs nothing is none.
    Returns (people,) float64, NaN for someone without a tie. Raises ValueError that names the argument at fault.
    O(m^1.5) at most, in practice a second for a million pairs.

    Burt (1992), equation 2.4, on values as igraph and networkx define it: the sum over everyone j whom i has a tie with
    of (p_ij + sum over q of p_iq p_qj)^2, p_ij being the share of i's ties that is with j.

    >>> constraint([0, 0, 1], [1, 2, 2], [1, 1, 1], people=4).round(4).tolist()
    [1.125, 1.125, 1.125, nan]
    >>> constraint([0, 0], [1, 2], [1, 1], people=3).tolist()
    [0.5, 1.0, 1.0]
    """
    network = pairs(first, second, weight, people=people)
    share = _shares(network)
    around = _through_a_third(network, share, share)
    told = network.sums((share[0] + around[0]) ** 2, (share[1] + around[1]) ** 2)
    return _of_those_with_ties(network, told)


def effective_size(first: ArrayLike, second: ArrayLike, weight: ArrayLike, *, people: int) -> Floats:
    """How many contacts each person has in effect: those who know one another count for less than one each.

    first, second, weight, people : as for `constraint`.
    Returns (people,) float64, NaN for someone without a tie. Raises ValueError that names the argument at fault.
    O(m^1.5) at most.

    Burt (1992), equation 2.2: the sum over everyone j whom i has a tie with of 1 - sum over q of p_iq m_jq, m_jq being
    j's tie with q as a part of j's strongest. Where all ties weigh the same that is contacts - 2 ties among them /
    contacts (Borgatti 1997).

    >>> effective_size([0, 0, 1], [1, 2, 2], [1, 1, 1], people=3).tolist()
    [1.0, 1.0, 1.0]
    >>> effective_size([0, 0], [1, 2], [1, 1], people=4).tolist()
    [2.0, 1.0, 1.0, nan]
    """
    network = pairs(first, second, weight, people=people)
    of_strongest = _of_strongest(network)
    # what is wanted is j's part in q, and the way goes from q to j
    shared = _through_a_third(network, _shares(network), (of_strongest[1], of_strongest[0]))
    return _of_those_with_ties(network, network.sums(1 - shared[0], 1 - shared[1]))


def adds(first: ArrayLike, second: ArrayLike, weight: ArrayLike, *, ego: int, people: int) -> tuple[Ints, Floats]:
    """How much each contact of one person adds to the others: 1 where they know none of these, less the more they do.

    first, second, weight, people : as for `constraint`.   ego : int in 0..people-1, whose contacts they are.
    Returns (contacts, added), each (k,): int64 in rising order, float64 at most 1. The sum is the `effective_size` of
    `ego`. Raises ValueError that names the argument at fault. O(n log n).

    Burt (1992), chapter 2: 1 less the redundancy of the contact.

    >>> [side.tolist() for side in adds([0, 0, 0, 1], [1, 2, 3, 2], [1, 1, 1, 1], ego=0, people=4)]
    [[1, 2, 3], [0.6666666666666667, 0.6666666666666667, 1.0]]
    """
    one, other = checked_ends(first, second, ("first", "second"), people=people)
    within(np.array([ego]), "ego", below=people)
    one, other, weights = distinct(one, other, checked_weights(weight, one), people=people)
    strongest, own = np.zeros(people), np.zeros(people)
    np.maximum.at(strongest, one, weights)
    np.maximum.at(strongest, other, weights)
    of_ego = (one == ego) | (other == ego)
    contact = one[of_ego] + other[of_ego] - ego
    if not len(contact):
        return contact, strongest[:0]
    own[contact] = weights[of_ego] / strongest[ego]
    share = own / own.sum()
    there, back = share[other] * (weights / strongest[one]), share[one] * (weights / strongest[other])
    known = np.bincount(one[~of_ego], there[~of_ego], people) + np.bincount(other[~of_ego], back[~of_ego], people)
    contact = np.sort(contact)
    return contact, 1.0 - known[contact]


def _of_strongest(network: Pairs) -> Directed:
    """What each tie weighs beside the strongest of the person it goes from."""
    strongest = np.zeros(network.people)
    np.maximum.at(strongest, network.low, network.weight)
    np.maximum.at(strongest, network.high, network.weight)
    return network.weight / strongest[network.low], network.weight / strongest[network.high]


def _shares(network: Pairs) -> Directed:
    """What share of someone's ties each tie is. Beside the strongest first: weights may be very large or small."""
    up, down = _of_strongest(network)
    every = np.bincount(network.low, up, network.people) + np.bincount(network.high, down, network.people)
    return up / every[network.low], down / every[network.high]


def _through_a_third(network: Pairs, step: Directed, next_step: Directed) -> Directed:
    """For each pair and direction, i to j: the sum over everyone q whom both know of step iq times step qj."""
    up, down = np.zeros_like(step[0]), np.zeros_like(step[1])
    for ab, ac, bc in triangles(network):
        np.add.at(up, ab, step[0][ac] * next_step[1][bc])
        np.add.at(down, ab, step[0][bc] * next_step[1][ac])
        np.add.at(up, ac, step[0][ab] * next_step[0][bc])
        np.add.at(down, ac, step[1][bc] * next_step[1][ab])
        np.add.at(up, bc, step[1][ab] * next_step[0][ac])
        np.add.at(down, bc, step[1][ac] * next_step[0][ab])
    return up, down


def _of_those_with_ties(network: Pairs, told: Floats) -> Floats:
    ties = network.sums(np.ones(len(network.low)), np.ones(len(network.low)))
    return np.where(ties > 0, told, np.nan)
