"""What every source hands on: the pieces of a file, cut out but not yet read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from allies.traces.records import TraceRecord

MESSAGE_BYTES = 50_000_000


class Refused(Exception):
    """A piece that cannot be imported. The message says why, to the person whose file it is."""


def nothing() -> None:
    """Do nothing: the tick of a caller who does not wait."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all pieces of one reading."""

    now_s: int  # UTC seconds: nothing can have happened after it
    message_bytes: int = MESSAGE_BYTES  # a longer piece is passed over
    tick: Callable[[], None] = nothing  # called often while looking for the next piece, to say that the reader lives


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of a source before it is read, so that a reader who goes on in the middle can pass over it cheaply."""

    place: str  # where a person would look: "inbox.mbox, message 12, byte 48113"
    done: float  # share of the source up to here, 0 to 1
    parse: Callable[[], TraceRecord]  # raises Refused


def refusing(reason: str) -> Callable[[], NoReturn]:
    """A `parse` for a piece that is refused already."""

    def parse() -> NoReturn:
        raise Refused(reason)

    return parse
