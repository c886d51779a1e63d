"""Structural holes in the pairs of an .npz, of igraph and networkx; written beside it."""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DAMPING = 0.85


def constraint(path: Path) -> None:
    """Of everyone, by igraph; the graph is there already."""
    data = np.load(path)
    graph = _graph(data)
    begun = time.perf_counter()
    found = graph.constraint(weights=data["weight"].tolist())
    seconds = time.perf_counter() - begun
    np.save(path.with_name("constraint.npy"), np.array(found))
    print(json.dumps({"seconds": seconds}))


def everything(path: Path) -> None:
    """Of a small network, all that either knows."""
    data, networkx = np.load(path), import_module("networkx")
    people, pairs = int(data["people"]), zip(data["first"].tolist(), data["second"].tolist(), strict=True)
    graph = networkx.Graph()
    graph.add_nodes_from(range(people))
    for (one, other), weight in zip(pairs, data["weight"].tolist(), strict=True):
        graph.add_edge(one, other, weight=weight)
    start: NDArray[np.float64] = data["start"]
    begun = time.perf_counter()
    rank = networkx.pagerank(
        graph, DAMPING, dict(enumerate(start.tolist())), weight="weight", tol=1e-15, max_iter=10_000
    )
    found = {
        "networkx_constraint": _by_person(networkx.constraint(graph, weight="weight")),
        "igraph_constraint": _graph(data).constraint(weights=data["weight"].tolist()),
        # asked for everyone by default, networkx 3.6 divides by the maximum of the wrong person; by name, it does not
        "networkx_effective_size": _by_person(networkx.effective_size(graph, nodes=list(graph), weight="weight")),
        "networkx_effective_size_unweighted": _by_person(networkx.effective_size(graph)),
        "networkx_pagerank": _by_person(rank),
        "igraph_pagerank": _graph(data).personalized_pagerank(
            damping=DAMPING, reset=start.tolist(), weights=data["weight"].tolist()
        ),
        "igraph_reach": [size - 1 for size in _graph(data).neighborhood_size(order=2)],
    }
    told: dict[str, Any] = {name: np.array(values) for name, values in found.items()}
    np.savez(path.with_name("holes.npz"), **told)
    print(json.dumps({"seconds": time.perf_counter() - begun}))


def _graph(data: Any) -> Any:
    ends = np.stack([data["first"], data["second"]], axis=1)
    return import_module("igraph").Graph(n=int(data["people"]), edges=ends)


def _by_person(values: dict[int, float]) -> list[float]:
    return [values[person] for person in range(len(values))]


if __name__ == "__main__":
    {"constraint": constraint, "everything": everything}[sys.argv[1]](Path(sys.argv[2]))
