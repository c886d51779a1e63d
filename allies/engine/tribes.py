"""Groups of people found in who writes to whom, and when."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from allies.engine import communities
from allies.engine.communities import Pairs
from allies.engine.events import Floats, Ints, same_length, whole_numbers, within
from allies.engine.membership import Memberships, memberships
from allies.engine.occasions import mailing_share, occasions

__all__ = ["Memberships", "find", "memberships"]

PERIODS_DAYS = (7, 30, 90)  # a tie is seen as the weeks, the months and the quarters in which it lived
DAMPING = 0.25  # of the product of two people's strengths: half-way between no account of them and the cosine
RUNS = 6  # from different starts, for each period: fewer, and the seed shows in what is found
ROUNDS = 2
REFINEMENTS = 3


def find(sender: ArrayLike, recipient: ArrayLike, at_s: ArrayLike, *, people: int, seed: int, runs: int = RUNS) -> Ints:
    """The group that each person belongs to.

    sender, recipient : (n,) int in 0..people-1, one row for each recipient of an event.   at_s : (n,) int, UTC seconds.
    people : int.   seed : int, at least 0; the same seed gives the same groups.   runs : int, at least 1, starts for
    each period: with one, which takes a ninth of the time, somewhat other groups are found for another seed.
    Returns (people,) int64: groups are numbered from 0 in the order of their first person; someone without any event
    with another person is a group alone. The order of events changes nothing.
    Raises ValueError that names the argument when lengths differ, someone is out of range or runs is below 1.

    A tie weighs by the weeks, the months and the quarters in which it lived, so that one lively afternoon counts little
    and a circle that meets again counts much; a mailing to k > 15 people counts 15/k. On each of the three the map
    equation (Rosvall & Bergstrom 2008, equation 1; Louvain moves as in Blondel et al. 2008) is run from several starts,
    and then on their consensus: each tie weighed by how many runs put its ends together (Lancichinetti & Fortunato
    2012; on ties alone, as Tandon et al. 2019). O(n log n) for each of some 40 runs; in a network as large as a host's
    each period is run once, and by modularity (`communities.search`): the map equation is run on their consensus alone.

    >>> find([0, 1, 2, 3], [1, 0, 3, 2], [0, 1, 2, 3], people=5, seed=1).tolist()
    [0, 0, 1, 1, 2]
    """
    sender, recipient = whole_numbers(sender, "sender"), whole_numbers(recipient, "recipient")
    at_s = whole_numbers(at_s, "at_s")
    same_length(sender=sender, recipient=recipient, at_s=at_s)
    if people < 0 or seed < 0:
        raise ValueError(f"people and seed must not be negative: {people}, {seed}.")
    if runs < 1:
        raise ValueError(f"runs must be at least 1: {runs}.")
    within(sender, "sender", below=people)
    within(recipient, "recipient", below=people)
    apart = sender != recipient
    if not apart.any():
        return np.arange(people, dtype=np.int64)
    views = _views(sender[apart], recipient[apart], at_s[apart], people)
    place = _places(views[0], people)
    moved = [_moved(view, place) for view in views]
    return _numbered(_agreed(moved, people=people, seed=seed, runs=runs)[place])


def _views(sender: Ints, recipient: Ints, at_s: Ints, people: int) -> list[Pairs]:
    """The pairs in contact, once for each period, weighed by the periods in which they were."""
    pair = np.minimum(sender, recipient) * people + np.maximum(sender, recipient)
    share = mailing_share(sender, at_s)
    known, index = np.unique(pair, return_inverse=True)
    first, second = known // people, known % people
    seen = (occasions(index.ravel(), at_s, share, days=days) for days in PERIODS_DAYS)
    return [(first, second, _damped(first, second, weight, people)) for weight in seen]


def _places(view: Pairs, people: int) -> Ints:
    """(people,) the place of each person in an order that comes from their contacts alone.

    The search for groups visits people in turn, so their numbers would otherwise show in what it finds. People are told
    apart by their strength, then by that of those they know, and so on (Weisfeiler & Leman 1968); those whose contacts
    look alike as far as that keep the order of their numbers.
    """
    first, second, weight = view
    colour = np.zeros(people, dtype=np.int64)
    for _ in range(REFINEMENTS):
        value = (colour + 1.0) ** 0.5
        around = np.bincount(first, weight * value[second], people) + np.bincount(second, weight * value[first], people)
        # sums in another order differ in their last digits
        _, rank = np.unique(np.round(around, 6), return_inverse=True)
        _, colour = np.unique(colour * people + rank.ravel(), return_inverse=True)
        colour = colour.ravel()
    place = np.empty(people, dtype=np.int64)
    place[np.argsort(colour, kind="stable")] = np.arange(people)
    return place


def _moved(view: Pairs, place: Ints) -> Pairs:
    """The pairs with people renumbered, in the order of their new numbers."""
    low, high = np.minimum(place[view[0]], place[view[1]]), np.maximum(place[view[0]], place[view[1]])
    order = np.lexsort((high, low))
    return low[order], high[order], view[2][order]


def _damped(first: Ints, second: Ints, weight: Floats, people: int) -> Floats:
    """Contact with someone who is in contact with everyone says less about where one belongs."""
    strength = np.bincount(first, weight, people) + np.bincount(second, weight, people)
    damped: Floats = weight / (strength[first] * strength[second]) ** DAMPING
    # sums in another order differ in their last digits, and a hair could tip the search
    return np.round(damped, 9)


def _agreed(views: list[Pairs], *, people: int, seed: int, runs: int) -> Ints:
    first, second, _ = views[0]
    runs = 1 if len(first) > communities.LARGE else runs
    rounds = 1 if runs == 1 else ROUNDS
    found = communities.search(views, starts=runs, people=people, seed=seed)
    for _ in range(rounds - 1):
        agreed = _consensus(first, second, found)
        found = communities.search([agreed], starts=len(found), people=people, seed=seed)
    agreed = _consensus(first, second, found)
    # few of these pairs lie across, so that the map equation, which sees small circles too, is quick on any number
    return communities.search([agreed], starts=1, people=people, seed=seed, is_sifted=True)[0]


def _consensus(first: Ints, second: Ints, found: list[Ints]) -> Pairs:
    """Each pair weighed by the share of runs that put it into one group; those that none did are left out."""
    agreed = np.mean([group[first] == group[second] for group in found], axis=0)
    kept = agreed > 0
    return first[kept], second[kept], agreed[kept]


def _numbered(group: Ints) -> Ints:
    """The same groups, numbered from 0 in the order in which they first appear."""
    _, first_place, inverse = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first_place), dtype=np.int64)
    rank[np.argsort(first_place)] = np.arange(len(first_place))
    return rank[inverse.ravel()]
