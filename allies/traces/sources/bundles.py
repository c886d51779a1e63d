"""A folder with several things in it, on a disk or within an archive: each is read as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from msgspec import structs

from allies.traces.sources import detect, eml
from allies.traces.sources.child import pieces_of
from allies.traces.sources.detect import Sort, UnknownSource
from allies.traces.sources.inside import NOT_LOOKED_AT, Inside
from allies.traces.sources.maildir import DRAFT, flags, name_of
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

# What systems leave in folders for themselves: nobody looks for it, so it is not listed as left out.
MARKS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX"})
SHOWN_NAMES = 3
LINES = 200  # of what is no source, one for a folder; that of further folders is in one line


@dataclass(slots=True)
class Unknown:
    """Files of one folder that are no source, for one reason."""

    count: int = 0
    names: list[str] = field(default_factory=list)  # the first few

    def line(self, place: str) -> str:
        """Where to look for them: "export.zip/photos: 210 files (a.jpg, b.jpg, c.jpg ...)"."""
        if self.count == 1:
            return f"{place}/{self.names[0]}"
        shown = ", ".join(self.names) + (" ..." if self.count > SHOWN_NAMES else "")
        return f"{place}: {self.count:,} files ({shown})"


@dataclass(slots=True)
class Walk:
    """How far one reading of a folder is."""

    top: Path
    setting: Setting
    all_bytes: int
    read_bytes: int = 0
    unknown: dict[tuple[str, str], Unknown] = field(default_factory=dict)

    def place(self, path: Path | Inside) -> str:
        """Where a person would look for it, from the top on: "export.zip/mail/inbox.mbox"."""
        if isinstance(path, Inside) and isinstance(self.top, Inside) and not self.top.parts:
            return "/".join((self.top.name, *path.parts))
        return str(path.relative_to(self.top.parent))

    def pass_over(self, file: Path, reason: str) -> None:
        """Note what is no source."""
        key = self.place(file.parent), reason
        if key not in self.unknown and len(self.unknown) >= LINES:
            key = self.top.name, reason
        found = self.unknown.setdefault(key, Unknown())
        found.count += 1
        if found.count <= SHOWN_NAMES:
            found.names.append(file.name)

    def done(self, size: int, share: float) -> float:
        """Share of all that is read, this much into a file of this size."""
        return min((self.read_bytes + size * share) / self.all_bytes, 1.0)


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """Everything in a folder and the folders within it, by name; within an archive in the archive's order.

    What is no source is refused, one line for all of a folder that are refused for the same reason. Links are refused.
    Memory: the names, and what each source needs.
    """
    walk = Walk(path, setting, max(_all_bytes(path), 1))
    yield from _folder(path, walk)
    for (place, reason), unknown in walk.unknown.items():
        yield Piece(unknown.line(place), 1.0, refusing(reason))


def _all_bytes(path: Path | Inside) -> int:
    if isinstance(path, Inside) and not path.parts:
        return sum(path.archive.sizes.values())
    return sum(_size(file) for file in cast("Path", path).rglob("*"))


def _size(file: Path) -> int:
    return 0 if file.is_symlink() or not file.is_file() else file.stat().st_size


def _folder(folder: Path, walk: Walk) -> Iterator[Piece]:
    walk.setting.tick()
    sort = detect.export_in(folder)
    if sort is Sort.MAILDIR and _is_archived(folder):
        yield from _maildir(folder, walk)
    elif sort is not None:
        yield from _read(folder, sort, walk)
    else:
        for child in _children(folder):
            if child.is_symlink():
                yield Piece(walk.place(child), walk.done(0, 0), refusing(eml.LINK))
            elif child.is_dir():
                yield from _folder(child, walk)
            else:
                yield from _file(child, walk)


def _is_archived(path: object) -> bool:
    return isinstance(path, Inside)


def _children(folder: Path) -> list[Path]:
    found = [child for child in folder.iterdir() if child.name not in MARKS]
    return found if _is_archived(folder) else sorted(found)


def _sort(file: Path | Inside) -> Sort:
    """What a file is. Raises UnknownSource; of an archive, also where too much was looked at for nothing."""
    budget = file.archive.budget if isinstance(file, Inside) else None
    if budget is not None and budget.left_looks < 0:
        raise UnknownSource(cast("Path", file), f": {NOT_LOOKED_AT}.")
    try:
        return detect.detect(cast("Path", file)).sort
    except UnknownSource:
        if budget is not None:
            budget.look_for_nothing()
        raise


def _file(file: Path, walk: Walk) -> Iterator[Piece]:
    walk.setting.tick()
    size = file.stat().st_size
    try:
        sort = _sort(file)
    except UnknownSource as error:
        walk.pass_over(file, error.reason)
    else:
        if sort is Sort.EML:
            yield eml.message_piece(file, walk.place(file), walk.done(size, 1), walk.setting, folder=file.parent.name)
        else:
            yield from _read(file, sort, walk)
    walk.read_bytes += size


def _read(path: Path, sort: Sort, walk: Walk) -> Iterator[Piece]:
    """The pieces of one source. Whatever ends it ends it alone."""
    parent = walk.place(path).removesuffix(path.name)
    size = path.stat().st_size if path.is_file() else 0
    setting = replace(walk.setting, found=lambda table: walk.setting.found(replace(table, place=parent + table.place)))
    try:
        for piece in pieces_of(path, sort, setting):
            yield structs.replace(piece, place=parent + piece.place, done=walk.done(size, piece.done))
        return
    except Refused as refused:
        reason = str(refused)
    except MemoryError:
        reason = "needs more memory than a reader is given"
    except Exception as error:  # the edge to foreign data: what one source stumbles over does not concern the others
        reason = f"cannot be read ({type(error).__name__}: {str(error)[:120]})"
    yield Piece(parent + path.name, walk.done(size, 1), refusing(reason))


def _maildir(top: Path, walk: Walk) -> Iterator[Piece]:
    """The messages of a Maildir in the archive's order: by name, a packed archive would be read a thousand times."""
    for folder in (top, *(child for child in top.rglob("*") if child.is_dir())):
        for part in (child for child in folder.iterdir() if child.is_dir() and child.name in ("cur", "new")):
            for file in (child for child in part.iterdir() if child.is_file()):
                place, size = walk.place(file), file.stat().st_size
                if "D" in flags(file.name):
                    yield Piece(place, walk.done(size, 1), refusing(DRAFT))
                else:
                    name = name_of(folder, top)
                    yield eml.message_piece(file, place, walk.done(size, 1), walk.setting, folder=name)
                walk.read_bytes += size
