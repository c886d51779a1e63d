"""Tribes found among the edges: who is in each, who is in its middle, how lively it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from allies.engine import strength, tribes
from allies.lib import files, ids
from allies.people.models import Member
from allies.ties.events import Edges, TieEvents, starts
from allies.ties.models import TieState

SEED = 1
FEWEST = 3  # people who are a tribe
MOST = 24  # tribes that are kept, the largest
KEY_LETTERS = 12
DIGEST_BYTES = 32

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def find(member: Member, edges: Edges, *, people: int, anew: bool) -> Ints:
    """(people,) int64, the group of each person.

    What was found for the very same edges is kept in a file, unless all is to be made anew: looking for groups is most
    of a refresh, and a call that is logged, or anything else with the member alone, changes none.
    """
    place = files.derived(member.key) / "groups"
    told = _digest(edges, people)
    kept = b"" if anew or not place.exists() else place.read_bytes()
    if kept[:DIGEST_BYTES] == told and len(kept) == DIGEST_BYTES + 8 * people:
        return np.frombuffer(kept[DIGEST_BYTES:], dtype="<i8").astype(np.int64)
    group = tribes.find(edges.sender, edges.recipient, edges.at_s, people=people, seed=SEED)
    files.replace(place, told + group.astype("<i8").tobytes())
    return group


@dataclass(frozen=True, slots=True)
class Group:
    """One tribe of n people."""

    people: Ints  # (n,) the most central first
    degree: Floats  # (n,) share of each one's exchanges that stay inside
    inner: Ints  # rows of the edges between two of them


def groups(edges: Edges, keys: Sequence[str], group: Ints) -> list[Group]:
    """The tribes among these persons, the largest first.

    keys : names each person, and settles what is even.   group : (people,) of each person, as `find` says.
    """
    people = len(keys)
    weight = _weights(edges)
    inside = group[edges.sender] == group[edges.recipient]
    inner, every = _strength(edges, weight * inside, people), _strength(edges, weight, people)
    rank = np.empty(people, dtype=np.int64)
    rank[np.argsort(np.array(keys, dtype=str), kind="stable")] = np.arange(people)
    found = []
    for number in np.flatnonzero(np.bincount(group, minlength=1) >= FEWEST):
        members = np.flatnonzero(group == number)
        members = members[np.lexsort((rank[members], -inner[members].round(6)))]
        degree = inner[members] / np.maximum(every[members], 1e-9)
        found.append(Group(members, degree.round(4), np.flatnonzero(inside & (group[edges.sender] == number))))
    found.sort(key=lambda one: (-len(one.people), keys[one.people[0]]))
    return found[:MOST]


def key(member: Member, anchor: str) -> str:
    """The key of the tribe around this person: the same whenever it is found again, and telling nothing."""
    digest = hashlib.blake2b(f"tribe\0{anchor}".encode(), key=bytes(member.trace_key), digest_size=16).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(KEY_LETTERS):
        number, place = divmod(number, len(ids.ALPHABET))
        letters.append(ids.ALPHABET[place])
    return "".join(letters)


def lively(found: Sequence[Group], edges: Edges, events: TieEvents, *, now_s: int) -> list[tuple[str, int]]:
    """(state, last second) of each tribe, from what goes on in it and between it and the member."""
    of_person = {int(person): number for number, group in enumerate(found) for person in group.people}
    tribe = np.array([of_person.get(int(person), -1) for person in events.tie], dtype=np.int64)
    within = tribe >= 0
    which = np.concatenate([tribe[within], *(np.full(len(one.inner), n) for n, one in enumerate(found))])
    at_s = np.concatenate([events.at_s[within], *(edges.at_s[one.inner] for one in found)])
    two = np.full(len(at_s), 2, dtype=np.int64)
    told = strength.summary(which, at_s, two < 0, two, ties=len(found), now_s=now_s)
    state = strength.state(told, np.zeros(len(found)), now_s=now_s)
    words = [_state(strength.State(one)) for one in state]
    return list(zip(words, told.last_s.tolist(), strict=True))


def _digest(edges: Edges, people: int) -> bytes:
    """Tells whether the groups would be found from the same, by the same version."""
    told = hashlib.blake2b(f"{version('allies')} {people} {SEED}".encode(), digest_size=DIGEST_BYTES)
    for column in (edges.sender, edges.recipient, edges.at_s):
        told.update(column.astype("<i8").tobytes())
    return told.digest()


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
