"""Which member a command is about."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from allies.cli.errors import Refused
from allies.people import queries
from allies.people.models import Member


def member(name: str) -> Member:
    """The member of this name; without one the only member there is."""
    found = queries.member_named(name) if name else queries.solo_member()
    if found is not None:
        return found
    names = queries.member_names()
    if not names:
        raise Refused("There is no member yet. Run: allies init")
    if name:
        raise Refused(f"There is no member called {name}. There is: {', '.join(names)}")
    raise Refused(f"Several people use this instance. Say whose: --member NAME, one of {', '.join(names)}")


def zone(whose: Member) -> ZoneInfo:
    """The member's own time zone."""
    return ZoneInfo(whose.zone)
