"""The parts of a message that hold its text, found without a look at what is attached.

Files are most of what a mailbox weighs. Here only boundaries and the headers of parts are looked at, and a boundary is
looked for by a byte that packed files do not contain. What is not plainly written is left to fast_mail_parser, of which
this gives the same parts: the boundary is the beginning of a line, the line end before it belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from allies.traces.sources.headers import HEADER_BYTES, Headers

DEPTH = 8
PARTS = 100
REMEMBERED_BYTES = 900  # of the headers of a part: in most mail they are those of the message before
BOUNDARY_BYTES = 900
WINDOW_BYTES = 2048  # searched in one go, before the next dash is looked for

# Each header of a part that matters, however it is written: a name that no colon follows at once is odd.
CONTENT = re.compile(
    rb"\ncontent-(type|transfer-encoding|disposition)(?![!-9;-~])(:?)[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE
)
# At which a parser may take headers to be over before they are.
JUNK = re.compile(rb"\n(?![!-9;-~]+:|(?<!\A\n)[ \t]|(?:\r?\n)?\Z)")
BLOCK = re.compile(rb"((?:[!-9;-~]+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)++)\r?\n")
TYPE = re.compile(rb"([a-z]+)/[a-z0-9.+-]+\s*(?:;|\Z)", re.IGNORECASE)
MULTIPART = re.compile(
    rb"""multipart/(?:mixed|alternative|related|signed)((?:\s*;\s*[a-z-]+=(?:"[^"\\;]*"|[^\s"\\;()<>*]+))+)\s*;?\s*""",
    re.IGNORECASE,
)
BOUNDARY = re.compile(rb"""[;\s]boundary=(?:"([^"\s]+)"|([^\s";]+))""", re.IGNORECASE)
SAYING = ("content-type", "content-transfer-encoding", "content-disposition")  # what a part is
MULTI, HTML = b"multipart/", b"text/html"
TEXTS = frozenset({b"text/plain", HTML})
PLAIN = frozenset({b"", b"7bit", b"8bit", b"binary"})


class Odd(Exception):
    """A message that is not written plainly enough to be read here."""


class Letter(Struct, frozen=True, gc=False):
    """A message within `raw`, where others may stand beside it: its headers begin at `start`, its body at `body`."""

    raw: bytes
    start: int
    body: int
    end: int
    is_quoted: bool  # it comes from an mbox, where a line that begins with "From " is written as ">From "

    def whole(self) -> bytes:
        """The message as it was sent."""
        message = self.raw[self.start : self.end]
        return message.replace(b"\n>From ", b"\nFrom ") if self.is_quoted else message

    def part(self, begin: int, end: int, most_bytes: int) -> bytes:
        """What was sent as the bytes from `begin`, which begin a line, to `end`; at most so many."""
        data = self.raw[begin : min(end, begin + 2 * most_bytes)]
        if self.is_quoted:
            data = data[1:] if data.startswith(b">From ") else data
            data = data.replace(b"\n>From ", b"\nFrom ") if b"\n>From " in data else data
        return data[:most_bytes]


class Leaf(Struct, frozen=True, gc=False):
    """A part that holds text: from `start` to `end` with its headers, its text from `body` on."""

    is_html: bool
    packed_by: bytes  # as its Content-Transfer-Encoding says: quoted-printable, base64; b"" where it is not
    kind: str  # its Content-Type
    start: int
    body: int
    end: int


class Head(NamedTuple):
    """What the headers of a part say."""

    mime: bytes  # its type, in lower case
    kind: str = ""  # the whole Content-Type, of text
    packed_by: bytes = b""
    is_attached: bool = False
    boundary: bytes = b""  # with its dashes, of a part that holds others


NO_HEAD = Head(b"text/plain")


def leaves(letter: Letter, fields: Headers) -> list[Leaf]:
    """The parts of a message with these headers that hold its text, in their order.

    Raises Odd where they cannot be told surely.
    """
    start, body, end = letter.start, letter.body, letter.end
    if body >= end or body - start > HEADER_BYTES or JUNK.search(b"\n" + letter.raw[start:body]):
        raise Odd
    found: list[Leaf] = []
    _take(found, _head(*(_only(fields, name) for name in SAYING)), letter.raw, (start, body, end), 1)
    return found


def _only(fields: Headers, name: str) -> bytes | None:
    values = fields.get(name)
    if values is not None and len(values) > 1:
        raise Odd
    return values[0].encode() if values else None


def _take(found: list[Leaf], head: Head, raw: bytes, where: tuple[int, int, int], depth: int) -> int:
    """Add the leaves of a part that begins, has its body and ends at `where`. Returns how many parts that took."""
    start, body, end = where
    if not head.boundary:
        if head.mime in TEXTS and not head.is_attached:
            found.append(Leaf(head.mime == HTML, head.packed_by, head.kind, start, body, end))
        return 1
    if depth > DEPTH:
        raise Odd
    count = 1
    for part_start, part_end in _parts(raw, body, end, head.boundary):
        inner, part_body = _opened(raw, part_start, part_end)
        count += _take(found, inner, raw, (part_start, part_body, part_end), depth + 1)
        if count > PARTS:
            raise Odd
    return count


def _opened(raw: bytes, start: int, end: int) -> tuple[Head, int]:
    """What the headers of a part say, and where its body begins."""
    block = BLOCK.match(raw, start, min(end, start + REMEMBERED_BYTES))
    if block:
        return _remembered(block[1]), block.end()
    if raw.startswith(b"\n", start, end):
        return NO_HEAD, start + 1
    if raw.startswith(b"\r\n", start, end):
        return NO_HEAD, start + 2
    raise Odd


def _head_of(block: bytes) -> Head:
    """What a block of headers says."""
    found: dict[bytes, bytes] = {}
    for name, colon, value in CONTENT.findall(b"\n" + block):
        name = name.lower()
        if not colon or name in found:
            raise Odd
        found[name] = value.rstrip(b"\r")
    return _head(found.get(b"type"), found.get(b"transfer-encoding"), found.get(b"disposition"))


_remembered = lru_cache(maxsize=4096)(_head_of)


def _head(kind: bytes | None, encoding: bytes | None, disposition: bytes | None) -> Head:
    """What these three headers say."""
    if kind is not None and kind[:10].lower() == b"multipart/":
        return Head(MULTI, boundary=b"--" + _boundary(kind))
    mime = b"text/plain" if kind is None else _mime(kind)
    is_attached = disposition is not None and disposition.partition(b";")[0].strip().lower() == b"attachment"
    if mime not in TEXTS or is_attached:
        return Head(mime, is_attached=is_attached)
    stated = b"".join((kind or b"", encoding or b"", disposition or b""))
    if b"=?" in stated or not stated.isascii() or len(stated) > REMEMBERED_BYTES:
        raise Odd
    return Head(mime, (kind or b"").decode(), b"" if encoding is None or encoding.lower() in PLAIN else encoding)


def _mime(kind: bytes) -> bytes:
    """The type that a Content-Type says, in lower case."""
    found = TYPE.match(kind)
    if found is None or found[1].lower() == b"message":
        raise Odd
    return bytes(found[0].rstrip(b"; \t\r\n").lower())


def _boundary(kind: bytes) -> bytes:
    if len(kind) > BOUNDARY_BYTES or b"=?" in kind or not kind.isascii():
        raise Odd
    written = MULTIPART.fullmatch(kind)
    found = BOUNDARY.findall(written[1]) if written else []
    if len(found) != 1:
        raise Odd
    quoted, bare = found[0]
    return bytes(quoted or bare)


def _parts(raw: bytes, body: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where each part of a body begins and ends."""
    at = _line(raw, body, end, boundary)
    while at != -1:
        start = raw.find(b"\n", at + len(boundary), end) + 1
        if not start:
            return
        at = _line(raw, start, end, boundary)
        yield start, end if at == -1 else _without_line_end(raw, start, at)
        after = at + len(boundary)
        if raw.startswith(b"--", after) or after + 2 > end:
            return


def _line(raw: bytes, start: int, end: int, mark: bytes) -> int:
    """Index of the first line that begins with a mark, itself beginning with a dash; -1 without one. O(n)."""
    if raw.startswith(mark, start, end):
        return start
    sought, at = b"\n" + mark, start - 1
    while (dash := raw.find(b"-", at, end)) != -1:
        at = max(at, dash - 1)
        found = raw.find(sought, at, min(at + WINDOW_BYTES, end))
        if found != -1:
            return found + 1
        at += WINDOW_BYTES - len(sought)
    return -1


def _without_line_end(raw: bytes, start: int, end: int) -> int:
    if end > start and raw[end - 1] == 10:
        end -= 1
        if end > start and raw[end - 1] == 13:
            end -= 1
    return end
