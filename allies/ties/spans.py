"""Lengths of time as people say them."""

from __future__ import annotations

from datetime import date

WEEK, MONTH, YEAR = 7.0, 30.44, 365.25  # days
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    """A count: in words up to twelve.

    >>> number(3), number(1204)
    ('three', '1,204')
    """
    return _SMALL[count] if count < len(_SMALL) else f"{count:,}"


def times(count: int) -> str:
    """How often.

    >>> times(1), times(2), times(5)
    ('once', 'twice', 'five times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def span(days: float) -> str:
    """How long.

    >>> span(0.4), span(9), span(21), span(120), span(800)
    ('less than a day', 'nine days', 'three weeks', 'four months', 'two years')
    """
    if days < 1:
        return "less than a day"
    for unit, name, up_to in ((1.0, "day", 13.5), (WEEK, "week", 8.5 * WEEK), (MONTH, "month", 17.5 * MONTH)):
        if days < up_to:
            return _counted(round(days / unit), name)
    return _counted(round(days / YEAR), "year")


def every(days: float) -> str:
    """A rhythm.

    >>> every(1), every(7), every(21), every(31), every(365)
    ('every day', 'every week', 'every three weeks', 'every month', 'every year')
    """
    for unit, name in ((1.0, "day"), (WEEK, "week"), (MONTH, "month"), (YEAR, "year")):
        if abs(days - unit) <= unit * 0.13:
            return f"every {name}"
    return f"every {span(max(days, 1.0))}"


def month(then: date, today: date) -> str:
    """A month, with its year once it is long past.

    >>> month(date(2025, 11, 18), date(2026, 3, 12)), month(date(2024, 11, 18), date(2026, 3, 12))
    ('November', 'November 2024')
    """
    apart = (today.year - then.year) * 12 + today.month - then.month
    return f"{then:%B}" if apart < 11 else f"{then:%B %Y}"


def day(then: date) -> str:
    """A day in full.

    >>> day(date(2025, 11, 8))
    '8 November 2025'
    """
    return f"{then.day} {then:%B %Y}"


def _counted(count: int, name: str) -> str:
    return f"a {name}" if count == 1 else f"{number(count)} {name}s"
