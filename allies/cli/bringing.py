"""One source brought in, with a bar while it lasts; stopped, it can be gone on with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from allies.cli import progress
from allies.cli.errors import Refused
from allies.lib import clock
from allies.people.models import Member
from allies.ties import reading
from allies.traces.shapes import ImportRow

INTERRUPTED = 130


def bring_in(
    member: Member,
    place: Path,
    *,
    me: str,
    is_sample: bool,
    columns: Mapping[str, str] | None = None,
    then_follow: bool = True,
) -> ImportRow:
    """Read all of this place into the member's network; the ties follow, unless another place comes next."""
    with resumable(), progress.bar(place) as show:
        return reading.import_path(
            member,
            place,
            at=clock.now(),
            me=me,
            is_sample=is_sample,
            columns=columns,
            on_progress=show,
            then_follow=then_follow,
        )


@contextmanager
def resumable() -> Iterator[None]:
    """Ctrl-C ends an import with a word on how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        message = "Stopped. What came in so far stays; the same command goes on where it was."
        raise Refused(message, exit_code=INTERRUPTED) from None
