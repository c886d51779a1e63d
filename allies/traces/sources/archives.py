"""A zip or tar archive: what lies in it is read as in a folder, without unpacking anything to a disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from allies.traces.sources import bundles, lists, sheets, unpacking
from allies.traces.sources.inside import Inside
from allies.traces.sources.pieces import Piece, Setting, refusing


def pieces(path: Path | Inside, setting: Setting) -> Iterator[Piece]:
    """What lies in the archive, file by file; places say "archive.zip/folder/file, message 3".

    Refused with a reason: names that lead out of the archive, links, devices, what is locked or packed like a bomb.
    Raises Refused for an archive that cannot be opened at all. Memory: the names, and what its sources need.
    """
    archive = unpacking.opened(path, setting.tick)
    if sheets.is_workbook(archive):  # one that its head did not show to be a workbook
        yield from lists.of_workbook(path, archive, setting)
        return
    yield from bundles.pieces(cast("Path", Inside(archive)), setting)
    for name, reason in archive.refused:
        yield Piece(f"{path.name}/{name}" if name else path.name, 1.0, refusing(reason))
