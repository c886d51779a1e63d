"""What `allies run` brings in before it plans: the mailbox that was named, or an invented network."""

from __future__ import annotations

from pathlib import Path

from allies.cli import places, progress, show
from allies.lib import clock
from allies.people.models import Member
from allies.traces import importing, queries
from allies.traces.shapes import ImportRow


def bring(member: Member, mail: Path | None, *, me: str) -> None:
    """Bring in this mailbox, unless it is in already as it is; without one the sample, where there is nothing yet."""
    if mail is not None:
        _bring_mail(member, mail, me)
    elif not queries.imports(member) and not queries.has_traces(member):
        _bring_sample(member)


def _bring_mail(member: Member, mail: Path, me: str) -> None:
    place = places.existing(mail)
    if not me and importing.is_in(member, place):
        show.note(f"{place.name} is in already, as it is.")
        return
    from allies.cli import bringing  # noqa: PLC0415  (a start that brings in nothing does not wait for scipy)

    _say(bringing.bring_in(member, place, me=me, is_sample=False))


def _bring_sample(member: Member) -> None:
    from allies.cli import bringing  # noqa: PLC0415  (as above)
    from allies.ties import sampling  # noqa: PLC0415

    show.note("Nothing is here yet: an invented network comes in, for you to look around. One click removes it.")
    with bringing.resumable():
        rows = sampling.bring_sample(member, at=clock.now(), showing=progress.bar)
    for row in rows:
        _say(row)


def _say(row: ImportRow) -> None:
    counts = f"{row.read:,} read, {row.added:,} added, {row.known:,} known already, {row.refused:,} refused"
    show.note(f"{row.source}: {counts}")
    if row.me_reason and not row.is_sample:
        show.note(f"You are {row.me_reason}. If that is wrong: ME=address")
