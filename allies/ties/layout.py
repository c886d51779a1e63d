"""Where the map of the tribes draws everyone: tribes apart from each other, each with its name above it.

The sheet is 1 high and SHEET wide here; what is given out is shares of its width and height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHEET = 1.65  # width to height
PEOPLE = 250  # that the map draws
FULL = 0.20  # of the sheet that people may cover
WIDEST = 0.042  # room between two people, where there are few
LETTER, LINE = 0.034, 0.085  # room for a letter and for a line of a name
GOLDEN = np.pi * (3 - np.sqrt(5))  # the angle by which leaves follow each other round a stem
TRIES, SHRINK = 24, 0.93
ROUNDS, SETTLING = 240, 40

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
    gap = min(WIDEST, float(np.sqrt(FULL * SHEET / (np.pi * drawn.sum()))))
    letter = LETTER
    for _ in range(TRIES):
        radius = gap * (np.sqrt(drawn) + 0.5)
        width = np.maximum(radius, np.array([len(name) * letter / 2 for name in names]))
        middle, overlap = _apart(width, radius + LINE / 2, across)
        if overlap < gap / 2:
            break
        gap, letter = gap * SHRINK, letter * SHRINK
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


def _apart(width: Floats, height: Floats, across: Floats) -> tuple[Floats, float]:
    """Middles of boxes (half widths, half heights) that do not overlap, and how much they still do."""
    number = np.arange(len(width))
    ring = np.sqrt((number + 0.5) / len(number))
    middle = np.stack([ring * np.cos(number * GOLDEN) * SHEET, ring * np.sin(number * GOLDEN)], axis=1) * 0.4
    middle += (SHEET / 2, 0.5)
    low = np.stack([np.minimum(width, SHEET / 2), np.minimum(height, 0.5)], axis=1)
    high = np.array([SHEET, 1.0]) - low
    pull = across / max(float(across.max(initial=0.0)), 1e-9)
    overlap = 0.0
    for turn in range(ROUNDS):
        between = middle[None, :, :] - middle[:, None, :]
        cooling = 1 - turn / ROUNDS
        middle = middle + 0.02 * cooling * (pull[:, :, None] * between).sum(axis=1) / len(number)
        push, overlap = _push(between, width, height)
        middle = np.clip(middle - push, low, high)
    return middle, overlap


def _push(between: Floats, width: Floats, height: Floats) -> tuple[Floats, float]:
    """(t, 2) how far each box moves off those it overlaps, along the shorter way; and the largest overlap."""
    deep_x = width[:, None] + width[None, :] - np.abs(between[:, :, 0])
    deep_y = height[:, None] + height[None, :] - np.abs(between[:, :, 1])
    touching = (deep_x > 0) & (deep_y > 0)
    np.fill_diagonal(touching, False)
    sideways = deep_x < deep_y
    upper = np.triu(np.ones_like(deep_x)) * 2 - 1  # settles which way two go that lie on one another
    sign_x = np.where(between[:, :, 0] == 0, upper, np.sign(between[:, :, 0]))
    sign_y = np.where(between[:, :, 1] == 0, upper, np.sign(between[:, :, 1]))
    move_x = np.where(touching & sideways, deep_x * sign_x, 0.0).sum(axis=1)
    move_y = np.where(touching & ~sideways, deep_y * sign_y, 0.0).sum(axis=1)
    deepest = np.where(touching, np.minimum(deep_x, deep_y), 0.0).max(initial=0.0)
    return np.stack([move_x, move_y], axis=1) * 0.4, float(deepest)


def _settled(people: int, pairs: Ints, gap: float) -> Floats:
    """(people, 2) around the origin: the most central in the middle, those in touch drawn towards each other."""
    number = np.arange(people)
    ring = np.sqrt(number + 0.25)
    spot = np.stack([ring * np.cos(number * GOLDEN), ring * np.sin(number * GOLDEN)], axis=1)
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
    return spot * gap
