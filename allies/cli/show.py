"""Printing: colours and columns on a terminal, plain lines in a pipe, JSON for programs.

What people wrote is shown as text: a name cannot colour the screen, move the cursor or turn the line around.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

UNSEEN = {"Cc", "Cf", "Cs"}  # control characters, direction marks, halves of characters
JOINERS = {"\u200c", "\u200d"}  # within names and emoji these carry meaning


def is_terminal() -> bool:
    """Whether a person is looking at what is printed."""
    return sys.stdout.isatty()


def is_answerable() -> bool:
    """Whether someone is there to answer a question."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def clean(text: str) -> str:
    """The text on one line, without anything that a terminal would obey."""
    shown = "".join(" " if char in "\n\t\r" else char for char in text)
    return "".join(char for char in shown if char in JOINERS or unicodedata.category(char) not in UNSEEN)


def data(value: Any) -> None:
    """One JSON document."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2 if is_terminal() else None))


def line(text: str = "") -> None:
    """One line, as it is."""
    typer.echo(clean(text))


def fields(*values: object) -> None:
    """One plain line of fields with tabs between."""
    typer.echo("\t".join(clean(str(value)) for value in values))


def note(text: str) -> None:
    """A line beside the output, for the person and not for what reads the pipe."""
    typer.echo(clean(text), err=True)


def console() -> Console:
    """Where tables and colours go."""
    from rich.console import Console  # noqa: PLC0415  (a pipe does not wait for it)

    return Console(highlight=False, emoji=False, markup=False)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns on a terminal, tabs in a pipe."""
    if not is_terminal():
        for row in rows:
            fields(*row)
        return
    from rich.table import Table  # noqa: PLC0415  (a pipe does not wait for it)
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(clean(cell)) for cell in row))
    console().print(grid)
