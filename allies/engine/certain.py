"""What makes identities one person by itself: an address that only one person has, a full name that few could bear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from allies.engine.commonness import Commonness, unlike
from allies.engine.groups import Pair
from allies.engine.likeness import Like, compare
from allies.engine.names import Address
from allies.engine.profiles import MOST_NAMES, Identity
from allies.engine.weighing import is_sure_by_name

SHARED_BY = 3  # an address under so many names of nothing in common is a desk's, not a person's


def without_shared(identities: list[Identity]) -> list[Identity]:
    """The identities, without the addresses that turn out to be a desk's (three unlike names) or a family's (other
    first names before one family name): they tell no more of a person than "info@" does. O(n)."""
    shared = {
        address
        for address, rows in _rows_by_address(identities).items()
        if len(rows) > 1 and _is_shared([identities[row] for row in rows])
    }
    return [_without(identity, shared) for identity in identities] if shared else identities


def by_address(identities: list[Identity]) -> Iterator[Pair]:
    """Joins identities that share a personal address."""
    for rows in _rows_by_address(identities).values():
        yield from _chain(rows)


def by_full_name(identities: list[Identity], common: Commonness) -> Iterator[Pair]:
    """Joins identities that share a full name which so few could bear that it tells a person.

    Where two middle initials occur with one name, they tell people apart; so do letters of another script that are the
    same in Latin ones, and then whoever writes the name in those may be any of them.
    """
    rows_of: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, identity in enumerate(identities):
        if identity.full:
            rows_of[identity.full].append(row)
    for full, rows in rows_of.items():
        if len(rows) > 1 and is_sure_by_name(full, common):
            for alike in _by_other_letters(identities, rows) if full in common.of_several else [rows]:
                initials = {identities[row].initials for row in alike} - {""}
                for same in _by_initials(identities, alike) if len(initials) > 1 else [alike]:
                    yield from _chain(same)


def _by_other_letters(identities: list[Identity], rows: list[int]) -> Iterable[list[int]]:
    same: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    for row in rows:
        if identities[row].other:
            same[identities[row].other].append(row)
    return same.values()


def _by_initials(identities: list[Identity], rows: list[int]) -> Iterable[list[int]]:
    same: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        same[identities[row].initials].append(row)
    return same.values()


def _rows_by_address(identities: list[Identity]) -> dict[str, list[int]]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, identity in enumerate(identities):
        for address in {identity.address.personal, *identity.within} - {""}:
            rows[address].append(row)
    return rows


def _is_shared(identities: list[Identity]) -> bool:
    if len(unlike({identity.full for identity in identities})) >= SHARED_BY:
        return True
    names = sorted({identity.words for identity in identities if len(identity.words) >= 2})[:MOST_NAMES]
    return any(compare(one, other).like is Like.KIN for one, other in combinations(names, 2))


def _without(identity: Identity, shared: set[str]) -> Identity:
    address = identity.address
    if address.personal in shared:
        address = Address("", "", address.domain)
    return replace(identity, address=address, within=tuple(one for one in identity.within if one not in shared))


def _chain(rows: list[int]) -> list[Pair]:
    return [(rows[0], row) for row in rows[1:]]
