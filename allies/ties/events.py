"""What the columns say about contact: events between the member and each person, and edges among the others.

Only what people did counts: nothing automatic, no address-book card, no note, no list, nothing that has yet to happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from allies.ties.columns import KINDS, ROLES, Columns
from allies.ties.roster import NOBODY, Roster
from allies.traces.records import As, Kind

SMALL = 12  # people on a trace who all have to do with each other
MASS = 50  # people on a mailing; beyond it says nothing about who belongs together
NOT_CONTACT = (Kind.CARD, Kind.NOTE)
TOGETHER = (Kind.MEETING, Kind.CALL, Kind.VISIT)
ADDRESSED = (As.TO, As.CC, As.BCC)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TieEvents:
    """n events between the member and someone. A meeting is two: it is given and received."""

    tie: Ints  # index of the person
    at_s: Ints
    outgoing: Bools
    size: Ints  # people on it, the member among them
    trace: Ints


@dataclass(frozen=True, slots=True)
class Edges:
    """n rows of two persons, neither of them the member, who share a trace."""

    sender: Ints
    recipient: Ints
    at_s: Ints
    trace: Ints
    row: Ints  # of the columns, one of the trace's


@dataclass(frozen=True)
class Contact:
    """The rows of the columns that are contact between people: n of them."""

    me: int
    row: Ints  # where each stands in the columns
    number: Ints  # (n,) of its trace: 0..traces-1
    person: Ints
    role: NDArray[np.int8]
    at_s: Ints
    trace: Ints
    handle: Ints
    together: Bools  # the person was there, rather than wrote or was written to

    @cached_property
    def traces(self) -> int:
        """How many traces."""
        return int(self.number.max()) + 1 if len(self.number) else 0

    @cached_property
    def on_it(self) -> Bools:
        """Whether the person is on the trace itself; someone whose words it answers may not be."""
        on_it: Bools = self.role != code(As.REPLIED_TO)
        return on_it

    @cached_property
    def size(self) -> Ints:
        """(traces,) how many different persons are on each trace."""
        pairs = distinct(self.number[self.on_it], self.person[self.on_it])[0]
        return np.bincount(pairs, minlength=self.traces).astype(np.int64)

    @cached_property
    def author(self) -> Ints:
        """(traces,) the first who wrote each, NOBODY for what nobody wrote."""
        author = np.full(self.traces, self.me + 1, dtype=np.int64)
        wrote = self.is_role(As.FROM)
        np.minimum.at(author, self.number[wrote], self.person[wrote])
        return np.where(author > self.me, NOBODY, author)

    def is_role(self, *roles: As) -> Bools:
        """(n,) whether each row has one of these roles, of what is written; being there is another thing."""
        written: Bools = np.isin(self.role, [code(role) for role in roles]) & ~self.together
        return written

    def has(self, rows: Bools) -> Bools:
        """(traces,) whether any of these rows belongs to each trace."""
        found = np.zeros(self.traces, dtype=np.bool_)
        found[self.number[rows]] = True
        return found


def code(role: As) -> int:
    """How the columns write this role."""
    return ROLES.index(role)


def contact(columns: Columns, roster: Roster, *, now_s: int) -> Contact:
    """The rows that are contact, up to this moment."""
    person = roster.of_handles(columns.handle)
    kept = (person != NOBODY) & ~columns.is_automatic & (columns.at_s <= now_s)
    kept &= ~np.isin(columns.kind, [KINDS.index(kind) for kind in NOT_CONTACT])
    kept &= ~np.isin(columns.role, [code(As.LIST), code(As.NAMED)])
    row = np.flatnonzero(kept)
    role, kind = columns.role[row], columns.kind[row]
    there = (role == code(As.WITH)) | np.isin(kind, [KINDS.index(one) for one in TOGETHER])
    return Contact(
        me=roster.me,
        row=row,
        number=np.unique(columns.trace[row], return_inverse=True)[1].ravel().astype(np.int64),
        person=person[row],
        role=role,
        at_s=columns.at_s[row],
        trace=columns.trace[row],
        handle=columns.handle[row],
        together=there & (role != code(As.REPLIED_TO)),
    )


def tie_events(found: Contact) -> TieEvents:
    """Events between the member and each person: one for each trace, person and direction, the most personal.

    Mail goes from who wrote it to whom it is addressed, and, on a list too, to whom it answers: that is between two.
    """
    mine = found.person == found.me
    from_me = found.has(mine & found.is_role(As.FROM))[found.number]
    to_me = found.has(mine & found.is_role(*ADDRESSED))[found.number]
    answers_me = found.has(mine & found.is_role(As.REPLIED_TO))[found.number]
    with_me = found.has(mine & found.together)[found.number]
    wrote, there = found.is_role(As.FROM), found.together & with_me
    two = np.full(len(found.number), 2, dtype=np.int64)
    size = np.maximum(found.size[found.number], 2) if found.traces else two
    parts = [
        (from_me & found.is_role(*ADDRESSED), True, size),
        (from_me & found.is_role(As.REPLIED_TO), True, two),
        (there, True, size),
        (to_me & wrote, False, size),
        (answers_me & wrote, False, two),
        (there, False, size),
    ]
    rows = np.concatenate([np.flatnonzero(part & ~mine) for part, _, _ in parts])
    outgoing = np.concatenate([np.full(int((part & ~mine).sum()), out) for part, out, _ in parts])
    sizes = np.concatenate([people[part & ~mine] for part, _, people in parts])
    order = np.lexsort((sizes, outgoing, found.person[rows], found.number[rows]))
    rows, outgoing, sizes = rows[order], outgoing[order], sizes[order]
    first = starts(found.number[rows], found.person[rows], outgoing.astype(np.int64))
    rows, outgoing, sizes = rows[first], outgoing[first], sizes[first]
    return TieEvents(found.person[rows], found.at_s[rows], outgoing, sizes, found.trace[rows])


def edges(found: Contact) -> Edges:
    """Who has to do with whom, the member left out: each pair of a trace once in each direction it has.

    On what few people are on, everyone with everyone; beyond SMALL whoever wrote with whom they wrote to; beyond MASS
    nobody. And always who answers whom.
    """
    others = found.person != found.me
    size = found.size[found.number] if found.traces else found.number
    small = _everyone(found, others & found.on_it & (size <= SMALL))
    larger = others & found.is_role(*ADDRESSED) & (size > SMALL) & (size <= MASS)
    answered = others & found.is_role(As.REPLIED_TO)
    rows = np.concatenate([small[1], np.flatnonzero(larger | answered)])
    written = np.flatnonzero(larger | answered)
    sender = np.concatenate([small[0], found.author[found.number[written]] if found.traces else written])
    recipient = found.person[rows]
    apart = (sender != recipient) & (sender != NOBODY) & (sender != found.me)
    sender, recipient, rows = sender[apart], recipient[apart], rows[apart]
    _, sender, recipient, first = distinct_triples(found.number[rows], sender, recipient)
    rows = rows[first]
    return Edges(sender, recipient, found.at_s[rows], found.trace[rows], found.row[rows])


def starts(*keys: Ints) -> Bools:
    """(n,) whether each row of sorted columns differs from the one before."""
    first = np.ones(len(keys[0]), dtype=np.bool_)
    if len(first) > 1:
        first[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return first


def distinct(one: Ints, other: Ints) -> tuple[Ints, Ints, Ints]:
    """The different pairs, sorted, and a row of each."""
    order = np.lexsort((other, one))
    first = order[starts(one[order], other[order])]
    return one[first], other[first], first


def distinct_triples(one: Ints, other: Ints, third: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The different triples, sorted, and a row of each."""
    order = np.lexsort((third, other, one))
    first = order[starts(one[order], other[order], third[order])]
    return one[first], other[first], third[first], first


def _everyone(found: Contact, rows: Bools) -> tuple[Ints, Ints]:
    """(sender, row of the recipient) of all ordered pairs of different persons on the same trace."""
    place = np.flatnonzero(rows)
    number, person, first = distinct(found.number[place], found.person[place])
    place = place[first]
    senders, recipients = [person[:0]], [place[:0]]
    for step in range(1, SMALL):
        same = number[step:] == number[:-step]
        if not same.any():
            break
        senders += [person[:-step][same], person[step:][same]]
        recipients += [place[step:][same], place[:-step][same]]
    return np.concatenate(senders), np.concatenate(recipients)
