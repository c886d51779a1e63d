"""Bringing in what is there already, seeing what was refused, taking it back; and who the member is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from allies.cli import bringing, places, progress, show, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName
from allies.lib import clock
from allies.people import actions as people_actions
from allies.people import queries as people_queries
from allies.people.models import Member
from allies.ties import refresh
from allies.traces import actions, list_columns, queries
from allies.traces import preview as previewing
from allies.traces.plain import (
    ImportResultData,
    PreviewRowData,
    TableData,
    import_as_data,
    import_result_as_data,
    moment,
    preview_rows_as_data,
    refusals_as_data,
    tables_as_data,
)
from allies.traces.shapes import ImportRow

SHOWN_REFUSALS = 20
SHOWN_CANDIDATES = 5


Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH...", help="Mail (mbox, Maildir, .eml), .ics, .vcf, .csv, .xlsx, exports (.zip, .tgz)."
    ),
]
Me = Annotated[str, typer.Option("--me", metavar="ADDRESS", help="Your own address or name in it. This decides.")]
Preview = Annotated[bool, typer.Option("--preview", help="Say what would come in, and bring in nothing.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="HEADING=FIELD",
        help="What a column of a list holds: name, given, family, email, phone, role, note, ... Remembered.",
    ),
]
IsSample = Annotated[bool, typer.Option("--sample", help="Mark it as a sample that one click removes.")]


def import_(
    paths: Paths,
    me: Me = "",
    preview: Preview = False,
    column: Columns = None,
    is_sample: IsSample = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Bring in mailboxes, calendars and address books. The same file twice changes nothing the second time."""
    owner = whose.member(member)
    found = [places.existing(path) for path in paths]
    columns = _columns(column or [])
    if preview:
        results = [_preview(owner, place, columns) for place in found]
    else:
        results = [_bring_in(owner, place, me, columns, is_sample, place == found[-1]) for place in found]
        for heading in list_columns.unheard(owner, columns):
            show.note(f"No list has a column {heading}.")
    if as_json:
        show.data(results[0] if len(results) == 1 else _together(results))
        return
    for place, result in zip(found, results, strict=True):
        _say(place, result)


def imports(as_json: AsJson = False, member: MemberName = "") -> None:
    """What was brought in, the newest first."""
    rows = queries.imports(whose.member(member))
    if as_json:
        show.data([import_as_data(row) for row in rows])
        return
    columns = ("id", "source", "when", "state", "read", "added", "known", "refused")
    show.table(columns, [_import_cells(row) for row in rows])


def refused(
    import_id: Annotated[str, typer.Argument(metavar="ID", help="As `allies import` and `allies imports` print it.")],
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """What an import refused: where each is, and why. In a pipe a table, with --json a list."""
    owner = whose.member(member)
    rows = queries.refusals(owner, _known(owner, import_id))
    if as_json:
        show.data(refusals_as_data(rows))
    else:
        show.table(("where", "why"), [(row.where, row.why) for row in rows])


def undo_import(
    import_id: Annotated[str, typer.Argument(metavar="ID", help="As `allies import` and `allies imports` print it.")],
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Take an import back, whole. What another import brought in too stays."""
    owner = whose.member(member)
    actions.undo(owner, _known(owner, import_id))
    refresh.refresh(owner, now_s=clock.now_s())
    row = queries.import_row(owner, import_id)
    if as_json:
        show.data(import_as_data(row))
    else:
        show.line(f"Taken back: {row.source}.")


def me(
    addresses: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS...]", help="Addresses or names that are your own.")
    ] = None,
    is_not: Annotated[bool, typer.Option("--not", help="These are not your own after all.")] = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """See your own addresses and names, and who else you could be; add some, or take some away."""
    owner = whose.member(member)
    for address in addresses or []:
        _forget(owner, address) if is_not else people_actions.say_me(owner, address, at=clock.now())
    if addresses:
        refresh.refresh(owner, now_s=clock.now_s())
    own = [handle.value for handle in people_queries.own_handles(owner)]
    could_be = [one for one in queries.candidates(owner) if one.value not in own][:SHOWN_CANDIDATES]
    if as_json:
        others = [{"address": one.value, "name": one.name, "share": one.share} for one in could_be]
        show.data({"own": own, "candidates": others})
        return
    rows = [("own", value, "", "") for value in own]
    rows += [("could be", one.value, one.name, f"in {one.share:.0%} of the messages") for one in could_be]
    show.table(("", "address", "name", "where"), rows)


def _known(owner: Member, import_id: str) -> str:
    """The id of one of this member's imports."""
    if import_id not in {row.key for row in queries.imports(owner)}:
        raise Refused(f"There is no import {import_id}. See which there are: allies imports")
    return import_id


def _columns(said: list[str]) -> dict[str, str]:
    try:
        return dict(map(list_columns.choice, said))
    except list_columns.NoColumn as error:
        raise Refused(str(error)) from error


def _bring_in(
    owner: Member, place: Path, me: str, columns: dict[str, str], is_sample: bool, is_last: bool
) -> ImportResultData:
    row = bringing.bring_in(owner, place, me=me, is_sample=is_sample, columns=columns, then_follow=is_last)
    if row.me_reason:
        show.note(f"You are {row.me_reason}. If that is wrong: allies import {place} --me ADDRESS")
    return import_result_as_data(row, queries.refusals(owner, row.key))


def _preview(owner: Member, place: Path, columns: dict[str, str]) -> ImportResultData:
    """What would come in, in the shape of what came in, with no import to name, and some of it as a sample."""
    began_s = clock.monotonic_s()
    with progress.bar(place) as show_how_far:
        found = previewing.preview(owner, place, at=clock.now(), on_progress=show_how_far, columns=columns)
    return {
        "import": "",
        "read": found.read,
        "added": found.added,
        "known": found.known,
        "refused": refusals_as_data(found.refused),
        "people": found.people,
        "seconds": clock.monotonic_s() - began_s,
        "first_at": moment(found.first_at),
        "last_at": moment(found.last_at),
        "rows": preview_rows_as_data(found.rows),
        "tables": tables_as_data(found.tables),
    }


def _together(results: list[ImportResultData]) -> dict[str, object]:
    """Several imports in the shape of one, with each of them beside it."""
    return {
        "import": results[-1]["import"],
        "read": sum(one["read"] for one in results),
        "added": sum(one["added"] for one in results),
        "known": sum(one["known"] for one in results),
        "refused": [refusal for one in results for refusal in one["refused"]],
        "people": sum(one["people"] for one in results),
        "seconds": sum(one["seconds"] for one in results),
        "imports": results,
    }


def _say(place: Path, result: ImportResultData) -> None:
    refused = result["refused"]
    is_in = bool(result["import"])
    at_most = "" if is_in or not result["people"] else "at most "  # who is one with whom is told once they are in
    counts = (
        f"{result['read']:,} read, {result['added']:,} added, {result['known']:,} known already, "
        f"{len(refused):,} refused; {at_most}{result['people']:,} people; {result['seconds']:.1f} s"
    )
    show.line(f"{place.name}: {counts}; " + (f"import {result['import']}" if is_in else "nothing was kept"))
    for row in result.get("rows", []):
        show.line(f"  {(row['at'] or '').split('T')[0]:10}  {row['kind']}  {_who(row)}  {row['subject']}".rstrip())
    for table in result.get("tables", []):
        show.note(_columns_of(table))
    for refusal in refused[:SHOWN_REFUSALS]:
        show.note(f"refused: {refusal['where']}: {refusal['why']}")
    if len(refused) > SHOWN_REFUSALS:
        show.note(f"and {len(refused) - SHOWN_REFUSALS:,} more; with --json all of them")


def _columns_of(table: TableData) -> str:
    """What a list's columns were taken to hold: "a.csv: Spender is name, Betrag is other"."""
    held = ", ".join(f"{one['heading']} is {one['field']}" for one in table["columns"])
    return f'{table["place"]}: {held}. Otherwise: --column "HEADING=FIELD"'


def _who(row: PreviewRowData) -> str:
    return " to ".join(part for part in (row["author"], row["others"]) if part)


def _import_cells(row: ImportRow) -> tuple[str, ...]:
    when = f"{row.started_at:%Y-%m-%d %H:%M}"
    source = f"{row.source} (sample)" if row.is_sample else row.source
    return (row.key, source, when, row.state, str(row.read), str(row.added), str(row.known), str(row.refused))


def _forget(owner: Member, address: str) -> None:
    for handle in people_queries.own_handles(owner):
        if handle.value == address.strip().lower():
            people_actions.forget_me(owner, handle)
            return
    raise Refused(f"{address} is not one of your own addresses. See which are: allies me")
