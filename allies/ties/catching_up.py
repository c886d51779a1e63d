"""What came in and is not in the ties yet: the disk was full, or a worker was killed, before they followed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from allies.lib import clock
from allies.people.models import Member
from allies.ties.models import Freshness
from allies.ties.refresh import refresh
from allies.traces.models import Import, ImportState, Participation

AGAIN = timedelta(minutes=10)  # after it was tried, and did not work


def is_owed(member: Member) -> bool:
    """Whether something came in that the ties have not followed, and no import is at it."""
    if Import.objects.owned_by(member).filter(state=ImportState.READING, failure="").exists():
        return False
    followed = Freshness.objects.owned_by(member).values_list("participation", flat=True).first()
    return Participation.objects.owned_by(member).filter(pk__gt=followed or 0).exists()


def hand_out_owed(*, at: datetime) -> int:
    """Let a worker see to every member to whom this is owed, and who was not seen to just now. Returns how many."""
    notes = DBTaskResult.objects.filter(task_path=catch_up.module_path)
    notes.finished().filter(finished_at__lt=at - AGAIN).delete()
    asked = {key for note in notes for key in note.args_kwargs["args"]}
    owed = [member.key for member in Member.objects.filter(is_active=True).exclude(key__in=asked) if is_owed(member)]
    for key in owed:
        catch_up.enqueue(key)
    return len(owed)


@task()
def catch_up(member_key: str) -> None:
    """Let the ties of this member follow their traces."""
    refresh(Member.objects.get(key=member_key), now_s=clock.now_s())
