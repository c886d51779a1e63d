"""Reading something in, all the way: into the traces, and on into ties, tribes and the text index."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from allies.people.models import Member
from allies.ties import index
from allies.ties.columns import growing
from allies.ties.refresh import is_behind, refresh
from allies.traces import importing, queries
from allies.traces.batch import Written
from allies.traces.importing import Progress
from allies.traces.shapes import ImportRow


def import_path(
    member: Member,
    path: Path,
    *,
    name: str = "",
    at: datetime,
    on_progress: Progress | None = None,
    is_sample: bool = False,
    me: str = "",
    columns: Mapping[str, str] | None = None,
    then_follow: bool = True,
) -> ImportRow:
    """Import what lies at this path and let the ties follow it, unless another path comes next.

    Raises what `traces.importing.run` and `ties.refresh` raise.
    """
    grown = growing(member)
    with index.following(member) as words:

        def follow(written: list[Written]) -> None:
            words.take_in(written)
            grown.read_on()

        done = importing.run(
            member,
            path,
            name=name,
            at=at,
            on_progress=on_progress,
            is_sample=is_sample,
            me=me,
            columns=columns,
            on_written=follow,
            on_read=words.keep,
        )
    # who the member is changes what is theirs, whatever came in
    if then_follow and (done.added or me or is_behind(member)):
        refresh(member, now_s=int(at.timestamp()), growing=grown)
    return queries.import_row(member, done.key)
