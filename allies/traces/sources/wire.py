"""How a reading child hands on items: one line of compact JSON each, checked again on the other side."""

from __future__ import annotations

import msgspec

from allies.traces.records import Item, TraceRecord
from allies.traces.sources import charsets
from allies.traces.sources.pieces import Table

LINE_BYTES = 8_000_000  # no item is longer: 200,000 characters of text, 1,000 people
BEAT = b"\n"  # an empty line: still at work, nothing to hand on yet
# JSON writes no control character as it is, so one of these is found among many lines by looking for it alone.
PLACE = b"\x01"  # begins a line that says which item is at hand
TABLE = b"\x02"  # begins a line that says what the columns of a list were taken to hold

_encoder = msgspec.json.Encoder()
_items = msgspec.json.Decoder(Item)
_table = msgspec.json.Decoder(tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...], str, bool])


class BadLine(Exception):
    """A line that no reader of ours writes."""


def encode(item: Item) -> bytes:
    """One line for one item."""
    line = bytearray()
    add(item, line)
    return bytes(line)


def add(item: Item, lines: bytearray) -> None:
    """Put the line for an item at the end of others."""
    if item.reason or not item.place.isprintable():  # parsers quote what they stumble over
        place, reason = charsets.clean(item.place), charsets.clean(item.reason)
        item = Item(item.position, place, item.done, item.record, reason)
    size = len(lines)
    try:
        _encoder.encode_into(item, lines, size)
    except UnicodeEncodeError:
        item = Item(item.position, item.place, item.done, _whole(item.record), item.reason)
        _encoder.encode_into(item, lines, size)
    lines += b"\n"


def _whole(record: TraceRecord | None) -> TraceRecord | None:
    """The record with "?" for each half of a character in it, which UTF-8 cannot say."""
    return msgspec.convert(_without_halves(msgspec.to_builtins(record)), TraceRecord | None)


def _without_halves(told: object) -> object:
    if isinstance(told, str):
        return told.encode("utf-8", "replace").decode()
    return [_without_halves(part) for part in told] if isinstance(told, list | tuple) else told


def encode_place(place: str) -> bytes:
    """A line that says which item is read next, for the case that it ends the reader."""
    return PLACE + " ".join(charsets.clean(place).split()).encode("utf-8", "replace") + b"\n"


def decode_place(line: bytes) -> str:
    """The place that a line from `encode_place` names."""
    return line[len(PLACE) :].decode("utf-8", "replace")[:1000]


def encode_table(table: Table) -> bytes:
    """A line that says what the columns of a list were taken to hold."""
    row = [table.place, table.digest, table.headings, table.fields, table.sample, table.role, table.is_told]
    return TABLE + _encoder.encode(_without_halves(row)) + b"\n"


def decode_table(line: bytes) -> Table:
    """The list that a line from `encode_table` describes. Raises BadLine."""
    try:
        return Table(*_table.decode(line[len(TABLE) :]))
    except (ValueError, RecursionError) as error:
        raise BadLine(str(error)[:200]) from error


def decode(line: bytes) -> Item:
    """The item of one line. Raises BadLine: what comes from a reader is trusted no more than the file it read."""
    try:
        return _items.decode(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(str(error)[:200]) from error


def has_items_only(lines: bytes) -> bool:
    """Whether no place and no table is among these lines."""
    return PLACE not in lines and TABLE not in lines


def decode_all(lines: bytes) -> list[Item]:
    """The items of many lines, of which some may be empty. Raises BadLine where one of them is bad."""
    try:
        return _items.decode_lines(lines)
    except (ValueError, RecursionError) as error:
        raise BadLine(str(error)[:200]) from error
