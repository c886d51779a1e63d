"""Draws docs/pictures/tribes.svg: the groups of six years as columns, one colour for each life, and what became of it.

.venv/bin/python docs/pictures/tribes.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from allies.engine import lineage
from allies.engine.events import Ints
from allies.engine.lineage import NONE, Change

YEARS = range(2021, 2027)
COLOURS = ("#1f6f5c", "#b5491f", "#566b83", "#82600f", "#85557f")
COLUMN, BAR, PERSON, GAP, TOP = 118, 16, 11, 26, 46
# a letter for the group of each person, a row for each year: the first group grows, a part of it goes its own way, and
# of the other two one joins the other
CUTS = (
    "aaaaaa.......bbbbbcccc",
    "aaaaaaaa.....bbbbbcccc",
    "aaaaaaaaa....bbbbbcccc",
    "aaaaaaaaaaa..bbbbbcccc",
    "aaaaaaddddd..bbbbbcccc",
    "aaaaaaddddd..bbbbbbbbb",
)
TOLD = {Change.GREW: "grew", Change.SPLIT: "split", Change.MERGED: "joined", Change.BEGAN: "began"}


def main() -> None:
    """What happened is told by the engine, not typed."""
    cuts = [_groups(letters) for letters in CUTS]
    told = lineage.follow(cuts)
    drawn = []
    for number in range(len(cuts)):
        drawn += _ribbons(told.life, number)
    for number, year in enumerate(YEARS):
        drawn.append(_text(_x(number) + BAR / 2, 22, str(year), "#5b616b", 14))
        drawn += _bars(told.life[number], _x(number))
    for cut, of, kind in zip(told.cut.tolist(), told.of.tolist(), told.kind.tolist(), strict=True):
        if cut and kind in TOLD:
            life = told.life[cut - 1 if kind == Change.MERGED else cut]
            x = _x(cut) - (COLUMN - BAR) / 2 if kind == Change.MERGED else _x(cut) + BAR / 2
            y = _spans(life)[of][0] + (PERSON * 2 if kind == Change.MERGED else -6)
            drawn.append(_text(x, y, TOLD[Change(kind)], "#241f1a", 13))
    width, height = _x(len(cuts)) - COLUMN + BAR + 50, TOP + len(CUTS[0]) * PERSON + 3 * GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    paper = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    Path(__file__).with_suffix(".svg").write_text("\n".join([head, paper, *drawn, "</svg>"]) + "\n")


def _groups(letters: str) -> Ints:
    """The group of each person, NONE for a dot."""
    return np.array([NONE if letter == "." else ord(letter) for letter in letters], dtype=np.int64)


def _x(number: int) -> int:
    return 40 + number * COLUMN


def _spans(life: Ints) -> dict[int, tuple[float, float]]:
    """From where to where each life stands in a column."""
    spans, y = {}, float(TOP)
    for one in dict.fromkeys(life[life != NONE].tolist()):
        size = int((life == one).sum())
        spans[one] = y, y + size * PERSON
        y += size * PERSON + GAP
    return spans


def _bars(life: Ints, x: int) -> list[str]:
    return [
        f'<rect x="{x}" y="{top:.0f}" width="{BAR}" height="{bottom - top:.0f}" rx="2" fill="{COLOURS[one]}"/>'
        for one, (top, bottom) in _spans(life).items()
    ]


def _ribbons(lives: Ints, number: int) -> list[str]:
    """The people who go from one group to another, as bands."""
    if number + 1 == len(lives):
        return []
    before, now = lives[number], lives[number + 1]
    left = {one: top for one, (top, _) in _spans(before).items()}
    right = {one: top for one, (top, _) in _spans(now).items()}
    drawn = []
    for one in left:
        for other in right:
            height = int(((before == one) & (now == other)).sum()) * PERSON
            if height:
                drawn.append(_band(_x(number) + BAR, left[one], _x(number + 1), right[other], height, COLOURS[other]))
                left[one] += height
                right[other] += height
    return drawn


def _band(x: float, y: float, to_x: float, to_y: float, height: float, colour: str) -> str:
    middle = (x + to_x) / 2
    there = f"M{x:.0f} {y:.0f}C{middle:.0f} {y:.0f} {middle:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}v{height:.0f}"
    back = f"C{middle:.0f} {to_y + height:.0f} {middle:.0f} {y + height:.0f} {x:.0f} {y + height:.0f}Z"
    return f'<path d="{there}{back}" fill="{colour}" fill-opacity="0.28"/>'


def _text(x: float, y: float, said: str, colour: str, size: int) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="middle">{said}</text>'


if __name__ == "__main__":
    main()
