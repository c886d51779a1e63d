"""How each tribe lives: quarter by quarter or year by year, and its last year beside the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.engine import health
from allies.engine.health import Health
from allies.ties.columns import NO_KEY, Columns
from allies.ties.events import Contact, Edges
from allies.ties.grouping import Group
from allies.ties.open_questions import Messages
from allies.ties.roster import NOBODY, Roster

YEAR_S = 365 * 86_400
QUARTERS = 40  # that are shown at most; who has lived longer is shown by years
FEWEST = 12  # that are shown at least, with nothing in the first of them
YEARS = 24
ME = "me"  # stands for the member where a person's key would

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Said:
    """n messages of one tribe, by its people and the member. At a meeting everyone there says something."""

    author: Ints
    at_s: Ints
    starts: Bools
    wait_s: Ints


def living(
    columns: Columns,
    roster: Roster,
    thread: Ints,
    contact: Contact,
    edges: Edges,
    found: Sequence[Group],
    *,
    now_s: int,
) -> list[dict[str, Any]]:
    """For each tribe what its page shows: `periods` for the picture, `years` (the last two) for the words."""
    messages = Messages(columns, thread, contact)
    starts, wait_s = _starts(messages), _wait_s(messages)
    told = []
    for group in found:
        inner = np.unique(np.searchsorted(messages.trace, edges.trace[group.inner]))
        # who writes to a list writes to nobody until someone answers: the whole conversation is the tribe's
        numbers = np.flatnonzero(np.isin(messages.thread, messages.thread[inner]))
        said = _said(contact, messages, group, numbers, starts, wait_s)
        told.append({"periods": _periods(said, roster, now_s=now_s), "years": _years(said, roster, now_s=now_s)})
    return told


def _starts(messages: Messages) -> Bools:
    """(messages,) whether each begins a conversation."""
    order = np.lexsort((messages.trace, messages.at_s))
    first = np.zeros(len(order), dtype=np.bool_)
    first[order[np.unique(messages.thread[order], return_index=True)[1]]] = True
    begins: Bools = first & (messages.parent == NO_KEY)
    return begins


def _wait_s(messages: Messages) -> Ints:
    """(messages,) seconds since the words of someone else that each answers, NONE where it answers none."""
    order = np.argsort(messages.uid, kind="stable")
    if not len(order):
        return messages.at_s
    place = order[np.minimum(np.searchsorted(messages.uid, messages.parent, sorter=order), len(order) - 1)]
    answers = (messages.uid[place] == messages.parent) & (messages.parent != NO_KEY)
    answers &= (messages.author[place] != messages.author) & (messages.at_s >= messages.at_s[place])
    return np.where(answers, messages.at_s - messages.at_s[place], health.NONE)


def _said(contact: Contact, messages: Messages, group: Group, numbers: Ints, starts: Bools, wait_s: Ints) -> Said:
    """What the people of a tribe and the member said in it."""
    of_tribe = np.zeros(contact.me + 1, dtype=np.bool_)
    of_tribe[[*group.people.tolist(), contact.me]] = True
    inside = np.zeros(contact.traces, dtype=np.bool_)
    inside[numbers] = True
    wrote = numbers[(messages.author[numbers] != NOBODY) & of_tribe[messages.author[numbers]]]
    met = np.flatnonzero(inside[contact.number] & contact.together & of_tribe[contact.person])
    at = contact.number[met]
    return Said(
        author=np.concatenate([messages.author[wrote], contact.person[met]]),
        at_s=np.concatenate([messages.at_s[wrote], messages.at_s[at]]),
        starts=np.concatenate([starts[wrote], np.zeros(len(at), dtype=np.bool_)]),
        wait_s=np.concatenate([wait_s[wrote], np.full(len(at), health.NONE, dtype=np.int64)]),
    )


def _health(said: Said, roster: Roster, bounds_s: Sequence[int]) -> Health:
    tribe = np.zeros(len(said.author), dtype=np.int64)
    return health.health(
        tribe, said.author, said.at_s, said.starts, said.wait_s, bounds_s, tribes=1, people=roster.me + 1
    )


def _periods(said: Said, roster: Roster, *, now_s: int) -> dict[str, Any]:
    """From the first message to now, by quarters where it is not too long ago, else by years."""
    first_s = int(said.at_s.min()) if len(said.at_s) else now_s
    first, now = (datetime.fromtimestamp(at_s, UTC) for at_s in (first_s, now_s))
    last = 4 * now.year + (now.month - 1) // 3
    begins, unit = range(min(4 * first.year + (first.month - 1) // 3, last - FEWEST + 1), last + 1), "quarter"
    if len(begins) > QUARTERS:
        begins, unit = range(4 * max(first.year, now.year - YEARS + 1), 4 * now.year + 1, 4), "year"
    days = [datetime(begin // 4, 3 * (begin % 4) + 1, 1, tzinfo=UTC) for begin in begins]
    told = _health(said, roster, [*(int(day.timestamp()) for day in days), now_s + 1])
    return {
        "unit": unit,
        "first_year": begins[0] // 4,
        "first_quarter": begins[0] % 4 + 1,
        "messages": told.messages[0].tolist(),
        "people": told.people[0].tolist(),
    }


def _years(said: Said, roster: Roster, *, now_s: int) -> dict[str, Any]:
    """The last year and the one before, each number twice; of what is over, its last year."""
    last_s = int(said.at_s.max()) if len(said.at_s) else now_s
    end_s = now_s if last_s > now_s - YEAR_S else last_s
    told = _health(said, roster, [end_s - 2 * YEAR_S, end_s - YEAR_S, end_s + 1])
    return {
        "until_s": end_s if end_s < now_s else None,
        "messages": told.messages[0].tolist(),
        "people": told.people[0].tolist(),
        "active": _numbers(told.active, 3),
        "started": told.started[0].tolist(),
        "starter": [_key(roster, person) for person in told.starter[0].tolist()],
        "starter_share": _numbers(told.starter_share, 3),
        "answer_s": _numbers(told.answer_s, 0),
        "voices": _numbers(told.voices, 2),
        "inequality": _numbers(told.inequality, 3),
        "stayed": told.stayed[0].tolist(),
        "turnover": _numbers(told.turnover, 3),
    }


def _numbers(told: NDArray[np.float64], digits: int) -> list[float | None]:
    return [None if np.isnan(one) else round(float(one), digits) for one in told[0]]


def _key(roster: Roster, person: int) -> str:
    return "" if person == health.NONE else ME if person == roster.me else roster.keys[person]
