"""What a place holds as its folder tells it: names, sizes and times of files, looked at once for each run over it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from allies.lib.folders import files_below


@dataclass(frozen=True, slots=True)
class Outline:
    """The files at a place, without what is in them."""

    fingerprint: str  # tells whether the place still holds what it held: names, sizes and times
    names: str  # tells these files from others wherever they lie: names and sizes
    size_bytes: int


def outline(path: Path) -> Outline:
    """The outline of one file, or of all files below a folder. Raises OSError where a folder cannot be read."""
    with_times, without, size_bytes = hashlib.blake2b(digest_size=16), hashlib.blake2b(digest_size=32), 0
    for name, status in [(path.name, path.stat())] if path.is_file() else files_below(path):
        with_times.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        without.update(f"{name}\0{status.st_size}\n".encode("utf-8", "surrogateescape"))
        size_bytes += status.st_size
    return Outline(with_times.hexdigest(), without.hexdigest(), size_bytes)
