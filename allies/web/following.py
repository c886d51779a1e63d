"""Letting the ties follow what was just changed on a page."""

from __future__ import annotations

from allies.lib import clock
from allies.people.models import Member
from allies.ties.lease import Busy
from allies.ties.refresh import refresh
from allies.web.work import catch_up


def follow(member: Member) -> None:
    """At once where that is possible; by a worker, where an import is at the same ties just now."""
    try:
        refresh(member, now_s=clock.now_s())
    except Busy:
        catch_up.enqueue(member.key)
