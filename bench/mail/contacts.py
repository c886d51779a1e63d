"""A list of customers, until its people are joined and those who may be one wait to be looked at."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

from bench import made, measuring
from bench.importing import allies
from bench.mail.homes import Home, say
from bench.mail.sizes import Sizes
from bench.tables import Figure, Table

LIMIT_S = 30.0


def measure(sizes: Sizes) -> Table:
    """One import of a CSV, and the list of pairs to be looked at after it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"writing {sizes.contacts:,} contacts")
        path = _customers(folder / "customers.csv", sizes.contacts)
        home = Home(folder / "home")
        brought = home.bring_in(path)
        listed = measuring.run([*allies(), "review", "--json"], home.environment)
    figures = [
        Figure(
            "joined and reviewable, whole process",
            f"{brought.ran.seconds:.1f} s",
            f"{LIMIT_S:.0f} s",
            brought.ran.seconds < LIMIT_S,
        ),
        Figure("rows read, and new ones among them", f"{brought.told['read']:,} and {brought.told['added']:,}"),
        Figure("people", f"{brought.told['people']:,}"),
        Figure("pairs that may be one person", f"{json.loads(listed.out)['waiting']:,}"),
        Figure("the first of them listed (`allies review`)", f"{listed.seconds:.1f} s"),
        Figure("peak memory, all processes", f"{brought.ran.peak_bytes / 1e6:.0f} MB"),
    ]
    how = (
        "`allies import customers.csv` in a new process on a new home: names as people write them, addresses, "
        "companies; several rows for some people, now and then the same one twice."
    )
    return Table(f"Contacts, {sizes.contacts:,} rows of CSV", how, figures)


def _customers(path: Path, count: int) -> Path:
    names, addresses, _ = made.names(count, people=count)
    with path.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Name", "Email", "Company"])
        for name, address in zip(names, addresses, strict=True):
            rows.writerow([name, address, address.rpartition("@")[2].partition(".")[0].title()])
    return path
