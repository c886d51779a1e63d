"""The parts of the cast: mails and meetings that are there in every sample, whatever the seed."""

from __future__ import annotations

from random import Random
from typing import Any

from .cast import parts
from .diary import Diary
from .mailroom import Mailroom, Message
from .network import Network
from .people import Person
from .rhythm import DAY_S, HOUR_S, moments
from .talk import Talk


def play(network: Network, mailroom: Mailroom, diary: Diary) -> None:
    """Writes every scripted mail into the mailroom and every scripted meeting into the diary."""
    rng = network.random("script")
    for person, row in parts(network):
        _mails(network, mailroom, Talk(rng), person, row)
        for one in row.get("meetings", ()):
            start_s = diary.clock_s(one["days_ago"], one["hour"])
            diary.meet(person, start_s, one["minutes"], one["summary"], one["where"])
        if "calls_gap_days" in row:
            _calls(network, diary, rng, person, row)


def _mails(network: Network, mailroom: Mailroom, talk: Talk, person: Person, row: dict[str, Any]) -> None:
    is_private = network.tribe_of(person).is_private
    last: Message | None = None
    for mail in row.get("script", ()):
        author, other = (network.owner, person) if mail["from"] == "me" else (person, network.owner)
        parent = last if mail.get("re") else None
        text = talk.letter(author, [mail["text"]], to=other.called, is_reply=parent is not None)
        last = mailroom.post(
            author,
            _by_day_s(network.now_s, mail["days_ago"]),
            parent.subject if parent else mail["subject"],
            text,
            to=[other],
            parent=parent,
            is_private=is_private,
        )


def _by_day_s(now_s: int, days_ago: float) -> int:
    """So many days before the day of `now_s`; the fraction says how early on that day, between 8 and 20 UTC."""
    whole_days = int(days_ago)
    return (now_s // DAY_S - whole_days) * DAY_S + int((20 - 12 * (days_ago - whole_days)) * HOUR_S)


def _calls(network: Network, diary: Diary, rng: Random, person: Person, row: dict[str, Any]) -> None:
    from_s = network.now_s - 3 * 365 * DAY_S
    summary, where = ("Call with {}", "Phone") if row["calls_gap_days"] < 60 else ("Visit to {}", "Rope Walk 11")
    for at_s in moments(rng, from_s=from_s, until_s=network.now_s - 3 * DAY_S, gap_days=row["calls_gap_days"]):
        start_s = at_s // DAY_S * DAY_S + 17 * HOUR_S
        diary.meet(person, start_s, 30, summary.format(person.called), where)
