"""The one place that asks the machine for the time."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, tzinfo

DAY_S = 86_400


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def now_s() -> int:
    """This moment in UTC seconds."""
    return int(now().timestamp())


def today(zone: tzinfo) -> date:
    """The date that a calendar on the wall in this zone shows."""
    return now().astimezone(zone).date()


def monotonic_s() -> float:
    """Seconds from some moment on: for how long something took, never for when it was."""
    return time.monotonic()
