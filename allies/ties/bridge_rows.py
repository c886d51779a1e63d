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
DIGITS = 6  # of the constraint: sums in another order differ in their last ones

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Circles:
    """Who is in which tribe, c memberships."""

    keys: list[str]  # of the tribes
    person: Ints  # (c,) index in the roster
    tribe: Ints  # (c,) index in the keys
    main: Ints  # (people,) the tribe of each person in which they are most; -1 for none


def circles(tribes: Rows, memberships: Rows, roster: Roster) -> Circles:
    """The memberships as arrays. `tribes` leads from the key of each, `memberships` from (person id, tribe key) to
    whether it is their main one."""
    keys = [key for (key,) in tribes]
    number = {key: index for index, key in enumerate(keys)}
    person = np.searchsorted(roster.ids, np.array([one for one, _ in memberships], dtype=np.int64))
    tribe = np.array([number[key] for _, key in memberships], dtype=np.int64)
    is_main = np.array([row[0] for row in memberships.values()], dtype=np.bool_)
    main = np.full(roster.me, -1, dtype=np.int64)
    main[person[is_main]] = tribe[is_main]
    return Circles(keys, person, tribe, main)


def reach_rows(shared: Shared, found: Circles, roster: Roster) -> Rows:
    """(person id, tribe key) -> (people,), for those who are not in the tribe."""
    tribes, people = len(found.keys), roster.me
    member = np.zeros((people, tribes + 1), dtype=np.bool_)
    member[found.person, found.tribe] = True
    person, other = np.concatenate([shared.low, shared.high]), np.concatenate([shared.high, shared.low])
    of, tribe = np.nonzero(member[other])
    outside = ~member[person[of], tribe]
    reached, people_there = np.unique(person[of][outside] * max(tribes, 1) + tribe[outside], return_counts=True)
    rows = zip(roster.ids[reached // max(tribes, 1)].tolist(), (reached % max(tribes, 1)).tolist(), strict=True)
    return {(who, found.keys[where]): (count,) for (who, where), count in zip(rows, people_there.tolist(), strict=True)}


def bridge_rows(shared: Shared, found: Circles, reached: Rows, roster: Roster) -> Rows:
    """(person id,) -> values of COLUMNS, for those who reach into a tribe that they are not in."""
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
    alone = main < 0
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
