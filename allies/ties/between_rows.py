"""A row for each two persons who share threads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allies.ties.events import Edges, distinct_triples, starts
from allies.ties.roster import Roster
from allies.ties.tie_rows import Rows

COLUMNS = ("threads",)
MOST = 8  # others that are kept for each person, those with the most threads; either side may keep a pair

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shared:
    """Every two persons who share threads, n pairs, sorted."""

    low: Ints  # index of the person who comes first
    high: Ints
    threads: Ints  # (n,) at least 1


def shared(edges: Edges, thread: Ints) -> Shared:
    """Who shares how many threads with whom. `thread` is of the rows of the columns."""
    low, high = np.minimum(edges.sender, edges.recipient), np.maximum(edges.sender, edges.recipient)
    low, high, _, _ = distinct_triples(low, high, thread[edges.row])
    first = np.flatnonzero(starts(low, high)) if len(low) else low
    threads = np.diff(np.append(first, len(low)))
    return Shared(low[first], high[first], threads)


def between_rows(found: Shared, roster: Roster) -> Rows:
    """(person id, other's id) -> (threads,), for the pairs that either of them keeps."""
    low, high, threads = found.low, found.high, found.threads
    kept = _among_the_most(low, high, threads) | _among_the_most(high, low, threads)
    pairs = zip(roster.ids[low[kept]].tolist(), roster.ids[high[kept]].tolist(), threads[kept].tolist(), strict=True)
    return {(person, other): (count,) for person, other, count in pairs}


def _among_the_most(person: Ints, other: Ints, threads: Ints) -> NDArray[np.bool_]:
    """Whether each pair is among those with which the person shares the most threads."""
    order = np.lexsort((other, -threads, person))
    first = starts(person[order])
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    kept = np.zeros(len(order), dtype=np.bool_)
    kept[order[place < MOST]] = True
    return kept
