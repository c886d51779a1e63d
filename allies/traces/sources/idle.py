"""What says nothing, counted: hundreds of megabytes of it take a few kilobytes when packed, and minutes to go over."""

from __future__ import annotations

from collections.abc import Iterator

from allies.traces.sources.pieces import PATIENCE, Patience, Piece, Refused, refusing

THINGS = 1_000_000  # lines, rows or elements
ROWS = 1_000  # that are remembered, to know one again
AFTERWARDS = PATIENCE // 10  # pieces of each file beside one that was given up


class Idle:
    """Counts what says nothing, one after the other, and raises Refused when that is enough."""

    def __init__(self, what: str, most: int = THINGS) -> None:
        self._what, self._most, self._count = what, most, 0

    def see(self, *, is_telling: bool) -> None:
        """Take the next one into account. Raises Refused for one too many that says nothing."""
        self._count = 0 if is_telling else self._count + 1
        if self._count > self._most:
            raise Refused(f"over {self._most:,} {self._what}, one after the other, say nothing: the rest is not read")


class Repeats:
    """Knows a row again that stood there shortly before."""

    def __init__(self) -> None:
        self._seen: set[int] = set()  # by their hashes: a row may be long

    def is_new(self, cells: list[str]) -> bool:
        """Whether it is none of the last different ones, of which it now is one."""
        row = hash(tuple(cells))
        if row in self._seen:
            return False
        if len(self._seen) >= ROWS:
            self._seen.clear()
        self._seen.add(row)
        return True


def patient(pieces: Iterator[Piece], place: str, patience: Patience) -> Iterator[Piece]:
    """The pieces of one file, until too many of them were refused one after the other; then one that says so.

    Whoever reads the pieces counts in `patience`. Once lost, it is short for each file that follows.
    """
    patience.refused = 0
    for piece in pieces:
        yield piece
        if patience.refused >= patience.most:
            reason = f"{patience.most:,} items, one after the other, were refused: the rest is not read"
            patience.refused, patience.most = 0, AFTERWARDS
            yield Piece(place, piece.done, refusing(reason))
            return
