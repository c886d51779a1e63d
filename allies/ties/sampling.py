"""The sample network, made and read in like anything else, marked as what it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from allies.lib import clock, files
from allies.people.models import Member
from allies.ties import reading
from allies.traces import sample
from allies.traces.importing import Progress
from allies.traces.shapes import ImportRow

SEED = 1
Showing = Callable[[Path], AbstractContextManager[Progress | None]]


def _unseen(_: Path) -> AbstractContextManager[None]:
    return nullcontext()


def bring_sample(member: Member, *, at: datetime, showing: Showing = _unseen) -> list[ImportRow]:
    """Write the sample network into the member's own folder and read it. `showing` gives each file its progress bar.

    The same day gives the same files: brought in twice, nothing is there twice.
    """
    at_s = int(at.timestamp())
    folder = files.private_folder(files.uploads(member.key) / "sample")
    places = sample.write(folder, seed=SEED, now_s=at_s - at_s % clock.DAY_S).paths
    rows = []
    for place in places:
        with showing(place) as show:
            is_last = place == places[-1]
            rows.append(
                reading.import_path(member, place, at=at, is_sample=True, on_progress=show, then_follow=is_last)
            )
    return rows
