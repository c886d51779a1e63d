"""How groups live, period by period: who starts, how fast answers come, how many take part, who comes and goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import Bools, Floats, Ints, same_length, truths, whole_numbers, within

NONE = -1  # seconds that a message waited that answers none; the person who starts most where nobody starts


@dataclass(frozen=True, slots=True)
class Health:
    """Each (tribes, periods). NaN where there is nothing to tell it from."""

    messages: Ints
    people: Ints  # who wrote any of them
    active: Floats  # their share of all who had written by the end of the period
    started: Ints  # conversations
    starter: Ints  # who began the most of these; of equals the least number; NONE where nobody began any
    starter_share: Floats  # of the conversations
    answer_s: Floats  # median seconds until an answer
    voices: Floats  # people the messages come from, as if each wrote alike: 1 / sum of squared shares
    inequality: Floats  # Gini coefficient of messages a person: 0 where all wrote alike
    stayed: Ints  # who had written in the period before as well
    turnover: Floats  # 1 - (people in this and the last period) / (people in either)


def health(
    tribe: ArrayLike,
    author: ArrayLike,
    at_s: ArrayLike,
    starts: ArrayLike,
    wait_s: ArrayLike,
    bounds_s: ArrayLike,
    *,
    tribes: int,
    people: int,
) -> Health:
    """How each group lives in each period, from what was written in it.

    tribe : (n,) int in 0..tribes-1, one row for each message.   author : (n,) int in 0..people-1.
    at_s : (n,) int, UTC seconds.   starts : (n,) bool, whether it begins a conversation.
    wait_s : (n,) int, seconds from the message that it answers, NONE (-1) where it answers none.
    bounds_s : (p + 1,) int, UTC seconds, rising: period i lasts from bounds_s[i] until just before bounds_s[i + 1].
    What lies outside counts only for who had written by then. The order of messages changes nothing. O(n log n).
    Raises ValueError that names the argument when lengths differ, something is out of range or bounds do not rise.

    Concentration is told twice: as the number of equal voices (the inverse of Herfindahl's and Simpson's index, Laakso
    & Taagepera 1979), which says how many people carry a group, and as Gini's coefficient, which does not depend on how
    many there are. Turnover is Jaccard's distance between the people of two periods.

    >>> told = health([0, 0, 0], [0, 1, 0], [5, 8, 12], [True, False, True], [NONE, 3, NONE], [0, 10, 20],
    ...               tribes=1, people=2)
    >>> told.messages.tolist(), told.active.tolist(), told.answer_s.tolist(), told.turnover.tolist()
    ([[2, 1]], [[1.0, 0.5]], [[3.0, nan]], [[nan, 0.5]])
    """
    tribe, author, at_s = whole_numbers(tribe, "tribe"), whole_numbers(author, "author"), whole_numbers(at_s, "at_s")
    starts, wait_s = truths(starts, "starts"), whole_numbers(wait_s, "wait_s")
    bounds_s = whole_numbers(bounds_s, "bounds_s")
    same_length(tribe=tribe, author=author, at_s=at_s, starts=starts, wait_s=wait_s)
    _check(tribe, author, wait_s, bounds_s, tribes=tribes, people=people)
    period = np.searchsorted(bounds_s, at_s, side="right") - 1
    grid = Grid(tribes, max(len(bounds_s) - 1, 0))
    inside = (period >= 0) & (period < grid.periods)
    cell = tribe[inside] * grid.periods + period[inside]
    wrote = _Counts(cell, author[inside], people)
    began = _Counts(cell[starts[inside]], author[inside][starts[inside]], people)
    answered = wait_s[inside] != NONE
    started = grid.sums(began.cell, began.count)
    starter, most = _starter(began, grid)
    writers, stayed = grid.sums(wrote.cell, np.ones_like(wrote.cell)), _stayed(wrote, grid, people)
    return Health(
        messages=grid.sums(wrote.cell, wrote.count),
        people=writers,
        active=_active(wrote, tribe, author, period, grid, people),
        started=started,
        starter=starter,
        starter_share=_share(most, started),
        answer_s=_medians(cell[answered], wait_s[inside][answered], grid),
        voices=_voices(wrote, grid),
        inequality=_gini(wrote, grid),
        stayed=stayed,
        turnover=_turnover(writers, stayed, grid),
    )


def drift(tribe: ArrayLike, word: ArrayLike, at_s: ArrayLike, bounds_s: ArrayLike, *, tribes: int) -> Floats:
    """How much of what a group speaks of changed from one period to the next: 0 nothing, 1 everything.

    tribe : (n,) int in 0..tribes-1, one row for each use of a word.   word : (n,) int.   at_s : (n,) int, UTC seconds.
    bounds_s : (p + 1,) int, UTC seconds, rising, as `health` takes them.
    Returns (tribes, p) float64: the Jensen-Shannon divergence, in bits, of the words of each period from those of the
    one before (Lin 1991), NaN where either has none. Few words make it large by themselves: two handfuls from one bag
    differ. The order of rows changes nothing. O(n log n). Raises ValueError as `health` does.

    >>> drift([0] * 4, [1, 2, 1, 3], [1, 2, 11, 12], [0, 10, 20], tribes=1).tolist()
    [[nan, 0.5]]
    """
    tribe, word, at_s = whole_numbers(tribe, "tribe"), whole_numbers(word, "word"), whole_numbers(at_s, "at_s")
    bounds_s = whole_numbers(bounds_s, "bounds_s")
    same_length(tribe=tribe, word=word, at_s=at_s)
    _check(tribe, tribe[:0], tribe[:0], bounds_s, tribes=tribes, people=0)
    period = np.searchsorted(bounds_s, at_s, side="right") - 1
    grid = Grid(tribes, max(len(bounds_s) - 1, 0))
    inside = (period >= 0) & (period < grid.periods)
    name, number = np.unique(word[inside], return_inverse=True)
    used = _Counts(tribe[inside] * grid.periods + period[inside], number.ravel(), len(name))
    return _divergence(used, grid, len(name))


@dataclass(frozen=True, slots=True)
class Grid:
    """Tribes by periods; a cell is tribe * periods + period."""

    tribes: int
    periods: int

    def sums(self, cell: Ints, count: Ints) -> Ints:
        """(tribes, periods) sums of whole numbers."""
        total = np.zeros(self.tribes * self.periods, dtype=np.int64)
        np.add.at(total, cell, count)
        return total.reshape(self.tribes, self.periods)

    def totals(self, cell: Ints, value: Floats) -> Floats:
        """(tribes, periods) sums."""
        total = np.bincount(cell, value, self.tribes * self.periods).astype(np.float64)
        return total.reshape(self.tribes, self.periods)

    def empty(self) -> Floats:
        """(tribes, periods) with nothing told."""
        return np.full((self.tribes, self.periods), np.nan)


class _Counts:
    """How often each number stands in each cell: rows in the order of cells, then of numbers."""

    def __init__(self, cell: Ints, number: Ints, numbers: int) -> None:
        width = max(numbers, 1)
        code, count = np.unique(cell * width + number, return_counts=True)
        self.cell, self.number, self.count = code // width, code % width, count.astype(np.int64)

    def shares(self) -> Floats:
        """(k,) of the cell's total."""
        total = np.bincount(self.cell, self.count)
        shares: Floats = self.count / total[self.cell]
        return shares


def _check(tribe: Ints, author: Ints, wait_s: Ints, bounds_s: Ints, *, tribes: int, people: int) -> None:
    if tribes < 0 or people < 0:
        raise ValueError(f"tribes and people must not be negative: {tribes}, {people}.")
    within(tribe, "tribe", below=tribes)
    within(author, "author", below=people)
    if len(wait_s) and int(wait_s.min()) < NONE:
        raise ValueError(f"wait_s must be at least {NONE}: {int(wait_s.min())} at index {int(np.argmin(wait_s))}.")
    falls = bounds_s[1:] <= bounds_s[:-1]
    if falls.any():
        raise ValueError(f"bounds_s must rise: it does not at index {int(np.argmax(falls)) + 1}.")


def _active(wrote: _Counts, tribe: Ints, author: Ints, period: Ints, grid: Grid, people: int) -> Floats:
    """Who wrote, over who had written by then."""
    width = max(people, 1)
    order = np.argsort(period, kind="stable")
    _, first = np.unique((tribe * width + author)[order], return_index=True)
    began = order[first]
    # what lies before the first period counts from there; what lies behind the last, never
    begins = np.clip(period[began], 0, None)
    counted = begins < grid.periods
    cell = tribe[began][counted] * grid.periods + begins[counted]
    known = np.cumsum(grid.sums(cell, np.ones_like(cell)), axis=1)
    return _share(grid.sums(wrote.cell, np.ones_like(wrote.cell)), known)


def _share(part: Ints, whole: Ints) -> Floats:
    with np.errstate(invalid="ignore"):
        share: Floats = np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
    return share


def _starter(began: _Counts, grid: Grid) -> tuple[Ints, Ints]:
    """Who began the most in each cell, and how many those are."""
    starter = np.full(grid.tribes * grid.periods, NONE, dtype=np.int64)
    most = np.zeros(grid.tribes * grid.periods, dtype=np.int64)
    order = np.lexsort((-began.number, began.count))
    starter[began.cell[order]] = began.number[order]
    most[began.cell[order]] = began.count[order]
    shape = grid.tribes, grid.periods
    return starter.reshape(shape), most.reshape(shape)


def _medians(cell: Ints, value: Ints, grid: Grid) -> Floats:
    medians = grid.empty().ravel()
    order = np.lexsort((value, cell))
    name, first, size = np.unique(cell[order], return_index=True, return_counts=True)
    low, high = value[order][first + (size - 1) // 2], value[order][first + size // 2]
    medians[name] = low / 2 + high / 2
    return medians.reshape(grid.tribes, grid.periods)


def _voices(wrote: _Counts, grid: Grid) -> Floats:
    squares = grid.totals(wrote.cell, wrote.shares() ** 2)
    with np.errstate(divide="ignore"):
        voices: Floats = np.where(squares > 0, 1 / squares, np.nan)
    return voices


def _gini(wrote: _Counts, grid: Grid) -> Floats:
    order = np.lexsort((wrote.count, wrote.cell))
    cell, share = wrote.cell[order], wrote.shares()[order]
    _, first, size = np.unique(cell, return_index=True, return_counts=True)
    place = np.arange(len(cell)) - np.repeat(first, size) + 1
    inequality = grid.empty()
    weighted = grid.totals(cell, (2 * place - np.repeat(size, size) - 1) * share / np.repeat(size, size))
    there = grid.sums(cell, np.ones_like(cell)) > 0
    inequality[there] = np.maximum(weighted[there], 0.0)
    return inequality


def _stayed(wrote: _Counts, grid: Grid, people: int) -> Ints:
    """How many wrote in each period and in the one before; none in the first, which has none before."""
    width = max(people, 1)
    stays = np.isin((wrote.cell - 1) * width + wrote.number, wrote.cell * width + wrote.number)
    stays &= _has_before(wrote.cell, grid)
    return grid.sums(wrote.cell[stays], np.ones_like(wrote.cell[stays]))


def _turnover(writers: Ints, stayed: Ints, grid: Grid) -> Floats:
    """Each period beside the one before it; the first has none before."""
    turnover = grid.empty()
    if grid.periods > 1:
        before, now, both = writers[:, :-1], writers[:, 1:], stayed[:, 1:]
        told = (now > 0) & (before > 0)
        turnover[:, 1:] = np.where(told, 1 - both / np.maximum(now + before - both, 1), np.nan)
    return turnover


def _has_before(cell: Ints, grid: Grid) -> Bools:
    later: Bools = cell % max(grid.periods, 1) > 0
    return later


def _divergence(used: _Counts, grid: Grid, words: int) -> Floats:
    """Over all words of two periods, of half the difference in entropy between each share and the mean of both."""
    width, shares = max(words, 1), used.shares()
    later = _has_before(used.cell, grid)
    after = used.cell % max(grid.periods, 1) < grid.periods - 1
    # a row for each word in a period, and for each in the one before
    code = np.r_[used.cell[later] * width + used.number[later], (used.cell[after] + 1) * width + used.number[after]]
    name, place = np.unique(code, return_inverse=True)
    place = place.ravel()
    now, was = np.zeros(len(name)), np.zeros(len(name))
    now[place[: int(later.sum())]] = shares[later]
    was[place[int(later.sum()) :]] = shares[after]
    mean = (now + was) / 2
    bits = (_entropy(now, mean) + _entropy(was, mean)) / 2
    there = grid.sums(used.cell, np.ones_like(used.cell)) > 0
    told = grid.empty()
    if grid.periods > 1:
        total = grid.totals(name // width, bits)[:, 1:]
        told[:, 1:] = np.where(there[:, 1:] & there[:, :-1], np.clip(total, 0.0, 1.0), np.nan)
    return told


def _entropy(share: Floats, mean: Floats) -> Floats:
    """Of each word, its part in the divergence of a share from the mean."""
    with np.errstate(divide="ignore", invalid="ignore"):
        part: Floats = np.where(share > 0, share * np.log2(share / mean), 0.0)
    return part
