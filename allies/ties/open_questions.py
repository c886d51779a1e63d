"""Questions that wait for an answer: theirs for the member's, the member's for theirs.

Their question waits when it is written to the member alone, with at most two more people on it and no list, or when it
answers the member's words on a list and nobody else has taken it up; until the member writes in that thread, or to
them, or meets them. The member's question waits when it is written to them with at most one more person, no list,
until anyone answers in that thread, or they write or meet. After a year nobody waits any more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from allies.ties.columns import Columns
from allies.ties.events import Contact, TieEvents, code
from allies.traces.records import As

FEW = 3  # people on the message
WAITING_S = 365 * 86_400
NONE = -1
LONG_AGO_S = int(np.iinfo(np.int64).min)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Messages:
    """The traces of the contact, one row each, with what makes a question wait."""

    def __init__(self, columns: Columns, thread: Ints, found: Contact) -> None:
        first = np.unique(found.number, return_index=True)[1]
        row = found.row[first]
        self.trace, self.at_s = columns.trace[row], columns.at_s[row]
        self.uid, self.parent = columns.uid[row], columns.parent[row]
        self.is_question = columns.is_question[row]
        self.thread = np.unique(thread[row], return_inverse=True)[1].ravel()
        self.author, self.size = found.author, found.size
        self.is_mine = self.author == found.me
        self.on_list = np.isin(self.trace, columns.trace[columns.role == code(As.LIST)])
        mine, to = found.person == found.me, found.is_role(As.TO)
        self.to_me_alone = found.has(mine & to) & ~found.has(to & ~mine)
        self.answers_me = found.has(mine & found.is_role(As.REPLIED_TO))

    def last_s(self, of: Bools) -> Ints:
        """(messages,) when the last of these was written in the thread of each."""
        last = np.full(int(self.thread.max(initial=-1)) + 1, LONG_AGO_S, dtype=np.int64)
        np.maximum.at(last, self.thread[of], self.at_s[of])
        return last[self.thread]


def waiting(messages: Messages, events: TieEvents, *, people: int, now_s: int) -> Ints:
    """(people,) int64, id of their question that waits for the member, NONE where there is none."""
    asked = messages.is_question & ~messages.is_mine & (messages.author >= 0) & (messages.at_s >= now_s - WAITING_S)
    direct = messages.to_me_alone & (messages.size <= FEW) & ~messages.on_list
    asked &= direct | (messages.answers_me & ~_taken_up(messages))
    asked &= messages.last_s(messages.is_mine) <= messages.at_s
    number = np.flatnonzero(asked)
    person = messages.author[number]
    open_still = _last_s(events, outgoing=True, people=people)[person] <= messages.at_s[number]
    return _latest(messages, number[open_still], person[open_still], people=people)


def unanswered(messages: Messages, events: TieEvents, found: Contact, *, people: int, now_s: int) -> Ints:
    """(people,) int64, id of the member's question that they have not answered, NONE where there is none."""
    asked = messages.is_question & messages.is_mine & (messages.at_s >= now_s - WAITING_S)
    asked &= (messages.size <= FEW) & ~messages.on_list
    asked &= messages.last_s(~messages.is_mine) <= messages.at_s
    row = np.flatnonzero(asked[found.number] & found.is_role(As.TO) & (found.person != found.me))
    number, person = found.number[row], found.person[row]
    open_still = _last_s(events, outgoing=False, people=people)[person] <= messages.at_s[number]
    return _latest(messages, number[open_still], person[open_still], people=people)


def _taken_up(messages: Messages) -> Bools:
    """(messages,) whether someone other than who wrote it has answered it."""
    order = np.argsort(messages.uid, kind="stable")
    place = np.searchsorted(messages.uid, messages.parent, sorter=order)
    place = order[np.minimum(place, len(order) - 1)] if len(order) else place
    answers = messages.uid[place] == messages.parent
    by_another = answers & (messages.author != messages.author[place])
    taken = np.zeros(len(messages.uid), dtype=np.bool_)
    taken[place[by_another]] = True
    return taken


def _last_s(events: TieEvents, *, outgoing: bool, people: int) -> Ints:
    last = np.full(people, LONG_AGO_S, dtype=np.int64)
    of = events.outgoing == outgoing
    np.maximum.at(last, events.tie[of], events.at_s[of])
    return last


def _latest(messages: Messages, number: Ints, person: Ints, *, people: int) -> Ints:
    latest = np.full(people, NONE, dtype=np.int64)
    order = np.lexsort((messages.trace[number], messages.at_s[number]))
    latest[person[order]] = messages.trace[number[order]]
    return latest
