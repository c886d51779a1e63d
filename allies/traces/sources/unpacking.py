"""Opening an archive: of which sort it is, and how much it and the archives within it may unpack to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from allies.traces.sources import inside, streams, tars, zips
from allies.traces.sources.inside import Archive, Inside
from allies.traces.sources.pieces import Refused

ZIP = b"PK\x03\x04"
TOO_DEEP = f"an archive within {inside.DEPTH} others: unpack it, then give what was in it"


def opened(path: Path | Inside, tick: Callable[[], None]) -> Archive:
    """What an archive holds. Raises Refused for one that is damaged, is a bomb, or lies too deep within others."""
    archive = Archive(path, _unread, _budget(path), _depth(path))
    if archive.depth > inside.DEPTH:
        raise Refused(TOO_DEEP)
    with path.open("rb") as stream:
        is_zip = stream.read(4) == ZIP
    if is_zip:
        zips.fill(archive, _seekable(path), tick)
    else:
        tars.fill(archive, _unpacked(path, tick))
    return archive


def _unread(_: inside.Parts, __: int) -> Iterator[bytes]:
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
