"""Times, spans and counts as people say them. Days are days of the member's own calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WEEK, MONTH, YEAR = 7, 30.44, 365.25  # days
QUOTED = 60  # characters of a subject
_PREFIX = re.compile(
    r"^\s*((re|fwd?|aw|wg|sv|vs|tr|antw)(\[\d+\])?\s*:|\[[^\]]{1,40}\]|\(was:?[^)]*\))\s*", re.IGNORECASE
)


def number(count: int) -> str:
    """A count: in words up to twelve, then in figures.

    >>> number(3), number(1204)
    ('three', '1,204')
    """
    return SMALL[count] if 0 <= count < len(SMALL) else f"{count:,}"


def counted(count: int, one: str, many: str) -> str:
    """A count of things.

    >>> counted(1, "message", "messages"), counted(4, "message", "messages")
    ('one message', 'four messages')
    """
    return f"{number(count)} {one if count == 1 else many}"


def times(count: int) -> str:
    """How often.

    >>> times(1), times(2), times(5)
    ('once', 'twice', 'five times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def span(days: float) -> str:
    """How long, in the largest unit that is not coarser than people would say.

    >>> span(1), span(9), span(21), span(120), span(800)
    ('a day', 'nine days', 'three weeks', 'four months', 'two years')
    """
    if days < 12.5:
        return _in_units(days, 1, "a day", "days")
    if days < 8.5 * WEEK:
        return _in_units(days, WEEK, "a week", "weeks")
    if days < 11.5 * MONTH:
        return _in_units(days, MONTH, "a month", "months")
    return "a year and a half" if 1.25 * YEAR < days < 1.75 * YEAR else _in_units(days, YEAR, "a year", "years")


def every(days: float) -> str:
    """A rhythm: how often there is contact.

    >>> every(1), every(7), every(21), every(31), every(365)
    ('every day', 'every week', 'every three weeks', 'every month', 'every year')
    """
    if abs(days - MONTH) < 4:
        return "every month"
    if abs(days - WEEK) < 1:
        return "every week"
    return "every " + re.sub(r"^an? ", "", span(days))


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


def month(then: date, today: date) -> str:
    """A month, with its year when today's year has one of the same name or the month is long past.

    >>> month(date(2025, 11, 18), date(2026, 3, 12)), month(date(2024, 11, 18), date(2026, 3, 12))
    ('November', 'November 2024')
    """
    months_apart = (today.year - then.year) * 12 + today.month - then.month
    return f"{then:%B}" if months_apart < 11 else f"{then:%B %Y}"


def exact(then: date) -> str:
    """A date in full, for the numbers behind "why?".

    >>> exact(date(2025, 11, 18))
    '18 November 2025'
    """
    return f"{then.day} {then:%B %Y}"


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


def sentence(text: str) -> str:
    """The text with a capital first and one full stop last.

    >>> sentence("they asked in March")
    'They asked in March.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…", ".”")) else ".")


def _in_units(days: float, unit: float, one: str, many: str) -> str:
    count = max(1, round(days / unit))
    return one if count == 1 else f"{number(count)} {many}"


def _up(days: float) -> int:
    return -int(-days // 1)
