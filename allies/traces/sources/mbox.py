"""One mbox file: a folder of mail as Thunderbird, Apple Mail, Google Takeout, mutt and Pipermail write it.

Messages are parted by a line `From alice@allies.example Fri May 22 13:38:22 2015`. Sentences begin with "From " too,
so such a line counts only at the start or after a blank line, with a date in it, and before what looks like a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from allies.traces.sources import messages, streams
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

SEPARATOR_BYTES = 1000  # a longer "From " line parts nothing
BEGIN = b"\nFrom "
WINDOW_BYTES = 2048  # searched for a separator in one go, before the next space is looked for
LOOKAHEAD_BYTES = SEPARATOR_BYTES + 1000  # what must be in hand to judge one

DATED = re.compile(
    rb"From (?:.*\s)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2})\b"
    rb".*\b\d\d?:\d\d\b"
)
# The same where the date is as C writes it, at the end: it need not be looked for.
USUAL = re.compile(rb"\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}")
DATE_BYTES = 25
HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:|>?From |\r?\n")


class Found(Struct, frozen=True, gc=False):
    """One message of an mbox, from its "From " line on."""

    start: int  # byte in the unpacked file
    size: int
    done: float
    window: bytes | None  # where it lies, from `begin` on; None when it was too long to keep
    begin: int


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The messages of an mbox, plain or packed by gzip, xz or bzip2, in their order.

    A message over `setting.message_bytes` is refused, and so is the end of a file that is cut off or damaged.
    Memory: one message and one block. Time: one pass.
    """
    splitter = Splitter(setting.message_bytes)
    number, name, folder, cut = 0, path.name, folder_of(path), ""
    try:
        for window, done in streams.windows(path, setting.tick, lambda: splitter.kept):
            for found in splitter.feed(window, done):
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
    if found.window is None:
        reason = f"{found.size // 1_000_000} MB long: more than {setting.message_bytes // 1_000_000} MB is not read"
        return Piece(place, found.done, refusing(reason))
    begin, end = found.begin, found.begin + found.size
    parse = partial(messages.parse, found.window, now_s=setting.now_s, folder=folder, begin=begin, end=end)
    return Piece(place, found.done, parse)


class Splitter:
    """Parts windows of a stream into messages; each window begins with the last `kept` bytes of the one before."""

    def __init__(self, message_bytes: int) -> None:
        self.start = 0  # byte in the file where the message at hand begins
        self.kept = 0
        self._limit = message_bytes
        self._window = b""
        self._begins = 0  # byte in the file
        self._seen = 0  # byte in the file before which no separator begins
        self._done = 0.0

    def feed(self, window: bytes, done: float) -> Iterator[Found]:
        """The messages that end within this window."""
        self._begins += len(self._window) - self.kept
        self._window, self._done = window, done
        yield from self._parted(len(window) - LOOKAHEAD_BYTES)
        self.kept = len(window) - self._forgotten()

    def rest(self, *, is_whole: bool) -> Iterator[Found]:
        """The messages left when the file has ended; where it is cut off, without the one that it is cut off in."""
        yield from self._parted(len(self._window))
        if not is_whole:
            return
        end = self._begins + len(self._window)
        if self._window[-100:].strip() or end - self.start > 100:
            yield self._found(end)

    def _parted(self, until: int) -> Iterator[Found]:
        seen = max(self._seen - self._begins, 0)
        while (at := next_begin(self._window, seen)) != -1 and at < until:
            seen = at + 1
            if self._begins + at > self.start and parts(self._window, at + 1):
                yield self._found(self._begins + at + 1)
        self._seen = self._begins + (at if at != -1 else max(seen, len(self._window) - 5))

    def _found(self, end: int) -> Found:
        size, begin = end - self.start, self.start - self._begins
        window = self._window if begin >= 0 and size <= self._limit else None
        found = Found(self.start, size, self._done, window, begin)
        self.start = end
        return found

    def _forgotten(self) -> int:
        """How much of the window is not wanted again: what was handed on, and a message that has grown too long."""
        done = self.start - self._begins
        if done >= 0 and len(self._window) - done <= self._limit:
            return done
        return max(self._seen - self._begins - 4, 0)


def next_begin(text: bytes, at: int) -> int:
    """Index of the next line end with "From " after it; -1 without one.

    A single byte is looked for fifty times faster than six, and files within messages are packed without spaces.
    """
    while (found := text.find(BEGIN, at, at + WINDOW_BYTES)) == -1:
        space = text.find(b" ", at + WINDOW_BYTES - 1)
        if space == -1:
            return -1
        at = space - 5
    return found


def parts(text: bytes, at: int) -> bool:
    """Whether the "From " line at index `at` parts two messages."""
    if not (text[max(at - 2, 0) : at] == b"\n\n" or text[max(at - 3, 0) : at] == b"\n\r\n"):
        return False
    end = text.find(b"\n", at, at + SEPARATOR_BYTES)
    if end == -1 or HEADER.match(text, end + 1) is None:
        return False
    is_usual = end - at >= DATE_BYTES + 4 and USUAL.match(text, end - DATE_BYTES, end) is not None
    return is_usual or DATED.match(text, at, end) is not None
