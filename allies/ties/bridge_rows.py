"""A row for each tribe that someone reaches into, and one for everyone who does.

The member is no part of it: these are the ways that lead from one to another without them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allies.engine import bridging
from allies.ties.between_rows import Shared
from allies.ties.roster import Roster
from allies.ties.tie_rows import Rows

REACH_COLUMNS = ("people",)
COLUMNS = ("knows", "within_two", "pairs", "constraint")
NO_TRIBE = -1
DIGITS = 6  # of the constraint: sums in another order differ in their last ones

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Circles:
    """Who is in which tribe. Only the main one counts: whoever is partly in another is who reaches into it."""

    keys: list[str]  # of the tribes
    main: Ints  # (people,) index in the keys; -1 for someone in none


def circles(tribes: Rows, memberships: Rows, roster: Roster) -> Circles:
    """The memberships as arrays. `tribes` leads from the key of each, `memberships` from (person id, tribe key) to
    whether it is their main one."""
    keys = [key for (key,) in tribes]
    number = {key: index for index, key in enumerate(keys)}
    mains = [named for named, row in memberships.items() if row[0]]
    main = np.full(roster.me, NO_TRIBE, dtype=np.int64)
    person = np.searchsorted(roster.ids, np.array([one for one, _ in mains], dtype=np.int64))
    main[person] = [number[key] for _, key in mains]
    return Circles(keys, main)


def reach_rows(shared: Shared, found: Circles, roster: Roster) -> Rows:
    """(person id, tribe key) -> (people,), for tribes other than the person's own."""
    tribes = max(len(found.keys), 1)
    person, other = np.concatenate([shared.low, shared.high]), np.concatenate([shared.high, shared.low])
    tribe = found.main[other]
    across = (tribe != NO_TRIBE) & (tribe != found.main[person])
    reached, people = np.unique(person[across] * tribes + tribe[across], return_counts=True)
    ids, where = roster.ids[reached // tribes].tolist(), (reached % tribes).tolist()
    return {(who, found.keys[at]): (count,) for who, at, count in zip(ids, where, people.tolist(), strict=True)}


def bridge_rows(shared: Shared, found: Circles, reached: Rows, roster: Roster) -> Rows:
    """(person id,) -> values of COLUMNS, for those who reach into a tribe other than their own."""
    ids = sorted({person for person, _ in reached})
    if not ids:
        return {}
    people = roster.me
    at = np.searchsorted(roster.ids, np.array(ids, dtype=np.int64))
    knows = np.bincount(np.concatenate([shared.low, shared.high]), minlength=people)
    within_two = bridging.reach(shared.low, shared.high, people=people)
    constraint = bridging.constraint(shared.low, shared.high, shared.threads, people=people).round(DIGITS)
    columns = (knows[at], within_two[at], _pairs_between(shared, found.main)[at], constraint[at])
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {(person,): row for person, row in zip(ids, rows, strict=True)}


def _pairs_between(shared: Shared, main: Ints) -> Ints:
    """(people,) how many two people of different tribes each one connects who share no thread with each other.

    Someone who is of no tribe may stand between two, but is neither of the two.
    """
    alone = main == NO_TRIBE
    group = np.where(alone, len(main) + np.arange(len(main)), main)
    ends_alone = alone[shared.low].astype(np.int64) + alone[shared.high]
    among = _between_groups(shared.low[ends_alone == 0], shared.high[ends_alone == 0], group)
    beside = _between_groups(shared.low[ends_alone < 2], shared.high[ends_alone < 2], group)
    return np.where(alone, beside, among)


def _between_groups(one: Ints, other: Ints, group: Ints) -> Ints:
    there, back = np.concatenate([one, other]), np.concatenate([other, one])
    told = bridging.brokerage(there, back, group, people=len(group))
    # every two are there once in each direction
    pairs: Ints = (told.gatekeeper + told.representative + told.liaison) // 2
    return pairs
