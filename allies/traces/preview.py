"""What an import would do, without doing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from allies.people.models import Handle, Member
from allies.traces import reading, uids
from allies.traces.models import Trace
from allies.traces.records import HandleKind, TraceRecord
from allies.traces.shapes import RefusalRow
from allies.traces.sources.detect import detect

AT_ONCE = 500  # items looked up together


@dataclass(frozen=True, slots=True)
class Preview:
    """The counts that an import of this source would end with."""

    read: int
    added: int
    known: int
    refused: list[RefusalRow]
    people: int


def preview(member: Member, path: Path, *, at: datetime) -> Preview:
    """Read all of a source and count; nothing is written. Raises what `importing.run` raises for the path."""
    detect(path)
    counts, refused = {"read": 0, "added": 0}, list[RefusalRow]()
    uids_seen, people = set[bytes](), set[tuple[str, str]]()
    items = reading.read(path, now_s=int(at.timestamp()))
    while some := list(islice(items, AT_ONCE)):
        counts["read"] += len(some)
        refused += [RefusalRow(item.place, item.reason) for item in some if item.record is None]
        records = [item.record for item in some if item.record is not None]
        counts["added"] += _count_new(member, records, uids_seen)
        people.update((role.kind, role.value) for record in records for role in record.people)
    known = counts["read"] - counts["added"] - len(refused)
    return Preview(counts["read"], counts["added"], known, refused, _count_new_people(member, people))


def _count_new(member: Member, records: list[TraceRecord], seen: set[bytes]) -> int:
    uids_here = {uids.trace_uid(member, record.kind, record.uid) for record in records} - seen
    seen |= uids_here
    return len(uids_here) - Trace.objects.owned_by(member).filter(uid__in=uids_here).count()


def _count_new_people(member: Member, people: set[tuple[str, str]]) -> int:
    known = set(Handle.objects.owned_by(member).values_list("kind", "value"))
    return sum(1 for kind, value in people - known if kind != HandleKind.LIST)
