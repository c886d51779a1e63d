"""The parts of a message that hold its text, found without a look at what is attached.

Files are most of what a mailbox weighs. Here only boundaries and the headers of parts are looked at, and a boundary is
looked for by a byte that packed files do not contain. What is not plainly written is left to fast_mail_parser, of which
this gives the same parts: the boundary is the beginning of a line, the line end before it belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from allies.traces.sources.headers import ends

DEPTH = 8
PARTS = 100
KIND_BYTES = 900
WINDOW_BYTES = 2048  # searched in one go, before the next dash is looked for

# Each header of a part that matters, however it is written: what is not followed by a colon at once is odd.
CONTENT = re.compile(
    rb"\ncontent-(type|transfer-encoding|disposition)(?![!-9;-~])(:?)[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE
)
HEADER = re.compile(rb"[!-9;-~]+:")
JUNK = re.compile(rb"\n(?![!-9;-~]+:|[ \t]|\r?\n)")  # at which a parser may take headers to be over
TYPE = re.compile(rb"([a-z]+/[a-z0-9.+-]+)\s*(?:;|\Z)", re.IGNORECASE)
BOUNDARY = re.compile(
    rb"""multipart/(?:mixed|alternative|related|signed)((?:\s*;\s*[a-z-]+=(?:"[^"\\;]*"|[^\s"\\;()<>*]+))+)\s*;?\s*""",
    re.IGNORECASE,
)
BOUNDARY_IS = re.compile(rb"""\bboundary=(?:"([^"\s]+)"|([^\s";]+))""", re.IGNORECASE)
PLAIN = frozenset({b"", b"7bit", b"8bit", b"binary"})


class Odd(Exception):
    """A message that is not written plainly enough to be read here."""


class Letter(NamedTuple):
    """The bytes of a message: its headers begin at `start`, its body at `body`."""

    raw: bytes
    start: int
    body: int
    is_quoted: bool  # it comes from an mbox, where a line that begins with "From " is written as ">From "

    def whole(self) -> bytes:
        """The message as it was sent."""
        message = self.raw[self.start :]
        return message.replace(b"\n>From ", b"\nFrom ") if self.is_quoted else message

    def part(self, begin: int, end: int, most_bytes: int) -> bytes:
        """What was sent as the bytes from `begin`, which begin a line, to `end`; at most so many."""
        data = self.raw[begin : min(end, begin + 2 * most_bytes)]
        if self.is_quoted:
            data = data[1:] if data.startswith(b">From ") else data
            data = data.replace(b"\n>From ", b"\nFrom ") if b"\n>From " in data else data
        return data[:most_bytes]


class Leaf(NamedTuple):
    """A part that holds text: from `start` to `end` with its headers, its text from `body` on."""

    is_html: bool
    is_packed: bool  # by quoted-printable or base64
    kind: str  # its Content-Type
    start: int
    body: int
    end: int


def leaves(letter: Letter) -> list[Leaf]:
    """The parts of a message that hold its text, in their order. Raises Odd where they cannot be told surely."""
    return list(_within(letter.raw, letter.start, len(letter.raw), 1, [0]))


def _within(raw: bytes, start: int, end: int, depth: int, count: list[int]) -> Iterator[Leaf]:
    """The leaves of the part from `start` to `end`, with its headers. `count` is of the parts so far."""
    count[0] += 1
    if depth > DEPTH or count[0] > PARTS:
        raise Odd
    body = _body(raw, start, end)
    kind, encoding, disposition = _headers(raw, start, body)
    mime = _mime(kind)
    if mime.startswith(b"multipart/"):
        for part_start, part_end in _parts(raw, body, end, b"--" + _boundary(kind)):
            yield from _within(raw, part_start, part_end, depth + 1, count)
    elif mime.startswith(b"message/"):
        raise Odd
    elif mime in (b"text/plain", b"text/html") and disposition.partition(b";")[0].strip().lower() != b"attachment":
        if b"=?" in kind + disposition or not kind.isascii() or len(kind) > KIND_BYTES:
            raise Odd
        is_packed = encoding.lower() not in PLAIN
        yield Leaf(mime == b"text/html", is_packed, kind.decode(), start, body, end)


def _body(raw: bytes, start: int, end: int) -> int:
    """Where the body of a part begins."""
    if raw.startswith(b"\n", start):
        return start + 1
    if raw.startswith(b"\r\n", start):
        return start + 2
    _, body = ends(raw, start, end)
    if body == end:
        raise Odd
    return body


def _headers(raw: bytes, start: int, body: int) -> tuple[bytes, bytes, bytes]:
    """Content-Type, Content-Transfer-Encoding and Content-Disposition, b"" for what is not said."""
    if body - start <= 2:
        return b"", b"", b""
    if not HEADER.match(raw, start) or JUNK.search(raw, start, body - 1):
        raise Odd
    if not start and raw[:8].lower() == b"content-":  # there is no line end before it
        raise Odd
    found: dict[bytes, bytes] = {}
    for name, colon, value in CONTENT.findall(raw, max(start - 1, 0), body):
        name = name.lower()
        if not colon or name in found:
            raise Odd
        found[name] = value.rstrip(b"\r")
    if found.get(b"type") == b"":
        raise Odd
    return found.get(b"type", b""), found.get(b"transfer-encoding", b""), found.get(b"disposition", b"")


def _mime(kind: bytes) -> bytes:
    """The type that a Content-Type says, in lower case; plain text where there is none."""
    if not kind:
        return b"text/plain"
    found = TYPE.match(kind)
    if found is None:
        raise Odd
    return found[1].lower()


def _boundary(kind: bytes) -> bytes:
    written = BOUNDARY.fullmatch(kind)
    found = BOUNDARY_IS.findall(written[1]) if written else []
    if len(found) != 1 or b"=?" in kind or len(kind) > KIND_BYTES:
        raise Odd
    quoted, bare = found[0]
    return bytes(quoted or bare)


def _parts(raw: bytes, body: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where each part of a body begins and ends."""
    at = _line(raw, body, end, boundary)
    while at != -1:
        after = at + len(boundary)
        start = raw.find(b"\n", after, end) + 1
        if raw.startswith(b"--", after) or after + 2 > end or not start:
            return
        at = _line(raw, start, end, boundary)
        yield start, end if at == -1 else _without_line_end(raw, start, at)


def _line(raw: bytes, start: int, end: int, mark: bytes) -> int:
    """Index of the first line that begins with a mark, itself beginning with a dash; -1 without one. O(n)."""
    if raw.startswith(mark, start, end):
        return start
    sought, at = b"\n" + mark, start - 1
    while True:
        found = raw.find(sought, at, at + WINDOW_BYTES if at + WINDOW_BYTES < end else end)
        if found != -1:
            return found + 1
        at += WINDOW_BYTES - len(sought)
        dash = raw.find(b"-", at, end) if at < end else -1
        if dash == -1:
            return -1
        at = max(at, dash - 1)


def _without_line_end(raw: bytes, start: int, end: int) -> int:
    if end > start and raw[end - 1] == 10:
        end -= 1
        if end > start and raw[end - 1] == 13:
            end -= 1
    return end
