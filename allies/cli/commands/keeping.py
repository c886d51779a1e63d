"""Keeping and leaving: backups, exports, restoring, erasing, and the derived data made again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO, Annotated

import typer

from allies.cli import first_start, meant, show, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName, Sure
from allies.lib import clock
from allies.people import archive, queries
from allies.people.models import Member
from allies.ties import erasing, refresh

OutFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")]


def backup(file: OutFile, as_json: AsJson = False) -> None:
    """Write everything of every member into one file, with what they sign in by. Keep it as safe as your mail."""
    members = [member for name in queries.member_names() if (member := queries.member_named(name))]
    if not members:
        raise Refused("There is nothing to back up yet. Run: allies init")
    rows = _write_whole(file, lambda stream: archive.export(members, stream, with_credentials=True))
    _say_written(file, rows, as_json)


def export(file: OutFile, as_json: AsJson = False, member: MemberName = "") -> None:
    """Write everything of one member into one file. Another Allies takes it in: allies restore FILE."""
    owner = whose.member(member)
    rows = _write_whole(file, lambda stream: archive.export([owner], stream))
    _say_written(file, rows, as_json)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `allies backup` or `allies export` wrote.")],
    as_json: AsJson = False,
) -> None:
    """Bring a backup or an export in, where these members are not yet."""
    place = file.expanduser()
    if not place.is_file():
        raise Refused(f"There is no file {file}. Check how it is spelled.")
    first_start.migrate()
    with place.open("rb") as stream:
        members = archive.restore(stream)
    for member in members:
        refresh.rebuild(member, now_s=clock.now_s())
    if as_json:
        show.data({"members": [member.username for member in members]})
    else:
        show.line(f"Restored: {', '.join(member.username for member in members)}.")


def erase(
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Erase this person and what they wrote.")] = "",
    everything: Annotated[
        bool, typer.Option("--everything", help="Erase the member, with all that is theirs.")
    ] = False,
    is_sure: Sure = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Erase a person, or everything. This cannot be undone, so it asks first where someone can answer."""
    if bool(person) == everything:
        raise Refused("Say what to erase: either --person ID or --everything.")
    owner = whose.member(member)
    erased = _erase_member(owner, is_sure) if everything else _erase_person(owner, person, is_sure)
    if as_json:
        show.data({"erased": erased})
    else:
        show.line(f"Erased: {erased['name']}.")


def rebuild(as_json: AsJson = False, member: MemberName = "") -> None:
    """Make the derived data of a member again from the traces: it comes out as it was."""
    owner = whose.member(member)
    began = clock.now()
    refresh.rebuild(owner, now_s=int(began.timestamp()))
    seconds = (clock.now() - began).total_seconds()
    if as_json:
        show.data({"member": owner.username, "seconds": seconds})
    else:
        show.line(f"Made again in {seconds:.1f} s.")


def _erase_person(owner: Member, text: str, is_sure: bool) -> dict[str, str]:
    person = meant.person(owner, text)
    _ask(f"Erase {person.name} and everything they wrote? This cannot be undone.", is_sure)
    erased = {"id": person.key, "name": person.name}
    erasing.erase_person(owner, person, now_s=clock.now_s())
    return erased


def _erase_member(owner: Member, is_sure: bool) -> dict[str, str]:
    if not is_sure and not show.is_answerable():
        raise Refused("This erases everything and cannot be undone. If you are sure, add --yes")
    _ask(f"Erase {owner.username} and everything that is theirs? This cannot be undone.", is_sure)
    erased = {"id": owner.key, "name": owner.username}
    erasing.erase_member(owner)
    return erased


def _ask(question: str, is_sure: bool) -> None:
    if not is_sure and show.is_answerable() and not typer.confirm(show.clean(question)):
        raise Refused("Nothing was erased.", exit_code=1)


def _write_whole(file: Path, write: Callable[[IO[bytes]], int]) -> int:
    """Write the file beside its place, for the owner's eyes only, and move it in when it is whole."""
    place = file.expanduser()
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileNotFoundError:
        raise Refused(f"There is no folder {place.parent}. Make it first.") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            rows = write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _say_written(file: Path, rows: int, as_json: bool) -> None:
    size = file.expanduser().stat().st_size
    if as_json:
        show.data({"file": str(file), "rows": rows, "bytes": size})
    else:
        show.line(f"{file}: {rows:,} rows, {size / 1e6:.1f} MB.")
