"""Erased means erased: rows, columns, index, files, the write-ahead log."""

from __future__ import annotations

import shutil

from django.db import OperationalError

from allies.lib import files
from allies.people import erasing
from allies.people.models import Member, Person
from allies.ties import refresh
from allies.ties.lease import lease
from allies.ties.work import scrub_later
from allies.traces import erasing as traces_erasing


def erase_person(member: Member, person: Person, *, now_s: int) -> None:
    """Remove one person from everywhere.

    Raises traces.erasing.CannotErase for the member themself, and lease.Busy, with nothing erased yet, while another
    process is at the ties: it could write down again what it has in its hands.
    """
    with lease(member, now_s=now_s):
        traces_erasing.erase_person(member, person)
        shutil.rmtree(files.derived(member.key), ignore_errors=True)
    refresh.rebuild(member, now_s=now_s)
    _scrub()


def erase_member(member: Member) -> None:
    """Remove a member with everything that is theirs."""
    folders = (files.derived(member.key), files.uploads(member.key), files.spool(member.key))
    erasing.erase_member(member)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    _scrub()


def _scrub() -> None:
    """Now; or, while others keep the database busy, by a worker. The rows are gone already."""
    try:
        erasing.scrub()
    except OperationalError:
        scrub_later.enqueue()
