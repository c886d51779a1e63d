"""Accounts kept in step, all the way: into the traces, and on into ties, tribes and the text index."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.conf import settings
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from allies.lib import clock
from allies.people.models import Member
from allies.ties.lease import Busy
from allies.ties.refresh import refresh
from allies.traces.accounts import claims, keeping, queries
from allies.traces.accounts.claims import Claim
from allies.traces.accounts.shapes import Client, NotInStep, Reach
from allies.traces.models import Account

KEPT = timedelta(days=1)  # that a worker's note of what it did is kept
AGAIN_S = 60


def bring(claim: Claim) -> None:
    """Bring the claimed account in step now; that it did not work stands in its row.

    Raises claims.Lost where someone else has it by now, and what importing raises.
    """
    keeping.bring_in_step(claim, keeping.Keeper(reach(), clock.now, random.random, _follow))


def reach() -> Reach:
    """The public internet, and what the one who runs this place has named."""
    clients = {name: Client(*given) for name, given in settings.OAUTH_CLIENTS.items()}
    return Reach(also=settings.ALLIES_ALSO_HOSTS, clients=clients)


def hand_out(member: Member, key: str, *, at: datetime, if_due: bool = True) -> bool:
    """Let a worker bring this account in step; False where it is not due, or someone is at it."""
    made = claims.claim(member, key, at=at, if_due=if_due)
    if made is not None:
        keep_in_step.enqueue(member.key, key, made.holder)
    return made is not None


def hand_out_due(*, at: datetime) -> int:
    """Let workers bring every account in step whose time has come. Returns how many."""
    due = Member.objects.filter(pk__in=Account.objects.owners(next_at__lte=at), is_active=True)
    return sum(hand_out(member, key, at=at) for member in due for key in queries.due(member, at=at))


def tidy(*, at: datetime) -> None:
    """Forget that accounts were brought in step long ago: there are a hundred of these notes a day."""
    done = DBTaskResult.objects.finished().filter(task_path=keep_in_step.module_path, finished_at__lt=at - KEPT)
    done.delete()


@task()
def keep_in_step(member_key: str, account_key: str, holder: str) -> None:
    """What a worker does for one account. Where the claim ran out meanwhile, nothing: another is at it."""
    try:
        bring(Claim(Member.objects.get(key=member_key), account_key, holder))
    except claims.Lost:
        return


def _follow(member: Member) -> None:
    try:
        refresh(member, now_s=clock.now_s())
    except Busy as error:
        raise NotInStep(str(error), again_after_s=AGAIN_S) from None
