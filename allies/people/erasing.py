"""Erased means erased: what goes with a person, and with a member."""

from __future__ import annotations

import hashlib

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from allies.lib import work
from allies.people.models import Erased, Member
from allies.people.owned import Owned


def digest(member: Member, kind: str, value: str) -> bytes:
    """A keyed hash of an address: says that it was erased without saying which it was."""
    return hashlib.blake2b(f"erased\0{kind}\0{value}".encode(), key=bytes(member.trace_key), digest_size=32).digest()


def digests(member: Member) -> frozenset[bytes]:
    """The hashes of every address that this member erased."""
    return frozenset(bytes(row) for row in Erased.objects.owned_by(member).values_list("digest", flat=True))


@transaction.atomic
def erase_member(member: Member) -> None:
    """Remove a member and every row that is theirs, their sessions and their waiting work."""
    for model in reversed(_private_tables()):
        rows = model.objects.owned_by(member)
        rows._raw_delete(rows.db)  # without loading a million rows to cascade them
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(member.pk):
            session.delete()
    work.forget(member.key)
    Member.objects.filter(pk=member.pk).delete()


def _private_tables() -> list[type[Owned]]:
    """Every private table, those that others refer to first."""
    private = [model for model in apps.get_models() if issubclass(model, Owned)]
    names = {model: i for i, model in enumerate(apps.get_models())}
    ordered: list[type[Owned]] = []
    while private:
        refers = {m: {f.related_model for f in m._meta.concrete_fields if f.is_relation} - {m} for m in private}
        ready = [model for model in private if not refers[model] & set(private)]
        ordered += sorted(ready, key=names.__getitem__)
        private = [model for model in private if model not in ready]
    return ordered


def scrub() -> None:
    """Let the database overwrite what was deleted: freed pages, the log, free space. Outside transactions only."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM")
