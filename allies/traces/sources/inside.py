"""A file or folder within an archive, in the shape in which sources read those on a disk.

It has the reading half of `pathlib.Path`, so a source need not know where its file lies. Nothing is unpacked to a disk.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from allies.traces.sources import charsets
from allies.traces.sources.pieces import Refused

WHOLE_BYTES = 100_000_000  # of a file that is held whole in memory
DEPTH = 3  # archives within one another
NAME_CHARACTERS = 1000
NAME_PARTS = 20  # with the file; exports are six deep at most
UNPACKED_BYTES = 50_000_000  # an archive may unpack to this much whatever its size, with all that lies in it ...
UNPACKED_RATIO = 100  # ... and beyond it to this many times its size; mail and pictures pack 1 to 20 times
FILE_BYTES = 2_000_000  # the same for a single file in it
FILE_RATIO = 200
FILES = 100_000  # in an archive, with all archives that lie in it: the largest exports come in several
FOLDERS = 100_000  # a name of a few bytes may lie in folders of its own alone, and each is looked into
LOOKS = 110_000  # at files of an archive that turn out to be nothing: one for each, of text one for each kB
BLOCK_BYTES = 1 << 20
HEAD_BYTES = 4096  # of a file, to tell what it is
TOO_MANY = f"an archive with more than {FILES:,} files: unpack it, then give the folders that hold what you want"
TOO_DEEP = f"lies more than {NAME_PARTS - 1} folders deep"
MORE_FOLDERS = (
    f"lies in an archive with more than {FOLDERS:,} folders: unpack it, then give those that hold what you want"
)
NOT_LOOKED_AT = "not looked at: too much before it in the archive is no source. Unpack it, then give this by itself"
BOMB = f"the archive unpacks to more than {UNPACKED_RATIO} times its size: reading stopped here"

Parts = tuple[str, ...]


class Status(NamedTuple):
    """What is asked of `Path.stat`."""

    st_size: int


@dataclass(slots=True)
class Budget:
    """How much an archive and all archives within it may still unpack to."""

    left_bytes: int
    left_files: int = FILES
    left_looks: int = LOOKS
    last_look: int = 0

    def enter(self, files: int) -> None:
        """Take so many files in. Raises Refused for more than a reader has time for."""
        if files > self.left_files:
            raise Refused(TOO_MANY)
        self.left_files -= files

    def look_for_nothing(self) -> None:
        """Note that what was looked at last is no source."""
        self.left_looks -= self.last_look

    def spend(self, count: int) -> None:
        """Raises Refused when all is spent."""
        self.left_bytes -= count
        if self.left_bytes < 0:
            raise Refused(BOMB)


def budget_for(packed_bytes: int) -> Budget:
    """For an archive that lies on a disk. A source may pass over its file five times, so five times as much."""
    return Budget(5 * max(UNPACKED_BYTES, UNPACKED_RATIO * packed_bytes))


@dataclass(slots=True)
class Archive:
    """What an archive holds: its files in the order in which they lie in it, and what of it is not read, with reasons.

    `opened` gives the bytes of one file in blocks of at most so many, from its start; it raises Refused where they are
    damaged.
    """

    path: Path | Inside  # of the archive itself
    opened: Callable[[Parts, int], Iterator[bytes]]
    budget: Budget
    depth: int = 1
    sizes: dict[Parts, int] = field(default_factory=dict)  # bytes, unpacked
    children: dict[Parts, dict[str, None]] = field(default_factory=lambda: {(): {}})
    refused: list[tuple[str, str]] = field(default_factory=list)  # name, reason

    def add(self, name: str, size: int) -> Parts | None:
        """Note a file. None where its name cannot be taken: the refusal is noted."""
        parts, reason = parts_of(name)
        if not reason and (parts in self.sizes or parts in self.children):
            reason = "a second file of the same name: only the first is read"
        if not reason and len(self.children) > FOLDERS:
            reason = MORE_FOLDERS
        if not reason and not self._enter_folder(parts[:-1]):
            reason = "lies within something that is a file"
        if reason:
            self.refuse(name, reason)
            return None
        self.sizes[parts] = size
        self.children[parts[:-1]][parts[-1]] = None
        return parts

    def _enter_folder(self, parts: Parts) -> bool:
        """Note a folder with those that it lies in; False where one of them is a file."""
        if parts in self.children:
            return True
        if any(parts[:depth] in self.sizes for depth in range(1, len(parts) + 1)):
            return False
        for depth in range(len(parts)):
            self.children.setdefault(parts[:depth], {})[parts[depth]] = None
        self.children[parts] = {}
        return True

    def refuse(self, name: str, reason: str) -> None:
        """Note what is not read, under a name that harms no terminal."""
        shown = " ".join(charsets.clean(name[:200]).split()) or "(no name)"
        self.refused.append((shown, reason))


def parts_of(name: str) -> tuple[Parts, str]:
    """The folders and the file that a name within an archive gives, or why it is not taken."""
    if len(name) > NAME_CHARACTERS:
        return (), f"a name of more than {NAME_CHARACTERS:,} characters"
    unified = name.replace("\\", "/")
    parts = tuple(part for part in unified.split("/") if part not in ("", "."))
    if unified.startswith("/") or ".." in parts or (parts and parts[0].endswith(":")):
        return (), "a name that leads out of the archive"
    if not parts or "\0" in name:
        return (), "a name that is none"
    if len(parts) > NAME_PARTS:
        return (), TOO_DEEP
    if unified.isprintable():
        return parts, ""
    return tuple(charsets.clean(part) or "_" for part in parts), ""


@dataclass(frozen=True, slots=True)
class Inside:
    """A file or folder within an archive; without `parts` it is the archive itself, as a folder."""

    archive: Archive
    parts: Parts = ()

    @property
    def name(self) -> str:
        """The last part, as `Path.name`."""
        return self.parts[-1] if self.parts else self.archive.path.name

    @property
    def suffix(self) -> str:
        """The ending with its dot, as `Path.suffix`."""
        return PurePosixPath(self.name).suffix

    @property
    def stem(self) -> str:
        """The name without its ending, as `Path.stem`."""
        return PurePosixPath(self.name).stem

    @property
    def parent(self) -> Path | Inside:
        """The folder that it lies in; of the archive itself, where the archive lies."""
        return Inside(self.archive, self.parts[:-1]) if self.parts else self.archive.path.parent

    def __str__(self) -> str:
        return "/".join((str(self.archive.path), *self.parts))

    def __lt__(self, other: Inside) -> bool:
        return self.parts < other.parts

    def __truediv__(self, name: str) -> Inside:
        return Inside(self.archive, self.parts + tuple(part for part in name.split("/") if part))

    def is_dir(self) -> bool:
        """Whether it is a folder."""
        return self.parts in self.archive.children

    def is_file(self) -> bool:
        """Whether it is a file."""
        return self.parts in self.archive.sizes

    def exists(self) -> bool:
        """Whether the archive holds it."""
        return self.is_dir() or self.is_file()

    def is_symlink(self) -> bool:
        """Never: links within archives are refused."""
        return False

    def stat(self) -> Status:
        """Its size unpacked, 0 for a folder."""
        return Status(self.archive.sizes.get(self.parts, 0))

    def iterdir(self) -> Iterator[Inside]:
        """What lies in a folder, in the archive's order: so a packed archive is read in one go."""
        for name in self.archive.children.get(self.parts, ()):
            yield Inside(self.archive, (*self.parts, name))

    def rglob(self, pattern: str) -> Iterator[Inside]:
        """All below it whose name matches, as `Path.rglob` for a pattern without folders."""
        for child in self.iterdir():
            if fnmatchcase(child.name, pattern):
                yield child
            if child.is_dir():
                yield from child.rglob(pattern)

    def glob(self, pattern: str) -> Iterator[Inside]:
        """What lies in it and matches, as `Path.glob`, folder by folder."""
        first, _, rest = pattern.partition("/")
        for child in self.iterdir():
            if fnmatchcase(child.name, first):
                yield from child.glob(rest) if rest else (child,)

    def relative_to(self, other: Path | Inside) -> PurePosixPath:
        """The way to it from a folder of the same archive, or from where the archive lies."""
        if isinstance(other, Inside) and other.archive is self.archive:
            return PurePosixPath(*self.parts[len(other.parts) :])
        return PurePosixPath(self.archive.path.name, *self.parts)

    def open(self, _mode: str = "rb", buffering: int = -1) -> io.RawIOBase | io.BufferedReader:
        """Its bytes, as `Path.open` gives them. Raises Refused while reading where the archive is damaged."""
        stream = Stream(self)
        return stream if buffering == 0 else io.BufferedReader(stream)

    def read_bytes(self) -> bytes:
        """All of it. Raises Refused for what is too large to be held whole."""
        if self.stat().st_size > WHOLE_BYTES:
            raise Refused(f"more than {WHOLE_BYTES // 1_000_000} MB: unpack the archive that it is in, then give this")
        return b"".join(self.blocks())

    def read_text(self, encoding: str = "utf-8", errors: str = "replace") -> str:
        """All of it as text."""
        return self.read_bytes().decode(encoding, errors)

    def head(self) -> bytes:
        """Its first bytes as they lie in the archive. Raises Refused where they are damaged."""
        first = next(self.archive.opened(self.parts, HEAD_BYTES), b"")
        self.archive.budget.spend(len(first))
        self.archive.budget.last_look = 1 if b"\0" in first[:16] else max(1, len(first) // 1024)
        return first

    def blocks(self) -> Iterator[bytes]:
        """Its bytes in blocks, never more than the archive says it has."""
        if not self.is_file():
            raise FileNotFoundError(2, "No such file in the archive", str(self))
        left = self.stat().st_size
        for block in self.archive.opened(self.parts, BLOCK_BYTES):
            self.archive.budget.spend(len(block))
            left -= len(block)
            if left < 0:
                raise Refused("larger than the archive says: damaged, or made to do harm")
            yield block
        if left:
            raise Refused("the archive is cut off here: copy or download it again")


class Stream(io.RawIOBase):
    """One file of an archive as a stream. Going back begins anew at its start."""

    def __init__(self, file: Inside) -> None:
        self._file = file
        self._begin()

    def _begin(self) -> None:
        self._blocks, self._held, self._at = self._file.blocks(), memoryview(b""), 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always, at a price."""
        return True

    def tell(self) -> int:
        """Bytes read so far."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte counted from the start; forward by reading."""
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only from the start")
        if offset < self._at:
            self._begin()
        while self._at < offset and self.read(min(offset - self._at, 1 << 20)):
            pass
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer cannot be indexed
        """Fill a buffer with the next bytes."""
        while not self._held:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._held = memoryview(block)
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held, self._at = self._held[count:], self._at + count
        return count
