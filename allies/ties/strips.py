"""Contact month by month, for the strip that pages draw."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from allies.ties.events import TieEvents

MONTHS = 48  # of the past, this one with them


class StripData(TypedDict):
    """A strip as a tie keeps it."""

    first_month: str
    given: list[int]
    received: list[int]


def strips(events: TieEvents, *, ties: int, now_s: int) -> list[StripData]:
    """The strip of each tie: from its first month of contact within the last 48 to this month, in UTC.

    Without contact in that time it is this month alone, empty.
    """
    now = int(_months(np.array([now_s]))[0])
    ago = now - _months(events.at_s)
    within = ago < MONTHS
    tie, place = events.tie[within], MONTHS - 1 - ago[within]
    given, received = (
        np.bincount(tie[side] * MONTHS + place[side], minlength=ties * MONTHS).reshape(ties, MONTHS)
        for side in (events.outgoing[within], ~events.outgoing[within])
    )
    active = (given + received) > 0
    first = np.where(active.any(axis=1), active.argmax(axis=1), MONTHS - 1)
    names = [_name(now - MONTHS + 1 + month) for month in range(MONTHS)]
    return [
        StripData(first_month=names[start], given=up[start:], received=down[start:])
        for start, up, down in zip(first.tolist(), given.tolist(), received.tolist(), strict=True)
    ]


def _months(at_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Months since January 1970."""
    return at_s.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def _name(month: int) -> str:
    return str(np.datetime64(month, "M"))
