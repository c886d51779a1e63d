"""Reads of imports and of what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404

from allies.people.models import Member
from allies.traces import mailbox_owner
from allies.traces.models import Account, Import, ImportState, Participation, Refusal, Trace
from allies.traces.plain import preview_from_data
from allies.traces.records import As, Kind
from allies.traces.shapes import Candidate, ImportRow, ImportsPage, Preview, RefusalRow, TimelineRow

EXCERPT = 280  # characters
BY_HAND = "by hand"  # the place of what the member logs
TOGETHER = (Kind.MEETING, Kind.CALL, Kind.VISIT)


def imports(member: Member, *, source_key: str = "", limit: int | None = None) -> list[ImportRow]:
    """Every import, or those of one source, the newest first. What was logged by hand is no import."""
    runs = _runs(member).filter(source__key=source_key) if source_key else _runs(member)
    return [_import_row(run) for run in runs[:limit]]


def imports_page(member: Member, *, page: str, per_page: int) -> ImportsPage:
    """One page of the imports, the newest first; without those of accounts, which stand with their account.

    page : as it was asked for: what is no number is the first, what is beyond the last is the last.
    """
    of_accounts = Account.objects.owned_by(member).values("source")
    found = Paginator(_runs(member).exclude(source__in=of_accounts), per_page).get_page(page)
    return ImportsPage([_import_row(run) for run in found], found.number, found.paginator.num_pages)


def import_row(member: Member, key: str) -> ImportRow:
    """One import; Http404 where there is none."""
    return _import_row(import_(member, key))


def import_(member: Member, key: str) -> Import:
    """The import with this key; Http404 where there is none."""
    found = Import.objects.owned_by(member).select_related("source").filter(key=key).first()
    if found is None:
        raise Http404("No such import.")
    return found


def preview(member: Member, key: str) -> Preview | None:
    """What an import would bring in, where it was looked at and nothing is decided yet."""
    run = import_(member, key)
    return preview_from_data(run.preview["found"]) if run.state == ImportState.PREVIEW and run.preview else None


def refused_last(member: Member, run: Import) -> int:
    """How many of the last items that this import read were refused, one after the other."""
    own = Refusal.objects.owned_by(member).filter(run=run).order_by("-position").values_list("position", flat=True)
    found = enumerate(own.iterator(chunk_size=2_000))
    return next((count for count, position in found if position != run.position - count), run.refused)


def refusals(member: Member, import_key: str, *, limit: int | None = None) -> list[RefusalRow]:
    """What an import refused, in the order of the source."""
    rows = Refusal.objects.owned_by(member).filter(run=import_(member, import_key)).order_by("position")
    return [RefusalRow(where, why) for where, why in rows.values_list("place", "reason")[:limit]]


def is_paused(member: Member, path: Path) -> bool:
    """Whether the newest import of this place is paused."""
    newest = Import.objects.owned_by(member).filter(source__place=str(path)).order_by("-pk").first()
    return newest is not None and newest.state == ImportState.PAUSED


def has_traces(member: Member) -> bool:
    """Whether anything was brought in or logged."""
    return Trace.objects.owned_by(member).exists()


def has_sample(member: Member) -> bool:
    """Whether the sample network is in this member's network."""
    live = Import.objects.owned_by(member).exclude(state=ImportState.UNDONE)
    return live.filter(source__is_sample=True).exists()


def candidates(member: Member) -> list[Candidate]:
    """Who the member may be, the most likely first."""
    return mailbox_owner.candidates(member)


def timeline(member: Member, person_id: int, *, limit: int) -> list[TimelineRow]:
    """What happened with one person, the newest first; what is sent by machines is left out."""
    theirs = Participation.objects.owned_by(member).filter(handle__person=person_id).exclude(role=As.LIST)
    traces = (
        Trace.objects.owned_by(member).filter(pk__in=theirs.values("trace"), is_automatic=False).exclude(kind=Kind.CARD)
    )
    return list(_rows(member, traces.order_by("-at_s", "-pk")[:limit], {person_id}).values())


def trace_rows(member: Member, ids: Iterable[int]) -> dict[int, TimelineRow]:
    """These traces by id, as the member sees them."""
    return _rows(member, Trace.objects.owned_by(member).filter(pk__in=list(ids)), None)


def _rows(member: Member, traces: QuerySet[Trace], people: set[int] | None) -> dict[int, TimelineRow]:
    found = list(traces.select_related("run__source"))
    roles = Participation.objects.owned_by(member).filter(trace__in=[trace.pk for trace in found])
    mine, theirs = set[int](), set[int]()
    for trace, person, is_self, role in roles.values_list("trace", "handle__person", "handle__person__is_self", "role"):
        if role == As.FROM and is_self:
            mine.add(trace)
        elif role == As.FROM and (people is None or person in people):
            theirs.add(trace)
    return {trace.pk: _row(trace, trace.pk in mine, trace.pk in theirs) for trace in found}


def _row(trace: Trace, is_mine: bool, is_theirs: bool) -> TimelineRow:
    return TimelineRow(
        trace=trace.pk,
        at=datetime.fromtimestamp(trace.at_s, UTC),
        kind=trace.kind,
        direction=_direction(trace.kind, is_mine, is_theirs),
        subject=trace.subject,
        text=trace.text[:EXCERPT],
        by_hand=trace.run.source.place == BY_HAND,
    )


def _direction(kind: str, is_mine: bool, is_theirs: bool) -> str:
    if kind in TOGETHER:
        return "together"
    if is_mine:
        return "from-you"
    return "from-them" if is_theirs else "among-others"


def _runs(member: Member) -> QuerySet[Import]:
    """Without what no list of them shows, which may be long."""
    runs = Import.objects.owned_by(member).exclude(source__place=BY_HAND)
    return runs.select_related("source").defer("preview", "owner_votes").order_by("-pk")


def _import_row(run: Import) -> ImportRow:
    return ImportRow(
        key=run.key,
        source=run.source.name,
        source_key=run.source.key,
        source_kind=run.source.kind,
        is_sample=run.source.is_sample,
        state=run.state,
        started_at=run.started_at,
        finished_at=run.finished_at,
        done_share=run.done_share,
        read=run.read,
        added=run.added,
        known=run.known,
        refused=run.refused,
        people=run.people,
        seconds=run.seconds,
        failure=run.failure,
        me_reason=run.me_reason,
    )
