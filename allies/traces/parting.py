"""Whom an import joined is parted when it is taken back; whoever is one by what other imports say stays one."""

from __future__ import annotations

from collections.abc import Iterable

from allies.people import resolve
from allies.people.models import Member, Person
from allies.people.unjoining import Pair
from allies.traces import cards, company, mailbox_owner
from allies.traces.models import Import, ImportState


def join_again(member: Member, parted: Iterable[Pair], undone: Import) -> None:
    """After an import was taken back, and whoever it joined was parted: join those who are one all the same.

    At the moment of the newest import that still stands: what is taken back with that one is looked at again then. One
    that was killed after it had joined people stands like those that were not.
    """
    there = set(Person.objects.owned_by(member).filter(joined_into=None).values_list("pk", flat=True))
    if not any(there.issuperset(pair) for pair in parted):
        return
    joined = Import.objects.owned_by(member).exclude(finished_at=None)
    standing = list(joined.exclude(state=ImportState.UNDONE).order_by("finished_at"))
    for run in standing:
        mailbox_owner.tell(member, run, at=run.finished_at or run.started_at)
    at = standing[-1].finished_at if standing else undone.finished_at
    if at is not None:
        cards.join_cards(member, None, at=at)
        resolve.joins(member, at=at)
    company.weigh_again(member)
