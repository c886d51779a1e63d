"""What of a message may be headers: bounded, before a parser that takes up to 90 times as much memory reads it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from allies.traces.sources import headers
from allies.traces.sources.pieces import Refused

PARTS = 1000
BOUNDARIES = 100_000  # lines that may be one
HEADERS_BYTES = 2_000_000  # of all parts
WORDS = 2_000  # encoded ones in one line: a parser takes time by the square of them

# Of a part that is a message, or may be one: its own headers follow, packed or not.
MESSAGE = re.compile(rb"\ncontent-type[ \t]*:\s*(?:message/|[^;\n]{0,1000}=\?)", re.IGNORECASE)
PACKED = re.compile(rb"\ncontent-transfer-encoding[ \t]*:\s*(?:(base64)|quoted|=\?)", re.IGNORECASE)
PADDING = re.compile(rb"=+")  # ends a line of some, and goes on in the next
FILE = b"Content-Type: application/octet-stream"


class Block(NamedTuple):
    """All that may be headers of a part, and how much more of them is packed in what follows."""

    begin: int
    end: int
    packed_bytes: int


def bounded(message: bytes) -> bytes:
    """A message of which all that may be headers takes little memory, as a parser reads it: what is packed within it as
    a message, where that is too large, as any other file. O(n).

    Raises Refused for parts with headers that would take the memory of the machine, whatever stands in them.
    """
    if message.count(b"\n--") > BOUNDARIES:
        raise Refused(f"more than {PARTS:,} parts")
    total, packed = 0, list[Block]()
    for block in _blocks(message):
        if block.begin:  # those of the message itself are bounded where they are read
            total += block.end - block.begin
        if total > HEADERS_BYTES:
            raise Refused(f"its parts have headers of more than {HEADERS_BYTES // 1_000_000} MB: that is not read")
        if _has_many_words(message[block.begin : block.end]):
            raise Refused(f"a header of more than {WORDS:,} encoded words: that is not read")
        if block.packed_bytes:
            packed.append(block)
    is_small = total + sum(block.packed_bytes for block in packed) <= HEADERS_BYTES
    return (
        message if is_small and not any(_hides_words(message, block) for block in packed) else _files(message, packed)
    )


def _has_many_words(lines: bytes) -> bool:
    return lines.count(b"=?") > WORDS and any(line.count(b"=?") > WORDS for line in lines.split(b"\n"))


def _hides_words(message: bytes, block: Block) -> bool:
    """Whether a packed message, where it is small enough to be looked into, has too many words in a line."""
    data = message[block.end : block.end + 2 * block.packed_bytes + 1]
    return _has_many_words(binascii.a2b_qp(data)) or _has_many_words(b"".join(map(_unpacked, PADDING.split(data))))


def _unpacked(data: bytes) -> bytes:
    """A stretch of base64 without its padding; nothing for one that no parser can unpack either."""
    try:
        return binascii.a2b_base64(data + b"==")
    except binascii.Error:
        return b""


def _blocks(message: bytes) -> Iterator[Block]:
    """All that may be headers: up to a blank line, after a boundary or the headers of a message."""
    begin = 0
    while begin != -1:
        end = headers.ends(message, begin, len(message))[0]
        block = message[begin:end] if begin else b"\n" + message[:end]
        is_message = MESSAGE.search(block) is not None
        packed_by = PACKED.search(block) if is_message else None
        boundary = message.find(b"\n--", end)
        # base64 has no dashes, whatever else may have what is like a boundary in it
        until = len(message) if boundary == -1 or not (packed_by and packed_by[1]) else boundary
        yield Block(begin, end, (until - end) // 2 if packed_by else 0)  # most of it is no header
        boundary = end if is_message and not packed_by else boundary
        begin = -1 if boundary == -1 else message.find(b"\n", boundary + 1)


def _files(message: bytes, packed: list[Block]) -> bytes:
    """The message with these parts, or all of it, as what no parser looks into."""
    kept, at = list[bytes](), 0
    for block in packed:
        kept += [message[at : block.begin], b"\n" if block.begin else b"", FILE]
        at = block.end
    return b"".join([*kept, message[at:]])
