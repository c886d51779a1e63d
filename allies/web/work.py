"""What a worker does for the pages."""

from __future__ import annotations

from django_tasks import task

from allies.lib import clock
from allies.people.models import Member
from allies.ties import sampling


@task()
def read_sample(member_key: str) -> int:
    """Make the sample network and read it in, marked as a sample. Returns how many items it holds."""
    member = Member.objects.get(key=member_key)
    return sum(row.read for row in sampling.bring_sample(member, at=clock.now()))
