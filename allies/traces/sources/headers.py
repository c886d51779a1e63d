"""The headers of a message: found, unfolded, and their encoded words decoded."""

from __future__ import annotations

import binascii
import re

from allies.traces.sources import charsets
from allies.traces.sources.pieces import Refused

HEADER_BYTES = 64_000
BLOCK_BYTES = 1_000_000
PEOPLE_HEADERS = frozenset({"from", "sender", "to", "cc", "bcc"})
PEOPLE = 1000

# Begins with the line end before it: a single character is looked for faster than the beginning of a line.
FIELD = re.compile(r"\n([!-9;-~]++)[ \t]*+:[ \t]*+(.*+(?:\n[ \t].*+)*+)")
BLANK = re.compile(rb"\n\r?\n")
WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
QUOTED_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")

Headers = dict[str, list[str]]


def read(raw: bytes, start: int, until: int) -> tuple[Headers, int]:
    """The headers of the message from `start` to `until`: by their lower-case names, unfolded but not decoded.

    Returns them and the index at which the body begins.
    Raises Refused where a header over the limit names people; other headers over it are left out.
    """
    if raw.startswith(b"\n", start, until):
        return {}, start + 1
    end, body = ends(raw, start, until)
    if end - start > BLOCK_BYTES:
        raise Refused(f"headers of {(end - start) // 1000} kB: more than {BLOCK_BYTES // 1000} kB is not read")
    return fields(charsets.decode(raw[start:end])), body


def ends(raw: bytes, start: int, until: int) -> tuple[int, int]:
    """Where a block of headers ends and its body begins, at the first blank line; `until` twice without one."""
    blank = BLANK.search(raw, start, until)
    if blank is None:
        return until, until
    end, body = blank.span()
    return (end - 1 if end > start and raw[end - 1] == 13 else end), body


def fields(block: str) -> Headers:
    """Name to values, in order. A line that is no header is passed over."""
    headers: Headers = {}
    is_small = len(block) <= HEADER_BYTES
    if "\r" in block:
        block = block.replace("\r\n", "\n").replace("\r", " ")
    for name, value in FIELD.findall(f"\n{block}"):
        name = name.lower()
        if not is_small and not _is_in_limit(name, value):
            continue
        if name in headers:
            headers[name].append(value)
        else:
            headers[name] = [value]
    return headers


def _is_in_limit(name: str, value: str) -> bool:
    if len(value) <= HEADER_BYTES:
        return True
    if name in PEOPLE_HEADERS:
        raise Refused(too_many_people(value.count("@")) if value.count("@") > PEOPLE else too_long(name, len(value)))
    return False


def too_long(name: str, size: int) -> str:
    """Why a message with one huge header is refused."""
    return f"the header {name.title()} has {size // 1000} kB: more than {HEADER_BYTES // 1000} kB is not read"


def too_many_people(count: int) -> str:
    """Why a message to a crowd is refused."""
    return f"{count:,} recipients: more than {PEOPLE:,} is a mailing, not a meeting of people"


def first(headers: Headers, name: str) -> str:
    """The first value of a header, "" without one."""
    values = headers.get(name)
    return values[0] if values else ""


def decoded(value: str) -> str:
    """A header's value as a person reads it, on one line: no encoded words, no line ends, no control characters."""
    if "=?" in value:
        value = _decode_words(value)
    value = " ".join(value.split())
    return value if value.isprintable() else charsets.clean(value)


def _decode_words(value: str) -> str:
    """RFC 2047, leniently: neighbours of one charset are joined before decoding, as some break characters in two."""
    text: list[str] = []
    held, held_charset, at = b"", "", 0
    for match in WORD.finditer(value):
        between, at = value[at : match.start()], match.end()
        charset = match[1].lower()
        if held and (between.strip() or charset != held_charset):
            text.append(charsets.decode(held, held_charset))
            held = b""
        if between.strip() or (not text and not held):
            text.append(between)
        held, held_charset = held + _word_bytes(match[2], match[3]), charset
    text.append(charsets.decode(held, held_charset) if held else "")
    return "".join(text) + value[at:]


def _word_bytes(encoding: str, word: str) -> bytes:
    data = word.encode("utf-8", "replace")
    if encoding in "qQ":
        return QUOTED_BYTE.sub(lambda found: bytes([int(found[1], 16)]), data.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data
