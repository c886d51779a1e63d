"""Boxes on a sheet, moved until none lies on another. Many drafts are tried side by side, as one array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GOLDEN = np.pi * (3 - np.sqrt(5))  # the angle by which leaves follow each other round a stem
ROUNDS = 120
PULL, PUSH = 0.03, 0.4  # how far boxes move in a round, of what draws them together and of what they overlap

Floats = NDArray[np.float64]


def apart(width: Floats, height: Floats, turn: Floats, pull: Floats, *, sheet: float) -> tuple[Floats, Floats]:
    """Middles of b drafts of t boxes on a sheet that is `sheet` wide and 1 high.

    width, height : (b, t) half of each box.   turn : (b,) radians, where the first picture of a draft begins.
    pull : (t, t) symmetric, 0 to 1, what draws two boxes together.
    Returns (b, t, 2), and (b,) how far two boxes of a draft still lie on each other. Deterministic. O(b t^2).
    """
    number = np.arange(width.shape[1])
    ring = np.sqrt((number + 0.5) / len(number))
    angle = number[None, :] * GOLDEN + turn[:, None]
    middle = np.stack([ring * np.cos(angle) * sheet, ring * np.sin(angle)], axis=2) * 0.45 + (sheet / 2, 0.5)
    low = np.stack([np.minimum(width, sheet / 2), np.minimum(height, 0.5)], axis=2)
    high = np.array([sheet, 1.0]) - low
    reach = np.stack([width[:, :, None] + width[:, None, :], height[:, :, None] + height[:, None, :]], axis=3)
    # which way two boxes go that lie exactly on one another
    upper = np.where(number[:, None] < number[None, :], 1.0, -1.0)[None, :, :, None]
    left = np.full(len(width), np.inf)
    for turn_number in range(ROUNDS):
        between = middle[:, None, :, :] - middle[:, :, None, :]
        cooling = 1 - turn_number / ROUNDS
        middle = middle + PULL * cooling / len(number) * np.einsum("ij,bijk->bik", pull, between)
        push, left = _push(between, reach, upper)
        middle = np.clip(middle - PUSH * push, low, high)
    return middle, left


def spread(middle: Floats, width: Floats, height: Floats, *, sheet: float) -> Floats:
    """(t, 2) one draft drawn out to the edges of the sheet, in its middle: what is apart stays apart."""
    half, size = np.stack([width, height], axis=1), np.array([sheet, 1.0])
    free = size - ((middle + half).max(axis=0) - (middle - half).min(axis=0))
    first, last = middle.min(axis=0), middle.max(axis=0)
    stretch = np.where(last > first, np.maximum((last - first + free) / np.maximum(last - first, 1e-9), 1.0), 1.0)
    drawn = (middle - first) * stretch
    low, high = (drawn - half).min(axis=0), (drawn + half).max(axis=0)
    centred: Floats = drawn - low + (size - (high - low)) / 2
    return centred


def _push(between: Floats, reach: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """(b, t, 2) how far each box moves off those it lies on, along the shorter way; (b,) the farthest."""
    deep = reach - np.abs(between)
    least = np.minimum(deep[:, :, :, 0], deep[:, :, :, 1])
    touching = least > 0
    touching[:, np.arange(touching.shape[1]), np.arange(touching.shape[1])] = False
    shorter = deep <= deep[:, :, :, ::-1]
    sign = np.where(between == 0, upper, np.sign(between))
    move = np.where(touching[:, :, :, None] & shorter, deep * sign, 0.0)
    left = np.where(touching, least, 0.0).max(axis=(1, 2), initial=0.0)
    return move.sum(axis=2), left
