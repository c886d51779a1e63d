"""Times, spans and counts as people say them. Days are days of the member's own calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from allies.ties.spans import WEEK, day, every, month, number, span, times

__all__ = ["ago", "counted", "day", "every", "listed", "month", "number", "on", "span", "subject", "times", "within"]

QUOTED = 60  # characters of a subject
_PREFIX = re.compile(
    r"^\s*((re|fwd?|aw|wg|sv|vs|tr|antw)(\[\d+\])?\s*:|\[[^\]]{1,40}\]|\(was:?[^)]*\))\s*", re.IGNORECASE
)


def counted(count: int, one: str, many: str) -> str:
    """A count of things.

    >>> counted(1, "message", "messages"), counted(4, "message", "messages")
    ('one message', 'four messages')
    """
    return f"{number(count)} {one if count == 1 else many}"


def ago(then: date, today: date) -> str:
    """How long before today, near; the month, further back.

    >>> today = date(2026, 3, 12)
    >>> ago(date(2026, 3, 11), today), ago(date(2026, 3, 3), today), ago(date(2025, 11, 18), today)
    ('yesterday', 'nine days ago', 'in November')
    """
    days = (today - then).days
    if days <= 1:
        return "today" if days <= 0 else "yesterday"
    return f"{span(days)} ago" if days < 6 * WEEK else f"in {month(then, today)}"


def on(then: date, today: date) -> str:
    """The day itself: by its weekday within a week, else as `ago` says it.

    >>> on(date(2026, 3, 9), date(2026, 3, 12)), on(date(2026, 3, 3), date(2026, 3, 12))
    ('on Monday', 'nine days ago')
    """
    return f"on {then:%A}" if 2 <= (today - then).days < WEEK else ago(then, today)


def within(days: float) -> str:
    """How soon an answer comes.

    >>> within(0.2), within(0.9), within(1.6), within(6)
    ('the same day', 'within a day', 'within two days', 'within a week')
    """
    if days <= 0.5:
        return "the same day"
    if 5 < days <= WEEK:
        return "within a week"
    return f"within {span(_up(days))}"


def subject(text: str) -> str:
    """A subject as a person would name it: without "Re:" and list tags, at most 60 characters, "" where none is left.

    >>> subject("Re: [allies-talk] Fwd: dates  for the visit")
    'dates for the visit'
    """
    plain = " ".join(text.replace("{person}", "").split())
    while (shorter := _PREFIX.sub("", plain)) != plain:
        plain = shorter
    if len(plain) <= QUOTED:
        return plain
    return plain[:QUOTED].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def listed(names: Sequence[str]) -> str:
    """Names in a row.

    >>> listed(["Alice", "Bob", "Charlie"])
    'Alice, Bob and Charlie'
    """
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _up(days: float) -> int:
    return -int(-days // 1)
