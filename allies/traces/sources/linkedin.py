"""The export of a LinkedIn account: connections, messages, invitations, recommendations, positions.

It is a zip, a folder or single tables (.csv). Someone is known by their profile's address; where a table gives a name
alone, by the one connection of that name, or else by the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allies.traces.sources import delimited, exports, lists
from allies.traces.sources.idle import Idle, patient
from allies.traces.sources.linkedin_rows import OWN, READERS, Cells, Known, name_of, parts_of, profile_of
from allies.traces.sources.people import name_value
from allies.traces.sources.pieces import PATIENCE, Piece, Refused, Setting, refusing

PREAMBLE_ROWS = 30
NAMES = 100_000  # of connections, to tell who a name is
# By which the tables are known: headings that each has, in lower case.
TABLES: dict[str, frozenset[str]] = {
    "messages": frozenset({"conversation id", "from", "to", "date", "content"}),
    "invitations": frozenset({"from", "to", "sent at", "direction"}),
    "connections": frozenset({"first name", "last name", "connected on"}),
    "recommendations": frozenset({"first name", "last name", "text", "creation date"}),
    "positions": frozenset({"company name", "title", "started on"}),
    "profile": frozenset({"first name", "last name", "headline"}),
    "contacts": frozenset({"firstname", "lastname", "emails"}),
}


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The rows of all tables of an export. Raises Refused where a single table is cut off.

    Memory: the names of the connections, and one row.
    """
    files = [(file, _sort(file)) for file in exports.files(path)]
    known = _known(files, setting)
    for number, (file, sort) in enumerate(files):
        place, share = exports.place(file, path), 1 / len(files)
        if sort == "contacts":
            for piece in lists.pieces(file, setting):
                name = place.removesuffix(file.name) + piece.place
                yield Piece(name, (number + piece.done) * share, piece.parse)
        elif sort in READERS:
            found = _rows(file, place, sort, known, setting, number, share)
            yield from patient(found, place, setting.patience)
        else:
            yield Piece(place, (number + 1) * share, refusing(OWN))


def _sort(file: Path) -> str:
    """Which table a file holds; "" for one that is none of these."""
    head = exports.head(file, delimited.HEAD_BYTES)
    for row in delimited.first_rows(head.decode("utf-8", "replace"), ",")[:PREAMBLE_ROWS]:
        headings = {cell.strip().casefold() for cell in row}
        for sort, needed in TABLES.items():
            if needed <= headings:
                return sort
    return ""


def _named(file: Path, sort: str, setting: Setting) -> Iterator[tuple[delimited.Row, Cells]]:
    """The rows of a table below its headings, each cell by its heading in lower case."""
    headings: list[str] = []
    form = delimited.Dialect(delimited.charset_of(delimited.head(file)), ",")
    for row in delimited.telling(delimited.rows(file, form, setting.tick)):
        if headings:
            yield row, dict(zip(headings, row.cells, strict=False))
        elif TABLES[sort] <= {cell.casefold() for cell in row.cells}:
            headings = [cell.casefold() for cell in row.cells]


def _known(files: list[tuple[Path, str]], setting: Setting) -> Known:
    known = Known()
    for file, sort in files:
        if sort not in ("connections", "messages", "profile"):
            continue
        idle = Idle("rows", PATIENCE)
        try:
            for _, cells in _named(file, sort, setting):
                idle.see(is_telling=_learn(cells, sort, known))
        except (Refused, OSError):
            continue  # said with its place when the rows themselves are read
    return known


def _learn(cells: Cells, sort: str, known: Known) -> bool:
    """Take in what a row says of who is who; whether it says anything."""
    if sort == "messages":
        known.messages += 1
        who = {profile_of(part) for part in parts_of(cells, "sender profile url", "recipient profile urls")}
        known.seen.update(who - {""})
        return who != {""}
    name = name_of(cells)
    if sort == "profile":
        known.name = known.name or name
    elif name and len(known.profiles) < NAMES:
        profile = profile_of(cells.get("url", ""))
        for key in {name_value(name), name_value(name.partition(",")[0])}:  # "Charlie Cook, MBA"
            known.profiles[key] = profile if known.profiles.get(key, profile) == profile else ""
        return True
    return sort == "profile"


def _rows(
    file: Path, place: str, sort: str, known: Known, setting: Setting, number: int, share: float
) -> Iterator[Piece]:
    is_given = "given" in file.name.lower()  # only its name tells what was written from what was received
    for row, cells in _named(file, sort, setting):
        read = partial(READERS[sort], cells, known, setting.now_s, is_given=is_given)
        yield Piece(f"{place}:{row.where}", (number + row.done) * share, refusing(row.reason) if row.reason else read)
