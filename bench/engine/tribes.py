"""Groups in a host's network, beside what others find in the same pairs."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from allies.engine import communities, tribes
from bench import made, peers
from bench.agreement import adjusted_mutual_information
from bench.tables import Figure, Table
from bench.timing import faster, timed

PEOPLE, PAIRS, ACROSS = 100_000, 1_000_000, 0.3
WITHIN = 0.01  # of modularity
PEERS = {"igraph": "igraph's Leiden", "leidenalg": "leidenalg", "infomap": "Infomap"}


def measure() -> Table:
    """One search on pairs as they are, then all of `tribes.find` from the letters behind them."""
    found = made.network(PEOPLE, PAIRS, across=ACROSS)
    pair = np.array([0]), np.array([1]), np.ones(1)
    communities.search([pair], starts=1, people=2, seed=1)  # the library is loaded by the first
    own_s, (group,) = timed(
        lambda: communities.search([(found.first, found.second, found.weight)], starts=1, people=PEOPLE, seed=1)
    )
    others = _others(found)
    own, best = modularity(found, group), modularity(found, others["igraph"][1])
    all_s, tribe = timed(lambda: tribes.find(*made.mailings(found), people=PEOPLE, seed=1))
    leiden_s = others["igraph"][0]
    figures = [
        Figure(
            f"community step, {PEOPLE:,} people, {PAIRS:,} pairs",
            f"{own_s:.1f} s",
            f"{leiden_s:.1f} s",
            own_s < leiden_s,
            ", ".join(faster(own_s, seconds, PEERS[name]) for name, (seconds, _) in others.items()),
        ),
        Figure(
            "its modularity",
            f"{own:.4f}",
            f"{best - WITHIN:.4f}",
            own >= best - WITHIN,
            ", ".join(f"{PEERS[name]} {modularity(found, theirs):.4f}" for name, (_, theirs) in others.items()),
        ),
        Figure(
            "agreement with the circles it was made of (AMI), the step",
            f"{adjusted_mutual_information(found.circle, group):.3f}",
            ratio=", ".join(
                f"{PEERS[name]} {adjusted_mutual_information(found.circle, theirs):.3f}"
                for name, (_, theirs) in others.items()
            ),
        ),
        Figure("agreement, all of tribes.find", f"{adjusted_mutual_information(found.circle, tribe):.3f}"),
        Figure("all of tribes.find, from letters", f"{all_s:.1f} s"),
    ]
    how = (
        f"Circles of 20 to 2,000 and numbers of ties by power laws (after the LFR benchmark), {ACROSS:.0%} of the "
        "pairs across. One search each, on one core, from a graph that stands ready but "
        "for ours and Infomap's, which take the pairs in."
    )
    return Table("Tribes", how, figures)


def modularity(found: made.Network, group: NDArray[np.int64]) -> float:
    """Newman's (2006), weighted."""
    total = found.weight.sum()
    strength = np.bincount(found.first, found.weight, PEOPLE) + np.bincount(found.second, found.weight, PEOPLE)
    inside = found.weight[group[found.first] == group[found.second]].sum() / total
    return float(inside - (np.bincount(group, strength) ** 2).sum() / (2 * total) ** 2)


def _others(found: made.Network) -> dict[str, tuple[float, NDArray[np.int64]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.npz"
        np.savez(path, first=found.first, second=found.second, weight=found.weight, people=PEOPLE)
        return {
            name: (peers.ask("groups", name, path)["seconds"], np.load(path.with_name(f"{name}.npy"))) for name in PEERS
        }
