"""What became of groups: which one goes on as which, and what began, ended, merged and split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from allies.engine.events import Floats, Ints, same_length, whole_numbers

NONE = -1  # of a person in no group, of a group that continues none
ALIKE = 0.3  # people in both over people in either, for one to go on as the other (Greene et al. 2010, section IV)
MOST = 0.5  # more of a group's people came from one place, or went to one


class Change(IntEnum):
    """What happened to a group from one cut to the next."""

    BEGAN = 0  # out of people who were together in none
    SPLIT = 1  # most of its people come from one group, which goes on without them
    STAYED = 2
    GREW = 3
    SHRANK = 4
    RETURNED = 5  # it was not there for a while
    MERGED = 6  # most of its people are in another now, which goes on
    ENDED = 7  # its people went apart


@dataclass(frozen=True, slots=True)
class Lineage:
    """The lives of t groups over c cuts; a life has one number, however its people come and go."""

    life: NDArray[np.int64]  # (c, people) that of each person's group at each cut, NONE without one
    first: Ints  # (t,) the cut at which each began
    last: Ints  # (t,) the last cut at which it was there
    cut: Ints  # (k,) of each change; changes are in the order of cuts, then of lives, then of kinds
    of: Ints  # (k,) whose change
    kind: Ints  # (k,) a Change
    other: Ints  # (k,) the life that it split from or merged into, NONE otherwise


def matched(old: ArrayLike, new: ArrayLike) -> Ints:
    """Which of the old groups each new one goes on.

    old, new : (people,) int, the group of each person before and now, NONE (-1) for someone in none.
    Returns (g,) int64 for the new groups, from the least number to the greatest: the old group that it goes on, NONE
    where there is none. No old group goes on as two. Raises ValueError that names the argument when lengths differ or
    a number is below NONE. O(people log people), and cubic in how many groups overlap with each other.

    Two groups can be one when the people in both are at least 0.3 of those in either (Jaccard; the threshold of
    Greene, Doyle & Cunningham 2010). Of all ways to pair groups so, the one with the largest sum of these shares is
    taken (optimal assignment; Greene et al. pair each with its best). What is even is settled by the order of people.

    >>> matched([4, 4, 4, 4, 9, 9, 9, NONE], [0, 0, 0, 1, 1, 1, 1, 2]).tolist()
    [4, 9, -1]
    """
    old, new = _groups(old, "old"), _groups(new, "new")
    same_length(old=old, new=new)
    before, now = _Sides(old), _Sides(new)
    goes_on = np.full(len(now.name), NONE, dtype=np.int64)
    one, other = _pairs(before, now)
    goes_on[other] = before.name[one]
    return goes_on


def follow(cuts: Sequence[ArrayLike]) -> Lineage:
    """The lives of groups through a row of cuts.

    cuts : c times (people,) int, the group of each person, NONE (-1) for someone in none. The numbers of groups mean
    nothing from one cut to the next.   Returns their lives, numbered in the order in which they began, at one cut by
    their first person. Raises ValueError that names the cut when lengths differ or a number is below NONE.
    O(c people log people), and cubic in how many groups overlap with each other.

    A group goes on a life as `matched` says of it and the life's people when it was last there, be that a few cuts ago
    (the fronts of Greene, Doyle & Cunningham 2010). One that goes on none has split from the life that more than half
    of its people were in at the cut before; a life that ends has merged into the one that more than half of its people
    are in now (Palla, Barabasi & Vicsek 2007 name the same six events).

    >>> lives = follow([[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1]])
    >>> lives.life.tolist()
    [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1]]
    >>> [Change(kind).name for kind in lives.kind]
    ['BEGAN', 'STAYED', 'SHRANK', 'SPLIT']
    """
    groups = [_groups(cut, f"cuts[{number}]") for number, cut in enumerate(cuts)]
    people = same_length(**{f"cuts[{number}]": group for number, group in enumerate(groups)}) if groups else 0
    told = _Told()
    lives = np.full((len(groups), people), NONE, dtype=np.int64)
    for number, group in enumerate(groups):
        lives[number] = told.go_on(number, group)
    change = np.array(sorted(told.changes), dtype=np.int64).reshape(-1, 4)
    return Lineage(
        life=lives,
        first=np.array(told.first, dtype=np.int64),
        last=np.array(told.last, dtype=np.int64),
        cut=change[:, 0],
        of=change[:, 1],
        kind=change[:, 2],
        other=change[:, 3],
    )


class _Sides:
    """One side of a comparison: groups by the order of their numbers, with their people."""

    def __init__(self, group: Ints) -> None:
        self.there = np.flatnonzero(group != NONE)
        self.name, place = np.unique(group[self.there], return_inverse=True)
        self.number = np.full(len(group), NONE, dtype=np.int64)
        self.number[self.there] = place.ravel()
        self.size = np.bincount(place.ravel(), minlength=len(self.name))

    def people(self) -> list[Ints]:
        """The people of each."""
        order = self.there[np.argsort(self.number[self.there], kind="stable")]
        return np.split(order, np.cumsum(self.size)[:-1]) if len(self.size) else []

    def first_person(self) -> Ints:
        """(groups,) of each."""
        return self.there[np.unique(self.number[self.there], return_index=True)[1]]


def _groups(group: ArrayLike, name: str) -> Ints:
    groups = whole_numbers(group, name)
    if len(groups) and int(groups.min()) < NONE:
        raise ValueError(f"{name} must be at least {NONE}: {int(groups.min())} at index {int(np.argmin(groups))}.")
    return groups


def _shared(before: _Sides, now: _Sides) -> tuple[Ints, Ints, Ints]:
    """Pairs of groups with people in both, and how many those are."""
    both = np.flatnonzero((before.number != NONE) & (now.number != NONE))
    width = max(len(now.name), 1)
    pair, count = np.unique(before.number[both] * width + now.number[both], return_counts=True)
    return pair // width, pair % width, count.astype(np.int64)


def _pairs(before: _Sides, now: _Sides) -> tuple[Ints, Ints]:
    """Old and new groups that are one, each at most once."""
    one, other, count = _shared(before, now)
    alike = count / (before.size[one] + now.size[other] - count)
    # a hair below, so that 3 of 10 are 0.3
    kept = alike >= ALIKE - 1e-12
    one, other, alike = one[kept], other[kept], alike[kept]
    # groups that overlap with no common one are settled apart from each other
    edges = coo_array((alike, (one, len(before.name) + other)), shape=(len(before.name) + len(now.name),) * 2)
    apart = connected_components(edges, directed=False)[1][one] if len(one) else one
    # the first person, not the number of a group, settles what is even
    order = np.lexsort((now.first_person()[other], before.first_person()[one], apart))
    one, other, alike, apart = one[order], other[order], alike[order], apart[order]
    is_one = np.bincount(apart)[apart] == 1 if len(apart) else np.zeros(0, dtype=np.bool_)
    several = np.flatnonzero(~is_one)
    for rows in np.split(several, np.flatnonzero(np.diff(apart[several])) + 1):
        is_one[rows[_best(one[rows], other[rows], alike[rows])]] = True
    return one[is_one], other[is_one]


def _best(one: Ints, other: Ints, alike: Floats) -> Ints:
    """Of these pairs those with the largest sum, no group in two of them."""
    rows, columns = ({name: place for place, name in enumerate(dict.fromkeys(ends.tolist()))} for ends in (one, other))
    if len(rows) <= 1 or len(columns) <= 1:
        return np.flatnonzero(alike == alike.max(initial=0.0))[:1]
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - is slow to load, and few pairs come here

    row, column = [rows[name] for name in one.tolist()], [columns[name] for name in other.tolist()]
    table = np.zeros((len(rows), len(columns)))
    table[row, column] = alike
    taken = np.zeros_like(table, dtype=np.bool_)
    taken[linear_sum_assignment(table, maximize=True)] = True
    return np.flatnonzero(taken[row, column])


class _Told:
    """Lives as they are told so far."""

    def __init__(self) -> None:
        self.first: list[int] = []
        self.last: list[int] = []
        self.people: list[Ints] = []  # of each life, when it was last there
        self.changes: list[tuple[int, int, int, int]] = []
        self.before: Ints | None = None  # the life of each person at the cut before

    def go_on(self, cut: int, group: Ints) -> Ints:
        """(people,) the life of each person's group at this cut."""
        now = _Sides(group)
        before = np.full(len(group), NONE, dtype=np.int64) if self.before is None else self.before
        life_of = self._continued(now)
        for number in np.flatnonzero(life_of != NONE).tolist():
            self._compare(cut, int(life_of[number]), int(now.size[number]))
        self._begin(cut, now, before, life_of)
        life = np.full(len(group), NONE, dtype=np.int64)
        life[now.there] = life_of[now.number[now.there]]
        self._end(cut, before, life)
        for one, people in zip(life_of.tolist(), now.people(), strict=True):
            self.last[one], self.people[one] = cut, people
        self.before = life
        return life

    def _continued(self, now: _Sides) -> Ints:
        """(groups,) the life that each goes on. Those that were there lately come before those of long ago."""
        goes_on = np.full(len(now.name), NONE, dtype=np.int64)
        for cut in sorted(set(self.last), reverse=True):
            front = np.full(len(now.number), NONE, dtype=np.int64)
            for one in np.flatnonzero(np.array(self.last) == cut).tolist():
                front[self.people[one]] = one
            is_open = (now.number != NONE) & (goes_on[now.number] == NONE) if len(goes_on) else now.number != NONE
            before, left = _Sides(front), _Sides(np.where(is_open, now.number, NONE))
            lives, other = _pairs(before, left)
            goes_on[left.name[other]] = before.name[lives]
        return goes_on

    def _compare(self, cut: int, of: int, size: int) -> None:
        was = len(self.people[of])
        kind = Change.GREW if size > was else Change.SHRANK if size < was else Change.STAYED
        self.changes.append((cut, of, kind if self.last[of] == cut - 1 else Change.RETURNED, NONE))

    def _begin(self, cut: int, now: _Sides, before: Ints, life_of: Ints) -> None:
        """Give the groups that go on no life one of their own."""
        fresh = np.flatnonzero(life_of == NONE)
        source = _majority(now, _Sides(before))
        for number in fresh[np.argsort(now.first_person()[fresh])].tolist():
            kind = Change.BEGAN if source[number] == NONE else Change.SPLIT
            self.changes.append((cut, len(self.first), kind, int(source[number])))
            life_of[number] = len(self.first)
            self.first.append(cut)
            self.last.append(cut)
            self.people.append(now.there[:0])

    def _end(self, cut: int, before: Ints, life: Ints) -> None:
        there = _Sides(before)
        still = set(life.tolist())
        for one, other in zip(there.name.tolist(), _majority(there, _Sides(life)).tolist(), strict=True):
            if one not in still:
                self.changes.append((cut, one, Change.ENDED if other == NONE else Change.MERGED, other))


def _majority(of: _Sides, among: _Sides) -> Ints:
    """(groups,) the name of the other side's group that more than half of each one's people are in, else NONE."""
    one, other, count = _shared(of, among)
    found = np.full(len(of.name), NONE, dtype=np.int64)
    most = count > MOST * of.size[one]
    found[one[most]] = among.name[other[most]]
    return found
