"""What a worker does with what a member uploaded."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django_tasks import task

from allies.lib import clock, disks, files
from allies.people import erasing
from allies.people.models import Member
from allies.ties import reading
from allies.traces import actions, preview, queries

BROKEN_OFF = timedelta(days=1)


class NotAnUpload(ValueError):
    """The path lies outside the member's uploads."""


@task()
def read_upload(member_key: str, path: str, name: str = "", me: str = "") -> str:
    """Read an upload into the network of its member, then delete it, read or not. Returns the key of the import.

    Paused, it stays where it is, and so does what came in; paused before it began, there is no key. Where the disk is
    full it is paused.
    A worker that is killed leaves the file, and the import goes on from there when the task runs again.
    """
    member = Member.objects.get(key=member_key)
    place = _upload(member, path)
    if queries.is_paused(member, place):
        return ""
    is_kept = False
    try:
        return reading.import_path(member, place, name=name, at=clock.now(), me=me).key
    except Exception as error:
        is_kept = disks.is_full(error)
        if is_kept:  # also where there is no room to write that down
            is_kept = actions.rest(member, place, words=disks.SAYS)
        raise
    finally:
        if not is_kept and not queries.is_paused(member, place):
            delete_upload(member, place)


@task()
def look_at_upload(member_key: str, path: str, import_key: str) -> None:
    """See what an upload would bring in, and keep it until the member has decided."""
    member = Member.objects.get(key=member_key)
    place = _upload(member, path)
    preview.look(member, queries.import_(member, import_key), place, at=clock.now())


@task()
def scrub_later() -> None:
    """Let the database overwrite what was erased, which it was too busy for at the time."""
    erasing.scrub()


def delete_upload(member: Member, path: Path) -> None:
    """Everything that came with one upload: it has a folder of its own. A path that is no upload is left alone."""
    uploads = files.uploads(member.key).resolve()
    if uploads not in path.parents:
        return
    own = uploads / path.relative_to(uploads).parts[0]
    if own.is_dir():
        shutil.rmtree(own, ignore_errors=True)
    else:
        own.unlink(missing_ok=True)


def delete_broken_off(*, at: datetime) -> int:
    """What was being sent when a server was killed: a day later nobody sends it any more. Returns how many files."""
    long_ago_s = (at - BROKEN_OFF).timestamp()
    left = [file for file in (files.home() / "uploads").glob("*.upload*") if file.lstat().st_mtime < long_ago_s]
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)


def _upload(member: Member, path: str) -> Path:
    """Where it lies. Raises NotAnUpload outside the member's uploads."""
    place = Path(path).resolve()
    if files.uploads(member.key).resolve() not in place.parents:
        raise NotAnUpload(f"{path} is not among the uploads.")
    return place
