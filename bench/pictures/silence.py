"""How unusual a silence is, between some who know each other's rhythm more or less."""

from __future__ import annotations

import numpy as np

from allies.engine import gaps
from allies.engine.events import DAY_S
from bench.pictures.svg import Axis, Line, chart

DAYS = np.unique(np.geomspace(1, 1000, 60).astype(np.int64))
RHYTHMS = (("weekly, 30 times", 7, 30), ("weekly, 4 times", 7, 4), ("yearly, 8 times", 365, 8), ("once", 1, 1))


def picture() -> str:
    """The chart: share of the gaps that last longer, against days of silence."""
    lines = []
    for name, days, times in RHYTHMS:
        at_s = np.arange(times) * days * DAY_S
        silences = [
            gaps.usual(np.zeros(times, np.int64), at_s, ties=1, now_s=int(at_s[-1] + silence * DAY_S)).longer[0]
            for silence in DAYS.tolist()
        ]
        lines.append(Line(name, [(_place(day), float(one)) for day, one in zip(DAYS, silences, strict=True)]))
    return chart(
        "How many gaps last longer than this silence",
        lines,
        across=Axis("days of silence", [(_place(day), f"{day:,}") for day in (1, 10, 100, 1000)]),
        up=Axis("share of the gaps", [(share / 4, f"{share * 25} %") for share in range(5)]),
    )


def _place(days: float) -> float:
    return float(np.log10(days)) / 3
