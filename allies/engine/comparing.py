"""Everyone compared with whoever they may be one with, and compared anew as people are joined."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count, repeat

import numpy as np

from allies.engine.commonness import Commonness
from allies.engine.events import Ints
from allies.engine.groups import Groups, Pair
from allies.engine.profiles import Identity, Profile, keys, profile
from allies.engine.weighing import Weighed, weigh

FORGOTTEN = 0.001  # who is less likely to be one is not remembered
MOST_IN_COMMON = 30  # who shares a key with more people than this shares it by chance


class Index:
    """Who has which key, so that n people give O(n) pairs worth comparing and not the square of them."""

    def __init__(self) -> None:
        self._number: defaultdict[str, int] = defaultdict(count().__next__)  # of each key, as they come
        self._key, self._person = array("q"), array("q")  # who has which
        self._has = array("b")  # 1 for a key only to be found by, 0 for one that asks
        self._looked_at = 0  # how many of these were asked about

    def add(self, number: int, person: Profile) -> None:
        """Put someone under their keys."""
        asked, had = keys(person)
        for some, is_had in ((asked, 0), (had, 1)):
            self._key.extend(map(self._number.__getitem__, some))
            self._person.extend(repeat(number, len(some)))
            self._has.extend(repeat(is_had, len(some)))

    def pairs(self, now: Ints) -> list[Pair]:
        """Pairs with a key in common that was put in since this was asked last, the smaller number first, in order.

        now : (n,) whom everyone was joined into. A key that many share says nothing by itself: it gives no pairs.
        """
        key, person, has = self._sharing(now)
        place = np.arange(len(key))
        later = np.searchsorted(key, key, side="right") - place - 1  # others of the same key: those who ask come first
        one = np.repeat(place, np.where(has, 0, later))
        other = one + 1 + np.arange(len(one)) - np.searchsorted(one, one)
        low, high = np.minimum(person[one], person[other]), np.maximum(person[one], person[other])
        pair = np.unique(low * len(now) + high)
        return list(zip((pair // len(now)).tolist(), (pair % len(now)).tolist(), strict=True))

    def _sharing(self, now: Ints) -> tuple[Ints, Ints, Ints]:
        """Who has which new key, everyone once, if some but not many do: sorted by key, those who ask first."""
        key, person, has = (np.array(column, dtype=np.int64) for column in (self._key, self._person, self._has))
        is_wanted = np.zeros(len(self._number), dtype=np.bool_)
        is_wanted[key[self._looked_at :]] = True
        is_wanted &= np.bincount(key, minlength=len(self._number)) > 1  # most keys no one else has
        rows, self._looked_at = np.flatnonzero(is_wanted[key]), len(key)
        entry = np.unique((key[rows] * len(now) + now[person[rows]]) * 2 + has[rows])
        entry = entry[np.unique(entry // 2, return_index=True)[1]]  # who asks for a key and has it too, asks
        key, person, has = entry // 2 // len(now), entry // 2 % len(now), entry % 2
        sharing = np.bincount(key)[key]
        few = np.flatnonzero((sharing > 1) & (sharing <= MOST_IN_COMMON))
        few = few[np.lexsort((has[few], key[few]))]
        return key[few], person[few], has[few]


class Comparing:
    """The people of a partition, by their smallest rows, and every pair that may be one, weighed."""

    def __init__(self, identities: Sequence[Identity], groups: Groups, common: Commonness) -> None:
        self._identities, self._groups, self._common = identities, groups, common
        self._index = Index()
        self.everyone: dict[int, Profile] = {}
        self.weighed: dict[Pair, Weighed] = {}
        self._forgotten = set[Pair]()
        self._look_at(groups.members())

    def join(self, pairs: Iterable[Pair]) -> None:
        """Make one of each pair, and look again at those who grew: more is known of them now."""
        pairs = list(pairs)
        self._groups.join_all(pairs)
        gone = {number for pair in pairs for number in pair}
        self.weighed = {pair: result for pair, result in self.weighed.items() if gone.isdisjoint(pair)}
        self._forgotten = {pair for pair in self._forgotten if gone.isdisjoint(pair)}
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for number in gone:
            rows[self._groups.root(number)] += self.everyone.pop(number).rows
        self._look_at(rows)

    def _look_at(self, rows: dict[int, list[int]]) -> None:
        for number, some in rows.items():
            self.everyone[number] = profile(self._identities, some)
            self._index.add(number, self.everyone[number])
        for pair in self._index.pairs(self._groups.roots()):
            if pair not in self.weighed and pair not in self._forgotten:
                result = weigh(self.everyone[pair[0]], self.everyone[pair[1]], self._common)
                if result.probability >= FORGOTTEN:
                    self.weighed[pair] = result
                else:
                    self._forgotten.add(pair)
