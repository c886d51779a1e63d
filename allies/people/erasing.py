"""Erased means erased: what goes with a person, and with a member."""

from __future__ import annotations

import hashlib

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from allies.lib import work
from allies.people import tables
from allies.people.models import Erased, Member


def digest(member: Member, kind: str, value: str) -> bytes:
    """A keyed hash of an address: says that it was erased without saying which it was."""
    return hashlib.blake2b(f"erased\0{kind}\0{value}".encode(), key=bytes(member.trace_key), digest_size=32).digest()


def digests(member: Member) -> frozenset[bytes]:
    """The hashes of every address that this member erased."""
    return frozenset(bytes(row) for row in Erased.objects.owned_by(member).values_list("digest", flat=True))


@transaction.atomic
def erase_member(member: Member) -> None:
    """Remove a member and every row that is theirs, their sessions and their waiting work."""
    for model in reversed(tables.private(with_derived=True)):
        rows = model.objects.owned_by(member)
        rows._raw_delete(rows.db)  # without loading a million rows to cascade them
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(member.pk):
            session.delete()
    work.forget(member.key)
    Member.objects.filter(pk=member.pk).delete()


def scrub() -> None:
    """Let the database overwrite what was deleted: freed pages, the log, free space. Outside transactions only."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            names = [connection.ops.quote_name(table._meta.db_table) for table in tables.private(with_derived=True)]
            cursor.execute(f"VACUUM {', '.join(names)}")
