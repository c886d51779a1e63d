"""How much each person belongs to each group: someone between two circles belongs to both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import Bools, Floats, Ints, same_length, whole_numbers, within
from allies.engine.occasions import mailing_share, occasions

PERIOD_DAYS = 30  # someone belongs by the months in which they were in contact
FEWEST = 2  # of a group's people whom someone knows: with one it is a friendship
CHANCE = 0.05  # of taking someone for a member of any group at all who is none
HALF = 0.5  # of what the middle one of a group's own people has to do with it: time is shared between two circles


@dataclass(frozen=True, slots=True)
class Memberships:
    """k memberships, by person, and of one person the group that they were found in first, then the closest."""

    person: Ints  # (k,)
    group: Ints  # (k,)
    degree: Floats  # (k,) in (0, 1], share of the person's contact that is with this group's people


def memberships(
    sender: ArrayLike, recipient: ArrayLike, at_s: ArrayLike, group: ArrayLike, *, people: int
) -> Memberships:
    """Which groups each person belongs to, and how much.

    sender, recipient, at_s : (n,) int, the events that the groups were found from (`tribes.find`).
    group : (people,) int, at least 0, the group each person was found in.   people : int.
    Returns the memberships; the degrees of one person sum to at most 1. Someone without any event with another person
    has none. The order of events changes nothing. Raises ValueError that names the argument when lengths differ,
    someone is out of range or a group is negative. O(n log n).

    Everyone belongs to the group they were found in, where they know anyone in it. To another group someone belongs who
    knows two of its people and passes two tests. There is more between them than luck explains: with p the share of
    contact that people outside the group have with it, c or more of someone's n months of contact are with it with the
    probability P(X >= c), X from Binomial(n, p), and that is less than 0.05 over the number of groups in which they
    know anyone (as OSLOM tests, Lancichinetti, Radicchi, Ramasco & Fortunato 2011, but against the rate of those
    outside in place of the configuration model's: a group of a small network is most of it). And they have half as much
    to do with it as the middle one of its own people, or more. The degree is the belonging coefficient of Ball, Karrer
    & Newman (2011) where the groups are given: the share of a person's ties, each weighing the months when it lived.

    >>> circles = [(a, b) for one in ([0, 1, 2, 3], [3, 4, 5, 6]) for a in one for b in one if a != b]
    >>> sender, recipient = zip(*circles)
    >>> found = memberships(sender, recipient, [0] * 24, [0, 0, 0, 0, 1, 1, 1], people=7)
    >>> found.group[found.person == 3].tolist(), found.degree[found.person == 3].tolist()
    ([0, 1], [0.5, 0.5])
    """
    sender, recipient = whole_numbers(sender, "sender"), whole_numbers(recipient, "recipient")
    at_s, group = whole_numbers(at_s, "at_s"), whole_numbers(group, "group")
    same_length(sender=sender, recipient=recipient, at_s=at_s)
    if people < 0 or len(group) != people:
        raise ValueError(f"group has {len(group)} rows, but there are {people} people.")
    if len(group) and int(group.min()) < 0:
        raise ValueError(f"group must not be negative: {int(group.min())} at index {int(np.argmin(group))}.")
    within(sender, "sender", below=people)
    within(recipient, "recipient", below=people)
    apart = sender != recipient
    name, number = np.unique(group, return_inverse=True)
    with_group = _contact(sender[apart], recipient[apart], at_s[apart], number.ravel(), people)
    return _belonging(with_group, number.ravel(), name)


@dataclass(frozen=True, slots=True)
class _Contact:
    """A row for each person and each group in which they know someone, by person."""

    person: Ints
    group: Ints
    known: Ints  # how many of its people
    weight: Floats  # how much there is between them


def _contact(sender: Ints, recipient: Ints, at_s: Ints, group: Ints, people: int) -> _Contact:
    low, high = np.minimum(sender, recipient), np.maximum(sender, recipient)
    pair, index = np.unique(low * people + high, return_inverse=True)
    weight = occasions(index.ravel(), at_s, mailing_share(sender, at_s), days=PERIOD_DAYS)
    one, other = pair // max(people, 1), pair % max(people, 1)
    person, whom, weight = np.r_[one, other], np.r_[other, one], np.r_[weight, weight]
    groups = int(group.max(initial=0)) + 1
    row, place = np.unique(person * groups + group[whom], return_inverse=True)
    known = np.bincount(place.ravel(), minlength=len(row)).astype(np.int64)
    total = np.bincount(place.ravel(), weight, len(row)).astype(np.float64)
    return _Contact(row // groups, row % groups, known, total.round(6))


def _belonging(found: _Contact, group: Ints, name: Ints) -> Memberships:
    people, groups = len(group), len(name)
    is_home = found.group == group[found.person]
    # sums in another order differ in their last digits
    every = np.bincount(found.person, found.weight, people).astype(np.float64).round(6)
    of_its_own = np.bincount(group, every, groups).astype(np.float64)
    near = (found.known >= FEWEST) & _beyond_luck(found, is_home, every, of_its_own)
    near &= _as_half(found, is_home, groups)
    degree = np.round(found.weight / every[found.person], 9)
    kept = np.flatnonzero((is_home | near) & (degree > 0))
    kept = kept[np.lexsort((found.group[kept], -degree[kept], ~is_home[kept], found.person[kept]))]
    return Memberships(found.person[kept], name[found.group[kept]], degree[kept])


def _beyond_luck(found: _Contact, is_home: Bools, every: Floats, of_its_own: Floats) -> Bools:
    """Whether someone has more to do with a group than those outside it do, beyond what luck explains.

    every : (people,) all contact of each.   of_its_own : (groups,) all contact of each group's people.
    """
    from_outside = np.bincount(found.group, np.where(is_home, 0.0, found.weight), len(of_its_own))
    # the rate without whom it is about, and with half a month for and half against (Jeffreys)
    outside = (every.sum() - of_its_own)[found.group] - every[found.person]
    rate = (from_outside[found.group] - found.weight + 0.5) / (np.maximum(outside, 0.0) + 1.0)
    tried = np.bincount(found.person, minlength=len(every))[found.person]
    months = np.ceil(every[found.person]).astype(np.int64)
    from scipy.special import bdtrc  # noqa: PLC0415 - is slow to load, and most commands never look for tribes

    luck = bdtrc(np.ceil(found.weight.round(6)) - 1.0, months, np.clip(rate, 0.0, 1.0))
    unlikely: Bools = luck < CHANCE / tried
    return unlikely


def _as_half(found: _Contact, is_home: Bools, groups: int) -> Bools:
    """Whether someone has half as much to do with a group as the middle one of its own people, or more."""
    home = np.flatnonzero(is_home)
    home = home[np.lexsort((found.weight[home], found.group[home]))]
    size = np.bincount(found.group[home], minlength=groups)
    middle = np.cumsum(size) - size + (size - 1) // 2
    least = np.full(groups, np.inf)
    least[size > 0] = HALF * found.weight[home][middle[size > 0]]
    enough: Bools = found.weight >= least[found.group] * (1 - 1e-9)
    return enough
