"""A list of people: customers, donors, pupils, members, as a spreadsheet (.csv, .xlsx) or another program writes it.

A row says who someone is, as a card in an address book does. The word that the list has for its people is kept. Rows of
one person, on lists of such people, have one root: what a newer list says of someone is known to be of the same one, in
another order, with a column more, or with other columns said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import cast

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, columns, delimited, headings, phones, sheets, unpacking
from allies.traces.sources.columns import Columns
from allies.traces.sources.dates import DAY_S
from allies.traces.sources.delimited import Row
from allies.traces.sources.headings import Field
from allies.traces.sources.inside import Archive, Inside
from allies.traces.sources.people import name_value
from allies.traces.sources.pieces import Piece, Refused, Setting, Table, refusing

NAME_CHARACTERS = 200
ROLE_CHARACTERS = 60
NOTE_CHARACTERS = 20_000
HANDLES = 100  # addresses and numbers of one row
SHOWN_ROWS = 3
SHOWN_CHARACTERS = 80
BETWEEN = re.compile(r"[;,|\n]|:::")  # what several of a kind are parted by within a cell; Google writes ":::"
NO_PEOPLE = "no column with names or addresses: say which it is with --column"


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The rows of a list, one by one, so that a bad one is refused alone; what stands above the headings is no row.

    Raises Refused after the last whole row where the file is cut off or damaged. Memory: a hundred rows, and of a
    workbook the texts that its cells share.
    """
    with path.open("rb") as stream:
        is_packed = stream.read(4) == unpacking.ZIP
    if is_packed:
        yield from of_workbook(path, unpacking.opened(path, setting.tick), setting)
    else:
        form = delimited.dialect(delimited.head(path))
        yield from _table(delimited.rows(path, form, setting.tick), path.name, path.stem, setting)


def of_workbook(path: Path | Inside, archive: Archive, setting: Setting) -> Iterator[Piece]:
    """The rows of all sheets of a workbook."""
    book, found = sheets.opened(archive)
    if not found:
        raise Refused("a workbook without sheets")
    for sheet in found:
        rows = sheets.rows(sheet, book, setting.tick)
        name = sheet.name if headings.role_in(sheet.name) else cast("Path", path).stem
        try:
            yield from _table(rows, path.name, name, setting, sheet.name)
        except Refused as refused:
            yield Piece(f"{path.name}:{sheet.name}", 1.0, refusing(str(refused)))


def _table(rows: Iterator[Row], place: str, name: str, setting: Setting, sheet: str = "") -> Iterator[Piece]:
    rows = delimited.telling(rows)
    first, cut = _first(rows)
    bad = [row for row in first if row.reason]
    good = [row for row in first if not row.reason]
    top = columns.heading_row([row.cells for row in good])
    heads = good[top].cells if top is not None else _numbered(good)
    below = good[top + 1 :] if top is not None else good
    found = columns.columns(heads, [row.cells for row in below], setting.columns, name)
    where = f"{place}:{sheet}" if sheet else place
    if good:
        setting.found(_shown(where, found, below))
    if not found.names_people():
        yield Piece(where, 1.0, refusing(cut or (NO_PEOPLE if good else "an empty list")))
        return
    for row in chain(sorted((*bad, *below), key=_number), rows):
        parse = refusing(row.reason) if row.reason else partial(record, row.cells, found, setting.now_s)
        yield Piece(f"{place}:{row.where}", row.done, parse)
    if cut:
        raise Refused(cut)


def _first(rows: Iterator[Row]) -> tuple[list[Row], str]:
    """The rows that tell what the columns hold, and why there are no more of them."""
    found: list[Row] = []
    try:
        found.extend(islice(rows, columns.SAMPLE))
    except Refused as refused:
        return found, str(refused)
    return found, ""


def _number(row: Row) -> int:
    return int(row.where.rpartition(":")[2])


def _numbered(rows: Sequence[Row]) -> list[str]:
    return [f"Column {number + 1}" for number in range(max((len(row.cells) for row in rows), default=0))]


def _shown(place: str, found: Columns, rows: Iterable[Row]) -> Table:
    sample = tuple(tuple(cell[:SHOWN_CHARACTERS] for cell in row.cells) for row in islice(rows, SHOWN_ROWS))
    fields = tuple(field.value for field in found.fields)
    return Table(place, found.digest, found.names, fields, sample, found.role, is_told=found.is_told)


def record(cells: list[str], of: Columns, now_s: int) -> TraceRecord:
    """The record of one row.

    Raises Refused for one that names no one, or whose name is a date, a number or a formula.
    """
    cells = cells + [""] * (len(of.fields) - len(cells))
    name = _name(cells, of)
    people = tuple(dict.fromkeys(_handles(cells, of, name)))[:HANDLES]
    if not people:
        raise Refused("a row without a name, an address or a number")
    roles = _roles(cells, of)
    text = "\n".join([*([", ".join(roles)] if roles else []), *_notes(cells, of)])[:NOTE_CHARACTERS]
    at_s = next((at_s for at in of.at(Field.DATE) if (at_s := columns.day_s(cells[at]))), 0)
    said = sorted((*(f"{who.kind}:{who.value}" for who in people), *text.split("\n")))  # in whatever order of columns
    whose = f"{of.role.casefold()}\0{people[0].kind}:{people[0].value}"
    lists = (Role(As.LIST, HandleKind.LIST, role.casefold(), role) for role in roles)
    return TraceRecord(
        uid=_digest("\0".join((*said, name))),
        kind=Kind.CARD,
        at_s=at_s if at_s <= now_s + DAY_S else 0,
        people=(*people, *lists),
        subject=name,
        text=text,
        root=_digest(whose),
    )


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _name(cells: list[str], of: Columns) -> str:
    whole = next((cells[at] for at in of.at(Field.NAME) if cells[at]), "")
    parts = [*(cells[at] for at in of.at(Field.GIVEN)), *(cells[at] for at in of.at(Field.FAMILY))]
    for cell in (whole, *parts):
        if cell and not addresses.valid(cell) and (why := columns.why_no_name(cell)):
            raise Refused(f"{why}: {cell[:40]}")
    name = " ".join(" ".join(filter(None, parts)).split()) or " ".join(whole.split())
    if not name and not any(cells[at] for at in of.at(Field.EMAIL, Field.PHONE)):
        name = next((" ".join(cells[at].split()) for at in of.at(Field.COMPANY) if cells[at]), "")
    return "" if addresses.valid(name) else name[:NAME_CHARACTERS]


def _handles(cells: list[str], of: Columns, name: str) -> Iterator[Role]:
    emails = [address for at in of.at(Field.EMAIL, Field.NAME) for address in _addresses(cells[at])]
    numbers = [number for at in of.at(Field.PHONE) for number in _numbers(cells[at])]
    yield from (Role(As.NAMED, HandleKind.EMAIL, value, name) for value in emails)
    yield from (Role(As.NAMED, HandleKind.PHONE, value, name) for value in numbers)
    if name and not emails and not numbers:
        yield Role(As.NAMED, HandleKind.NAME, name_value(name), name)


def _addresses(cell: str) -> list[str]:
    parts = (addresses.valid(part.strip(" <>").removeprefix("mailto:")) for part in BETWEEN.split(cell))
    return list(filter(None, parts))


def _numbers(cell: str) -> list[str]:
    return list(filter(None, map(phones.plain, BETWEEN.split(cell))))


def _roles(cells: list[str], of: Columns) -> list[str]:
    """The words for what this person is: of the row itself, else of the list. Google marks its own groups by a star."""
    stated = [part.strip(" \"'") for at in of.at(Field.ROLE) for part in BETWEEN.split(cells[at])]
    words = [" ".join(part.split())[:ROLE_CHARACTERS] for part in stated if not part.startswith("*")]
    return list(dict.fromkeys(word for word in (of.role, *words) if word and any(map(str.isalpha, word))))[:10]


def _notes(cells: list[str], of: Columns) -> Iterator[str]:
    """What else the row says, with the heading that it stands below."""
    yield from (cells[at] for at in of.at(Field.NOTE) if cells[at])
    unread = [at for at in of.at(Field.EMAIL) if not _addresses(cells[at])]
    unread += [at for at in of.at(Field.PHONE) if not _numbers(cells[at])]
    for at in (*of.at(Field.COMPANY, Field.URL, Field.DATE, Field.OTHER), *unread):
        if cells[at]:
            yield f"{of.headings[at]}: {cells[at]}"
