"""Tribes found among the edges: who is in each, who is in its middle, how lively it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allies.engine import strength, tribes
from allies.lib import ids
from allies.people.models import Member
from allies.ties.events import Edges, starts
from allies.ties.models import TieState

FEWEST = 3  # people who are a tribe
MOST = 24  # tribes that are kept, the largest
KEY_LETTERS = 12

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """One tribe of n people."""

    people: Ints  # (n,) who was found in it, the most central first
    degree: Floats  # (n,) share of each one's contact that is with these
    partly: Ints  # (m,) who was found in another and belongs here too, the closest first
    partly_degree: Floats  # (m,) share of each one's contact that is with these
    inner: Ints  # rows of the edges between two of them


def groups(edges: Edges, keys: Sequence[str], group: Ints) -> list[Group]:
    """The tribes among these persons, the largest first.

    keys : names each person, and settles what is even.   group : (people,) of each person, at the last cut.
    """
    people = len(keys)
    inside = group[edges.sender] == group[edges.recipient]
    inner = _strength(edges, _weights(edges) * inside, people).round(6)
    rank = np.empty(people, dtype=np.int64)
    rank[np.argsort(np.array(keys, dtype=str), kind="stable")] = np.arange(people)
    told = tribes.memberships(edges.sender, edges.recipient, edges.at_s, group, people=people)
    is_main = group[told.person] == told.group
    degree = np.zeros(people)
    degree[told.person[is_main]] = told.degree[is_main]
    found = []
    for members in _largest(group, inner, rank):
        number = group[members[0]]
        partly = np.flatnonzero(~is_main & (told.group == number))
        partly = partly[np.lexsort((rank[told.person[partly]], -told.degree[partly]))]
        rows = np.flatnonzero(inside & (group[edges.sender] == number))
        near = told.person[partly], told.degree[partly].round(4)
        found.append(Group(members, degree[members].round(4), *near, rows))
    return found


def _largest(group: Ints, inner: Floats, rank: Ints) -> list[Ints]:
    """The people of the MOST largest groups, the most central of each first."""
    everyone = np.lexsort((rank, -inner, group))
    size = np.bincount(group)
    first = np.cumsum(size) - size
    large = np.flatnonzero(size >= FEWEST)
    largest = large[np.lexsort((rank[everyone[first[large]]], -size[large]))][:MOST]
    return [everyone[start : start + people] for start, people in zip(first[largest], size[largest], strict=True)]


def key(member: Member, anchor: str) -> str:
    """The key of the tribe that began so: the same whenever it is found again, and telling nothing."""
    digest = hashlib.blake2b(f"tribe\0{anchor}".encode(), key=bytes(member.trace_key), digest_size=16).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(KEY_LETTERS):
        number, place = divmod(number, len(ids.ALPHABET))
        letters.append(ids.ALPHABET[place])
    return "".join(letters)


def lively(found: Sequence[Group], edges: Edges, *, now_s: int) -> list[tuple[str, int]]:
    """(state, last second) of each tribe, from what goes on in it: one friend who writes makes no circle live."""
    which = np.concatenate([np.zeros(0, dtype=np.int64), *(np.full(len(one.inner), n) for n, one in enumerate(found))])
    at_s = np.concatenate([np.zeros(0, dtype=np.int64), *(edges.at_s[one.inner] for one in found)])
    two = np.full(len(at_s), 2, dtype=np.int64)
    told = strength.summary(which, at_s, two < 0, two, ties=len(found), now_s=now_s)
    state = strength.state(told, np.zeros(len(found)), now_s=now_s)
    words = [_state(strength.State(one)) for one in state]
    return list(zip(words, told.last_s.tolist(), strict=True))


def _weights(edges: Edges) -> Floats:
    """What is shared with k people counts 1/k with each. Rows of one trace and sender stand together."""
    if not len(edges.trace):
        return np.zeros(0)
    mailing = np.cumsum(starts(edges.trace, edges.sender)) - 1
    weights: Floats = 1.0 / np.bincount(mailing)[mailing]
    return weights


def _strength(edges: Edges, weight: Floats, people: int) -> Floats:
    sent = np.bincount(edges.sender, weights=weight, minlength=people)
    received = np.bincount(edges.recipient, weights=weight, minlength=people)
    return (sent + received).astype(np.float64)


def _state(state: strength.State) -> str:
    """A tribe that has begun lately is lively."""
    told = {strength.State.FADING: TieState.FADING, strength.State.DORMANT: TieState.DORMANT}
    return told.get(state, TieState.WARM).value
