"""A zip or tar archive: what lies in it is read as in a folder, without unpacking anything to a disk."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from allies.traces.sources import bundles, inside, streams, tars, zips
from allies.traces.sources.inside import Archive, Inside
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

ZIP = b"PK\x03\x04"
TOO_DEEP = f"an archive within {inside.DEPTH} others: unpack it, then give what was in it"


def pieces(path: Path | Inside, setting: Setting) -> Iterator[Piece]:
    """What lies in the archive, file by file; places say "archive.zip/folder/file, message 3".

    Refused with a reason: names that lead out of the archive, links, devices, what is locked or packed like a bomb.
    Raises Refused for an archive that cannot be opened at all. Memory: the names, and what its sources need.
    """
    archive = opened(path, setting)
    yield from bundles.pieces(cast("Path", Inside(archive)), setting)
    for name, reason in archive.refused:
        yield Piece(f"{path.name}/{name}" if name else path.name, 1.0, refusing(reason))


def opened(path: Path | Inside, setting: Setting) -> Archive:
    """What an archive holds. Raises Refused for one that is damaged, is a bomb, or lies too deep within others."""
    archive = Archive(path, _unread, _budget(path), _depth(path))
    if archive.depth > inside.DEPTH:
        raise Refused(TOO_DEEP)
    with path.open("rb") as stream:
        is_zip = stream.read(4) == ZIP
    if is_zip:
        zips.fill(archive, _seekable(path))
    else:
        tars.fill(archive, _unpacked(path, setting.tick))
    return archive


def _unread(_: inside.Parts) -> Iterator[bytes]:
    raise FileNotFoundError(2, "No file is known yet")


def _budget(path: Path | Inside) -> inside.Budget:
    """An archive within another lives on what the outermost has left."""
    return path.archive.budget if isinstance(path, Inside) else inside.budget_for(path.stat().st_size)


def _depth(path: Path | Inside) -> int:
    return path.archive.depth + 1 if isinstance(path, Inside) else 1


def _seekable(path: Path | Inside) -> BinaryIO:
    return io.BytesIO(path.read_bytes()) if isinstance(path, Inside) else path.open("rb")


def _unpacked(path: Path | Inside, tick: Callable[[], None]) -> Callable[[], Iterator[bytes]]:
    def begin() -> Iterator[bytes]:
        return (block for block, _ in streams.blocks(cast("Path", path), tick))

    return begin
