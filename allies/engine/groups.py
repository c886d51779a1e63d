"""Who is together, as pairs are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from allies.engine.events import Ints

Pair = tuple[int, int]


class Groups:
    """Disjoint sets of 0..n-1 (Tarjan 1975). The smallest index of a set is its root."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, row: int) -> int:
        """The smallest index of the set of this one."""
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join_all(self, pairs: Iterable[Pair]) -> None:
        """Make one set of the sets of each pair."""
        # the pairs are all drawn before the first is joined, as drawing them may look at the groups
        for one, other in list(pairs):
            one, other = self.root(one), self.root(other)
            self._parent[max(one, other)] = min(one, other)

    def roots(self) -> Ints:
        """(n,) the smallest index of the set of each."""
        return np.array([self.root(row) for row in range(len(self._parent))], dtype=np.int64)

    def members(self) -> dict[int, list[int]]:
        """The indices of each set, by its smallest."""
        sets: defaultdict[int, list[int]] = defaultdict(list)
        for row in range(len(self._parent)):
            sets[self.root(row)].append(row)
        return sets

    def numbered(self) -> Ints:
        """The sets as numbers from 0, in the order of their smallest indices."""
        numbers: Ints = np.unique(self.roots(), return_inverse=True)[1].ravel()
        return numbers


def of_numbers(numbers: Sequence[int]) -> Groups:
    """The sets in which equal numbers stand."""
    first: dict[int, int] = {}
    groups = Groups(len(numbers))
    groups.join_all((first.setdefault(number, row), row) for row, number in enumerate(numbers))
    return groups
