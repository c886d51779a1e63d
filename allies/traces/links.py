"""Replies tie two people: whose words a trace answers, found whichever of the two came in first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from allies.people.models import Member
from allies.traces.models import Participation, Trace
from allies.traces.records import As


def link_replies(member: Member, traces: Sequence[Trace]) -> None:
    """Write the role replied-to wherever one of these traces answers, or is answered by, a trace that is there."""
    if not traces:
        return
    answering = {trace.pk: bytes(trace.parent) for trace in traces if trace.parent}
    parents = _traces_by_uid(member, answering.values())
    pairs = {(child, parents[uid]) for child, uid in answering.items() if uid in parents}
    uid_to_new = {bytes(trace.uid): trace.pk for trace in traces}
    waiting = Trace.objects.owned_by(member).filter(parent__in=list(uid_to_new)).values_list("pk", "parent")
    pairs |= {(child, uid_to_new[bytes(uid)]) for child, uid in waiting if uid is not None}
    _write(member, pairs)


def _traces_by_uid(member: Member, wanted: Iterable[bytes]) -> dict[bytes, int]:
    found = Trace.objects.owned_by(member).filter(uid__in=list(set(wanted))).values_list("uid", "pk")
    return {bytes(uid): pk for uid, pk in found}


def _write(member: Member, pairs: set[tuple[int, int]]) -> None:
    """pairs : of (trace that answers, trace that is answered)."""
    authors: dict[int, set[int]] = {}
    concerned = {trace for pair in pairs for trace in pair}
    rows = (
        Participation.objects.owned_by(member).filter(trace__in=concerned, role=As.FROM).values_list("trace", "handle")
    )
    for trace, handle in rows if concerned else ():
        authors.setdefault(trace, set()).add(handle)
    Participation.objects.add_all(
        Participation(owner=member, trace_id=child, handle_id=handle, role=As.REPLIED_TO)
        for child, parent in sorted(pairs)
        for handle in sorted(authors.get(parent, set()) - authors.get(child, set()))
    )
