"""Times as a person types them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from allies.cli.errors import Refused

NOON = time(12)
AGO = re.compile(r"(\d{1,4}|a|an|one) (day|week|month)s? ago")
DAYS = {"day": 1, "week": 7, "month": 30}


def read(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment that is meant: "now", "yesterday", "3 days ago", 2026-03-14, 2026-03-14T18:30. Refused otherwise.

    A day without an hour is its noon, or this moment where noon is still to come.
    """
    words = text.strip().lower()
    if words in ("", "now"):
        return now
    today = now.astimezone(zone).date()
    day = _day(words, today)
    moment = datetime.combine(day, NOON, zone) if day else _iso(text.strip(), zone)
    if day == today:
        moment = min(moment, now)
    if moment > now:
        raise Refused(f"{text} is still to come. Log it when it has happened.")
    return moment.astimezone(UTC)


def _day(words: str, today: date) -> date | None:
    if words == "today":
        return today
    if words == "yesterday":
        return today - timedelta(days=1)
    if found := AGO.fullmatch(words):
        count = int(found[1]) if found[1].isdigit() else 1
        return today - timedelta(days=count * DAYS[found[2]])
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _iso(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text} is not a time. Write 2026-03-14, 2026-03-14T18:30, yesterday or 3 days ago.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
