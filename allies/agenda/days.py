"""The member's own calendar: which day it is where they are, and when that day begins and ends."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allies.people.models import Member


def zone_of(member: Member) -> ZoneInfo:
    """The member's time zone; UTC where this machine does not know theirs."""
    try:
        return ZoneInfo(member.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day_of(member: Member, at: datetime) -> date:
    """The date on the member's wall at this moment."""
    return at.astimezone(zone_of(member)).date()


def bounds_s(member: Member, day: date) -> tuple[int, int]:
    """The first second of a day where the member is, and the first of the next."""
    zone = zone_of(member)
    begin, end = (datetime.combine(date_, time(), zone) for date_ in (day, day + timedelta(days=1)))
    return int(begin.timestamp()), int(end.timestamp())
