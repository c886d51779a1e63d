"""Which names and addresses belong to one person. Joining two people wrongly is worse than missing a pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from allies.engine.events import Ints
from allies.engine.names import NO_ADDRESS, Address, address_parts, addresses_within, name_words

LIKELY_NAMESAKES = 0.05  # a full name of which so many further bearers are expected says too little by itself
OUTSIDE = 200  # names beyond those seen, so that a handful of people does not make a name look common
SHORTEST_HANDLE = 6  # "alice" is a first name, "asmith" may be two people
SHARED_BY = 3  # an address under so many names of nothing in common is a desk's, not a person's


@dataclass(frozen=True, slots=True)
class _Identity:
    """One identity taken apart."""

    words: tuple[str, ...]  # of the name
    address: Address
    within: tuple[str, ...]  # personal addresses written into the name

    @property
    def full(self) -> tuple[str, ...]:
        """The words of a full name in one order, without middle initials; none if fewer than two words remain."""
        long = [word for word in self.words if len(word) > 1]
        return tuple(sorted(long)) if len(long) >= 2 else ()

    @property
    def handles(self) -> set[str]:
        """What the person is called in one word, by address or by name."""
        single = {self.words[0]} if len(self.words) == 1 else set()
        return ({self.address.handle} | single) - {""}

    @property
    def spelled(self) -> set[str]:
        """The full name written as one word, both ways round."""
        return {"".join(self.words), "".join(self.words[::-1])} if self.full else set()


def resolve(name: Sequence[str], address: Sequence[str]) -> Ints:
    """The person behind each identity.

    name, address : (n,) str, as they were written; either may be "".
    Returns (n,) int64: people are numbered from 0 in the order of their first identity. Neither case, accents, the
    order of the words of a name nor the order of the identities changes who is joined. O(n).
    Raises ValueError when the two have different lengths or hold something that is not text.

    Two identities are one person when they share
    - an address of one person: not a role's ("info@"), a machine's ("root@localhost") or a desk's (three unlike names);
    - a full name of two words or more that is no placeholder ("your name"), unless namesakes are to be expected, from
      how many others bear its words (the frequency weights of Fellegi & Sunter 1969, section 3.3.1);
    - a telling handle: the local part of one is that of the other, or its one-word name, or its full name as one word.
      Handles join no two people whose full names have nothing in common.
    A one-word name joins no one by itself.

    After Bird et al. (2006), "Mining email social networks", section 2.1, without joining by mere similarity.

    >>> resolve(["Alice Example", "alice", "Example, Alicé"], ["a@x.example", "a@x.example", ""]).tolist()
    [0, 0, 0]
    >>> resolve(["Alice", "Alice"], ["info@x.example", "info@x.example"]).tolist()
    [0, 1]
    """
    _refuse_what_is_no_text(name, address)
    identities = [_taken_apart(n, a) for n, a in zip(name, address, strict=True)]
    groups = _Groups(len(identities))
    groups.join_all(_by_address(identities))
    groups.join_all(_by_full_name(identities))
    # handles are decided on the groups as they stand now, so that the order of the identities changes nothing
    names = _names_of_groups(identities, groups)
    groups.join_all(
        (one, other)
        for one, other in _by_handle(identities)
        if _may_be_one(names[groups.root(one)], names[groups.root(other)])
    )
    return groups.numbered()


class _Groups:
    """Disjoint sets of 0..n-1 (Tarjan 1975). The smallest index of a set is its root."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, row: int) -> int:
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        # the pairs are all drawn before the first is joined, as drawing them may look at the groups
        for one, other in list(pairs):
            one, other = self.root(one), self.root(other)
            self._parent[max(one, other)] = min(one, other)

    def numbered(self) -> Ints:
        numbers: dict[int, int] = {}
        rows = range(len(self._parent))
        return np.array([numbers.setdefault(self.root(row), len(numbers)) for row in rows], dtype=np.int64)


def _refuse_what_is_no_text(name: Sequence[str], address: Sequence[str]) -> None:
    if len(name) != len(address):
        raise ValueError(f"address has {len(address)} rows, but name has {len(name)}.")
    for column, values in (("name", name), ("address", address)):
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{column} must hold text; use an empty one where it is not known.")


def _taken_apart(name: str, address: str) -> _Identity:
    parts = address_parts(address) if address else NO_ADDRESS
    within = (
        tuple(address_parts(found).personal for found in addresses_within(name)) if "at" in name or "@" in name else ()
    )
    return _Identity(name_words(name), parts, tuple(filter(None, within)))


def _rows_by(keys: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, key in keys:
        rows[key].append(row)
    return rows


def _chain(rows: list[int]) -> list[tuple[int, int]]:
    return [(rows[0], row) for row in rows[1:]]


def _by_address(identities: list[_Identity]) -> list[tuple[int, int]]:
    keys = ((row, key) for row, i in enumerate(identities) for key in {i.address.personal, *i.within} if key)
    pairs = []
    for rows in _rows_by(keys).values():
        if len(_unlike([identities[row].full for row in rows])) < SHARED_BY:
            pairs += _chain(rows)
    return pairs


def _unlike(names: list[tuple[str, ...]]) -> list[set[str]]:
    """The names as sets of words, those that share a word taken together."""
    apart: list[set[str]] = []
    for name in filter(None, names):
        sharing = [words for words in apart if words & set(name)]
        apart = [words for words in apart if not words & set(name)] + [set(name).union(*sharing)]
    return apart


def _by_full_name(identities: list[_Identity]) -> list[tuple[int, int]]:
    bearers = Counter(word for full in {i.full for i in identities} for word in full)
    names = len({i.full for i in identities} - {()})
    rows_of = _rows_by((row, " ".join(i.full)) for row, i in enumerate(identities) if i.full)
    pairs = []
    for full, rows in rows_of.items():
        if _expected_namesakes(full.split(), bearers, names) < LIKELY_NAMESAKES:
            pairs += _chain(rows)
        else:
            pairs += [
                pair
                for same in _rows_by((r, identities[r].address.personal) for r in rows).values()
                for pair in _chain(same)
            ]
    return pairs


def _expected_namesakes(words: Sequence[str], bearers: Counter[str], names: int) -> float:
    """How many further people bear all these words, were words drawn freely: names times the share of each."""
    expected = float(names)
    for word in words:
        expected *= (bearers[word] - 1) / (names + OUTSIDE)
    return expected


def _by_handle(identities: list[_Identity]) -> list[tuple[int, int]]:
    known = {word for i in identities if len(i.words) >= 2 for word in i.words}
    by_address = _rows_by((row, i.address.handle) for row, i in enumerate(identities) if i.address.handle)
    by_name = _rows_by((row, i.words[0]) for row, i in enumerate(identities) if len(i.words) == 1)
    by_spelling = _rows_by((row, spelled) for row, i in enumerate(identities) for spelled in i.spelled)
    pairs = []
    for handle, rows in by_address.items():
        if _is_telling(handle, known):
            pairs += _chain(rows + by_name.get(handle, []) + by_spelling.get(handle, []))
    for handle, rows in by_name.items():
        if handle not in by_address and _is_telling(handle, known):
            pairs += [(row, other) for row in rows for other in by_spelling.get(handle, [])]
    return pairs


def _is_telling(handle: str, known: set[str]) -> bool:
    """Whether few people would have this handle: long enough, and not a word that is part of someone's name."""
    return len(handle) >= SHORTEST_HANDLE and handle not in known and not handle.isdigit()


def _names_of_groups(identities: list[_Identity], groups: _Groups) -> dict[int, list[tuple[str, ...]]]:
    names: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
    for row, identity in enumerate(identities):
        names[groups.root(row)].append(identity.words if len(identity.words) >= 2 else ())
    return names


def _may_be_one(names: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> bool:
    """Whether the full names of two groups do not speak against it: one has none, or some have a word in common."""
    ours, theirs = ({word for name in group for word in name} for group in (names, others))
    return not ours or not theirs or bool(ours & theirs)
