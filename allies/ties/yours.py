"""The member among their tribes: with whom they were in touch, and how far these know one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.engine import bridging
from allies.ties.events import ADDRESSED, Contact, Edges
from allies.ties.grouping import Group
from allies.traces.records import As

DIGITS = 2
NOWHERE = -1

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Pairs = tuple[Ints, Ints]


def yours(contact: Contact, edges: Edges, found: Sequence[Group]) -> list[dict[str, Any]]:
    """For each tribe: with how many of its people something went both ways (`people`), as how many these count where
    those who know one another count for less (`as_many`), and what they add to everyone in touch (`adds`)."""
    is_known = in_touch(contact)
    among = _among(edges, is_known)
    known, added = _adds(np.flatnonzero(is_known), among, me=contact.me)
    of_all = np.zeros(contact.me)
    of_all[known] = added
    tribe = np.full(contact.me, NOWHERE, dtype=np.int64)
    for number, group in enumerate(found):
        tribe[group.people] = number
    within = tribe[among[0]] == tribe[among[1]]
    low, high = among[0][within], among[1][within]
    told = []
    for number, group in enumerate(found):
        people, here = group.people[is_known[group.people]], tribe[low] == number
        _, within_it = _adds(people, (low[here], high[here]), me=contact.me)
        told.append(
            {
                "people": len(people),
                "as_many": round(float(within_it.sum()), DIGITS),
                "adds": round(float(of_all[people].sum()), DIGITS),
            }
        )
    return told


def in_touch(contact: Contact) -> Bools:
    """(people,) whether the member gave something to each and received something: written, answered, or met."""
    mine = contact.person == contact.me
    wrote, addressed = contact.is_role(As.FROM), contact.is_role(*ADDRESSED)
    answered = contact.is_role(As.REPLIED_TO)
    from_me, to_me = _of(contact, mine & wrote), _of(contact, mine & (addressed | answered))
    met = contact.together & _of(contact, mine & contact.together)
    given, received = (np.zeros(contact.me + 1, dtype=np.bool_) for _ in range(2))
    given[contact.person[met | (from_me & (addressed | answered))]] = True
    received[contact.person[met | (to_me & wrote)]] = True
    both: Bools = (given & received)[:-1]
    return both


def _of(contact: Contact, rows: Bools) -> Bools:
    """(n,) whether any of these rows is of the same trace as each."""
    return contact.has(rows)[contact.number]


def _among(edges: Edges, is_known: Bools) -> Pairs:
    """Every two of these people who have to do with each other, once."""
    people = len(is_known)
    both = is_known[edges.sender] & is_known[edges.recipient]
    one, other = edges.sender[both], edges.recipient[both]
    pair = np.unique(np.minimum(one, other) * people + np.maximum(one, other))
    return pair // max(people, 1), pair % max(people, 1)


def _adds(people: Ints, among: Pairs, *, me: int) -> tuple[Ints, NDArray[np.float64]]:
    """(k,) these people in rising order, and what each adds: every tie counts the same."""
    first = np.concatenate([among[0], np.full(len(people), me)])
    second = np.concatenate([among[1], people])
    return bridging.adds(first, second, np.ones(len(first)), ego=me, people=me + 1)
