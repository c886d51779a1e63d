"""Makes a table say just what was found: what is the same is left alone, so that little is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import JSONField

from allies.people.models import Member
from allies.people.owned import Owned

BATCH = 1_000  # rows a statement


def replace(
    member: Member,
    model: type[Owned],
    rows: Mapping[tuple[Any, ...], tuple[Any, ...]],
    *,
    key: Sequence[str],
    columns: Sequence[str],
    within_owner: bool = False,
) -> int:
    """Make this member's rows of a table these: values of `key` -> values of `columns`. Inside a transaction.

    within_owner : whether the key tells rows apart only among those of one owner.
    Returns how many rows that wrote or removed.
    """
    table = model.objects.owned_by(member)
    gone: list[int] = []
    same: set[tuple[Any, ...]] = set()
    for pk, *values in table.values_list("pk", *key, *columns).iterator(chunk_size=BATCH):
        named, told = tuple(values[: len(key)]), tuple(values[len(key) :])
        if named not in rows:
            gone.append(pk)
        elif rows[named] == told:
            same.add(named)
    for start in range(0, len(gone), BATCH):
        model.objects.owned_by(member).filter(pk__in=gone[start : start + BATCH]).delete()
    names = ("owner_id", *key, *columns)
    changed = ((member.pk, *named, *told) for named, told in rows.items() if named not in same)
    model.objects.write(names, _as_stored(model, names, changed), over=["owner_id", *key] if within_owner else key)
    return len(gone) + len(rows) - len(same)


def _as_stored(model: type[Owned], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows as the database takes them: text and numbers as they are, what is made of them as JSON."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    made = [(at, fields[name]) for at, name in enumerate(names) if isinstance(fields[name], JSONField)]
    for row in rows:
        stored = list(row)
        for at, field in made:
            stored[at] = field.get_db_prep_save(row[at], connection)
        yield tuple(stored)
