"""Mail messages that lie one to a file: a folder of .eml, as Outlook, Thunderbird and others save them, or one .eml."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allies.traces.records import TraceRecord
from allies.traces.sources import messages, streams
from allies.traces.sources.pieces import Piece, Refused, Setting, nothing, refusing

LINK = "a link: links are not followed, give the file that it points to"


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The messages of one .eml, or of all .eml in a folder and the folders within it, by name.

    Links are refused, not followed: they may point anywhere. Memory: one message, and the names within one folder.
    """
    if path.is_file():
        yield message_piece(path, path.name, 1.0, setting, folder="")
        return
    count = sum(1 for _ in _files(path, setting))
    for number, file in enumerate(_files(path, setting), 1):
        place = str(file.relative_to(path.parent))
        yield message_piece(file, place, number / count, setting, folder=file.parent.name)


def message_piece(file: Path, place: str, done: float, setting: Setting, folder: str) -> Piece:
    """The one message of a file, read when it is wanted."""
    if file.is_symlink():
        return Piece(place, done, refusing(LINK))
    return Piece(place, done, partial(_message, file, setting, folder))


def _files(top: Path, setting: Setting) -> Iterator[Path]:
    for folder, names_of_folders, names in os.walk(top):
        names_of_folders.sort()
        setting.tick()
        yield from (Path(folder, name) for name in sorted(names) if name.lower().endswith(".eml"))


def _message(file: Path, setting: Setting, folder: str) -> TraceRecord:
    if not file.is_file():
        raise Refused("not a file")
    held = bytearray()
    try:
        for block, _ in streams.blocks(file, nothing):
            held += block
            if len(held) > setting.message_bytes:
                raise Refused(f"more than {setting.message_bytes // 1_000_000} MB long: that is not read")
    except OSError as error:
        raise Refused(f"cannot be opened: {error.strerror}") from error
    if not held.strip():
        raise Refused("empty")
    return messages.parse(bytes(held), now_s=setting.now_s, folder=folder)
