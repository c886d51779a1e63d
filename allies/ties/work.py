"""What a worker does with what a member uploaded."""

from __future__ import annotations

import shutil
from pathlib import Path

from django_tasks import task

from allies.lib import clock, files
from allies.people import erasing
from allies.people.models import Member
from allies.ties import reading


class NotAnUpload(ValueError):
    """The path lies outside the member's uploads."""


@task()
def read_upload(member_key: str, path: str, name: str = "", me: str = "") -> str:
    """Read an upload into the network of its member, then delete it, read or not. Returns the key of the import.

    A worker that is killed leaves the file, and the import goes on from there when the task runs again.
    """
    member = Member.objects.get(key=member_key)
    place, uploads = Path(path).resolve(), files.uploads(member.key).resolve()
    if uploads not in place.parents:
        raise NotAnUpload(f"{path} is not among the uploads.")
    try:
        return reading.import_path(member, place, name=name, at=clock.now(), me=me).key
    finally:
        _delete(place, uploads)


@task()
def scrub_later() -> None:
    """Let the database overwrite what was erased, which it was too busy for at the time."""
    erasing.scrub()


def _delete(place: Path, uploads: Path) -> None:
    """Everything that came with one upload: it has a folder of its own."""
    own = uploads / place.relative_to(uploads).parts[0]
    if own.is_dir():
        shutil.rmtree(own, ignore_errors=True)
    else:
        own.unlink(missing_ok=True)
