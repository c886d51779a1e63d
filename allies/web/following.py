"""Letting the ties follow what was just changed on a page."""

from __future__ import annotations

from allies.lib import clock
from allies.people.models import Member, Person
from allies.ties.catching_up import catch_up
from allies.ties.lease import Busy
from allies.ties.refresh import refresh

QUICK = 1_000  # people whose ties are reckoned in the blink of an eye


def follow(member: Member) -> None:
    """At once where that is possible; by a worker, where an import is at the same ties just now."""
    try:
        refresh(member, now_s=clock.now_s())
    except Busy:
        catch_up.enqueue(member.key)


def follow_between_answers(member: Member) -> None:
    """At once in a small network; by a worker in a large one, where the next question would have to wait."""
    if Person.objects.owned_by(member).count() <= QUICK:
        follow(member)
    else:
        catch_up.enqueue(member.key)
