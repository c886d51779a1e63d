"""Measure everything, print the tables, write them into docs/BENCHMARKS.md."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import importing, pages

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ALLIES_DATA") or ROOT.parent / "shared" / "data")
ARCHIVE = Path("asks") / "r-package-devel.pipermail.xz"


def main() -> None:
    """Raises SystemExit with what is missing."""
    archive = DATA / ARCHIVE
    if not archive.is_file():
        sys.exit(f"{archive} is not here. Say where the data lies: ALLIES_DATA=folder make bench")
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    made = f"Made by `make bench` on {datetime.now(UTC):%d %B %Y}: {machine}."
    parts = ["# Benchmarks\n", f"{made} Ratios carry over to other machines, seconds do not.\n"]
    for table in (importing.measure(archive), pages.measure_today(archive), pages.measure_pages()):
        parts.append(table.markdown())
        print(parts[-1], flush=True)
    (ROOT / "docs" / "BENCHMARKS.md").write_text("\n".join(parts))


if __name__ == "__main__":
    main()
