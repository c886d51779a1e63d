"""Content lines, as calendars and cards share them."""

from __future__ import annotations

from collections.abc import Iterable

_FOLD_BYTES = 75  # RFC 5545, 3.1 and RFC 6350, 3.2: longer lines go on after a line break and a space


def folded(lines: Iterable[str]) -> bytes:
    """The lines with their ends, none longer than the standards allow, no letter cut in two."""
    return b"".join(_folded(line.encode("utf-8")) for line in lines)


def _folded(line: bytes) -> bytes:
    parts, limit = [], _FOLD_BYTES
    while len(line) > limit:
        cut = limit
        while line[cut] & 0xC0 == 0x80:  # inside a letter of several bytes
            cut -= 1
        parts.append(line[:cut])
        line, limit = line[cut:], _FOLD_BYTES - 1
    return b"\r\n ".join([*parts, line]) + b"\r\n"
