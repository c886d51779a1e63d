"""Erased means erased: rows, columns, index, files, the write-ahead log."""

from __future__ import annotations

import shutil

from allies.lib import files
from allies.people import erasing
from allies.people.models import Member, Person
from allies.ties import refresh
from allies.traces import erasing as traces_erasing


def erase_person(member: Member, person: Person, *, now_s: int) -> None:
    """Remove one person from everywhere. Raises traces.erasing.CannotErase for the member themself."""
    traces_erasing.erase_person(member, person)
    shutil.rmtree(files.derived(member.key), ignore_errors=True)
    refresh.rebuild(member, now_s=now_s)
    erasing.scrub()


def erase_member(member: Member) -> None:
    """Remove a member with everything that is theirs."""
    folders = (files.derived(member.key), files.uploads(member.key))
    erasing.erase_member(member)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    erasing.scrub()
