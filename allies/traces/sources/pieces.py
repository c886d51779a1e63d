"""What every source hands on: the pieces of a file, cut out but not yet read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from msgspec import Struct

from allies.traces.records import TraceRecord

MESSAGE_BYTES = 50_000_000
PATIENCE = 100_000  # pieces of one file that may be refused one after the other


class Refused(Exception):
    """A piece that cannot be imported. The message says why, to the person whose file it is."""


def nothing() -> None:
    """Do nothing: the tick of a caller who does not wait."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list of people before its rows are read: what each column was taken to hold."""

    place: str  # "members.xlsx:2026"
    digest: str  # by which a list with the same headings is known again
    headings: tuple[str, ...]  # each as no other: a second "E-Mail" is "E-Mail (2)"
    fields: tuple[str, ...]  # of `headings.Field`, one for each heading
    sample: tuple[tuple[str, ...], ...]  # the first rows, cells cut short
    role: str = ""  # whom it is of, as its headings or its name say
    is_told: bool = False  # the member has said what at least one column holds


def unseen(_: Table) -> None:
    """Pass over a list that was found: nobody looks."""


@dataclass(slots=True)
class Patience:
    """How many pieces were refused one after the other, and how many of one file may be."""

    refused: int = 0
    most: int = PATIENCE


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all pieces of one reading."""

    now_s: int  # UTC seconds: nothing can have happened after it
    message_bytes: int = MESSAGE_BYTES  # a longer piece is passed over
    tick: Callable[[], None] = nothing  # called often while looking for the next piece, to say that the reader lives
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # what the member said that columns hold:
    # by digest of the headings, by "" for any list; field by heading
    found: Callable[[Table], None] = unseen  # called with each list of people before its first row
    patience: Patience = field(default_factory=Patience)  # counted by whoever reads the pieces


class Piece(Struct, frozen=True, gc=False):
    """One item of a source before it is read, so that a reader who goes on in the middle can pass over it cheaply.

    A struct, as records are: there is one for each message of a mailbox.
    """

    place: str  # where a person would look: "inbox.mbox, message 12, byte 48113"
    done: float  # share of the source up to here, 0 to 1
    parse: Callable[[], TraceRecord]  # raises Refused


def refusing(reason: str) -> Callable[[], NoReturn]:
    """A `parse` for a piece that is refused already."""

    def parse() -> NoReturn:
        raise Refused(reason)

    return parse
