"""Measure everything, print the tables, write them into docs/BENCHMARKS.md.

`python -m bench engine`: that part alone, only printed. `python -m bench mail --small`: the same on little mail.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import engine, importing, mail, pages, quality
from bench.tables import Table

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ALLIES_DATA") or ROOT.parent / "shared" / "data")
ARCHIVE = Path("asks") / "r-package-devel.pipermail.xz"


def whole_way() -> Iterator[Table]:
    """Import, plan and pages."""
    archive = DATA / ARCHIVE
    yield importing.measure(archive)
    yield pages.measure_today(archive)
    yield pages.measure_pages()


SMALL = "--small"
PARTS: dict[str, Callable[[], Iterator[Table]]] = {
    "whole-way": whole_way,
    "mail": lambda: mail.measure(is_small=SMALL in sys.argv),
    "engine": engine.measure,
    "quality": lambda: quality.measure(DATA),
}
NEED_NO_DATA = {"engine", "mail"}


def main() -> None:
    """Raises SystemExit with what is missing."""
    asked = [name for name in sys.argv[1:] if name != SMALL]
    if set(asked or PARTS) - NEED_NO_DATA and not (DATA / ARCHIVE).is_file():
        sys.exit(f"{DATA / ARCHIVE} is not here. Say where the data lies: ALLIES_DATA=folder make bench")
    if unknown := [name for name in asked if name not in PARTS]:
        sys.exit(f"{unknown[0]!r} is no part. Choose among: {', '.join(PARTS)}.")
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    made = f"Made by `make bench` on {datetime.now(UTC):%d %B %Y}: {machine}."
    told = ["# Benchmarks\n", f"{made} Ratios carry over to other machines, seconds do not.\n"]
    for part in asked or PARTS:
        for table in PARTS[part]():
            told.append(table.markdown())
            print(told[-1], flush=True)
    if len(sys.argv) == 1:
        (ROOT / "docs" / "BENCHMARKS.md").write_text("\n".join(told))


if __name__ == "__main__":
    main()
