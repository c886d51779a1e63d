"""A Maildir: one folder for each mail folder, one file for each message, as Dovecot, Courier and mutt keep mail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from allies.traces.sources.eml import disk_piece
from allies.traces.sources.pieces import Piece, Setting, refusing

DRAFT = "a draft: it was not sent"


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The messages of a Maildir and the mail folders within it (`.Sent`, or `Sent`), by folder and name.

    Memory: one message, and the names within one folder.
    """
    folders = sorted(_mail_folders(path))
    count = max(sum(len(_names(folder / part)) for folder in folders for part in ("cur", "new")), 1)
    number = 0
    for folder in folders:
        name_of_folder = name_of(folder, path)
        for part in ("cur", "new"):
            where, shown = folder / part, (folder / part).relative_to(path.parent)
            for name in sorted(_names(where)):
                number += 1
                place, done = f"{shown}/{name}", number / count
                if "D" in flags(name):
                    yield Piece(place, done, refusing(DRAFT))
                else:
                    yield disk_piece(f"{where}/{name}", place, done, setting, folder=name_of_folder)
            setting.tick()


def name_of(folder: Path, top: Path) -> str:
    """A mail folder's own name: `Sent` for `.INBOX.Sent`, "" for the top."""
    return "" if folder == top else folder.name.rpartition(".")[2]


def _mail_folders(top: Path) -> Iterator[Path]:
    for folder, names, _ in os.walk(top):
        if "cur" in names or "new" in names:
            yield Path(folder)
        names[:] = [name for name in names if name not in ("cur", "new", "tmp")]


def _names(folder: Path) -> list[str]:
    """The names in a folder. They are many: that of each is taken as it is, without a path around it."""
    return [name for name in os.listdir(folder) if name[0] != "."] if folder.is_dir() else []  # noqa: PTH208


def flags(name: str) -> str:
    """What a message's file name says of it: "D" for a draft, "S" for seen."""
    return name.rpartition(":2,")[2] if ":2," in name else ""
