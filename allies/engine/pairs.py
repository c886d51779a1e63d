"""Who has to do with whom, as pairs without direction; and every three people who all have to do with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import Bools, Floats, Ints, finite_numbers, same_length, whole_numbers, within

MOST_PEOPLE = 2**31  # the number of a pair is the one times people plus the other, and fits in 64 bits
AT_ONCE = 1 << 21  # open triads that are looked at together: tens of megabytes, and few rounds
SPARSE_BITS, MOST_BITS = 4, 24  # a sieve has 16 places a pair, and at most 16 million
SCATTER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: Knuth (1973), section 6.4


@dataclass(frozen=True, slots=True)
class Pairs:
    """m different pairs of people, each from the one with fewer ties to the one with more.

    People are renumbered in the order of how many they know, so that nobody has many ties upwards: at most
    sqrt(2 m), whatever the network (Chiba & Nishizeki 1985). `person[place]` is who they were.
    """

    people: int
    person: Ints  # (people,)
    low: Ints  # (m,) places, sorted by (low, high)
    high: Ints  # (m,)
    weight: Floats  # (m,) above 0

    def sums(self, upward: Floats, downward: Floats) -> Floats:
        """(people,) sums of what each person has along their pairs, by person.

        upward, downward : (m,) float, of the one with fewer ties towards the other, and the other way.
        """
        told = np.empty(self.people)
        told[self.person] = np.bincount(self.low, upward, self.people) + np.bincount(self.high, downward, self.people)
        return told


def checked_people(people: int) -> None:
    """Raises ValueError unless there can be so many people."""
    if not 0 <= people <= MOST_PEOPLE:
        raise ValueError(f"people must lie in 0..{MOST_PEOPLE}: {people}.")


def checked_ends(first: ArrayLike, second: ArrayLike, names: tuple[str, str], *, people: int) -> tuple[Ints, Ints]:
    """Both ends as (n,) int64 in 0..people-1. Raises ValueError that names the argument at fault. O(n)."""
    checked_people(people)
    one, other = whole_numbers(first, names[0]), whole_numbers(second, names[1])
    same_length(**{names[0]: one, names[1]: other})
    within(one, names[0], below=people)
    within(other, names[1], below=people)
    return one, other


def checked_weights(weight: ArrayLike, first: Ints) -> Floats:
    """(n,) float64, at least 0, that add up to a finite number. Raises ValueError otherwise. O(n)."""
    weights = finite_numbers(weight, "weight")
    same_length(first=first, weight=weights)
    if weights.size and weights.min() < 0:
        place = int(np.argmin(weights))
        raise ValueError(f"weight must not be negative: {weights[place]} at index {place}.")
    with np.errstate(over="ignore"):
        if not np.isfinite(weights.sum()):
            raise ValueError("weight must add up to a finite number.")
    return weights


def distinct(first: Ints, second: Ints, weight: Floats, *, people: int) -> tuple[Ints, Ints, Floats]:
    """Each pair once, the smaller number first, sorted, its weights added up; only those that weigh anything.

    first, second : (n,) int64 in 0..people-1.   weight : (n,) float64. Someone with themself is no pair. O(n log n).

    >>> [c.tolist() for c in distinct(np.array([1, 0, 2]), np.array([0, 1, 2]), np.ones(3), people=3)]
    [[0], [1], [2.0]]
    """
    real = (first != second) & (weight > 0)
    key = np.minimum(first, second)[real] * people + np.maximum(first, second)[real]
    known, index = np.unique(key, return_inverse=True)
    together = np.bincount(index.ravel(), weight[real], len(known)).astype(np.float64)
    return known // max(people, 1), known % max(people, 1), together


def pairs(first: ArrayLike, second: ArrayLike, weight: ArrayLike, *, people: int) -> Pairs:
    """The pairs of a network, checked.

    first, second : (n,) int in 0..people-1, in any order and direction; what stands there twice is added up.
    weight : (n,) float, at least 0; a pair that weighs nothing is none, nor is someone with themself. O(n log n).
    Raises ValueError that names the argument at fault.

    >>> pairs([0, 1, 0], [1, 0, 2], [1, 2, 1], people=3).person.tolist()
    [1, 2, 0]
    """
    first, second = checked_ends(first, second, ("first", "second"), people=people)
    first, second, weight = distinct(first, second, checked_weights(weight, first), people=people)
    degree = np.bincount(first, minlength=people) + np.bincount(second, minlength=people)
    person = np.lexsort((np.arange(people), degree))
    place = np.empty(people, dtype=np.int64)
    place[person] = np.arange(people)
    low, high = np.minimum(place[first], place[second]), np.maximum(place[first], place[second])
    order = np.argsort(low * people + high)
    return Pairs(people, person, low[order], high[order], weight[order])


def triangles(network: Pairs) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Every three people who are three pairs, some at a time, as indices of the pairs.

    Yields (t,) int64 three times: of the pairs (a, b), (a, c) and (b, c), where a < b < c are places. O(m^1.5) at most
    (Latapy 2008, "compact-forward"): the ties upwards of each person are gone through two by two, and nearly all of
    those that are no pair fall through a sieve, a table of a hash of every pair, before they are looked up.
    """
    low, high, people = network.low, network.high, network.people
    total = np.concatenate([[0], np.cumsum(_later(low, people))])
    key = low * people + high
    bits = min(len(key).bit_length() + SPARSE_BITS, MOST_BITS)
    sieve = np.zeros(1 << bits, dtype=np.bool_)
    sieve[_hashed(key, bits)] = True
    start = 0
    while start < len(low):
        stop = max(int(np.searchsorted(total, total[start] + AT_ONCE, side="right")) - 1, start + 1)
        one, other = _two_by_two(total, start, stop)
        wanted = high[one] * people + high[other]
        through = np.flatnonzero(sieve[_hashed(wanted, bits)])
        third, is_pair = _found(key, wanted[through])
        through = through[is_pair]
        if len(through):
            yield one[through], other[through], third
        start = stop


def _later(low: Ints, people: int) -> Ints:
    """(m,) how many pairs come after each, of the same first person."""
    later: Ints = np.cumsum(np.bincount(low, minlength=people))[low] - np.arange(len(low)) - 1
    return later


def _two_by_two(total: Ints, start: int, stop: int) -> tuple[Ints, Ints]:
    """Each of these pairs with each later one of the same first person. `total`: how many before each."""
    rows = np.arange(start, stop)
    later = np.diff(total[start : stop + 1])
    one = np.repeat(rows, later)
    return one, np.arange(len(one)) - np.repeat(total[start:stop] - total[start] - rows - 1, later)


def _hashed(key: Ints, bits: int) -> Ints:
    hashed: Ints = ((key.view(np.uint64) * SCATTER) >> np.uint64(64 - bits)).view(np.int64)
    return hashed


def _found(key: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Where those of `wanted` stand in the sorted `key` that are there, and which they are."""
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    is_there: Bools = key[place] == wanted
    return place[is_there], is_there


def stands_in(key: Ints, wanted: Ints) -> Bools:
    """Whether each of `wanted` stands in the sorted `key`. Several times faster than numpy's isin on millions.

    >>> stands_in(np.array([1, 3]), np.array([3, 4])).tolist()
    [True, False]
    """
    if not len(key):
        return np.zeros(len(wanted), dtype=np.bool_)
    return _found(key, wanted)[1]
