"""Traces and imports as plain data: what `--json` prints and the API serves. Times are ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.traces.shapes import ColumnRow, ImportRow, Preview, PreviewRow, RefusalRow, TableRow, TimelineRow


class RefusalData(TypedDict):
    """One item that did not come in."""

    where: str
    why: str


class PreviewRowData(TypedDict):
    """One thing that would come in; an undated card has no `at`."""

    at: str | None
    kind: str
    author: str
    others: str
    subject: str


class ColumnData(TypedDict):
    """One column of a list, and what it was taken to hold."""

    heading: str
    field: str
    sample: str


class TableData(TypedDict):
    """A list of people, and what its columns were taken to hold."""

    place: str
    headings: str
    role: str
    columns: list[ColumnData]


ImportResultData = TypedDict(
    "ImportResultData",
    {
        "import": str,
        "read": int,
        "added": int,
        "known": int,
        "refused": list[RefusalData],
        "people": int,
        "seconds": float,
        "first_at": NotRequired[str | None],
        "last_at": NotRequired[str | None],
        "rows": NotRequired[list[PreviewRowData]],
        "tables": NotRequired[list[TableData]],
    },
)
"""What one import did, with everything that it refused; where it was only looked at, also what is in it."""

ImportData = TypedDict(
    "ImportData",
    {
        "import": str,
        "source": str,
        "kind": str,
        "is_sample": bool,
        "state": str,
        "started_at": str,
        "finished_at": str | None,
        "done_share": float,
        "read": int,
        "added": int,
        "known": int,
        "refusals": int,
        "people": int,
        "seconds": float,
        "failure": str,
    },
)
"""One import in a list: `refusals` says how many there are."""


class PreviewData(TypedDict):
    """What an import would bring in, with everything that it would refuse."""

    read: int
    added: int
    known: int
    refusals: int
    refused: list[RefusalData]
    people: int
    first_at: str | None
    last_at: str | None
    rows: list[PreviewRowData]
    tables: NotRequired[list[TableData]]


class TimelineData(TypedDict):
    """One trace between the member and a person."""

    id: int
    at: str
    kind: str
    direction: str
    subject: str
    text: str
    by_hand: bool


def import_result_as_data(row: ImportRow, refusals: Sequence[RefusalRow]) -> ImportResultData:
    """What an import did, refusals one by one."""
    return {
        "import": row.key,
        "read": row.read,
        "added": row.added,
        "known": row.known,
        "refused": refusals_as_data(refusals),
        "people": row.people,
        "seconds": row.seconds,
    }


def refusals_as_data(refusals: Sequence[RefusalRow]) -> list[RefusalData]:
    """Where each refused item is and why it did not come in."""
    return [{"where": refusal.where, "why": refusal.why} for refusal in refusals]


def preview_as_data(found: Preview) -> PreviewData:
    """What an import would do."""
    return {
        "read": found.read,
        "added": found.added,
        "known": found.known,
        "refusals": found.refusals,
        "refused": refusals_as_data(found.refused),
        "people": found.people,
        "first_at": moment(found.first_at),
        "last_at": moment(found.last_at),
        "rows": preview_rows_as_data(found.rows),
        "tables": tables_as_data(found.tables),
    }


def preview_rows_as_data(rows: Sequence[PreviewRow]) -> list[PreviewRowData]:
    """Some of what would come in."""
    return [
        {"at": moment(row.at), "kind": row.kind, "author": row.author, "others": row.others, "subject": row.subject}
        for row in rows
    ]


def tables_as_data(tables: Sequence[TableRow]) -> list[TableData]:
    """What the columns of lists were taken to hold. `headings` is what lists with the same ones have in common."""
    return [
        {
            "place": table.place,
            "headings": table.digest,
            "role": table.role,
            "columns": [{"heading": one.heading, "field": one.field, "sample": one.sample} for one in table.columns],
        }
        for table in tables
    ]


def preview_from_data(data: PreviewData) -> Preview:
    """The same, from where it was kept."""
    return Preview(
        read=data["read"],
        added=data["added"],
        known=data["known"],
        refusals=data["refusals"],
        refused=[RefusalRow(one["where"], one["why"]) for one in data["refused"]],
        people=data["people"],
        first_at=_from_text(data["first_at"]),
        last_at=_from_text(data["last_at"]),
        rows=[_row_from_data(row) for row in data["rows"]],
        tables=[_table_from_data(table) for table in data.get("tables", [])],
    )


def _table_from_data(table: TableData) -> TableRow:
    columns = [ColumnRow(one["heading"], one["field"], one["sample"]) for one in table["columns"]]
    return TableRow(table["place"], table["headings"], table["role"], columns)


def _row_from_data(row: PreviewRowData) -> PreviewRow:
    return PreviewRow(
        at=_from_text(row["at"]), kind=row["kind"], author=row["author"], others=row["others"], subject=row["subject"]
    )


def _from_text(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def import_as_data(row: ImportRow) -> ImportData:
    """One import as a list shows it."""
    return {
        "import": row.key,
        "source": row.source,
        "kind": row.source_kind,
        "is_sample": row.is_sample,
        "state": row.state,
        "started_at": row.started_at.isoformat(),
        "finished_at": moment(row.finished_at),
        "done_share": row.done_share,
        "read": row.read,
        "added": row.added,
        "known": row.known,
        "refusals": row.refused,
        "people": row.people,
        "seconds": row.seconds,
        "failure": row.failure,
    }


def timeline_as_data(row: TimelineRow) -> TimelineData:
    """One trace as the timeline shows it."""
    return {
        "id": row.trace,
        "at": row.at.isoformat(),
        "kind": row.kind,
        "direction": row.direction,
        "subject": row.subject,
        "text": row.text,
        "by_hand": row.by_hand,
    }


def moment(at: datetime | None) -> str | None:
    """A time as text, None where there is none."""
    return at.isoformat() if at else None
