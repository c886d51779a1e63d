"""The plan from a cold start, and the pages of a member who knows 10,000 people."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import measuring
from bench.importing import allies
from bench.inside import MESSAGES, PEOPLE, TIMES
from bench.tables import Figure, Table


def measure_today(archive: Path) -> Table:
    """Import the archive as its busiest author, then ask for the plan in new processes."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"ALLIES_HOME": home}
        subprocess.run([*allies(), "init"], env=environment, check=True, capture_output=True)
        subprocess.run([*allies(), "import", str(archive)], env=environment, check=True, capture_output=True)
        me = _in_process("busiest", environment)
        subprocess.run(
            [*allies(), "import", str(archive), "--me", me], env=environment, check=True, capture_output=True
        )
        first = measuring.run([*allies(), "today", "--json"], environment)
        later = measuring.middle([measuring.run([*allies(), "today", "--json"], environment) for _ in range(TIMES)])
        own = _in_process("plan", environment)
    python = measuring.middle(
        [measuring.run([sys.executable, "-c", "import django, numpy"], os.environ) for _ in range(3)]
    )
    return Table(
        "Today",
        f"`allies today --json` for one member of `{archive.name}`; the first run makes the plan, later ones "
        "read it. The peer is a Python that imports Django and numpy and does nothing.",
        [
            Figure(
                "cold start, plan made",
                f"{first.seconds:.2f} s",
                "1.5 s",
                first.seconds < 1.5,
                f"{first.seconds / python.seconds:.1f} x",
            ),
            Figure(
                "cold start, plan read",
                f"{later.seconds:.2f} s",
                "1.5 s",
                later.seconds < 1.5,
                f"{later.seconds / python.seconds:.1f} x",
            ),
            Figure("the plan itself", f"{float(own) * 1e3:.0f} ms", "200 ms", float(own) < 0.2),
        ],
    )


def measure_pages() -> Table:
    """Server time and queries of list pages, in one process, through Django's own client."""
    with tempfile.TemporaryDirectory() as home:
        rows = _in_process("pages", os.environ | {"ALLIES_HOME": home}).splitlines()
    figures = []
    for row in rows:
        page, queries, milliseconds = row.split()
        figures.append(Figure(f"{page}, queries", queries, "20", int(queries) <= 20))
        figures.append(
            Figure(f"{page}, server time", f"{float(milliseconds):.0f} ms", "150 ms", float(milliseconds) < 150)
        )
    return Table("Pages", f"{PEOPLE:,} people, {MESSAGES:,} messages; median of {TIMES} requests after one.", figures)


def _in_process(what: str, environment: dict[str, str]) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.inside", what], env=environment, check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()
