"""Who is inside an employer, told from where they write and from the dates of the one who asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allies.engine.events import DAY_S, Bools, Ints, same_length, truths, whole_numbers, within

LONG_DAYS = 90  # nobody has left before they were away so long
NEVER_S = int(np.iinfo(np.int64).min)

Spans = NDArray[np.uint64]  # seconds without a sign: the widest span of two moments needs all 64 bits


class Standing(IntEnum):
    """How someone stands to an employer now."""

    OUTSIDE = 0  # never seen there in the time that is asked about
    INSIDE = 1
    LEFT = 2  # was inside; they left, or the time that is asked about is over


@dataclass(frozen=True, slots=True)
class Stays:
    """How each of p people stands to an employer."""

    standing: Ints  # (p,) a Standing
    first_s: Ints  # (p,) when they were first seen there, NEVER_S where never
    last_s: Ints  # (p,) when they were last seen there, NEVER_S where never


def stays(
    person: ArrayLike,
    at_s: ArrayLike,
    there: ArrayLike,
    *,
    people: int,
    since_s: int,
    until_s: int,
    now_s: int,
) -> Stays:
    """Who is inside an employer, who was, and who never.

    person : (n,) int in 0..people-1, one row each time someone was seen.   at_s : (n,) int, UTC seconds.
    there : (n,) bool, whether under an address of the employer.   since_s, until_s : int, UTC seconds, the time in
    which it was the employer of the one who asks, both included; what was there before or later is somebody else's.
    now_s : int, UTC seconds.   The order of rows changes nothing. O(n log n).
    Raises ValueError that names the argument when lengths differ, someone is out of range or until_s is before since_s.

    Someone has left who was last seen there, and since then only elsewhere, for longer than they had ever been away
    from there between two times that they were seen there, and longer than 90 days: a holiday with a private address
    is no departure. Who is seen nowhere any more is not said to have left. Everybody has left when now_s is after
    until_s.

    >>> day = np.arange(0, 400, 50) * 86_400
    >>> told = stays([0] * 8, day, [True] * 4 + [False] * 4, people=2, since_s=0, until_s=10**9, now_s=400 * 86_400)
    >>> [Standing(one).name for one in told.standing], int(told.last_s[0]) // 86_400
    (['LEFT', 'OUTSIDE'], 150)
    """
    person, at_s, there = whole_numbers(person, "person"), whole_numbers(at_s, "at_s"), truths(there, "there")
    same_length(person=person, at_s=at_s, there=there)
    if people < 0:
        raise ValueError(f"people must not be negative: {people}.")
    within(person, "person", below=people)
    if until_s < since_s:
        raise ValueError(f"until_s must not be before since_s: {until_s}, {since_s}.")
    seen = there & (at_s >= since_s) & (at_s <= until_s)
    first_s, last_s, away_s = _visits(person[seen], at_s[seen], people)
    was_there = last_s != NEVER_S
    # an address of the employer counts as there also after the time that is asked about
    last_there_s = _latest(person, at_s, there, people)
    elsewhere_s = _latest(person, at_s, ~there, people)
    gone = was_there & (elsewhere_s > last_there_s)
    gone &= _between(last_there_s, elsewhere_s) > np.maximum(away_s, LONG_DAYS * DAY_S)
    standing = np.where(was_there, Standing.INSIDE, Standing.OUTSIDE)
    standing[was_there & (gone | (now_s > until_s))] = Standing.LEFT
    return Stays(standing.astype(np.int64), first_s, last_s)


def _visits(person: Ints, at_s: Ints, people: int) -> tuple[Ints, Ints, Spans]:
    """(people,) the first and the last time each was seen, and the longest time between two."""
    first_s = np.full(people, NEVER_S, dtype=np.int64)
    last_s, away_s = first_s.copy(), np.zeros(people, dtype=np.uint64)
    order = np.lexsort((at_s, person))
    person, at_s = person[order], at_s[order]
    first_s[person[::-1]] = at_s[::-1]
    last_s[person] = at_s
    same = person[1:] == person[:-1]
    np.maximum.at(away_s, person[1:][same], _between(at_s[:-1][same], at_s[1:][same]))
    return first_s, last_s, away_s


def _latest(person: Ints, at_s: Ints, among: Bools, people: int) -> Ints:
    latest = np.full(people, NEVER_S, dtype=np.int64)
    np.maximum.at(latest, person[among], at_s[among])
    return latest


def _between(one_s: Ints, other_s: Ints) -> Spans:
    """Seconds from one to the other, which is later."""
    span_s: Spans = other_s.astype(np.uint64) - one_s.astype(np.uint64)
    return span_s
