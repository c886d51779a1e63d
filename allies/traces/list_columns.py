"""What the columns of a member's lists hold: said once, remembered for every list with the same headings."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from allies.people.models import Member
from allies.traces.models import ListColumns
from allies.traces.shapes import ColumnRow, TableRow
from allies.traces.sources.columns import folded
from allies.traces.sources.headings import Field
from allies.traces.sources.pieces import Table

FIELDS = tuple(field.value for field in Field)
WORDS = {
    Field.NAME: "name",
    Field.GIVEN: "first name",
    Field.FAMILY: "last name",
    Field.EMAIL: "e-mail address",
    Field.PHONE: "phone number",
    Field.URL: "web page",
    Field.COMPANY: "company or school",
    Field.ROLE: "what they are to you",
    Field.NOTE: "note",
    Field.DATE: "since when",
    Field.OTHER: "something else, kept as a note",
    Field.NOTHING: "leave it out",
}


class NoColumn(ValueError):
    """What was said about a column cannot be meant. The message says what can be."""


def choice(text: str) -> tuple[str, str]:
    """Heading and field of "Spender=name". Raises NoColumn."""
    heading, equals, field = text.rpartition("=")
    if not equals or not heading.strip() or field.strip().lower() not in FIELDS:
        raise NoColumn(f'{text} is not of the form "HEADING=FIELD". The fields are: {", ".join(FIELDS)}.')
    return heading.strip(), field.strip().lower()


def told(member: Member, also: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """What the member has said so far, as a reader of files takes it. `also` holds for any list."""
    known = dict(ListColumns.objects.owned_by(member).values_list("digest", "fields"))
    return {**known, "": dict(also)} if also else known


@transaction.atomic
def remember(member: Member, digest: str, fields: Mapping[str, str]) -> None:
    """Keep what the member said for lists with these headings, beside what they said before. Raises NoColumn."""
    unknown = next((field for field in fields.values() if field not in FIELDS), None)
    if unknown is not None:
        raise NoColumn(f"{unknown} is no field. The fields are: {', '.join(FIELDS)}.")
    mine = ListColumns.objects.owned_by(member).filter(digest=digest)
    before = mine.values_list("fields", flat=True).first()
    if before is None:
        ListColumns.objects.create(owner=member, digest=digest, fields=dict(fields))
    else:
        mine.update(fields={**before, **fields})


def remember_found(member: Member, table: Table, said: Mapping[str, str]) -> None:
    """Keep what was said about columns for lists with the headings of this one, if it has such columns."""
    by_heading = {folded(heading): field for heading, field in said.items()}
    found = {heading: by_heading[folded(heading)] for heading in table.headings if folded(heading) in by_heading}
    if found:
        remember(member, table.digest, found)


def unheard(member: Member, said: Mapping[str, str]) -> list[str]:
    """The headings among these that no list which was read has had."""
    known = {folded(heading) for fields in told(member).values() for heading in fields}
    return [heading for heading in said if folded(heading) not in known]


def row(table: Table) -> TableRow:
    """A list as a page shows it."""
    columns = [
        ColumnRow(heading, field, next((cells[at] for cells in table.sample if at < len(cells) and cells[at]), ""))
        for at, (heading, field) in enumerate(zip(table.headings, table.fields, strict=True))
    ]
    return TableRow(table.place, table.digest, table.role, columns)
