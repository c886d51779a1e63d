"""Which traces belong to one conversation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from allies.ties.columns import NO_KEY, Columns

Ints = NDArray[np.int64]


def threads(columns: Columns) -> Ints:
    """(n,) int64, the thread of each row's trace: the least key of a message that it holds or speaks of.

    Traces that answer each other, or that say to have begun with the same message, are one thread, also where that
    message itself never came in. The order of rows changes nothing. O(n log n).
    """
    _, first = np.unique(columns.trace, return_index=True)
    uid, parent, root = columns.uid[first], columns.parent[first], columns.root[first]
    answers, begins = parent != NO_KEY, root != NO_KEY
    one = np.concatenate([uid[answers], uid[begins]])
    other = np.concatenate([parent[answers], root[begins]])
    known, place = np.unique(np.concatenate([uid, one, other]), return_inverse=True)
    place = place.ravel()
    ends = place[len(uid) :].reshape(2, -1)
    links = coo_array((np.ones(ends.shape[1], dtype=np.int8), (ends[0], ends[1])), shape=(len(known), len(known)))
    _, component = connected_components(links, directed=False)
    # known is sorted, so that the first place of a component holds its least key
    _, least = np.unique(component, return_index=True)
    thread: Ints = known[least][component]
    return thread[np.searchsorted(known, columns.uid)]
