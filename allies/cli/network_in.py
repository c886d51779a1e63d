"""What `allies run` brings in before it plans: the mailbox that was named, or an invented network."""

from __future__ import annotations

from pathlib import Path

from allies.cli import progress, show
from allies.cli.errors import Refused
from allies.lib import clock, files
from allies.people.models import Member
from allies.ties import reading
from allies.traces import importing, queries, sample

SEED = 1


def bring(member: Member, mail: Path | None, *, me: str) -> None:
    """Bring in this mailbox, unless it is in already as it is; without one the sample, where there is nothing yet."""
    if mail is not None:
        _bring_mail(member, mail, me)
    elif not queries.imports(member) and not queries.has_traces(member):
        _bring_sample(member)


def _bring_mail(member: Member, mail: Path, me: str) -> None:
    if not mail.exists():
        raise Refused(f"There is no file or folder {mail}. Check how it is spelled.")
    if not me and importing.is_in(member, mail):
        show.note(f"{mail.name} is in already, as it is.")
        return
    _read(member, mail, me=me, is_sample=False)


def _bring_sample(member: Member) -> None:
    show.note("Nothing is here yet: an invented network comes in, for you to look around. One click removes it.")
    now_s = clock.now_s()
    written = sample.write(files.private_folder(files.home() / "sample"), seed=SEED, now_s=now_s - now_s % clock.DAY_S)
    for place in written.paths:
        _read(member, place, me="", is_sample=True)


def _read(member: Member, place: Path, *, me: str, is_sample: bool) -> None:
    try:
        with progress.bar(place) as show_counts:
            row = reading.import_path(
                member, place, at=clock.now(), me=me, is_sample=is_sample, on_progress=show_counts
            )
    except KeyboardInterrupt:
        raise Refused(
            "Stopped. What came in so far stays; the same command goes on from there.", exit_code=130
        ) from None
    show.note(
        f"{row.source}: {row.read:,} read, {row.added:,} added, {row.known:,} known already, {row.refused:,} refused"
    )
    if row.me_reason:
        show.note(f"You are {row.me_reason}. If that is wrong: ME=address")
