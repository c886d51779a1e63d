"""Structural holes: how fast, and that they are what igraph and networkx say."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.engine import bridging
from bench import made, peers
from bench.engine.tribes import ACROSS, PAIRS, PEOPLE
from bench.tables import Figure, Table
from bench.timing import faster, timed

SMALL_PEOPLE, SMALL_PAIRS, SEEDS = 60, 120, 4
CLOSE = 1e-9
DAMPING = 0.85

Floats = NDArray[np.float64]


def measure() -> Table:
    """Constraint of everyone in a large network; every value in small random ones."""
    with tempfile.TemporaryDirectory() as folder:
        large = _constraint(Path(folder))
        apart = _furthest(Path(folder))
    how = (
        f"The network of Tribes, {PEOPLE:,} people and {PAIRS:,} weighted pairs; igraph's graph stands ready. "
        f"Below, the largest difference over {SEEDS} random networks of {SMALL_PEOPLE} people, each of another density."
    )
    values = [Figure(f"{name}, largest difference", f"{far:.0e}", f"{CLOSE:.0e}", far < CLOSE) for name, far in apart]
    return Table("Bridging", how, [*large, *values])


def _constraint(folder: Path) -> list[Figure]:
    found = made.network(PEOPLE, PAIRS, across=ACROSS)
    path = folder / "network.npz"
    np.savez(path, first=found.first, second=found.second, weight=found.weight, people=PEOPLE)
    own_s, own = timed(lambda: bridging.constraint(found.first, found.second, found.weight, people=PEOPLE), times=3)
    peer_s = peers.ask("holes", "constraint", path)["seconds"]
    far = _difference(own, np.load(path.with_name("constraint.npy")))
    what = f"constraint of all {PEOPLE:,} people"
    return [
        Figure(what, f"{own_s:.2f} s", f"{peer_s:.2f} s", own_s <= peer_s, faster(own_s, peer_s, "igraph")),
        Figure("its largest difference from igraph's", f"{far:.0e}", f"{CLOSE:.0e}", far < CLOSE),
    ]


def _furthest(folder: Path) -> list[tuple[str, float]]:
    worst: dict[str, float] = {}
    for seed in range(SEEDS):
        data = _small(seed)
        path = folder / "small.npz"
        np.savez(path, **data)
        peers.ask("holes", "everything", path)
        theirs = np.load(path.with_name("holes.npz"))
        for name, own in _own(data).items():
            worst[name] = max(worst.get(name, 0.0), _difference(own, theirs[name]))
    return [
        (" ".join(name.split("_", 1)[1].split("_")) + f" and {name.split('_')[0]}'s", far)
        for name, far in worst.items()
    ]


def _small(seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    pairs = SMALL_PAIRS * (seed + 1)
    one, other = random.integers(0, SMALL_PEOPLE, (2, pairs))
    key = np.unique((np.minimum(one, other) * SMALL_PEOPLE + np.maximum(one, other))[one != other])
    start = np.zeros(SMALL_PEOPLE)
    start[random.integers(0, SMALL_PEOPLE, 3)] = 1.0
    return {
        "first": key // SMALL_PEOPLE,
        "second": key % SMALL_PEOPLE,
        "weight": random.pareto(1.5, len(key)) + 0.01,
        "start": start,
        "people": SMALL_PEOPLE,
    }


def _own(data: dict[str, Any]) -> dict[str, Floats]:
    first, second, weight, people = data["first"], data["second"], data["weight"], data["people"]
    constraint = bridging.constraint(first, second, weight, people=people)
    rank = bridging.pagerank(first, second, weight, data["start"], people=people, damping=DAMPING)
    return {
        "igraph_constraint": constraint,
        "networkx_constraint": constraint,
        "networkx_effective_size": bridging.effective_size(first, second, weight, people=people),
        "networkx_effective_size_unweighted": bridging.effective_size(
            first, second, np.ones(len(first)), people=people
        ),
        "igraph_pagerank": rank,
        "networkx_pagerank": rank,
        "igraph_reach": bridging.reach(first, second, people=people).astype(np.float64),
    }


def _difference(own: Floats, theirs: Floats) -> float:
    """The largest; infinite where only one of them has a value."""
    if (np.isnan(own) != np.isnan(theirs)).any():
        return float("inf")
    return float(np.nanmax(np.abs(own - theirs), initial=0.0))
