"""The probability of contact for very many ties."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from allies.engine import rhythm
from bench import made, peers
from bench.tables import Figure, Table
from bench.timing import faster, timed

EVENTS, TIES, OWNERS = 1_000_000, 50_000, 50
LIMIT_S = 1.5


def measure() -> Table:
    """One call for all ties; the peer is fitted to the same and asked for the same ties."""
    data = made.events(EVENTS, ties=TIES, owners=OWNERS)
    own_s, _ = timed(
        lambda: rhythm.contact_probability(
            data["tie"], data["at_s"], data["outgoing"], data["size"],
            owner=data["owner"], now_s=data["now_s"], horizon_days=90.0,
        ),
        times=3,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.npz"
        np.savez(path, **data)
        peer = peers.ask("chance", path)
    what = f"contact_probability, {EVENTS:,} events, {TIES:,} ties"
    figure = Figure(
        what, f"{own_s:.2f} s", f"{LIMIT_S} s", own_s < LIMIT_S, faster(own_s, peer["seconds"], "BG/NBD (lifetimes)")
    )
    how = "Fitted on the past and asked, from events in no order; the peer does the same, from days of contact alone."
    return Table("Rhythm", how, [figure])
