"""An invented network, to look around in and to rehearse with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from allies.cli import moments, show
from allies.cli.options import AsJson
from allies.lib import clock
from allies.traces import sample as network


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the files.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another number, another network.")] = 1,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The day on which its story ends.")] = "today",
    as_json: AsJson = False,
) -> None:
    """Write an invented network as real files: mail, a calendar, an address book. Nothing is brought in.

    The same seed and day give the same bytes.
    """
    written = network.write(folder.expanduser(), seed=seed, now_s=_midnight_s(until))
    if as_json:
        show.data({"files": [str(path) for path in written.paths], "owner": written.owner_addresses[0], "seed": seed})
        return
    for path in written.paths:
        show.line(str(path))
    show.note(f"{written.people} people, {written.messages:,} messages, {written.meetings:,} meetings. Bring it in:")
    show.note(f"allies import --sample {' '.join(str(path) for path in written.paths)}")


def _midnight_s(until: str) -> int:
    """The first moment of that day."""
    now = clock.now()
    day = moments.read(until, now=now, zone=ZoneInfo("UTC"))
    return int(day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
