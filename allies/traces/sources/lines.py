"""The content lines that calendars and cards are written in: cut into blocks, and unfolded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from allies.traces.sources.idle import Idle
from allies.traces.sources.pieces import PATIENCE, Refused

LINE_BYTES = 64_000  # a longer line is a picture or an attachment: it is left out
BLOCK_BYTES = 5_000_000  # of what is kept of one event or card
TELLING_BYTES = 10  # of an entry: no name and no id is shorter with what it is called
IDLE_LINES = 1_000_000  # in which nothing begins; a picture of 75 MB has as many
BEGINNINGS = (b"BEGIN:V", b"begin:v", b"Begin:V", b"Begin:v")

NAME = re.compile(rb"(?:[\w-]{1,60}\.)?([\w-]{1,60})[ \t]*[;:]")


@dataclass(slots=True)
class Block:
    """The wanted lines of one event or card, unfolded."""

    name: str  # VEVENT, VCARD
    start: int  # byte in the file
    lines: list[bytes] = field(default_factory=list)
    done: float = 0.0  # share of the file read at its end
    size: int = 0
    is_whole: bool = False  # whether its END was found


def blocks(
    chunks: Iterator[tuple[bytes, float]], components: frozenset[str], properties: frozenset[str]
) -> Iterator[Block]:
    """The components of these names, each with the lines of these properties; components within them are left out.

    A component that does not end before the next begins, or at all, is given as not whole. Memory: one component.
    Raises Refused where too many that hold next to nothing follow one another.
    """
    idle = Idle("entries", PATIENCE)
    for block in _blocks(chunks, components, properties):
        idle.see(is_telling=block.size >= TELLING_BYTES)
        yield block


def _blocks(
    chunks: Iterator[tuple[bytes, float]], components: frozenset[str], properties: frozenset[str]
) -> Iterator[Block]:
    block: Block | None = None
    within: list[str] = []  # components opened inside of `block`
    for at, line, done in unfolded(chunks):
        name, value = property_name(line), line.partition(b":")[2].strip().upper().decode("ascii", "replace")
        if name == "BEGIN" and block and value == block.name and not within:
            yield block
            block = Block(value, at, done=done)
        elif block is None:
            block = Block(value, at, done=done) if name == "BEGIN" and value in components else None
        elif name == "BEGIN":
            within.append(value)
        elif name == "END" and within:
            within.pop()
        elif name == "END" and value == block.name:
            block.done, block.is_whole = done, True
            yield block
            block = None
        elif not within and name in properties and len(line) <= LINE_BYTES and block.size < BLOCK_BYTES:
            block.lines.append(line)
            block.size += len(line)
    if block:
        yield block


def unfolded(chunks: Iterator[tuple[bytes, float]]) -> Iterator[tuple[int, bytes, float]]:
    """Logical lines with the byte where each begins and the share of the file read.

    A folded line is joined, also one that quoted-printable folds by "=". Of a line over `LINE_BYTES` only the beginning
    is given. What `chunks` raises is raised after the last whole line.
    """
    at, held, held_at, done = 0, b"", 0, 0.0
    is_printable = is_soft = False  # quoted-printable: a line that ends in "=" goes on in the next
    cut: Refused | None = None
    try:
        for line, done in _physical(chunks):
            size = len(line)
            if held and (is_soft or line[:1] in (b" ", b"\t")):
                if len(held) < LINE_BYTES:
                    held = (held[:-1] if is_soft else held) + (line if is_soft else line[1:]).rstrip(b"\r\n")
                is_soft = is_printable and line.rstrip(b"\r\n").endswith(b"=")
            else:
                if held:
                    yield held_at, held, done
                held, held_at = line.rstrip(b"\r\n"), at
                is_printable = b"QUOTED-PRINTABLE" in held[:200].upper()
                is_soft = is_printable and held.endswith(b"=")
            at += size
    except Refused as refused:
        cut = refused
    if held:
        yield held_at, held, done
    if cut:
        raise cut


def _physical(chunks: Iterator[tuple[bytes, float]]) -> Iterator[tuple[bytes, float]]:
    """Raises Refused where so many lines hold nothing: packed, they take a thousandth of the room."""
    held, done, idle = b"", 0.0, 0
    for chunk, done in chunks:
        *lines, held = (held + chunk).split(b"\n")
        for line in lines:
            yield line + b"\n", done
            idle = 0 if line.startswith(BEGINNINGS) else idle + 1
        if idle > IDLE_LINES:
            raise Refused(f"over {IDLE_LINES:,} lines in which nothing begins: the rest is not read")
        if len(held) > 2 * BLOCK_BYTES:  # one endless line
            yield held, done
            held = b""
    if held:
        yield held, done


def property_name(line: bytes) -> str:
    """The name of a line's property in upper case, without its group: EMAIL for `item1.email;type=work:...`."""
    found = NAME.match(line)
    return found[1].decode("ascii", "replace").upper() if found else ""
