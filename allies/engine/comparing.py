"""Everyone compared with whoever they may be one with, and compared anew as people are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product

from allies.engine.commonness import Commonness
from allies.engine.groups import Groups, Pair
from allies.engine.profiles import Identity, Profile, keys, profile
from allies.engine.weighing import Weighed, weigh

FORGOTTEN = 0.001  # who is less likely to be one is not remembered
MOST_IN_COMMON = 30  # who shares a key with more people than this shares it by chance


class Index:
    """Who has which key, so that n people give O(n) pairs worth comparing and not the square of them."""

    def __init__(self) -> None:
        self._asking: defaultdict[str, set[int]] = defaultdict(set)
        self._having: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, number: int, person: Profile) -> set[str]:
        """Put someone under their keys; returns the keys."""
        asked, had = keys(person)
        for key in asked:
            self._asking[key].add(number)
        for key in had:
            self._having[key].add(number)
        return asked | had

    def pairs(self, wanted: Iterable[str], now: Callable[[int], int]) -> set[Pair]:
        """Pairs with one of these keys in common, the smaller number first; `now` is whom someone was joined into.

        A key that many share says nothing by itself: it gives no pairs.
        """
        found: set[Pair] = set()
        for key in wanted:
            asking = set(map(now, self._asking.get(key, ())))
            having = set(map(now, self._having.get(key, ()))) - asking
            if 1 < len(asking) + len(having) <= MOST_IN_COMMON:
                found.update((min(pair), max(pair)) for pair in combinations(asking, 2))
                found.update((min(pair), max(pair)) for pair in product(asking, having))
        return found


class Comparing:
    """The people of a partition, by their smallest rows, and every pair that may be one, weighed."""

    def __init__(self, identities: Sequence[Identity], groups: Groups, common: Commonness) -> None:
        self._identities, self._groups, self._common = identities, groups, common
        self._index = Index()
        self.everyone: dict[int, Profile] = {}
        self.weighed: dict[Pair, Weighed] = {}
        self._look_at(groups.members())

    def join(self, pairs: Iterable[Pair]) -> None:
        """Make one of each pair, and look again at those who grew: more is known of them now."""
        pairs = list(pairs)
        self._groups.join_all(pairs)
        gone = {number for pair in pairs for number in pair}
        self.weighed = {pair: result for pair, result in self.weighed.items() if gone.isdisjoint(pair)}
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for number in gone:
            rows[self._groups.root(number)] += self.everyone.pop(number).rows
        self._look_at(rows)

    def _look_at(self, rows: dict[int, list[int]]) -> None:
        wanted: set[str] = set()
        for number, some in rows.items():
            self.everyone[number] = profile(self._identities, some)
            wanted |= self._index.add(number, self.everyone[number])
        for pair in self._index.pairs(wanted, self._groups.root):
            if pair not in self.weighed:
                result = weigh(self.everyone[pair[0]], self.everyone[pair[1]], self._common)
                if result.probability >= FORGOTTEN:
                    self.weighed[pair] = result
