"""Which tribe is which as years pass, and what became of each: it began, split, took others in, grew.

A tribe is told by the life that its group goes on through the cuts (`cuts`), and a life by the year in which it began
and the two who were in touch first among its people then. Nothing of this is kept: it follows from the traces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.engine import lineage
from allies.engine.lineage import NONE, Change, Lineage
from allies.people.models import Member
from allies.ties import grouping
from allies.ties.cuts import Cut
from allies.ties.events import Edges
from allies.ties.grouping import Group
from allies.ties.roster import Roster

TIMES = 1.5  # as many people, or as few, before it is said that a tribe grew or shrank
PART = 0.2  # of its people, for it to be said that a part came or went
CALLED_AFTER = 2  # people after whom a tribe is called that is no longer there
BEGAN, SPLIT, PARTED, TOOK_IN, GREW, SHRANK, RETURNED = (
    "began", "split from", "parted", "took in", "grew", "shrank", "returned",
)  # fmt: skip

Ints = NDArray[np.int64]
Event = dict[str, Any]  # year, kind, people (how many), other (key of a tribe, "" for one that is gone), called


@dataclass(frozen=True, slots=True)
class Life:
    """Of one tribe."""

    key: str
    history: list[Event]  # the oldest first


def lives(
    member: Member, edges: Edges, roster: Roster, cuts: Sequence[Cut], found: Sequence[Group], names: Sequence[str]
) -> list[Life]:
    """The life of each tribe. `found` and `names` are of the tribes at the last cut."""
    told = lineage.follow([_large(cut.group) for cut in cuts])
    number_of = [int(told.life[-1][group.people[0]]) for group in found]
    shown = dict(zip(number_of, range(len(found)), strict=True))
    keys = [_key(member, edges, roster, cuts[told.first[number]], told, number) for number in number_of]
    events = _Events(told, cuts, edges, roster, {number: (keys[at], names[at]) for number, at in shown.items()})
    return [Life(key, events.of(number)) for key, number in zip(keys, number_of, strict=True)]


def _large(group: Ints) -> Ints:
    """Without those in a group that is too small to be a tribe."""
    size = np.bincount(group)
    return np.where(size[group] >= grouping.FEWEST, group, NONE)


def _key(member: Member, edges: Edges, roster: Roster, began: Cut, told: Lineage, number: int) -> str:
    """Told by the year and the first two: who is in its middle changes, who began it does not."""
    cut = int(told.first[number])
    inside = told.life[cut] == number
    rows = np.flatnonzero(inside[edges.sender] & inside[edges.recipient] & (edges.at_s < began.end_s))
    first = rows[edges.at_s[rows] == edges.at_s[rows].min(initial=began.end_s)]
    pairs = zip(edges.sender[first].tolist(), edges.recipient[first].tolist(), strict=True)
    named = (sorted((roster.keys[one], roster.keys[other])) for one, other in pairs)
    founders = min(named, default=sorted(roster.keys[one] for one in np.flatnonzero(inside))[:2])
    return grouping.key(member, f"{began.year}\0" + "\0".join(founders))


class _Events:
    """What became of lives, in the words that a page speaks of it."""

    def __init__(
        self, told: Lineage, cuts: Sequence[Cut], edges: Edges, roster: Roster, shown: dict[int, tuple[str, str]]
    ) -> None:
        self.told, self.cuts, self.edges, self.roster, self.shown = told, cuts, edges, roster, shown

    def of(self, number: int) -> list[Event]:
        """The events of one life."""
        told: list[Event] = []
        size = 0
        rows = np.flatnonzero((self.told.of == number) | (self.told.other == number))
        # what it did itself comes before what others did to it in the same year
        for row in rows[np.lexsort((self.told.of[rows] != number, self.told.cut[rows]))].tolist():
            cut, of, kind, other = (
                int(one[row]) for one in (self.told.cut, self.told.of, self.told.kind, self.told.other)
            )
            people = int((self.told.life[cut] == number).sum())
            said = self._kind(Change(kind), is_own=of == number, people=people, size=size)
            about = other if of == number else of
            if not said or (said in (PARTED, TOOK_IN) and self._size(about, cut) < PART * people):
                continue
            if said in (BEGAN, GREW, SHRANK, SPLIT, RETURNED):
                size = people
            key, called = self._named(about, cut) if about != NONE else ("", "")
            event = {"year": self.cuts[cut].year, "kind": said, "people": people, "other": key, "called": called}
            if said == TOOK_IN and cut == self.told.first[number]:
                told[0] = {**event, "kind": SPLIT}  # it is what the other became
            else:
                told.append(event)
        return told

    def _kind(self, kind: Change, *, is_own: bool, people: int, size: int) -> str:
        """What is said of a change; nothing of the small ones."""
        if not is_own:
            return {Change.SPLIT: PARTED, Change.MERGED: TOOK_IN}.get(kind, "")
        if kind in (Change.GREW, Change.SHRANK, Change.STAYED):
            return GREW if people >= TIMES * size else SHRANK if people * TIMES <= size else ""
        return {Change.BEGAN: BEGAN, Change.SPLIT: SPLIT, Change.RETURNED: RETURNED}.get(kind, "")

    def _size(self, number: int, cut: int) -> int:
        """How many people a life had when it was last there by then."""
        return int((self.told.life[self._there(number, cut)] == number).sum())

    def _there(self, number: int, cut: int) -> int:
        """The last cut by then at which a life was there."""
        return int(np.flatnonzero((self.told.life[: cut + 1] == number).any(axis=1))[-1])

    def _named(self, number: int, cut: int) -> tuple[str, str]:
        """The key and name of a life; one that is not shown is called after those in its middle."""
        if number not in self.shown:
            return "", self._after_its_people(number, self._there(number, cut))
        return self.shown[number]

    def _after_its_people(self, number: int, cut: int) -> str:
        inside = self.told.life[cut] == number
        rows = np.flatnonzero(inside[self.edges.sender] & inside[self.edges.recipient])
        ends = np.concatenate([self.edges.sender[rows], self.edges.recipient[rows]])
        times = np.bincount(ends, minlength=len(inside))
        people = sorted(np.flatnonzero(inside).tolist(), key=lambda one: (-times[one], self.roster.keys[one]))
        return " and ".join(self.roster.names[one] for one in people[:CALLED_AFTER])
