"""Strategies that draw a member's events, shared by the engine's property tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from allies.engine.events import DAY_S, Bools, Ints

NOW_S = 1_700_000_000


@dataclass(frozen=True)
class Events:
    """Columns as the engine takes them, of `ties` ties."""

    tie: Ints
    at_s: Ints
    outgoing: Bools
    size: Ints
    ties: int

    @property
    def columns(self) -> tuple[Ints, Ints, Bools, Ints]:
        return self.tie, self.at_s, self.outgoing, self.size

    def taken(self, order: Any) -> Events:
        """The same events in another order, or some of them."""
        return Events(self.tie[order], self.at_s[order], self.outgoing[order], self.size[order], self.ties)


@st.composite
def events(draw: st.DrawFn, most_ties: int = 6, most_events: int = 40) -> Events:
    ties = draw(st.integers(1, most_ties))
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, ties - 1), st.integers(0, 900 * DAY_S), st.booleans(), st.integers(1, 5)),
            max_size=most_events,
        )
    )
    return Events(
        tie=np.array([r[0] for r in rows], dtype=np.int64),
        at_s=np.array([NOW_S - r[1] for r in rows], dtype=np.int64),
        outgoing=np.array([r[2] for r in rows], dtype=np.bool_),
        size=np.array([r[3] for r in rows], dtype=np.int64),
        ties=ties,
    )


def shuffled(count: int, seed: int) -> Ints:
    return np.random.default_rng(seed).permutation(count).astype(np.int64)
