"""How far a long import is: a bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol


class Counts(Protocol):
    """What an import says of itself while it runs."""

    @property
    def done_share(self) -> float: ...
    @property
    def read(self) -> int: ...
    @property
    def refused(self) -> int: ...


@contextmanager
def bar(path: Path) -> Iterator[Callable[[Counts], None]]:
    """Call what this yields with each new count. The bar goes to stderr, so that output stays clean."""
    if not sys.stderr.isatty():
        yield lambda counts: None
        return
    # imported here: a pipe does not wait for it
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[found]}"), TimeRemainingColumn())
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(path.name, total=1.0, found="")

        def show(counts: Counts) -> None:
            found = f"{counts.read:,} read" + (f", {counts.refused:,} refused" if counts.refused else "")
            progress.update(task, completed=counts.done_share, found=found)

        yield show
