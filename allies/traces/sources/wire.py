"""How a reading child hands on items: one line of compact JSON each, checked again on the other side."""

from __future__ import annotations

import json
from typing import Any

from allies.traces.records import As, HandleKind, Item, Kind, Role, TraceRecord
from allies.traces.sources import charsets
from allies.traces.sources.pieces import Table

LINE_BYTES = 8_000_000  # no item is longer: 200,000 characters of text, 1,000 people
BEAT = b"\n"  # an empty line: still at work, nothing to hand on yet
PLACE = b"@"  # begins a line that says which item is at hand
TABLE = b"#"  # begins a line that says what the columns of a list were taken to hold

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_AS = {member.value: member for member in As}
_HANDLE = {member.value: member for member in HandleKind}
_KIND = {member.value: member for member in Kind}


class BadLine(Exception):
    """A line that no reader of ours writes."""


def encode(item: Item) -> bytes:
    """One line for one item."""
    record = item.record and _fields(item.record)
    place, reason = charsets.clean(item.place), charsets.clean(item.reason)  # parsers quote what they stumble over
    row = [item.position, place, round(item.done, 4), reason, record]
    return _encode(row).encode("utf-8", "replace") + b"\n"


def _fields(record: TraceRecord) -> list[Any]:
    return [
        record.uid,
        record.kind,
        record.at_s,
        [[who.role, who.kind, who.value, who.name] for who in record.people],
        record.subject,
        record.text,
        record.parent,
        record.root,
        record.minutes,
        record.is_automatic,
        record.delivered_to,
        record.is_sent,
    ]


def encode_place(place: str) -> bytes:
    """A line that says which item is read next, for the case that it ends the reader."""
    return PLACE + " ".join(place.split()).encode("utf-8", "replace") + b"\n"


def decode_place(line: bytes) -> str:
    """The place that a line from `encode_place` names."""
    return line[len(PLACE) :].decode("utf-8", "replace")[:1000]


def encode_table(table: Table) -> bytes:
    """A line that says what the columns of a list were taken to hold."""
    row = [table.place, table.digest, table.headings, table.fields, table.sample, table.role, table.is_told]
    return TABLE + _encode(row).encode("utf-8", "replace") + b"\n"


def decode_table(line: bytes) -> Table:
    """The list that a line from `encode_table` describes. Raises BadLine."""
    try:
        place, digest, headings, fields, sample, role, is_told = json.loads(line[len(TABLE) :])
        rows = tuple(tuple(map(str, row)) for row in sample)
        fields = tuple(map(str, fields))
        return Table(str(place), str(digest), tuple(map(str, headings)), fields, rows, str(role), bool(is_told))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadLine(str(error)[:200]) from error


def decode(line: bytes) -> Item:
    """The item of one line. Raises BadLine: what comes from a reader is trusted no more than the file it read."""
    try:
        position, place, done, reason, fields = json.loads(line)
        return Item(int(position), str(place), float(done), _record(fields) if fields else None, str(reason))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadLine(str(error)[:200]) from error


def _record(fields: list[Any]) -> TraceRecord:
    uid, kind, at_s, people, subject, text, parent, root, minutes, is_automatic, delivered_to, is_sent = fields
    return TraceRecord(
        str(uid),
        _KIND[kind],
        int(at_s),
        tuple(Role(_AS[role], _HANDLE[sort], str(value), str(name)) for role, sort, value, name in people),
        str(subject),
        str(text),
        str(parent),
        str(root),
        int(minutes),
        bool(is_automatic),
        tuple(map(str, delivered_to)),
        bool(is_sent),
    )
