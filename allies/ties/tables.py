"""Makes a table say just what was found: what is the same is left alone, so that little is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

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
    names = (*key, *columns)
    changed = (
        model(owner=member, **dict(zip(names, (*named, *told), strict=True)))
        for named, told in rows.items()
        if named not in same
    )
    unique = ["owner", *key] if within_owner else list(key)
    while batch := list(islice(changed, BATCH)):
        model.objects.owned_by(member).bulk_create(
            batch, update_conflicts=True, unique_fields=unique, update_fields=list(columns)
        )
    return len(gone) + len(rows) - len(same)
