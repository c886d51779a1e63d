"""Rows of a text file with delimiters (CSV): its charset and its delimiter are told by what stands in it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from allies.traces.sources import charsets, streams
from allies.traces.sources.idle import Idle, Repeats
from allies.traces.sources.pieces import PATIENCE, nothing

HEAD_BYTES = 65_536
LINE_CHARACTERS = 1_000_000  # a longer line is none of a list
CELL_CHARACTERS = 100_000
CELLS = 1_000  # of one row
EMPTY_ROWS = 1_048_576  # one after the other: as many as a sheet has
BAD_ROWS = 100  # one after the other: each may be as long as a cell can be
DELIMITERS = ",;\t|"
TRIED_ROWS = 50
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    where: str  # "12", or "Sheet1:12"
    cells: list[str]
    done: float  # share of the table read
    reason: str = ""  # why it cannot be read


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written."""

    charset: str
    delimiter: str


def rows(path: Path, dialect: Dialect, tick: Callable[[], None]) -> Iterator[Row]:
    """The rows of a file that are not empty, each at the line where it ends. One that cannot be read says why.

    Raises Refused, after the last whole row, where a packed file is cut off, and where too many rows come that are
    empty or cannot be read.
    Memory: one row and one block.
    """
    csv.field_size_limit(CELL_CHARACTERS)
    progress, idle, bad = [0.0], Idle("rows", EMPTY_ROWS), Idle("unreadable rows", BAD_ROWS)
    reader = csv.reader(_lines(path, dialect.charset, tick, progress), delimiter=dialect.delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            bad.see(is_telling=False)
            yield Row(str(reader.line_num), [], progress[0], f"a row that cannot be read: {error}")
            continue
        is_telling = any(cell.strip() for cell in cells)
        idle.see(is_telling=is_telling)
        if len(cells) > CELLS:
            yield Row(str(reader.line_num), [], progress[0], f"more than {CELLS:,} columns")
        elif is_telling:
            bad.see(is_telling=True)
            yield Row(str(reader.line_num), [charsets.clean(cell).strip() for cell in cells], progress[0])


def telling(rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows. Raises Refused where too many of them stood there just before."""
    idle, repeats = Idle("rows that stand there already", PATIENCE // 2), Repeats()
    for row in rows:
        idle.see(is_telling=repeats.is_new(row.cells))
        yield row


def _lines(path: Path, charset: str, tick: Callable[[], None], progress: list[float]) -> Iterator[str]:
    """The lines of a file, whatever ends them; a cell may hold any other character that ends lines elsewhere."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(charset)("replace"), translate=True)
    held = ""
    for block, done in streams.blocks(path, tick):
        progress[0] = done
        *ended, held = (held + decoder.decode(block)).split("\n")
        yield from (f"{line[:LINE_CHARACTERS]}\n" for line in ended)
        held = held[: LINE_CHARACTERS + 1]
    if held:
        yield held[:LINE_CHARACTERS]


def head(path: Path) -> bytes:
    """The first bytes of a file, unpacked. Raises Refused where they are damaged."""
    return next((block for block, _ in streams.blocks(path, nothing) if block), b"")[:HEAD_BYTES]


def dialect(head: bytes) -> Dialect:
    """How a file that begins so is written."""
    charset = charset_of(head)
    text = head[:HEAD_BYTES].decode(charset, "replace")
    if text[:4].casefold() == "sep=" and text[4:5] in DELIMITERS:
        return Dialect(charset, text[4])  # as Excel writes it
    there = [delimiter for delimiter in DELIMITERS if delimiter in text] or [DELIMITERS[0]]
    return Dialect(charset, there[0] if len(there) == 1 else max(there, key=lambda delimiter: _fit(text, delimiter)))


def charset_of(head: bytes) -> str:
    """By its mark, else UTF-8 where that holds, else as it looks."""
    for mark, charset in MARKS:
        if head.startswith(mark):
            return charset
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(whole)
    return "utf-8"


def _guessed(data: bytes) -> str:
    # Imported here because few lists need it and it would be a third of the time that a reader takes to start.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(data[:8192], steps=3, chunk_size=1024).best()
    is_western = sum(byte >= 0x80 for byte in data) * 8 < len(data)
    return "cp1252" if is_western or best is None else best.encoding


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter explains a text: the share of rows with the commonest width, and that width."""
    widths = [len(row) for row in first_rows(text, delimiter)]
    counted = Counter(width for width in widths if width > 1)
    if not counted:
        return 0.0, 0
    width, times = max(counted.items(), key=lambda pair: (pair[1] * pair[0], pair[0]))
    return times / len(widths), width


def first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The rows at the beginning of a text that are not empty; none where they cannot be read."""
    csv.field_size_limit(CELL_CHARACTERS)
    found: list[list[str]] = []
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                found.append([cell.strip() for cell in row])
            if len(found) == TRIED_ROWS:
                break
    except csv.Error:
        pass
    return found
