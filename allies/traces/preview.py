"""What an import would do, without doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from allies.people.models import Handle, Member
from allies.traces import cards, list_columns, reading, uids
from allies.traces.book import Address, Book, address_of
from allies.traces.models import Import, ImportState, Trace
from allies.traces.plain import preview_as_data
from allies.traces.records import As, HandleKind, Item, Kind, Role, TraceRecord
from allies.traces.shapes import HowFar, Preview, PreviewRow, RefusalRow
from allies.traces.sources.detect import detect
from allies.traces.sources.pieces import Table

AT_ONCE = 500  # items looked up together
SHOWN = 8  # of what would come in
KEPT = 100  # refusals, for the page that asks
TABLES = 20  # lists of people
NAMED = 3  # of those it is to

Progress = Callable[[HowFar], None]


@dataclass(slots=True)
class _Found:
    """What was seen so far."""

    read: int = 0
    added: int = 0
    refused: list[RefusalRow] = field(default_factory=list)
    people: set[Address] = field(default_factory=set)
    cards: list[tuple[str, set[Address]]] = field(default_factory=list)  # name, and whose addresses those are
    uids: set[bytes] = field(default_factory=set)
    times_s: list[int] = field(default_factory=list)  # the first and the last
    rows: list[PreviewRow] = field(default_factory=list)


def preview(
    member: Member,
    path: Path,
    *,
    at: datetime,
    on_progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
) -> Preview:
    """Read all of a source and count; nothing is written. Raises what `importing.run` raises for the path.

    columns : what columns of lists hold, by heading, this once.
    on_progress : called after each batch.
    """
    detect(path)
    found, book = _Found(), Book(member)
    tables: dict[tuple[str, str], Table] = {}
    items = reading.read(
        path,
        now_s=int(at.timestamp()),
        columns=list_columns.told(member, columns),
        on_table=lambda table: tables.update({(table.place, table.digest): table}),
    )
    while some := list(islice(items, AT_ONCE)):
        _see(book, some, found)
        if on_progress is not None:
            on_progress(HowFar(some[-1].done, found.read, len(found.refused)))
    moments = [datetime.fromtimestamp(at_s, UTC) for at_s in found.times_s]
    return Preview(
        read=found.read,
        added=found.added,
        known=found.read - found.added - len(found.refused),
        refusals=len(found.refused),
        refused=found.refused,
        people=_count_new_people(member, found),
        first_at=moments[0] if moments else None,
        last_at=moments[-1] if moments else None,
        rows=found.rows,
        tables=[list_columns.row(table) for table in islice(tables.values(), TABLES)],
    )


def look(member: Member, run: Import, path: Path, *, at: datetime) -> None:
    """Preview for an import that waits, and keep what was found with it, so that a page can ask whether to go on."""
    own = Import.objects.owned_by(member).filter(pk=run.pk)
    try:
        found = preview(member, path, at=at, on_progress=lambda seen: _tell(member, run, seen.done_share))
    except Exception as error:
        own.update(state=ImportState.FAILED, failure=str(error)[:500])
        raise
    found = replace(found, refused=found.refused[:KEPT])
    kept = {**(run.preview or {}), "found": preview_as_data(found)}
    own.filter(state=ImportState.WAITING).update(state=ImportState.PREVIEW, preview=kept, done_share=0.0)


def _tell(member: Member, run: Import, share: float) -> None:
    Import.objects.owned_by(member).filter(pk=run.pk).update(done_share=share)


def _see(book: Book, items: list[Item], found: _Found) -> None:
    found.read += len(items)
    told = [(item, book.why_not(item)) for item in items]
    found.refused += [RefusalRow(item.place, why) for item, why in told if why]
    records = [item.record for item, why in told if item.record is not None and not why]
    once = _once(book.member, records, found.uids)
    unknown = _unknown(book.member, once)
    fresh = _fresh(book.member, unknown)
    found.added += len(fresh)
    found.people.update(address for record in unknown for address in _addresses(record, book))
    found.cards += [(record.subject, _addresses(record, book)) for record in once.values() if record.kind == Kind.CARD]
    moments = [record.at_s for record in fresh if record.at_s] + found.times_s
    found.times_s = [min(moments), max(moments)] if moments else []
    found.rows += [_row(record) for record in fresh[: SHOWN - len(found.rows)]]


def _addresses(record: TraceRecord, book: Book) -> set[Address]:
    """Of all who are persons."""
    return {address_of(role) for role in record.people if role.kind != HandleKind.LIST and not book.is_erased(role)}


def _once(member: Member, records: list[TraceRecord], seen: set[bytes]) -> dict[bytes, TraceRecord]:
    """Those that were not seen yet, each once, by uid."""
    here = {uids.trace_uid(member, record.kind, record.uid): record for record in reversed(records)}
    once = {uid: record for uid, record in reversed(here.items()) if uid not in seen}
    seen.update(once)
    return once


def _unknown(member: Member, once: dict[bytes, TraceRecord]) -> list[TraceRecord]:
    """Those that are not in the network."""
    rows = Trace.objects.owned_by(member).filter(uid__in=once.keys()).values_list("uid", flat=True)
    known = {bytes(uid) for uid in rows}
    return [record for uid, record in once.items() if uid not in known]


def _fresh(member: Member, unknown: list[TraceRecord]) -> list[TraceRecord]:
    """Those that add something: what a list says of someone stands in the place of what it said of them before."""
    roots = {uids.trace_uid(member, Kind.CARD, one.root): one.root for one in unknown if one.kind == Kind.CARD}
    there = Trace.objects.owned_by(member).filter(kind=Kind.CARD, root__in=list(roots)).values_list("root", flat=True)
    listed = {roots[bytes(root)] for root in there if root} - {""}
    return [record for record in unknown if record.root not in listed]


def _row(record: TraceRecord) -> PreviewRow:
    authors = _named(record, (role for role in record.people if role.role == As.FROM))
    others = _named(record, (role for role in record.people if role.role not in (As.FROM, As.REPLIED_TO)))
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return PreviewRow(
        at=datetime.fromtimestamp(record.at_s, UTC) if record.at_s else None,
        kind=record.kind,
        author=", ".join(authors),
        others=", ".join(others[:NAMED]) + more,
        subject=record.subject[:200],
    )


def _named(record: TraceRecord, roles: Iterable[Role]) -> list[str]:
    """Each once, by name; by address where the name stands in the subject, as on a card."""
    named = (role.name if role.name and role.name != record.subject else role.value for role in roles)
    return [name for name in dict.fromkeys(named) if name.casefold() != record.subject.casefold()]


def _count_new_people(member: Member, found: _Found) -> int:
    """How many would be new, before they are compared with each other and with who is there: at most.

    The addresses on one card are one person; who else is one is told once they are in.
    """
    known = set(Handle.objects.owned_by(member).values_list("kind", "value"))
    new = found.people - known
    count = len(new)
    for together in cards.persons(found.cards):
        if theirs := together & new:
            count -= len(theirs) - together.isdisjoint(known)
    return count
