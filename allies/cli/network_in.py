"""What `allies run` brings in before it plans: the mailbox that was named, or an invented network."""

from __future__ import annotations

from pathlib import Path

from allies.cli import bringing, show
from allies.lib import clock, files
from allies.people.models import Member
from allies.traces import importing, queries, sample

SEED = 1


def bring(member: Member, mail: Path | None, *, me: str) -> None:
    """Bring in this mailbox, unless it is in already as it is; without one the sample, where there is nothing yet."""
    if mail is not None:
        _bring_mail(member, mail, me)
    elif not queries.imports(member) and not queries.has_traces(member):
        _bring_sample(member)


def _bring_mail(member: Member, mail: Path, me: str) -> None:
    place = bringing.existing(mail)
    if not me and importing.is_in(member, place):
        show.note(f"{place.name} is in already, as it is.")
    else:
        _read(member, place, me=me, is_sample=False)


def _bring_sample(member: Member) -> None:
    show.note("Nothing is here yet: an invented network comes in, for you to look around. One click removes it.")
    now_s = clock.now_s()
    folder = files.private_folder(files.uploads(member.key) / "sample")
    written = sample.write(folder, seed=SEED, now_s=now_s - now_s % clock.DAY_S)
    for place in written.paths:
        _read(member, place, me="", is_sample=True)


def _read(member: Member, place: Path, *, me: str, is_sample: bool) -> None:
    row = bringing.bring_in(member, place, me=me, is_sample=is_sample)
    counts = f"{row.read:,} read, {row.added:,} added, {row.known:,} known already, {row.refused:,} refused"
    show.note(f"{row.source}: {counts}")
    if row.me_reason:
        show.note(f"You are {row.me_reason}. If that is wrong: ME=address")
