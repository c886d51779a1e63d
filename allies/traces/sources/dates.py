"""When a message was sent, as UTC seconds: from its Date, else from what the mail servers noted."""

from __future__ import annotations

import re
from calendar import month_abbr, timegm
from collections.abc import Iterator
from email.utils import parsedate_tz
from functools import lru_cache

from allies.traces.sources.headers import Headers, first
from allies.traces.sources.pieces import Refused

DAY_S = 86_400
EARLIEST_S = 0  # 1970: no mail in files is older, a smaller number is a clock that was not set

MONTHS = {name.lower(): at for at, name in enumerate(month_abbr) if name}
USUAL = re.compile(
    r"\s*(?:[A-Za-z]{3},\s*)?(\d{1,2}\s+[A-Za-z]{3}\s+\d{4})\s+"
    r"(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d\d[0-5]\d)(?!\d)"
)

STAMP = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?(?:Z|([+-])(\d\d):?(\d\d)?)?)?"
)


def sent_s(headers: Headers, separator: str, now_s: int) -> int:
    """UTC seconds of a message. `separator` is the mbox line it began with, "" without one.

    Date first, then the separator, then the newest Received. A time before 1970 or over a day after `now_s` is no time.
    Raises Refused with "no date", or with the impossible date.
    """
    stated = first(headers, "date")
    at_s = seconds(stated) if stated else None
    if at_s is not None and EARLIEST_S <= at_s <= now_s + DAY_S:
        return at_s
    for text in _candidates(separator, headers):
        at_s = seconds(text) if text else None
        if at_s is not None and EARLIEST_S <= at_s <= now_s + DAY_S:
            return at_s
    if not stated.strip():
        raise Refused("no date")
    shown = " ".join(stated.split())[:60]
    at_s = seconds(stated)
    if at_s is None:
        raise Refused(f"no date that can be read: {shown}")
    raise Refused(f"dated in the future: {shown}" if at_s > now_s else f"dated before 1970: {shown}")


def _candidates(separator: str, headers: Headers) -> Iterator[str]:
    yield _of_separator(separator)
    yield from map(_of_received, headers.get("received", ()))


def seconds(text: str) -> int | None:
    """UTC seconds of a date as mail writes it, None where it is none. Without a zone it is taken as UTC."""
    usual = USUAL.match(text)
    if usual is None:
        return _unusual(text)
    day, hour, minute, second, zone = usual.groups()
    day_s, hours, minutes = _day_s(day), int(hour), int(minute)
    if day_s is None or hours > 23 or minutes > 59:
        return None
    return day_s + hours * 3600 + minutes * 60 + int(second or 0) - _zone_s(zone)


@lru_cache(maxsize=4096)  # neighbours in a mailbox are of one day
def _day_s(text: str) -> int | None:
    day, month, year = text.split()
    number = MONTHS.get(month.lower())
    if number is None or not int(year) or not _exists(int(day), 0, 0):
        return None
    return timegm((int(year), number, int(day), 0, 0, 0))


@lru_cache(maxsize=256)
def _zone_s(text: str) -> int:
    """How far the clocks of a zone as "+0130" are ahead."""
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return minutes * 60 if text[0] == "+" else minutes * -60


def _exists(day: int, hour: int, minute: int) -> bool:
    return 1 <= day <= 31 and hour < 24 and minute < 60


def _unusual(text: str) -> int | None:
    """Old forms: two-digit years, zones by name, asctime. The standard library reads them leniently."""
    text = re.sub(r" ?: ?", ":", " ".join(re.sub(r"\([^()]*\)", " ", text[:200]).split()))
    try:
        found = parsedate_tz(text)
        if found is None or not _exists(found[2], found[3], found[4]) or not 1 <= found[1] <= 12:
            return None
        return timegm(found[:6]) - (found[9] or 0)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _of_separator(separator: str) -> str:
    """The date in `From alice@allies.example Fri May 22 13:38:22 2015`."""
    found = re.search(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s.*", separator)
    return found[0] if found else ""


def _of_received(value: str) -> str:
    return value.rpartition(";")[2].strip()


def stamp_s(text: str) -> int | None:
    """UTC seconds of a time as cards write it (`20240105T090000Z`, `2024-01-05`), None where it is none."""
    found = STAMP.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if not (year and 1 <= month <= 12 and _exists(day, hour, minute)):
        return None
    sign, hours, minutes = found.groups()[6:]
    offset_s = int(hours or 0) * 3600 + int(minutes or 0) * 60
    return timegm((year, month, day, hour, minute, second)) - (-offset_s if sign == "-" else offset_s)
