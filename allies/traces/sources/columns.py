"""Which column of a list holds what: told by its heading, by what stands in it, or by the member's own word."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from allies.traces.sources import addresses, dates, phones
from allies.traces.sources.headings import NAMING, REACHING, Field, field_of, plain, role_in

MOST = 0.6  # of what stands in a column, for it to say what the column holds
MOSTLY = 0.8  # of the rows, for them to be a list of addresses whatever its headings are
SAMPLE = 100  # rows looked at
HEADING_ROWS = 30  # within which the headings stand

NUMBER = re.compile(r"[\s\d.,:/%€$£+()-]+|[+-]?[\d.]+[eE][+-]?\d+")
DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T]\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp][Mm])?)?Z?")
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s(])")
WEB = re.compile(r"(?:https?://|www\.)\S+|linkedin\.com/\S+", re.IGNORECASE)
WRITTEN_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){1,4}")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one list hold."""

    headings: tuple[str, ...]
    fields: tuple[Field, ...]
    role: str = ""  # whom the list is of, as its headings or its name say: "Spender"
    is_told: bool = False  # the member has said what at least one column holds

    @property
    def digest(self) -> str:
        """By which a list with the same headings is known again."""
        return digest(self.headings)

    @property
    def names(self) -> tuple[str, ...]:
        """What each column is called where a person says what it holds."""
        return told_apart(self.headings)

    def names_people(self) -> bool:
        """Whether there is a column by which a person is known."""
        return bool((NAMING | REACHING - {Field.URL}) & set(self.fields))

    def at(self, *wanted: Field) -> list[int]:
        """The columns that hold one of these, in their order."""
        return [at for at, field in enumerate(self.fields) if field in wanted]


def digest(headings: Sequence[str]) -> str:
    """32 hexadecimal digits for these headings, whatever their case and spacing."""
    told = "\0".join(map(folded, headings))
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest()


def folded(heading: str) -> str:
    """A heading as it is compared with what a person says: without regard to case and spacing."""
    return " ".join(heading.casefold().split())


def told_apart(headings: Sequence[str]) -> tuple[str, ...]:
    """Each heading as no other: the second "E-Mail" as "E-Mail (2)", one without a word by its place, "Column 3"."""
    named = [heading if heading.strip() else f"Column {at}" for at, heading in enumerate(headings, 1)]
    there, last = set(map(folded, named)), Counter[str]()
    return tuple(_numbered(name, there, last) for name in named)


def _numbered(name: str, there: Collection[str], last: Counter[str]) -> str:
    """last : the number that each name had last; a heading that is there with a number keeps it for itself."""
    number = last[folded(name)] + 1
    while number > 1 and folded(f"{name} ({number})") in there:
        number += 1
    last[folded(name)] = number
    return f"{name} ({number})" if number > 1 else name


def columns(
    headings: Sequence[str], rows: Sequence[Sequence[str]], told: Mapping[str, Mapping[str, str]], name: str = ""
) -> Columns:
    """What each column holds.

    rows : a sample of what stands below the headings.   name : of the file or sheet, which may say whom it is of.
    told : by digest of the headings, what the member said that columns hold; by "" what holds for any list.
    """
    found = [field_of(heading) for heading in headings]
    fields = [field for field, _ in found]
    sample = [
        [row[at].strip() for row in rows[:SAMPLE] if at < len(row) and row[at].strip()] for at in range(len(fields))
    ]
    fields = [_by_content(field, cells) for field, cells in zip(fields, sample, strict=True)]
    fields = _one_name(fields, [role for _, role in found])
    fields = _names(headings, fields, sample)
    said = _said(headings, told)
    fields = [said.get(at, field) for at, field in enumerate(fields)]
    role = next((role for _, role in found if role), "") or role_in(name)
    return Columns(tuple(headings), tuple(fields), role, is_told=bool(said))


def _by_content(field: Field, cells: list[str]) -> Field:
    if field is Field.EMAIL and cells and not any("@" in cell for cell in cells):
        return Field.OTHER
    if field in (Field.OTHER, Field.NAME, Field.URL) and cells:
        if _share(cells, addresses.valid) >= MOST:
            return Field.EMAIL
        if field is Field.OTHER and _share(cells, _is_number) >= MOST:
            return Field.PHONE
        if field is Field.OTHER and _share(cells, WEB.fullmatch) >= MOST:
            return Field.URL
    return field


def _is_number(cell: str) -> bool:
    """Whether it is a telephone number whatever the heading says, and no birthday."""
    return cell[:1] in "+0" and len(phones.plain(cell)) > 6 and not DATE.fullmatch(cell)


def _share(cells: list[str], holds: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if holds(cell)) / len(cells)


def _one_name(fields: list[Field], roles: list[str]) -> list[Field]:
    """One column holds the name: a heading that says so goes before one that says whom the list is of."""
    named = sorted((bool(roles[at]), at) for at, field in enumerate(fields) if field is Field.NAME)
    kept = named[0][1] if named and not (named[0][0] and {Field.GIVEN, Field.FAMILY} & set(fields)) else -1
    return [Field.OTHER if field is Field.NAME and at != kept else field for at, field in enumerate(fields)]


def _names(headings: Sequence[str], fields: list[Field], sample: list[list[str]]) -> list[Field]:
    """Half of a name without its other half is the name; where no heading says so, the column with names in it is."""
    there = set(fields)
    if Field.NAME in there and Field.GIVEN in there and Field.FAMILY not in there:  # "Name, Vorname"
        at = fields.index(Field.NAME)
        if plain(headings[at]) in ("name", "naam", "namn", "navn"):
            fields[at] = Field.FAMILY
    elif Field.NAME not in there and (Field.GIVEN in there) != (Field.FAMILY in there):
        fields = [Field.NAME if field in NAMING else field for field in fields]
    elif not there & NAMING:
        for at, cells in enumerate(sample):
            if fields[at] is Field.OTHER and cells and _share(cells, WRITTEN_NAME.fullmatch) >= MOST:
                fields[at] = Field.NAME
                break
    return fields


def _said(headings: Sequence[str], told: Mapping[str, Mapping[str, str]]) -> dict[int, Field]:
    """What the member said, by column."""
    words = {**told.get(digest(headings), {}), **told.get("", {})}
    by_name = {folded(name): field for name, field in words.items()}
    return {
        at: Field(field)
        for at, name in enumerate(told_apart(headings))
        if (field := by_name.get(folded(name))) in set(Field)
    }


def heading_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows has the headings; None where no row says what its columns hold.

    What stands before it is a title or a note. The first row with the most known headings is taken; where none is
    known, the first row above rows of addresses.
    """
    known = [sum(map(_is_telling, filter(str.strip, row))) for row in rows[:HEADING_ROWS]]
    best = max(known, default=0)
    if not best:
        is_above = len(rows) > 1 and not with_address(rows[:1]) and with_address(rows[1:]) >= MOSTLY * len(rows[1:])
        return 0 if is_above else None
    at = known.index(best)
    cells = [cell for cell in rows[at] if cell.strip()]
    is_heading = best * 2 >= len(cells) or best >= 2
    return at if is_heading and all(len(cell) <= 100 and not addresses.valid(cell.strip()) for cell in cells) else None


def with_address(rows: Sequence[Sequence[str]]) -> int:
    """How many of these rows have an address in them."""
    return sum(any(map(addresses.valid, row)) for row in rows)


def _is_telling(cell: str) -> bool:
    field, role = field_of(cell)
    return field is not Field.OTHER or bool(role)


def why_no_name(text: str) -> str:
    """Why a cell is no person's name; "" for one that may be."""
    if FORMULA.match(text):
        return "a formula where a name should be"
    if DATE.fullmatch(text):
        return "a date where a name should be"
    if NUMBER.fullmatch(text):
        return "a number where a name should be"
    if not any(map(str.isalpha, text)):
        return "no letter where a name should be"
    return ""


def day_s(text: str) -> int:
    """UTC seconds of a day as lists write it (2021-03-12, 12.03.2021, 12 Mar 2021, 03/25/2021); 0 where it is none."""
    text = text.strip()[:40]
    stated = dates.stamp_s(text) if text[:4].isdigit() else None
    if stated is None and (found := re.match(r"(\d{1,2})[./](\d{1,2})[./](\d{4})\b", text)):
        first, second, year = int(found[1]), int(found[2]), found[3]
        is_american = "/" in found[0] and second > 12
        day, month = (second, first) if is_american else (first, second)
        stated = dates.stamp_s(f"{year}-{month:02}-{day:02}")
    if stated is None and re.match(r"\d{1,2} \w{3} \d{4}", text):
        stated = dates.seconds(f"{text[:11]} 00:00:00 +0000".replace("  ", " "))
    return max(stated or 0, 0)
