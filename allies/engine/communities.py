"""One search for communities in a network of weighed pairs: the step that `tribes` takes many times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

import numpy as np

from allies.engine.events import Floats, Ints

LARGE = 300_000  # pairs; above, modularity takes the map equation's place until it is clear who might belong together
SWEEPS = 32
_ONE_AT_A_TIME = Lock()

Pairs = tuple[Ints, Ints, Floats]
"""(m,) int64, (m,) int64, (m,) float64: each pair of people once, and what lies between them."""


def search(networks: Sequence[Pairs], *, starts: int, people: int, seed: int, is_sifted: bool = False) -> list[Ints]:
    """The communities of each of some networks, each searched from some starts.

    networks : the ends within 0..people-1, every weight above 0.   starts : int, at least 1.   seed : int, at least 0;
    the same gives the same.   is_sifted : whether the pairs are only those that earlier searches put into one group.
    Returns (people,) int64 for each network and start, numbered anyhow. O(m) for each sweep.

    Moves of Louvain (Blondel et al. 2008) that lower the map equation (Rosvall & Bergstrom 2008, equation 1). Beyond
    LARGE pairs those that raise modularity, refined on the way back (Rotta & Noack 2011), unless they are sifted:
    several times faster where circles are not clear-cut, and blind to circles that are small beside the whole
    (Fortunato & Barthelemy 2007).

    >>> ends = np.array([0, 1, 0, 3, 4, 3, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    >>> (group,) = search([(*ends, np.array([2.0, 2, 2, 2, 2, 2, 1]))], starts=1, people=6, seed=1)
    >>> [int(one) for one in group == group[0]]
    [1, 1, 1, 0, 0, 0]
    """
    found: list[Ints] = []
    with _alone() as networkit:
        for first, second, weight in networks:
            graph = networkit.GraphFromCoo((weight, (first, second)), n=people, weighted=True, directed=False)
            by_modularity = len(first) > LARGE and not is_sifted
            for _ in range(starts):
                networkit.setSeed(seed * starts * len(networks) + len(found), False)
                method = _method(networkit.community, graph, by_modularity=by_modularity)
                method.run()
                found.append(np.asarray(method.getPartition().getVector(), dtype=np.int64))
    return found


@contextmanager
def _alone() -> Iterator[Any]:
    """networkit for one caller at a time: it has one seed for all threads, and lets others go on while it searches."""
    # it takes a moment to load, and most commands never look for tribes
    import networkit  # noqa: PLC0415

    with _ONE_AT_A_TIME:
        threads = networkit.getMaxNumberOfThreads()
        # with several threads the moves race, and the same seed would give other groups
        networkit.setNumberOfThreads(1)
        try:
            yield networkit
        finally:
            networkit.setNumberOfThreads(threads)


def _method(community: Any, graph: Any, *, by_modularity: bool) -> Any:
    if by_modularity:
        return community.PLM(graph, refine=True)
    return community.LouvainMapEquation(graph, True, SWEEPS, "none")
