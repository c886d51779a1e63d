"""One mbox file: a folder of mail as Thunderbird, Apple Mail, Google Takeout, mutt and Pipermail write it.

Messages are parted by a line `From alice@allies.example Fri May 22 13:38:22 2015`. Sentences begin with "From " too,
so such a line counts only at the start or after a blank line, with a date in it, and before what looks like a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from allies.traces.sources import messages, streams
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

SEPARATOR_BYTES = 1000  # a longer "From " line parts nothing
BEGIN = b"\nFrom "
WINDOW_BYTES = 2048  # searched for a separator in one go, before the next space is looked for
KEPT = 8  # bytes before a block that tell whether a separator begins at its start, after a blank line
LOOKAHEAD_BYTES = SEPARATOR_BYTES + 1000  # what must be in hand to judge one

DATED = re.compile(
    rb"From (?:.*\s)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2})\b"
    rb".*\b\d\d?:\d\d\b"
)
# The same where the date is as C writes it, at the end: it need not be looked for.
USUAL = re.compile(rb"\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}")
DATE_BYTES = 25
HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:|>?From |\r?\n")


class Found(NamedTuple):
    """One message of an mbox: `raw` from its "From " line on, or None when it was too long to keep."""

    start: int  # byte in the unpacked file
    size: int
    raw: bytes | None
    done: float


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The messages of an mbox, plain or packed by gzip, xz or bzip2, in their order.

    A message over `setting.message_bytes` is refused, and so is the end of a file that is cut off or damaged.
    Memory: one message and one block. Time: one pass.
    """
    splitter = Splitter(setting.message_bytes)
    number, name, folder, cut = 0, path.name, folder_of(path), ""
    try:
        for block, done in streams.blocks(path, setting.tick):
            for found in splitter.feed(block, done):
                number += 1
                yield _piece(name, number, found, setting, folder)
    except Refused as refused:
        cut = str(refused)
    for found in splitter.rest(is_whole=not cut):
        number += 1
        yield _piece(name, number, found, setting, folder)
    if cut:
        yield Piece(f"{name}, message {number + 1}, byte {splitter.start}", 1.0, refusing(cut))


def folder_of(path: Path) -> str:
    """The folder's name that an mbox file stands for: `Sent.mbox.gz` and `Sent.mbox/mbox` are both `Sent`."""
    name = path.parent.name if path.name == "mbox" else path.name
    return name.split(".")[0] or name


def _piece(name: str, number: int, found: Found, setting: Setting, folder: str) -> Piece:
    place = f"{name}, message {number}, byte {found.start}"
    if found.raw is None:
        reason = f"{found.size // 1_000_000} MB long: more than {setting.message_bytes // 1_000_000} MB is not read"
        return Piece(place, found.done, refusing(reason))
    return Piece(place, found.done, partial(messages.parse, found.raw, now_s=setting.now_s, folder=folder))


class Splitter:
    """Parts a stream of blocks into messages, holding one message at most."""

    def __init__(self, message_bytes: int) -> None:
        self.start = 0  # byte in the file where the message at hand begins
        self._limit = message_bytes
        self._held = bytearray()  # from `_held_at` on
        self._held_at = 0
        self._seen = 0  # index in `_held` before which no separator begins
        self._done = 0.0

    def feed(self, block: bytes, done: float) -> Iterator[Found]:
        """The messages that end within this block."""
        self._done = done
        if self._held_at > self.start and self._skimmed(block):
            return
        self._held += block
        yield from self._parted(len(self._held) - LOOKAHEAD_BYTES)
        self._let_go()

    def rest(self, *, is_whole: bool) -> Iterator[Found]:
        """The messages left when the file has ended; where it is cut off, without the one that it is cut off in."""
        yield from self._parted(len(self._held))
        if not is_whole:
            return
        end = self._held_at + len(self._held)
        if bytes(self._held[-100:]).strip() or end - self.start > 100:
            yield self._found(end)

    def _parted(self, until: int) -> Iterator[Found]:
        while (at := next_begin(self._held, self._seen)) != -1 and at < until:
            self._seen = at + 1
            if self._held_at + at > self.start and parts(self._held, at + 1):
                yield self._found(self._held_at + at + 1)
        if at == -1:
            self._seen = max(self._seen, len(self._held) - 5)

    def _found(self, end: int) -> Found:
        size = end - self.start
        raw = None
        if self.start >= self._held_at and size <= self._limit:
            with memoryview(self._held) as held:
                raw = bytes(held[self.start - self._held_at : end - self._held_at])
        found = Found(self.start, size, raw, self._done)
        self.start = end
        return found

    def _skimmed(self, block: bytes) -> bool:
        """Pass over a block within a message that is too long, at the speed of reading, if nothing can end in it."""
        if (
            (b"\n" in block and next_begin(block, 0) != -1)
            or next_begin(self._held, self._seen) != -1
            or BEGIN in self._held[-KEPT:] + block[:KEPT]
        ):
            return False
        self._held_at += len(self._held) + len(block) - len(block[-KEPT:])
        self._held = bytearray(block[-KEPT:])
        self._seen = 0
        return True

    def _let_go(self) -> None:
        """Forget what was handed on, and a message that has grown too long."""
        keep_from = max(self.start - self._held_at, 0)
        if len(self._held) - keep_from > self._limit:
            keep_from = max(min(self._seen, len(self._held)) - 4, 0)
        del self._held[:keep_from]
        self._held_at += keep_from
        self._seen = max(self._seen - keep_from, 0)


def next_begin(text: bytearray | bytes, at: int) -> int:
    """Index of the next line end with "From " after it; -1 without one.

    A single byte is looked for fifty times faster than six, and files within messages are packed without spaces.
    """
    while (found := text.find(BEGIN, at, at + WINDOW_BYTES)) == -1:
        space = text.find(b" ", at + WINDOW_BYTES - 1)
        if space == -1:
            return -1
        at = space - 5
    return found


def parts(text: bytearray | bytes, at: int) -> bool:
    """Whether the "From " line at index `at` parts two messages."""
    if not (text[max(at - 2, 0) : at] == b"\n\n" or text[max(at - 3, 0) : at] == b"\n\r\n"):
        return False
    end = text.find(b"\n", at, at + SEPARATOR_BYTES)
    if end == -1 or HEADER.match(text, end + 1) is None:
        return False
    is_usual = end - at >= DATE_BYTES + 4 and USUAL.match(text, end - DATE_BYTES, end) is not None
    return is_usual or DATED.match(text, at, end) is not None
