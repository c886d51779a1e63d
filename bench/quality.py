"""How well the engine does on data with known answers, beside what could be picked instead, in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.answers import asks, identity, ties, tribes
from bench.tables import Table

EVENTS = Path("ties") / "eu-core-temporal.txt.gz"
DEPARTMENTS = Path("tribes") / "eu-core-temporal-departments.tsv"
POSTS = Path("asks") / "r-package-devel.jsonl.xz"
NAMES = Path("identity") / "sympy.tsv"


def measure(data: Path) -> Iterator[Table]:
    """A table for each part whose data is there."""
    if (data / EVENTS).is_file():
        yield ties.measure(data / EVENTS)
        if (data / DEPARTMENTS).is_file():
            yield tribes.measure(data / EVENTS, data / DEPARTMENTS)
    if (data / POSTS).is_file():
        yield asks.measure(data / POSTS)
    if (data / NAMES).is_file():
        yield identity.measure(data / NAMES)
