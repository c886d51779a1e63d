"""A row for each person: what there was between them and the member, and how it stands."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.engine import gaps, rhythm, strength
from allies.ties import open_questions
from allies.ties.columns import Columns
from allies.ties.events import Contact, TieEvents, code
from allies.ties.models import TieState
from allies.ties.open_questions import Messages
from allies.ties.roster import NOBODY, Roster
from allies.ties.strips import strips
from allies.traces.records import As

HORIZON_DAYS = 30.0
REASONS = 3  # that are given for a chance
COLUMNS = (
    "state", "given", "received", "first_s", "last_s", "last_given_s", "last_received_s", "rhythm_days",
    "low_days", "high_days", "longer", "reciprocity", "chance", "chance_why", "alive",
    "strip", "waiting_trace", "unanswered_trace", "search",
)  # fmt: skip
STATES = {
    strength.State.NEW: TieState.NEW.value,
    strength.State.WARM: TieState.WARM.value,
    strength.State.FADING: TieState.FADING.value,
    strength.State.DORMANT: TieState.DORMANT.value,
    strength.State.ONE_SIDED: TieState.ONE_SIDED.value,
}

Rows = dict[tuple[Any, ...], tuple[Any, ...]]
Ints = NDArray[np.int64]


def tie_rows(columns: Columns, roster: Roster, thread: Ints, found: Contact, events: TieEvents, *, now_s: int) -> Rows:
    """(person id,) -> values of COLUMNS, for everyone who is in the traces otherwise than by automatic mail."""
    people = roster.me
    told = strength.summary(events.tie, events.at_s, events.outgoing, events.size, ties=people, now_s=now_s)
    told_of = (events.tie, events.at_s, events.outgoing, events.size)
    one_owner = np.zeros(people, dtype=np.int64)
    chance, why = rhythm.explained(*told_of, owner=one_owner, now_s=now_s, horizon_days=HORIZON_DAYS, most=REASONS)
    alive = rhythm.alive(*told_of, owner=one_owner, now_s=now_s)
    usual = gaps.usual(events.tie, events.at_s, ties=people, now_s=now_s)
    states = [STATES[strength.State(one)] for one in strength.state(told, chance, now_s=now_s)]
    messages = Messages(columns, thread, found)
    values: list[list[Any]] = [
        states,
        told.given.tolist(),
        told.received.tolist(),
        *(_or_none(at_s, strength.NEVER_S) for at_s in (told.first_s, told.last_s)),
        *(_or_none(at_s, strength.NEVER_S) for at_s in (told.last_given_s, told.last_received_s)),
        _or_unknown(told.rhythm_days),
        *(_or_unknown(column.round(3)) for column in (usual.low_days, usual.high_days, usual.longer)),
        _or_unknown(strength.reciprocity(told.given, told.received).round(3)),
        chance.round(4).tolist(),
        [[[words, round(size, 1)] for words, size in reasons if round(size, 1)] for reasons in why],
        alive.round(3).tolist(),
        strips(events, ties=people, now_s=now_s),
        _or_none(open_questions.waiting(messages, events, people=people, now_s=now_s), open_questions.NONE),
        _or_none(open_questions.unanswered(messages, events, found, people=people, now_s=now_s), open_questions.NONE),
        [roster.search_text(person) for person in range(people)],
    ]
    listed = _listed(columns, roster)
    rows = zip(*values, strict=True)
    return {(person,): row for person, row, is_in in zip(roster.ids.tolist(), rows, listed, strict=True) if is_in}


def _listed(columns: Columns, roster: Roster) -> list[bool]:
    """(people,) who belongs in the list of people."""
    listed = np.zeros(roster.me + 1, dtype=np.bool_)
    person = roster.of_handles(columns.handle)
    listed[person[~columns.is_automatic & (person != NOBODY) & (columns.role != code(As.LIST))]] = True
    listed[list(roster.by_hand)] = True
    return [bool(is_in) for is_in in listed[:-1]]


def _or_unknown(values: NDArray[np.float64]) -> list[float | None]:
    return [None if unknown else value for value, unknown in zip(values.tolist(), np.isnan(values), strict=True)]


def _or_none(values: Ints, nothing: int) -> list[int | None]:
    return [None if value == nothing else value for value in values.tolist()]
