"""What an export of several files holds, and how each is read."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from allies.traces.sources import streams
from allies.traces.sources.pieces import Refused, nothing

FILES = 200_000  # an export of more is none
WHOLE_BYTES = 20_000_000  # of a file that is needed as a whole: who the users are
HEAD_BYTES = 4096


def files(path: Path) -> list[Path]:
    """The files of an export, sorted by where they lie; links are left out, they may point anywhere."""
    if path.is_file():
        return [path]
    found = (file for file in path.rglob("*") if not file.is_symlink() and file.is_file())
    return sorted(islice(found, FILES), key=lambda file: place(file, path))


def place(file: Path, top: Path) -> str:
    """Where a file lies within its export, as a person would look for it."""
    return file.name if file == top else file.relative_to(top.parent).as_posix()


def whole(file: Path) -> bytes:
    """A file as it stands, unpacked. Raises Refused for one that is too long, damaged, or cannot be opened."""
    held = bytearray()
    try:
        for block, _ in streams.blocks(file, nothing):
            held += block
            if len(held) > WHOLE_BYTES:
                raise Refused(f"over {WHOLE_BYTES // 1_000_000} MB long: that is not read as a whole")
    except OSError as error:
        raise Refused(f"cannot be opened: {error.strerror}") from error
    return bytes(held)


def head(file: Path, size: int = HEAD_BYTES) -> bytes:
    """The first bytes of a file, unpacked, without a mark of their order; none where it cannot be read."""
    try:
        first = next((block for block, _ in streams.blocks(file, nothing) if block), b"")
    except (OSError, Refused):
        return b""
    return first[:size].removeprefix(b"\xef\xbb\xbf").lstrip()
