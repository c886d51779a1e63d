"""The interaction columns: who took part in what, as arrays in one Arrow file per member.

Handles stand in them, not persons, so that joining and parting two people never touches them. The file is replaced
whole by renaming: a reader keeps the one it opened.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from django.db.models import IntegerField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from allies.lib import files
from allies.people.models import Member
from allies.traces.models import Participation
from allies.traces.records import As, Kind

ROLES: tuple[As, ...] = tuple(As)
KINDS: tuple[Kind, ...] = tuple(Kind)
CHUNK = 50_000  # rows held as Python objects at a time
NO_KEY = 0  # no parent, no root
_KEY_BYTES = 8

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """One row for each participation, in the order in which they were written: n rows.

    `role` and `kind` are indices into ROLES and KINDS. `uid`, `parent` and `root` are the first eight bytes of the
    trace's keyed hashes.
    """

    participation: Ints
    trace: Ints
    at_s: Ints
    handle: Ints
    role: NDArray[np.int8]
    kind: NDArray[np.int8]
    is_automatic: NDArray[np.bool_]
    is_question: NDArray[np.bool_]
    minutes: NDArray[np.int32]
    uid: Ints
    parent: Ints  # NO_KEY where it answers nothing
    root: Ints  # NO_KEY where it is in no thread

    def __len__(self) -> int:
        return len(self.participation)

    @property
    def last(self) -> int:
        """The last participation; 0 where there is none."""
        return int(self.participation[-1]) if len(self) else 0


_TYPES = {
    "role": pa.int8(),
    "kind": pa.int8(),
    "is_automatic": pa.bool_(),
    "is_question": pa.bool_(),
    "minutes": pa.int32(),
}
# the codes of another version would be read wrongly, so they are part of the file
_CODES = {"roles": ",".join(ROLES), "kinds": ",".join(KINDS)}
SCHEMA = pa.schema([(field.name, _TYPES.get(field.name, pa.int64())) for field in fields(Columns)], metadata=_CODES)
# as numbers: one Python call for each truth value is half of the time that reading takes
_AS_NUMBERS = {name: Cast(f"trace__is_{name}", IntegerField()) for name in ("automatic", "question")}
_SELECTED = (
    "pk", "trace_id", "trace__at_s", "handle_id", "role", "trace__kind", "automatic", "question",
    "trace__minutes", "trace__uid", "trace__parent", "trace__root",
)  # fmt: skip


def path(member: Member) -> Path:
    """Where this member's columns lie."""
    return files.derived(member.key) / "columns.arrow"


def read(member: Member) -> Columns | None:
    """The columns as they were last written, mapped into memory; None where there are none that can be read."""
    try:
        with pa.memory_map(str(path(member))) as source:
            table = pa.ipc.open_file(source).read_all()
    except (OSError, pa.ArrowInvalid):
        return None
    return _columns(table) if table.schema.equals(SCHEMA, check_metadata=True) else None


def is_whole(member: Member, columns: Columns) -> bool:
    """Whether every row that the columns hold is still there, and none came in between: then they can be continued."""
    there = Participation.objects.owned_by(member).filter(pk__lte=columns.last).count()
    return there == len(columns)


def read_on(member: Member, columns: Columns | None) -> Columns:
    """These columns (None: nothing yet) and every participation written since."""
    growing = Growing(member, columns)
    growing.read_on()
    return growing.columns()


class Growing:
    """Columns that are read on now and then, while an import writes what they hold."""

    def __init__(self, member: Member, columns: Columns | None) -> None:
        self._member = member
        self._kept = columns
        self._last = columns.last if columns is not None else 0
        self._new: list[pa.Table] = []

    def read_on(self) -> None:
        """Read every participation that was written since."""
        written = Participation.objects.owned_by(self._member).filter(pk__gt=self._last).order_by("pk")
        rows = written.annotate(**_AS_NUMBERS).values_list(*_SELECTED).iterator(chunk_size=CHUNK)
        for some in _chunks(rows):
            self._new.append(_chunk(some))
            self._last = some[-1][0]

    def columns(self) -> Columns:
        """All of it; what it began with where nothing came since."""
        if self._kept is not None and not self._new:
            return self._kept
        before = [] if self._kept is None else [_table(self._kept)]
        whole = pa.concat_tables([*before, *self._new] or [SCHEMA.empty_table()]).combine_chunks()
        self._kept, self._new = _columns(whole), []
        del before
        pa.default_memory_pool().release_unused()  # the pieces: as much again
        return self._kept


def growing(member: Member) -> Growing:
    """What continues the columns as they were last written."""
    return Growing(member, read(member))


def write(member: Member, columns: Columns) -> None:
    """Keep these columns: written beside their place, then moved in."""
    place = path(member)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, SCHEMA) as writer:
            writer.write_table(_table(columns))
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while some := list(islice(rows, CHUNK)):
        yield some


def _chunk(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    pk, trace, at_s, handle, role, kind, automatic, question, minutes, *hashes = zip(*rows, strict=True)
    role_codes = {value: code for code, value in enumerate(ROLES)}
    kind_codes = {value: code for code, value in enumerate(KINDS)}
    plain = [pk, trace, at_s, handle, [role_codes[one] for one in role], [kind_codes[one] for one in kind]]
    truths = [np.array(one, dtype=np.bool_) for one in (automatic, question)]
    arrays = [*plain, *truths, minutes, *map(_keys, hashes)]
    return pa.table([pa.array(array, field.type) for array, field in zip(arrays, SCHEMA, strict=True)], schema=SCHEMA)


def _keys(hashes: Iterable[bytes | memoryview | None]) -> Ints:
    """The first eight bytes of each hash; NO_KEY for none."""
    nothing = bytes(_KEY_BYTES)
    joined = b"".join(bytes(one[:_KEY_BYTES]) if one is not None else nothing for one in hashes)
    return np.frombuffer(joined, dtype="<i8").astype(np.int64)


def _table(columns: Columns) -> pa.Table:
    arrays = [pa.array(getattr(columns, field.name), field.type) for field in SCHEMA]
    return pa.table(arrays, schema=SCHEMA)


def _columns(table: pa.Table) -> Columns:
    return Columns(**{name: table.column(name).to_numpy() for name in table.column_names})
