"""Tables for spreadsheets, in which nothing that someone else wrote is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Protocol

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may read as the beginning of a formula (OWASP, CSV injection), also in full width."""


class Stream(Protocol):
    """Where text goes."""

    def write(self, text: str, /) -> object: ...


def write(stream: Stream, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table as CSV (RFC 4180), its first line the names of the columns. A cell that could be a formula begins with '.

    >>> import sys
    >>> write(sys.stdout, ("name", "said"), [("bob", "=1+1"), ("charlie", "yes")])
    name,said
    bob,'=1+1
    charlie,yes
    """
    rows_out = csv.writer(stream, lineterminator="\n")
    rows_out.writerow(columns)
    rows_out.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: str) -> str:
    bare = cell.replace("\0", "")
    return f"'{bare}" if cell.lstrip(" ").startswith(FORMULA) else bare
