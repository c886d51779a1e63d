"""Where the map of the tribes draws everyone: tribes apart from each other, each with its name above it.

The sheet is 1 high and SHEET wide here; what is given out is shares of its width and height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.ties import boxes

SHEET = 1.65  # width to height
PEOPLE = 250  # that the map draws
FULL = 0.26  # of the sheet that people may cover
WIDEST = 0.042  # room between two people, where there are few
LETTER, LINE = 0.034, 0.085  # room for a letter and for a line of a name
BRIEFER = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25)  # of the room for a letter; on a full map not every name can stand
CLOSER = (1.0, 0.9, 0.8, 0.7)  # of the room between two people; this is given up first
DRAFTS = 6
TURNS = (0.0, 2.1, 4.2)  # each draft begins in three ways: one may come apart where another does not
PACKED = 0.72  # of the sheet under boxes; more has never come apart
SETTLING = 40

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one tribe is drawn: shares of width and height."""

    x: float  # the middle of its name
    y: float
    people: Floats  # (drawn, 2) of its most central people


def places(
    sizes: Sequence[int], names: Sequence[str], inner: Sequence[Ints], across: NDArray[np.float64]
) -> list[Place]:
    """Where each of t tribes is drawn.

    sizes : people of each.   names : (t,) str.   inner : (k, 2) pairs in touch within each, counted from its most
    central.   across : (t, t) how much goes on between two.   The same input gives the same picture. O(t^2 + drawn).
    """
    if not sizes:
        return []
    drawn = quotas(sizes)
    gap, middle = _middles(drawn, [len(name) for name in names], across)
    radius = _radius(drawn, gap)
    told = []
    for number, (x, y) in enumerate(middle):
        # the box holds the name above the people
        people = np.add(_settled(int(drawn[number]), inner[number], gap), (x, y + LINE / 2))
        shares = np.clip(people / (SHEET, 1.0), 0.0, 1.0).round(4)
        top = y + LINE / 2 - radius[number] - LINE / 4
        told.append(Place(round(float(np.clip(x / SHEET, 0, 1)), 4), round(float(np.clip(top, 0, 1)), 4), shares))
    return told


def quotas(sizes: Sequence[int]) -> Ints:
    """How many of each tribe the map draws: everyone where there is room, else more of the larger."""
    size = np.asarray(sizes, dtype=np.int64)
    if size.sum() <= PEOPLE:
        return size
    share = np.sqrt(size)
    low, high = 0.0, float(size.max())
    for _ in range(50):
        factor = (low + high) / 2
        low, high = (low, factor) if np.minimum(size, share * factor).sum() > PEOPLE else (factor, high)
    return np.maximum(np.minimum(size, np.floor(share * low)), np.minimum(size, 3)).astype(np.int64)


def _middles(drawn: Ints, letters: Sequence[int], across: Floats) -> tuple[float, Floats]:
    """The room between two people, and (t, 2) the middles of the boxes: the roomiest draft that comes apart."""
    widest = min(WIDEST, float(np.sqrt(FULL * SHEET / (np.pi * drawn.sum()))))
    letter = np.repeat(np.multiply(BRIEFER, LETTER), len(CLOSER))
    gap = np.tile(np.multiply(CLOSER, widest), len(BRIEFER))
    radius = _radius(drawn[None, :], gap[:, None])
    width = np.maximum(radius, np.array(letters)[None, :] * letter[:, None] / 2)
    height = radius + LINE / 2
    loose = np.flatnonzero((4 * width * height).sum(axis=1) < PACKED * SHEET)[:DRAFTS]
    draft = np.repeat(loose if len(loose) else [len(gap) - 1], len(TURNS))
    turn = np.tile(TURNS, len(draft) // len(TURNS))
    pull = across / max(float(across.max(initial=0.0)), 1e-9)
    middle, left = boxes.apart(width[draft], height[draft], turn, pull, sheet=SHEET)
    fits = np.flatnonzero(left < gap[draft] / 2)
    best = int(fits[0]) if len(fits) else int(np.argmin(left))
    one = draft[best]
    return float(gap[one]), boxes.spread(middle[best], width[one], height[one], sheet=SHEET)


def _radius(drawn: Ints, gap: Any) -> Floats:
    """Of a circle that holds so many people."""
    return np.asarray(gap * (np.sqrt(drawn) + 0.5), dtype=np.float64)


def _settled(people: int, pairs: Ints, gap: float) -> Floats:
    """(people, 2) around the origin: the most central in the middle, those in touch drawn towards each other."""
    number = np.arange(people)
    ring = np.sqrt(number + 0.25)
    spot = np.stack([ring * np.cos(number * boxes.GOLDEN), ring * np.sin(number * boxes.GOLDEN)], axis=1)
    pairs = pairs[(pairs < people).all(axis=1)]
    near = np.zeros((people, people))
    near[pairs[:, 0], pairs[:, 1]] = near[pairs[:, 1], pairs[:, 0]] = 1.0
    near /= np.maximum(near.sum(axis=1, keepdims=True), 1.0)
    edge = np.sqrt(max(people - 1, 0) + 0.25) + 0.3
    for _ in range(SETTLING):
        spot = spot + 0.12 * (near @ spot - spot) * (near.sum(axis=1, keepdims=True) > 0)
        between = spot[None, :, :] - spot[:, None, :]
        distance = np.maximum(np.sqrt((between**2).sum(axis=2)), 1e-6)
        push = np.clip(1.5 - distance, 0.0, None)
        np.fill_diagonal(push, 0.0)
        spot = spot - 0.35 * (between / distance[:, :, None] * push[:, :, None]).sum(axis=1)
        spot = spot / np.maximum(np.sqrt((spot**2).sum(axis=1, keepdims=True)) / edge, 1.0)
    spot = spot - (spot.min(axis=0) + spot.max(axis=0)) / 2
    widest = float(np.sqrt((spot**2).sum(axis=1)).max(initial=0.0))
    scaled: Floats = spot * (gap * edge / max(widest, 1.0))
    return scaled
