"""The strip of a tie: contact month by month, given above the line, received below, as numbers for an SVG.

Across, everything is in per cent of the width, so that the picture fits any screen; upward in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt

from allies.ties.shapes import Strip

MONTHS_A_YEAR = 12
BAR_SHARE = 0.6  # of a month's room
GAP_PX = 1.5  # between the line and what hangs below it
YEARS_WITH_WORDS = 10  # more labels than this would touch each other on a phone


@dataclass(frozen=True, slots=True)
class Bar:
    """One month's bar. x and width in per cent, y and height in pixels."""

    x: str
    width: str
    y: str
    height: str
    side: str  # "up", "down"


@dataclass(frozen=True, slots=True)
class Picture:
    """A strip ready to be drawn."""

    bars: list[Bar]
    years: list[tuple[str, int]]  # where each January stands, in per cent, and its year
    base: float  # the line, in pixels from above
    height: float
    said: str  # what the picture shows, for those who do not see it


def small(strip: Strip, *, until: date) -> Picture:
    """The last three years, one line high."""
    return _draw(strip, until=until, months=36, height=30.0, base=17.0, with_years=False)


def tall(strip: Strip, *, until: date) -> Picture:
    """All of it, at least three years and at most twelve, with the years below."""
    months = min(max(_months_since(strip.first_month, until) + 1, 36), 144)
    return _draw(strip, until=until, months=months, height=96.0, base=54.0, with_years=True)


def counts(above: list[int], below: list[int], *, years: list[tuple[int, int]], said: str) -> Picture:
    """Two rows of counts, period by period, drawn as a tall strip: each side against its own largest.

    years : (period in which a year begins, the year).
    """
    base, height = 64.0, 112.0
    periods = len(above)
    bars = [
        bar
        for side, row, room in (("up", above, base - 2), ("down", below, height - base - 18.0))
        for period, count in enumerate(row)
        if (bar := _bar(period, periods, count / max([1, *row]), base, room, side))
    ]
    step = -(-len(years) // (YEARS_WITH_WORDS // 2))
    return Picture(bars, [(f"{at * 100 / periods:.2f}%", year) for at, year in years[::step]], base, height, said)


def _draw(strip: Strip, *, until: date, months: int, height: float, base: float, with_years: bool) -> Picture:
    given, received = (_last(strip.first_month, side, until, months) for side in (strip.given, strip.received))
    below = height - base - (18.0 if with_years else 1.0)
    most = max([1, *given, *received])
    bars = [
        bar
        for month in range(months)
        for bar in (
            # a month of much must not make those of little vanish
            _bar(month, months, sqrt(given[month] / most), base, base - 2, "up"),
            _bar(month, months, sqrt(received[month] / most), base, below, "down"),
        )
        if bar
    ]
    years = _years(until, months) if with_years else []
    return Picture(bars, years, base, height, _said(sum(given), sum(received), months))


def _last(first_month: str, counts: list[int], until: date, months: int) -> list[int]:
    """The counts of the last `months` months up to and with that of `until`."""
    since = _months_since(first_month, until)
    full = [*counts[: since + 1], *[0] * (since + 1 - len(counts))]
    return [*[0] * (months - len(full)), *full][-months:]


def _bar(month: int, months: int, share: float, base: float, room: float, side: str) -> Bar | None:
    if share <= 0:
        return None
    width = 100 / months
    tall = max(share * room, 2.5)
    y = base - tall if side == "up" else base + GAP_PX
    return Bar(f"{month * width:.2f}%", f"{width * BAR_SHARE:.2f}%", f"{y:.1f}", f"{tall:.1f}", side)


def _years(until: date, months: int) -> list[tuple[str, int]]:
    first = until.year * MONTHS_A_YEAR + until.month - months
    januaries = [month for month in range(months) if (first + month) % MONTHS_A_YEAR == 0]
    step = 1 if len(januaries) <= YEARS_WITH_WORDS // 2 else 2 if len(januaries) <= YEARS_WITH_WORDS else 3
    return [(f"{month * 100 / months:.2f}%", (first + month) // MONTHS_A_YEAR) for month in januaries[::step]]


def _months_since(first_month: str, until: date) -> int:
    year, month = first_month.split("-")
    return max((until.year - int(year)) * MONTHS_A_YEAR + until.month - int(month), 0)


def _said(given: int, received: int, months: int) -> str:
    years = round(months / MONTHS_A_YEAR)
    return f"{years} years of contact: {given} given, drawn above the line, {received} received, below it."
