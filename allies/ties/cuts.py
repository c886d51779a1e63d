"""The groups at the end of each year, found from what had happened by then: the last ones are those of now.

What was found for the very same edges is kept in a file, unless all is to be made anew: looking for groups is most of a
refresh, and a call that is logged, or anything else with the member alone, changes none; nor does a new year's mail
change what was found for the years before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from allies.engine import tribes
from allies.lib import files
from allies.people.models import Member
from allies.ties.events import Edges

SEED = 1
RUNS, RUNS_OF_THE_PAST = 6, 1  # the past is only compared: one start for each period tells as much of it
DIGEST_BYTES = 32
NUMBER_BYTES = 8

Ints = NDArray[np.int64]
Kept = dict[bytes, Ints]


@dataclass(frozen=True, slots=True)
class Cut:
    """The groups as they stood at the end of a year, or now."""

    year: int
    end_s: int  # what happened before this counts
    group: Ints  # (people,) of each person; someone with nobody is a group alone


def cuts(member: Member, edges: Edges, *, people: int, anew: bool, now_s: int) -> list[Cut]:
    """A cut for the end of each year since the first edge, and one for now."""
    place = files.derived(member.key) / "groups"
    kept = {} if anew else _read(place)
    used: Kept = {}
    found = []
    for year, end_s in _ends(edges.at_s, now_s):
        runs = RUNS if end_s > now_s else RUNS_OF_THE_PAST
        group = _group(edges, edges.at_s < end_s, people=people, runs=runs, kept=kept, used=used)
        found.append(Cut(year, end_s, group))
    if used.keys() != kept.keys():
        parts = (told + len(group).to_bytes(NUMBER_BYTES, "little") + _bytes(group) for told, group in used.items())
        files.replace(place, b"".join(parts))
    return found


def _ends(at_s: Ints, now_s: int) -> Iterator[tuple[int, int]]:
    """(year, its end or the second after now)."""
    now = datetime.fromtimestamp(now_s, UTC)
    first = datetime.fromtimestamp(int(at_s.min()), UTC).year if len(at_s) else now.year
    for year in range(first, now.year):
        yield year, int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    yield now.year, now_s + 1


def _group(edges: Edges, rows: NDArray[np.bool_], *, people: int, runs: int, kept: Kept, used: Kept) -> Ints:
    """(people,) of each person; those who were with nobody yet come after the others."""
    sender, recipient, at_s = edges.sender[rows], edges.recipient[rows], edges.at_s[rows]
    told = _digest(runs, sender, recipient, at_s)
    is_there = np.zeros(people, dtype=np.bool_)
    is_there[sender] = is_there[recipient] = True
    there = np.flatnonzero(is_there)
    group = used.get(told, kept.get(told))
    if group is None or len(group) != len(there):
        # whoever comes later changes neither the numbers nor what was found
        number = np.cumsum(is_there) - 1
        group = tribes.find(number[sender], number[recipient], at_s, people=len(there), seed=SEED, runs=runs)
    used[told] = group
    whole = np.arange(people, dtype=np.int64) + len(there)
    whole[there] = group
    return whole


def _digest(runs: int, *columns: Ints) -> bytes:
    """Tells whether the groups would be found from the same, by the same version."""
    told = hashlib.blake2b(f"{version('allies')} {SEED} {runs}".encode(), digest_size=DIGEST_BYTES)
    for column in columns:
        told.update(_bytes(column))
    return told.digest()


def _bytes(column: Ints) -> bytes:
    return column.astype("<i8").tobytes()


def _read(place: Path) -> Kept:
    """What the file holds; nothing where it was cut short."""
    kept: Kept = {}
    content = place.read_bytes() if place.exists() else b""
    at = 0
    while at < len(content):
        begin = at + DIGEST_BYTES + NUMBER_BYTES
        length = int.from_bytes(content[begin - NUMBER_BYTES : begin], "little")
        at_end = begin + 8 * length
        if at_end > len(content):
            return {}
        kept[content[at : at + DIGEST_BYTES]] = np.frombuffer(content[begin:at_end], dtype="<i8").astype(np.int64)
        at = at_end
    return kept
