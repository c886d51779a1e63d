"""The engine's speed, each figure beside its peer in the same run, on data made by seed."""

from __future__ import annotations

from collections.abc import Iterator

from bench.engine import asks, bridging, chance, identity, planning, tribes
from bench.tables import Table


def measure() -> Iterator[Table]:
    """A table for each part, as soon as it is there."""
    for part in (chance, tribes, bridging, asks, identity, planning):
        yield part.measure()
