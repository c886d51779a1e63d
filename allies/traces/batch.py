"""One batch of an import, written in one transaction with the place where it ended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from allies.people.models import Member
from allies.traces import uids, votes
from allies.traces.book import Book
from allies.traces.links import link_replies
from allies.traces.models import Import, Participation, Refusal, Sighting, Trace
from allies.traces.records import As, Item, TraceRecord

QUESTION = re.compile(r"\?(?:\s|[)\"'»”]|$)")
COLUMNS = (
    *("owner_id", "run_id", "uid", "kind", "at_s", "parent", "root"),
    *("subject", "text", "minutes", "is_automatic", "is_question"),
)
SUBJECT_AT, TEXT_AT = COLUMNS.index("subject"), COLUMNS.index("text")
SUBJECT, PLACE, REASON = 500, 1_000, 500  # characters kept
CHUNK = 2_000  # rows a query
VOTES = 1_000  # addresses that the mailbox may have, the most frequent: no one has more


class RunElsewhere(RuntimeError):
    """Another process is reading the same source."""


@dataclass(slots=True)
class Tally:
    """What a run found since it was started in this process."""

    delivered: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)


Written = tuple[int, str, str, str]
"""A new trace, its subject, its text, the addresses of who wrote it."""


@transaction.atomic
def write(member: Member, run: Import, items: Sequence[Item], book: Book, tally: Tally) -> list[Written]:
    """Write these items and how far they reach. All of it, or none. Returns what was not there before.

    Raises RunElsewhere when another process has moved the same run on meanwhile.
    """
    Member.objects.select_for_update().get(pk=member.pk)  # one writer per member at a time
    made_before = book.people_made
    refused, records = _sort_out(items, book)
    written = _write_traces(member, run, records, book)
    Refusal.objects.add_all(
        Refusal(
            owner=member, run=run, position=item.position, place=_clean(item.place)[:PLACE], reason=_clean(why)[:REASON]
        )
        for item, why in refused
    )
    _count(tally, records)
    _advance(
        member,
        run,
        position=items[-1].position,
        done_share=items[-1].done,
        read=run.read + len(items),
        added=run.added + len(written),
        known=run.known + len(records) - len(written),
        refused=run.refused + len(refused),
        people=run.people + book.people_made - made_before,
        owner_votes={
            "delivered": dict(tally.delivered.most_common(VOTES)),
            "sent": dict(tally.sent.most_common(VOTES)),
        },
    )
    return written


def _advance(member: Member, run: Import, **fields: object) -> None:
    at = Import.objects.owned_by(member).filter(pk=run.pk, position=run.position, state=run.state)
    if at.update(**fields) != 1:
        raise RunElsewhere("This source is being read by another process. Wait until it is done.")
    for name, value in fields.items():
        setattr(run, name, value)


def _sort_out(items: Sequence[Item], book: Book) -> tuple[list[tuple[Item, str]], list[TraceRecord]]:
    told = [(item, book.why_not(item)) for item in items]
    return [(item, why) for item, why in told if why], [item.record for item, why in told if item.record and not why]


def _write_traces(member: Member, run: Import, records: list[TraceRecord], book: Book) -> list[Written]:
    """Returns the new ones, in their order."""
    first = {uids.trace_uid(member, record.kind, record.uid): record for record in reversed(records)}
    rows = {uid: _row(member, run, uid, record) for uid, record in reversed(first.items())}
    before = Trace.objects.newest(member)
    Trace.objects.write(COLUMNS, rows.values(), unless_there=True)
    there = Trace.objects.owned_by(member).filter(run=run, pk__gt=before).order_by("pk").values_list("pk", "uid")
    new = {pk: bytes(uid) for pk, uid in there.iterator(chunk_size=CHUNK)}
    authors = _write_roles(member, {pk: first.pop(uid) for pk, uid in new.items()}, book)
    link_replies(member, after=before)
    _sight(member, run, list(first))
    return [(pk, rows[uid][SUBJECT_AT], rows[uid][TEXT_AT], authors[pk]) for pk, uid in new.items()]


def _write_roles(member: Member, new: dict[int, TraceRecord], book: Book) -> dict[int, str]:
    """Returns who wrote each: their addresses, one after the other."""
    roles = {
        trace: [role for role in record.people if not book.is_erased(role)] if book.erased else record.people
        for trace, record in new.items()
    }
    book.enter(role for found in roles.values() for role in found)
    Participation.objects.write(
        ("owner_id", "trace_id", "handle_id", "role"),
        (
            (member.pk, trace, handle, role)
            for trace, found in roles.items()
            for handle, role in dict.fromkeys((book.handle(role), role.role.value) for role in found)
        ),
    )
    wrote = ((trace, (role.value for role in found if role.role == As.FROM)) for trace, found in roles.items())
    return {trace: " ".join(dict.fromkeys(values)) for trace, values in wrote}


def _sight(member: Member, run: Import, again: list[bytes]) -> None:
    """Note that this import saw what others had brought in."""
    for start in range(0, len(again), CHUNK):
        there = Trace.objects.owned_by(member).filter(uid__in=again[start : start + CHUNK]).exclude(run=run)
        rows = ((member.pk, pk, run.pk) for pk in there.order_by("pk").values_list("pk", flat=True))
        Sighting.objects.write(("owner_id", "trace_id", "run_id"), rows, unless_there=True)


def _row(member: Member, run: Import, uid: bytes, record: TraceRecord) -> tuple[Any, ...]:
    """One trace, in the order of COLUMNS."""
    text = _clean(record.text)
    return (
        member.pk,
        run.pk,
        uid,
        record.kind.value,
        record.at_s,
        uids.trace_uid(member, record.kind, record.parent) if record.parent else None,
        uids.trace_uid(member, record.kind, record.root) if record.root else None,
        _clean(record.subject)[:SUBJECT],
        text,
        record.minutes,
        record.is_automatic,
        bool(QUESTION.search(text)),
    )


def _count(tally: Tally, records: list[TraceRecord]) -> None:
    for record in records:
        if record.delivered_to:
            tally.delivered.update(address.lower() for address in record.delivered_to)
        if record.is_sent:
            tally.sent.update(votes.ballot(role) for role in record.people if role.role == As.FROM)


def _clean(text: str) -> str:
    """Text that every database takes: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
