"""Draws docs/pictures/identity.svg: of pairs called so likely to be one person, how many are, in three invented towns.

.venv/bin/python docs/pictures/identity.py
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the town is the tests' own

from allies.engine.identity import SURE, candidates
from tests.engine.town import town

SIDE, LEFT, TOP, BINS, TOWNS = 300, 64, 24, 10, 3


def main() -> None:
    """Values are reckoned, not typed."""
    told: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for seed in range(TOWNS):
        names, addresses, truth = town(3_000, seed)
        for pair in candidates(names, addresses, person=np.arange(len(names)), at_least=0.05):
            is_one = truth[pair.one] == truth[pair.other]
            told[min(int(pair.probability * BINS), BINS - 1)].append((pair.probability, is_one))
    dots = [_dot(pairs) for _, pairs in sorted(told.items())]
    Path(__file__).with_suffix(".svg").write_text(_sheet(dots))


def _dot(pairs: list[tuple[float, bool]]) -> str:
    """One bin: the larger, the more pairs."""
    said, was = np.mean(pairs, axis=0).tolist()
    count = len(pairs)
    return (
        f'<circle cx="{_x(said):.1f}" cy="{_y(was):.1f}" r="{2 + count**0.5 / 6:.1f}" fill="#1f6f5c">'
        f"<title>said {said:.2f}, was {was:.2f}, {count} pairs</title></circle>"
    )


def _sheet(dots: list[str]) -> str:
    marks = "".join(
        f'<text x="{_x(at):.0f}" y="{TOP + SIDE + 20}" text-anchor="middle">{at:.0%}</text>'
        f'<text x="{LEFT - 10}" y="{_y(at) + 4:.0f}" text-anchor="end">{at:.0%}</text>'
        for at in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + SIDE + 330} {TOP + SIDE + 50}" '
        'font-family="sans-serif" font-size="13" fill="#6d6459">'
        "<title>Of pairs called so likely to be one person, how many are</title>"
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="#fffdf9" stroke="#e7dfd2"/>'
        f'<line x1="{LEFT}" y1="{TOP + SIDE}" x2="{LEFT + SIDE}" y2="{TOP}" stroke="#c9bdab" stroke-dasharray="4 4"/>'
        f'<line x1="{_x(SURE):.1f}" y1="{TOP}" x2="{_x(SURE):.1f}" y2="{TOP + SIDE}" stroke="#b5491f"/>{marks}'
        + "".join(dots)
        + f'<text x="{LEFT + SIDE + 20}" y="{TOP + 16}">right of the red line: joined without asking</text>'
        f'<text x="{LEFT + SIDE + 20}" y="{TOP + 40}">across: how likely it was said to be</text>'
        f'<text x="{LEFT + SIDE + 20}" y="{TOP + 60}">up: how many of these are one person</text>'
        f'<text x="{LEFT + SIDE + 20}" y="{TOP + 80}">the larger the dot, the more pairs</text></svg>\n'
    )


def _x(share: float) -> float:
    return LEFT + share * SIDE


def _y(share: float) -> float:
    return TOP + (1 - share) * SIDE


if __name__ == "__main__":
    main()
