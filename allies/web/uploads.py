"""Files that a member sends: kept in a folder of their own until an import has read them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile

from allies.lib import files, ids
from allies.people.models import Member
from allies.ties.work import delete_upload, look_at_upload, read_upload
from allies.traces import actions, importing, list_columns, queries
from allies.traces.models import Import
from allies.traces.sources.detect import UnknownSource

NAME_BYTES = 200


class CannotRead(ValueError):
    """What was sent is nothing that Allies can read; says what it is instead."""


def begin(
    member: Member, sent: Sequence[TemporaryUploadedFile], *, me: str, at: datetime, look_first: bool = False
) -> Import:
    """Keep what was sent and let a worker read it, or look at it. Several files are read as one folder.

    Raises CannotRead.
    """
    folder = files.private_folder(files.uploads(member.key) / ids.new())
    path = _keep(folder, sent)
    name = path.name if len(sent) == 1 else f"{len(sent)} files"
    try:
        waiting = importing.begin(member, path, name=name, at=at, me=me, look_first=look_first)
    except UnknownSource as refusal:
        shutil.rmtree(folder)
        raise CannotRead(str(refusal).replace(str(path), name)) from refusal
    if look_first:
        look_at_upload.enqueue(member.key, str(path), waiting.key)
    else:
        read_upload.enqueue(member.key, str(path), me=me)
    return waiting


def go_on(member: Member, key: str) -> bool:
    """Let a worker read on where an import was paused, or read what was looked at. False when it is neither."""
    me = (queries.import_(member, key).preview or {}).get("me", "")
    run = actions.go_on(member, key)
    if run is None:
        return False
    read_upload.enqueue(member.key, run.source.place, me=me)
    return True


def look_again(member: Member, key: str, said: Mapping[str, str]) -> bool:
    """Keep what the member said about the columns of lists, and let a worker look at the upload again.

    said : field by "digest of the headings/number of the list/number of the column", as the form of the preview sends
        it: of several lists with the same headings, what was changed on any.
    False when the import was not looked at. Raises list_columns.NoColumn.
    """
    found = queries.preview(member, key)
    if found is None:
        return False
    for number, table in enumerate(found.tables, 1):
        fields = [f"{table.digest}/{number}/{at}" for at in range(len(table.columns))]
        changed = {
            column.heading: said[field]
            for field, column in zip(fields, table.columns, strict=True)
            if said.get(field, column.field) != column.field
        }
        if changed:
            list_columns.remember(member, table.digest, changed)
    run = actions.look_again(member, key)
    if run is not None:
        look_at_upload.enqueue(member.key, run.source.place, run.key)
    return run is not None


def forget(member: Member, key: str) -> None:
    """Delete what an import that is not to go on has kept."""
    delete_upload(member, Path(queries.import_(member, key).source.place))


def _keep(folder: Path, sent: Sequence[TemporaryUploadedFile]) -> Path:
    """Where the files lie: the file itself, or the folder when there are several.

    Each by its own name: refusals tell it, a chat says by it whom it is with, an export is known by those of its files.
    """
    for number, file in enumerate(sent):
        place = folder / _harmless(file.name or "")
        while place.exists():
            place = place.with_name(f"{number}-{place.name}")
        _keep_one(place, file)
    return place if len(sent) == 1 else folder


def _keep_one(place: Path, file: TemporaryUploadedFile) -> Path:
    """Moved, not copied, where both lie on one disk; only its owner may read it, as Django has made it."""
    shutil.move(file.temporary_file_path(), place)
    return place


def _harmless(name: str) -> str:
    """The name that a file came with, as one that any disk takes; the end of a long one, which says what it is."""
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in "/\\")
    return plain.encode()[-NAME_BYTES:].decode(errors="ignore").strip(" .") or "file"
