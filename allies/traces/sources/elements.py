"""Objects of a long JSON array, cut out one by one: a file of any length in bounded memory, a bad one refused alone."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from allies.traces.records import TraceRecord
from allies.traces.sources import fields, streams
from allies.traces.sources.fields import Json
from allies.traces.sources.idle import Idle, patient
from allies.traces.sources.pieces import PATIENCE, Piece, Refused, Setting

ELEMENT_BYTES = 20_000_000
BRACKETS = 1_000_000  # within one element
LOST = 2_000  # brackets open at once, that no writer of JSON leaves open
DEPTH = 200  # of what is nested within one element; deeper is made to do harm
KEY_BYTES = 200  # before an array, in which its name stands

IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
OUTSIDE = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
QUOTE, BACKSLASH = ord('"'), ord("\\")
OPENING, ARRAY = b"[{", b"[]"


@dataclass(frozen=True, slots=True)
class Element:
    """One object of an array: `raw` is None where it was too long or too deep to keep."""

    number: int  # 1 for the first
    start: int  # byte in the unpacked file
    raw: bytes | None
    done: float
    is_whole: bool = True  # False: the file ends within it


def elements(blocks: Iterable[tuple[bytes, float]], *, under: frozenset[str] = frozenset()) -> Iterator[Element]:
    """The objects that a JSON file's own array holds, or the arrays that its object holds by a name in `under`.

    What stands before the JSON, as `window.YTD.tweets.part0 =`, is passed over. Strings and numbers in the array are
    no elements. Raises Refused where the rest cannot be told apart. Memory: one element and one block. O(n).
    """
    cutter = Cutter(under)
    for block, done in blocks:
        yield from cutter.feed(block, done)
    yield from cutter.rest()


def each(
    file: Path,
    place: str,
    setting: Setting,
    read: Callable[[Json], TraceRecord],
    *,
    under: frozenset[str] = frozenset(),
) -> Iterator[Piece]:
    """The objects of a file's array as pieces, each read when it is wanted. `read` raises Refused."""
    found = elements(streams.blocks(file, setting.tick), under=under)
    yield from patient((_piece(one, place, read) for one in found), place, setting.patience)


def _piece(found: Element, place: str, read: Callable[[Json], TraceRecord]) -> Piece:
    return Piece(f"{place}, item {found.number}, byte {found.start}", found.done, partial(_read, found, read))


def look_ahead(file: Path, setting: Setting, learn: Callable[[Json], bool]) -> None:
    """Have all objects of a file's array learnt, before any is read; `learn` says whether one told anything.

    What cannot be read, and where too many in a row tell nothing, is said with its place when they are read themselves.
    """
    idle = Idle("items", PATIENCE)
    with contextlib.suppress(Refused, OSError):
        for found in elements(streams.blocks(file, setting.tick)):
            idle.see(is_telling=_is_learnt(found, learn))


def _is_learnt(found: Element, learn: Callable[[Json], bool]) -> bool:
    try:
        return learn(parsed(found))
    except Refused:
        return False


def parsed(found: Element) -> Json:
    """What an element holds. Raises Refused where it is too long, too deep, cut off, or no JSON."""
    if not found.is_whole:
        raise Refused("the file is cut off here: export it again")
    if found.raw is None:
        raise Refused(f"over {ELEMENT_BYTES // 1_000_000} MB long, or nested more than {DEPTH} deep")
    return fields.parsed(found.raw)


def _read(found: Element, read: Callable[[Json], TraceRecord]) -> TraceRecord:
    return read(parsed(found))


class Cutter:
    """Follows the brackets of a stream of JSON, and holds the element at hand."""

    def __init__(self, under: frozenset[str]) -> None:
        self._under = under
        self._held = bytearray()
        self._held_at = 0  # byte in the file where what is held begins
        self._at = 0  # index in `_held` of what is looked at next
        self._in_string = False
        self._depth = 0
        self._array_depth = 0  # of the array whose objects are wanted; 0 outside of one
        self._start = -1  # byte in the file where the element at hand begins; -1 between elements
        self._deepest = self._brackets = 0
        self._number = 0
        self._done = 0.0

    def feed(self, block: bytes, done: float) -> Iterator[Element]:
        """The elements that end within this block."""
        self._held += block
        self._done = done
        while (bracket := self._next_bracket()) is not None:
            if bracket in OPENING:
                self._open(bracket)
            elif (found := self._close()) is not None:
                yield found
        self._let_go()

    def rest(self) -> Iterator[Element]:
        """The element that the file ends in, if it does."""
        if self._start != -1:
            self._number += 1
            yield Element(self._number, self._start, None, 1.0, is_whole=False)

    def _next_bracket(self) -> int | None:
        """The next bracket outside of strings; None where more of the file is needed."""
        while True:
            pattern = IN_STRING if self._in_string else OUTSIDE
            found = pattern.match(self._held, self._at)
            self._at = found.end() if found else self._at
            if self._at >= len(self._held) or self._held[self._at] == BACKSLASH:
                return None
            mark = self._held[self._at]
            self._at += 1
            if mark != QUOTE:
                return mark
            self._in_string = not self._in_string

    def _open(self, bracket: int) -> None:
        self._depth += 1
        self._brackets += 1
        if self._depth > LOST:
            raise Refused(f"nested more than {LOST:,} deep: the rest is not read")
        if self._brackets > BRACKETS:
            what = "brackets outside of items" if self._start == -1 else "brackets in one item"
            raise Refused(f"more than {BRACKETS:,} {what}: the rest is not read")
        if self._array_depth:
            if self._depth == self._array_depth + 1:
                self._start, self._deepest, self._brackets = self._held_at + self._at - 1, 0, 1
            self._deepest = max(self._deepest, self._depth - self._array_depth)
        elif bracket in ARRAY and (self._depth == 1 or (self._depth == 2 and self._is_wanted())):
            self._array_depth = self._depth

    def _close(self) -> Element | None:
        found = None
        if self._start != -1 and self._depth == self._array_depth + 1:
            self._number += 1
            found = Element(self._number, self._start, self._raw(), self._done)
            self._start, self._brackets = -1, 0
        if self._array_depth == self._depth:
            self._array_depth = 0
        self._depth -= 1
        if self._depth < 0:
            raise Refused("no JSON from here on: a bracket closes what was never opened")
        return found

    def _raw(self) -> bytes | None:
        begin, end = self._start - self._held_at, self._at
        is_kept = begin >= 0 and end - begin <= ELEMENT_BYTES and self._deepest <= DEPTH
        return bytes(self._held[begin:end]) if is_kept else None

    def _is_wanted(self) -> bool:
        before = bytes(self._held[max(self._at - 1 - KEY_BYTES, 0) : self._at - 1]).rstrip()
        name = re.search(rb'"([^"\\]{1,100})"\s*:$', before)
        return name is not None and name[1].decode("utf-8", "replace") in self._under

    def _let_go(self) -> None:
        """Forget what was looked at, but for the element at hand, unless it has grown too long."""
        keep_from = self._at - KEY_BYTES
        if self._start != -1 and self._held_at + self._at - self._start <= ELEMENT_BYTES:
            keep_from = min(self._start - self._held_at, keep_from)
        if keep_from > 0:
            del self._held[:keep_from]
            self._held_at += keep_from
            self._at -= keep_from
