"""What a worker does for the pages."""

from __future__ import annotations

from django_tasks import task

from allies.lib import clock, files
from allies.people.models import Member
from allies.ties import reading
from allies.ties.refresh import refresh
from allies.traces import sample

SEED = 1


@task()
def read_sample(member_key: str) -> int:
    """Make the sample network and read it in, marked as a sample. Returns how many items it holds."""
    member = Member.objects.get(key=member_key)
    now_s = clock.now_s()
    folder = files.private_folder(files.uploads(member.key) / "sample")
    written = sample.write(folder, seed=SEED, now_s=now_s - now_s % clock.DAY_S)
    rows = [reading.import_path(member, place, at=clock.now(), is_sample=True) for place in written.paths]
    return sum(row.read for row in rows)


@task()
def catch_up(member_key: str) -> None:
    """Let the ties of this member follow their traces."""
    refresh(Member.objects.get(key=member_key), now_s=clock.now_s())
