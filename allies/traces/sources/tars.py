"""Tar archives, plain or packed by gzip, xz or bzip2: what they hold, and the bytes of each file, within bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from allies.traces.sources.inside import Archive, Parts
from allies.traces.sources.pieces import Refused
from allies.traces.sources.streams import BLOCK_BYTES

RECORD_BYTES = 512
NAME_BYTES = 64_000  # of what comes before a file to say its long name
WINDOW_BYTES = 4 * BLOCK_BYTES  # a source that looks at the head of a file, then reads it, costs nothing
RETURNS = 50  # to the start of a packed archive, before it is given up
BLOCKS = b"\0" * RECORD_BYTES

FILE = frozenset((b"\0", b"0", b"7"))
LONG_NAME, LONG_LINK, NEXT, ALL, FOLDER, HOLES = b"L", b"K", b"x", b"g", b"5", b"S"
WITHOUT_CONTENT = frozenset((b"1", b"2", b"3", b"4", b"5", b"6"))  # links, devices, folders
REASONS = {
    b"1": "a link: links are not followed, give the file that it points to",
    b"2": "a link: links are not followed, give the file that it points to",
    b"S": "a file with holes: pack it again without them",
}
PAX = re.compile(rb"(\d{1,9}) (path|size)=([^\n]*)\n")
Blocks = Callable[[], Iterator[bytes]]


def is_header(record: bytes) -> bool:
    """Whether these 512 bytes begin a file of a tar archive: their sum is written within them."""
    if len(record) < RECORD_BYTES or record[:1] == b"\0":
        return False
    stated = _number(record[148:156])
    return stated is not None and stated == sum(record[:148]) + 8 * 32 + sum(record[156:RECORD_BYTES])


def fill(into: Archive, blocks: Blocks) -> None:
    """Note all files of a tar archive in a into. What stands before a place that is cut off or damaged is noted.

    blocks : begins anew at the archive's start, unpacked; raises Refused where it is damaged. O(bytes) time.
    """
    content = Unpacked(blocks)
    places: dict[Parts, int] = {}
    try:
        for name, at, size, reason in _entries(content):
            into.budget.enter(1)
            if reason:
                into.refuse(name, reason)
            elif parts := into.add(name, size):
                places[parts] = at
    except Refused as refused:
        into.refused.append(("", str(refused)))

    def opened(parts: Parts, at_once: int) -> Iterator[bytes]:
        return content.blocks(places[parts], into.sizes[parts], at_once)

    into.opened = opened


class Unpacked:
    """The bytes of an archive at any place: forward by reading, a little back from memory, further from the start."""

    def __init__(self, blocks: Blocks) -> None:
        self._begin = blocks
        self._blocks = blocks()
        self._held = bytearray()
        self._held_at = 0
        self._returns = 0

    def read(self, at: int, size: int) -> bytes:
        """Up to `size` bytes, at most a block; fewer at the end. Raises Refused where the archive is damaged."""
        if at < self._held_at:
            self._return()
        while self._held_at + len(self._held) <= at:
            if not self._further():
                return b""
        while self._held_at + len(self._held) < at + min(size, NAME_BYTES) and self._further():
            pass
        begin = at - self._held_at
        return bytes(self._held[begin : begin + min(size, BLOCK_BYTES)])

    def blocks(self, at: int, size: int, at_once: int = BLOCK_BYTES) -> Iterator[bytes]:
        """The bytes from a place on, in blocks."""
        end = at + size
        while at < end and (block := self.read(at, min(end - at, at_once))):
            at += len(block)
            yield block

    def _further(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        self._held += block
        surplus = len(self._held) - WINDOW_BYTES
        if surplus > BLOCK_BYTES:
            del self._held[:surplus]
            self._held_at += surplus
        return True

    def _return(self) -> None:
        self._returns += 1
        if self._returns > RETURNS:
            raise Refused("the packed archive would have to be read too often: unpack it, then give what was in it")
        self._blocks, self._held, self._held_at = self._begin(), bytearray(), 0


def _entries(content: Unpacked) -> Iterator[tuple[str, int, int, str]]:
    """Each file as name, first byte, size, and why it is not read. Raises Refused where the archive is damaged."""
    at, long_name, stated_size, empty = 0, b"", -1, 0
    while record := content.read(at, RECORD_BYTES)[:RECORD_BYTES]:
        if record == BLOCKS:
            empty += 1
            if empty == 2:
                return
            at += RECORD_BYTES
            continue
        size = _number(record[124:136])
        if not is_header(record) or size is None:
            raise Refused("the tar archive is damaged or cut off here: what stood before it is read")
        at, sort, empty = at + RECORD_BYTES, record[156:157], 0
        if sort in (LONG_NAME, NEXT):
            name, named_size = _extended(content.read(at, min(size, NAME_BYTES)), sort)
            long_name, stated_size = name or long_name, named_size if named_size >= 0 else stated_size
        elif sort not in (LONG_LINK, ALL):
            size = stated_size if stated_size >= 0 and sort in FILE else size
            if sort != FOLDER:
                yield _decoded(long_name or _short_name(record)), at, size, _reason(sort)
            long_name, stated_size = b"", -1
        if sort == HOLES:
            at = _after_holes(content, record, at)
        if sort not in WITHOUT_CONTENT:
            at += -(-size // RECORD_BYTES) * RECORD_BYTES


def _after_holes(content: Unpacked, record: bytes, at: int) -> int:
    """The first byte after the records that say where a file has its holes."""
    is_followed = record[482:483] == b"\x01"
    while is_followed and (record := content.read(at, RECORD_BYTES)[:RECORD_BYTES]):
        at, is_followed = at + RECORD_BYTES, record[504:505] == b"\x01"
    return at


def _extended(content: bytes, sort: bytes) -> tuple[bytes, int]:
    """The long name and the size that are said of the file that follows; b"" and -1 where they are not."""
    if sort == LONG_NAME:
        return content.rstrip(b"\0"), -1
    stated = {found[2]: found[3] for found in PAX.finditer(content)}
    size = stated.get(b"size", b"")
    return stated.get(b"path", b""), int(size) if size.isdigit() and len(size) < 18 else -1


def _short_name(record: bytes) -> bytes:
    name, prefix = record[:100].split(b"\0")[0], record[345:500].split(b"\0")[0]
    return prefix + b"/" + name if prefix and record[257:262] == b"ustar" and record[262:263] == b"\0" else name


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _reason(sort: bytes) -> str:
    return "" if sort in FILE else REASONS.get(sort, "not a file")


def _number(field: bytes) -> int | None:
    """A number in octal digits, or in bytes where it is large; None for what is none, or is negative."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big") if not any(field[1:4]) else None
    digits = field.strip(b" \0")
    return int(digits, 8) if re.fullmatch(rb"[0-7]{1,12}", digits) else (0 if not digits else None)
