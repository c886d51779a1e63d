"""Who wrote to whom and when, from a file of three numbers a line."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Emails:
    """n rows by time; people are numbered from 0, `names` says who they are in the file."""

    sender: Ints
    recipient: Ints
    at_s: Ints
    names: Ints


def read(path: Path) -> Emails:
    """Mail to oneself is left out."""
    with gzip.open(path, "rt") as lines:
        rows = np.loadtxt(lines, dtype=np.int64, comments="#")[:, :3]
    rows = rows[rows[:, 0] != rows[:, 1]]
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0], rows[:, 2]))]
    names, number = np.unique(rows[:, :2], return_inverse=True)
    number = number.reshape(-1, 2)
    return Emails(number[:, 0], number[:, 1], rows[:, 2], names)
