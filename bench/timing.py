"""How long a call takes, and how two times compare."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

Result = TypeVar("Result")


def timed(call: Callable[[], Result], *, times: int = 1) -> tuple[float, Result]:
    """The median of the seconds, and the last result."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - begun)
    return median(seconds), result


def faster(own_s: float, peer_s: float, peer: str) -> str:
    """How many times as fast as a peer: "3.1 x igraph"."""
    return f"{peer_s / own_s:.1f} x {peer}"
