"""Replies tie two people: whose words a trace answers, found whichever of the two came in first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allies.people.models import Member
from allies.traces.models import Participation, Trace
from allies.traces.records import As


def link_replies(member: Member, new: Mapping[bytes, int], parents: Mapping[bytes, bytes]) -> None:
    """Write the role replied-to wherever one of these traces answers, or is answered by, a trace that is there.

    new : uid to trace.   parents : uid to the uid of what it answers.
    """
    if not new:
        return
    there = _traces_by_uid(member, set(parents.values()) - new.keys()) | dict(new)
    pairs = {(new[uid], there[parent]) for uid, parent in parents.items() if parent in there}
    waiting = Trace.objects.owned_by(member).filter(parent__in=list(new)).values_list("pk", "parent")
    pairs |= {(child, new[bytes(uid)]) for child, uid in waiting if uid is not None}
    _write(member, pairs)


def _traces_by_uid(member: Member, wanted: Iterable[bytes]) -> dict[bytes, int]:
    found = Trace.objects.owned_by(member).filter(uid__in=list(wanted)).values_list("uid", "pk")
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
    said = _answered_already(member, {child for child, _ in pairs})
    Participation.objects.write(
        ("owner_id", "trace_id", "handle_id", "role"),
        (
            (member.pk, child, handle, As.REPLIED_TO.value)
            for child, parent in sorted(pairs)
            for handle in sorted(authors.get(parent, set()) - authors.get(child, set()))
            if (child, handle) not in said
        ),
    )


def _answered_already(member: Member, children: set[int]) -> set[tuple[int, int]]:
    """Traces whose source itself says whose words they answer."""
    rows = Participation.objects.owned_by(member).filter(trace__in=children, role=As.REPLIED_TO)
    return set(rows.values_list("trace", "handle")) if children else set()
