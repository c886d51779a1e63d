"""Groups in the pairs of an .npz, as one of several packages finds them; written beside it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pairs = tuple[int, NDArray[np.int64], NDArray[np.float64]]


def leiden_of_igraph(pairs: Pairs) -> tuple[float, Any]:
    """As it is by default: two rounds."""
    graph = _graph(pairs)
    begun = time.perf_counter()
    found = graph.community_leiden("modularity", weights=pairs[2].tolist())
    return time.perf_counter() - begun, found.membership


def leidenalg(pairs: Pairs) -> tuple[float, Any]:
    """As it is by default: two rounds."""
    graph, package = _graph(pairs), import_module("leidenalg")
    begun = time.perf_counter()
    found = package.find_partition(graph, package.ModularityVertexPartition, weights=pairs[2].tolist(), seed=1)
    return time.perf_counter() - begun, found.membership


def infomap(pairs: Pairs) -> tuple[float, Any]:
    """One trial on two levels; its time includes that of taking the pairs in, which it does as it goes."""
    people, ends, weight = pairs
    begun = time.perf_counter()
    found = import_module("infomap").Infomap(silent=True, two_level=True, num_trials=1, seed=1)
    found.add_nodes(range(people))
    found.add_links(np.column_stack([ends, weight]).tolist())
    modules = dict(found.run().modules())
    group = np.zeros(people, dtype=np.int64)
    group[list(modules)] = list(modules.values())
    return time.perf_counter() - begun, group


WAYS: dict[str, Callable[[Pairs], tuple[float, Any]]] = {
    "igraph": leiden_of_igraph,
    "leidenalg": leidenalg,
    "infomap": infomap,
}


def main(way: str, path: str) -> None:
    """Prints how long it took; the graph is there already."""
    data = np.load(path)
    pairs = int(data["people"]), np.stack([data["first"], data["second"]], axis=1), data["weight"]
    seconds, group = WAYS[way](pairs)
    np.save(Path(path).with_name(f"{way}.npy"), np.asarray(group, dtype=np.int64))
    print(json.dumps({"seconds": seconds}))


def _graph(pairs: Pairs) -> Any:
    return import_module("igraph").Graph(n=pairs[0], edges=pairs[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
