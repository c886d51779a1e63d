"""How much there is between two people: in how many weeks, months or quarters they were in contact."""

from __future__ import annotations

import numpy as np

from allies.engine.events import DAY_S, Floats, Ints

SMALL_CIRCLE = 15  # Dunbar & Spoors (1995): the sympathy group; a mailing to more counts as 15 in all


def mailing_share(sender: Ints, at_s: Ints) -> Floats:
    """How much each row counts: a mailing to k people counts 1 on each row up to 15 of them, and 15/k above.

    sender : (n,) int64.   at_s : (n,) int64, UTC seconds. Rows of one sender and second are one mailing.
    Returns (n,) float64 in (0, 1]. O(n log n).

    >>> mailing_share(np.zeros(30, dtype=np.int64), np.zeros(30, dtype=np.int64))[0].item()
    0.5
    """
    order = np.lexsort((at_s, sender))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(sender[order]) != 0) | (np.diff(at_s[order]) != 0)
    mailing = np.cumsum(first) - 1
    recipients = np.empty(len(order))
    recipients[order] = np.bincount(mailing)[mailing]
    share: Floats = np.minimum(1.0, SMALL_CIRCLE / recipients)
    return share


def occasions(pair: Ints, at_s: Ints, share: Floats, *, days: int) -> Floats:
    """In how many periods of so many days each pair was in contact, each weighed by its most personal event.

    pair : (n,) int64 in 0..pairs-1, each of them there.   at_s : (n,) int64, UTC seconds.   share : (n,) float64.
    Returns (pairs,) float64. O(n log n).

    >>> at_s = np.array([0, DAY_S, 9 * DAY_S])
    >>> occasions(np.array([0, 0, 0]), at_s, np.array([0.5, 1.0, 0.5]), days=7).tolist()
    [1.5]
    """
    period = np.floor_divide(at_s, days * DAY_S)
    order = np.lexsort((share, period, pair))
    pair, period, share = pair[order], period[order], share[order]
    last = np.ones(len(pair), dtype=np.bool_)
    last[:-1] = (np.diff(pair) != 0) | (np.diff(period) != 0)
    return np.bincount(pair[last], weights=share[last]).astype(np.float64)
