"""Mail messages that lie one to a file: a folder of .eml, as Outlook, Thunderbird and others save them, or one .eml."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

from allies.traces.records import TraceRecord
from allies.traces.sources import messages, streams
from allies.traces.sources.inside import Inside
from allies.traces.sources.pieces import Piece, Refused, Setting, nothing

LINK = "a link: links are not followed, give the file that it points to"


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The messages of one .eml, or of all .eml in a folder and the folders within it, by name.

    Links are refused, not followed: they may point anywhere. Memory: one message, and the names within one folder.
    """
    if path.is_file():
        yield message_piece(path, path.name, 1.0, setting, folder="")
        return
    count = sum(1 for _ in _files(path, setting))
    for number, (folder, name) in enumerate(_files(path, setting), 1):
        place = str(Path(folder, name).relative_to(path.parent))
        yield disk_piece(f"{folder}/{name}", place, number / count, setting, folder=Path(folder).name)


def message_piece(file: Path | Inside, place: str, done: float, setting: Setting, folder: str) -> Piece:
    """The one message of a file, read when it is wanted."""
    if isinstance(file, Path):
        return disk_piece(str(file), place, done, setting, folder)
    return Piece(place, done, partial(_message, file, setting, folder))


def disk_piece(file: str, place: str, done: float, setting: Setting, folder: str) -> Piece:
    """The same for a file that lies on a disk, not within an archive: nothing is asked about it before it is read."""
    return Piece(place, done, partial(_message_on_disk, file, setting, folder))


def _files(top: Path, setting: Setting) -> Iterator[tuple[str, str]]:
    """The folder and the name of each."""
    for folder, names_of_folders, names in os.walk(top):
        names_of_folders.sort()
        setting.tick()
        yield from ((folder, name) for name in sorted(names) if name.lower().endswith(".eml"))


def _message(file: Path | Inside, setting: Setting, folder: str) -> TraceRecord:
    if not file.is_file():
        raise Refused("not a file")
    held = bytearray()
    try:
        for block, _ in streams.blocks(cast("Path", file), nothing):
            held += block
            if len(held) > setting.message_bytes:
                raise _too_long(setting)
    except OSError as error:
        raise Refused(f"cannot be opened: {error.strerror}") from error
    return _parsed(bytes(held), setting, folder)


def _message_on_disk(file: str, setting: Setting, folder: str) -> TraceRecord:
    try:
        data = streams.whole(file, setting.message_bytes)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Refused(LINK) from error
        return _message(Path(file), setting, folder)  # which says why
    if data is None or data.startswith(streams.PACKED):
        return _message(Path(file), setting, folder)
    if len(data) > setting.message_bytes:
        raise _too_long(setting)
    return _parsed(data, setting, folder)


def _too_long(setting: Setting) -> Refused:
    return Refused(f"more than {setting.message_bytes // 1_000_000} MB long: that is not read")


def _parsed(data: bytes, setting: Setting, folder: str) -> TraceRecord:
    if not data or data.isspace():
        raise Refused("empty")
    return messages.parse(data, now_s=setting.now_s, folder=folder)
