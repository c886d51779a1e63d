"""What greed leaves on the table: the best of what is left, again and again, against the best plan."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from allies.engine import planning
from bench.pictures.svg import Axis, Line, chart

DAYS, CANDIDATES, CHANNELS, TRIBES, BUDGET, CROWDING = 200, 60, 3, 8, 15.0, 1.0
LIMITS = {"per_channel": 4, "given": 3, "asked": 3}
LEAST = 0.4  # of the best: where the chart begins


def picture() -> str:
    """The chart: greed's worth as a share of the best plan's, on random days, the worst days first."""
    random = np.random.default_rng(1)
    days = [_shares(random) for _ in range(DAYS)]
    lines = [
        Line(
            name, [(n / (DAYS - 1), max(0.0, (share - LEAST) / (1 - LEAST))) for n, share in enumerate(sorted(shares))]
        )
        for name, shares in zip(("by value", "by value a minute"), zip(*days, strict=True), strict=True)
    ]
    return chart(
        "What greed finds, on random days",
        lines,
        across=Axis("days, the worst first", [(part / 4, f"{part * DAYS // 4}") for part in range(5)]),
        up=Axis("of the best plan's worth", [(part / 4, f"{40 + 15 * part} %") for part in range(5)]),
    )


def _shares(random: Generator) -> tuple[float, float]:
    """Of one day, greed's worth as a share of the best, going by value and by value a minute."""
    value, minutes = random.uniform(3, 9, CANDIDATES), random.integers(2, 9, CANDIDATES).astype(np.float64)
    gives, channel = random.random(CANDIDATES) < 0.6, random.integers(0, CHANNELS, CANDIDATES)
    person, tribe = np.arange(CANDIDATES), random.integers(0, TRIBES, CANDIDATES)
    best = planning.choose(
        value, minutes, gives, channel, person, budget=BUDGET, **LIMITS, tribe=tribe, crowding=CROWDING
    )

    def greedy(order: NDArray[np.float64]) -> list[int]:
        taken: list[int] = []
        for i in np.argsort(-order).tolist():
            both = [*taken, i]
            asks, gifts = int((~gives[both]).sum()), int(gives[both].sum())
            fits = minutes[both].sum() <= BUDGET and (channel[both] == channel[i]).sum() <= LIMITS["per_channel"]
            is_even = not asks or LIMITS["asked"] + asks <= LIMITS["given"] + gifts
            if fits and is_even and _worth(value, tribe, both) > _worth(value, tribe, taken):
                taken = both
        return taken

    most = _worth(value, tribe, best.tolist())
    by_value, by_minute = (_worth(value, tribe, greedy(order)) / most for order in (value, value / minutes))
    return by_value, by_minute


def _worth(value: NDArray[np.float64], tribe: NDArray[np.int64], chosen: list[int]) -> float:
    mates = Counter(tribe[chosen].tolist())
    return float(value[chosen].sum()) - CROWDING * sum(count - 1 for count in mates.values())
