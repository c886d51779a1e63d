"""Rows of a workbook (.xlsx), sheet by sheet: read as it is stored, with no formula worked out."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.parsers import expat

from allies.traces.sources import charsets
from allies.traces.sources.delimited import CELLS, Row
from allies.traces.sources.inside import Archive, Inside
from allies.traces.sources.pieces import Refused

WORKBOOK = ("xl", "workbook.xml")
SHEETS = 200
TEXTS = 1_000_000  # shared by the cells of a workbook
TEXTS_CHARACTERS = 50_000_000
CELL_CHARACTERS = 32_767
STYLES = 70_000
DEPTH = 50
IDLE = 3_000_000  # elements, one after the other, in which no text is: empty cells may have a colour
SMALL = 500_000  # the same in a file that says how others are read
BLOCK_BYTES = 1 << 16
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
FORMAT_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
CELL = re.compile(r"([A-Z]{1,3})\d{1,7}")
EPOCH = datetime.fromisoformat("1899-12-30")
NOT_READ = "the workbook is damaged: open it and save it again"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    file: Inside


@dataclass(slots=True)
class Book:
    """What the cells of all sheets refer to."""

    texts: list[str] = field(default_factory=list)
    is_date: list[bool] = field(default_factory=list)  # by style


def is_workbook(archive: Archive) -> bool:
    """Whether an archive is a workbook."""
    return WORKBOOK in archive.sizes


def opened(archive: Archive) -> tuple[Book, list[Sheet]]:
    """The sheets of a workbook in their order, hidden ones too. Raises Refused for one that is damaged."""
    top = Inside(archive)
    book = Book(_texts(top / "xl/sharedStrings.xml"), _styles(top / "xl/styles.xml"))
    targets: dict[str, str] = {}
    for name, attributes in _elements(top / "xl/_rels/workbook.xml.rels"):
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")
    found: list[Sheet] = []
    for name, attributes in _elements(top / "xl/workbook.xml"):
        if name == "sheet" and len(found) < SHEETS:
            target = targets.get(next((value for key, value in attributes.items() if key.endswith("id")), ""), "")
            file = top / (target.lstrip("/") if target.startswith("/") else f"xl/{target}")
            if file.is_file():
                found.append(Sheet(charsets.clean(attributes.get("name", ""))[:100], file))
    return book, found


def rows(sheet: Sheet, book: Book, tick: Callable[[], None]) -> Iterator[Row]:
    """The rows of a sheet that are not empty. Raises Refused where it is damaged. Memory: one row and one block."""
    reader = _SheetReader(book)
    read_bytes, size = 0, max(sheet.file.stat().st_size, 1)
    try:
        for count in _fed(sheet.file, reader.parser):
            tick()
            read_bytes += count
            yield from _taken(reader, sheet, min(read_bytes / size, 1.0))
    except Refused:
        yield from _taken(reader, sheet, 1.0)
        raise


def _taken(reader: _SheetReader, sheet: Sheet, done: float) -> Iterator[Row]:
    while reader.found:
        number, cells = reader.found.popleft()
        if len(cells) > CELLS:
            yield Row(f"{sheet.name}:{number}", [], done, f"more than {CELLS:,} columns")
        elif any(cells):
            yield Row(f"{sheet.name}:{number}", cells, done)


class _SheetReader:
    """Takes the rows of a sheet from what the parser of XML tells."""

    def __init__(self, book: Book) -> None:
        self.found: deque[tuple[int, list[str]]] = deque()
        self._book = book
        self._number = 0
        self._cells: list[str] = []
        self._sort = self._style = ""
        self._column = 0
        self._text: list[str] | None = None
        self._length = 0
        self.parser = _parser(self._begin, self._end, self._data)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            stated = attributes.get("r", "")
            self._number = int(stated) if stated.isdigit() and len(stated) < 9 else self._number + 1
            self._cells = []
        elif name == "c":
            place = CELL.fullmatch(attributes.get("r", ""))
            self._column = _column(place[1]) if place else len(self._cells)
            self._sort, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._text, self._length = None, 0
        elif name in ("v", "t"):
            self._text = self._text if self._text is not None and name == "t" else []

    def _data(self, text: str) -> None:
        if self._text is not None and self._length < CELL_CHARACTERS:
            self._text.append(text[:CELL_CHARACTERS])
            self._length += len(text)

    def _end(self, name: str) -> None:
        if name == "c" and self._text is not None:
            value = self._value("".join(self._text))
            if value and self._column <= CELLS:
                self._cells += [""] * (self._column + 1 - len(self._cells))
                self._cells[self._column] = value
            self._text = None
        elif name == "row":
            self.found.append((self._number, self._cells))
            self._cells = []

    def _value(self, text: str) -> str:
        if self._sort == "s":
            at = int(text) if text.isdigit() and len(text) < 9 else -1
            return self._book.texts[at] if 0 <= at < len(self._book.texts) else ""
        if self._sort == "e":  # what a formula could not work out
            return ""
        if self._sort == "n" and self._style.isdigit() and len(self._style) < 9:
            at = int(self._style)
            if at < len(self._book.is_date) and self._book.is_date[at]:
                return _day(text)
        if self._sort == "n":
            return text.removesuffix(".0").strip()
        return charsets.clean(text).strip()


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _day(text: str) -> str:
    """A day as Excel counts them, written out; the number itself where it is none."""
    try:
        day = EPOCH + timedelta(days=float(text))
    except (ValueError, OverflowError):
        return text[:40]
    return f"{day:%Y-%m-%d}" if day.time() == EPOCH.time() else f"{day:%Y-%m-%d %H:%M}"


def _texts(file: Inside) -> list[str]:
    """The texts that cells refer to by number, without what is said of their pronunciation."""
    found: list[str] = []
    if not file.is_file():
        return found
    parts: list[str] = []
    within: list[str] = []
    total = [0]

    def begin(name: str, _: dict[str, str]) -> None:
        within.append(name)
        if name == "si":
            parts.clear()

    def data(text: str) -> None:
        total[0] += len(text)
        if total[0] > TEXTS_CHARACTERS or len(found) > TEXTS:
            raise Refused(f"more than {TEXTS_CHARACTERS // 1_000_000} MB of text in a workbook: save it in parts")
        if within and within[-1] == "t" and "rPh" not in within:
            parts.append(text)

    def end(name: str) -> None:
        if within:
            within.pop()
        if name == "si":
            found.append(charsets.clean("".join(parts)).strip()[:CELL_CHARACTERS])

    for _ in _fed(file, _parser(begin, end, data)):
        pass
    return found


def _styles(file: Inside) -> list[bool]:
    """By style, whether it shows a number as a date."""
    formats: dict[str, bool] = {str(number): True for number in DATE_FORMATS}
    found: list[bool] = []
    is_within = False
    for name, attributes in _elements(file):
        if name == "numFmt" and len(formats) < STYLES:
            code = QUOTED.sub("", attributes.get("formatCode", "")[:1000])
            formats[attributes.get("numFmtId", "")] = bool(FORMAT_DATE.search(code)) and "0" not in code
        elif name in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            is_within = name == "cellXfs"
        elif name == "xf" and is_within and len(found) < STYLES:
            found.append(formats.get(attributes.get("numFmtId", ""), False))
    return found


def _elements(file: Inside) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a small file in their order, without what stands in them."""
    if not file.is_file():
        return
    found: deque[tuple[str, dict[str, str]]] = deque()

    def begin(name: str, attributes: dict[str, str]) -> None:
        found.append((name, attributes))

    for _ in _fed(file, _parser(begin, lambda _: None, lambda _: None, SMALL)):
        while found:
            yield found.popleft()


def _parser(
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
    most: int = IDLE,
) -> expat.XMLParserType:
    """A parser that takes no document type, so no entities, no nesting that is made to do harm, and not too many
    elements without a text.
    """
    parser = expat.ParserCreate()
    depth, idle = [0], [0]

    def begun(name: str, attributes: dict[str, str]) -> None:
        depth[0] += 1
        idle[0] += 1
        if depth[0] > DEPTH:
            raise Refused("nested too deep")
        if idle[0] > most:
            raise Refused(f"over {most:,} elements, one after the other, say nothing: the rest is not read")
        begin(name.rpartition(":")[2], attributes)

    def ended(name: str) -> None:
        depth[0] -= 1
        end(name.rpartition(":")[2])

    def told(text: str) -> None:
        idle[0] = 0
        data(text)

    def refused(*_: object) -> None:
        raise Refused("a document type within a workbook: made to do harm")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begun, ended, told
    parser.StartDoctypeDeclHandler = refused
    parser.EntityDeclHandler = refused
    return parser


def _fed(file: Inside, parser: expat.XMLParserType) -> Iterator[int]:
    """Give a file to a parser, in parts; the size of each part."""
    try:
        for block in file.blocks():
            for at in range(0, len(block), BLOCK_BYTES):
                part = block[at : at + BLOCK_BYTES]
                parser.Parse(part, False)
                yield len(part)
        parser.Parse(b"", True)
        yield 0
    except expat.ExpatError as error:
        raise Refused(f"{NOT_READ} ({file.name}, line {error.lineno})") from error
