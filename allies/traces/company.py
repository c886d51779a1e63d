"""In which threads addresses wrote, and to which lists: what two addresses of one person have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from allies.people import resolve
from allies.people.models import Handle, Member
from allies.traces.models import Participation
from allies.traces.records import As, HandleKind

BATCH = 500  # handles a query


def weigh_again(member: Member, looked: resolve.Look | None = None) -> int:
    """Find anew who may be one person, with the company they keep. Returns how many pairs are to be asked about.

    looked : as for `resolve.weigh_again`.
    """
    return resolve.weigh_again(
        member,
        threads=lambda handles: _threads(member, handles),
        teams=lambda handles: _lists(member, handles),
        looked=looked,
    )


def _threads(member: Member, handles: Sequence[int]) -> dict[int, set[int]]:
    """By handle, the conversations that it wrote in, as far as they say what they began with."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for some in _batches(handles):
        wrote = Participation.objects.owned_by(member).filter(handle__in=some, role=As.FROM)
        for handle, uid, root in wrote.values_list("handle", "trace__uid", "trace__root"):
            found[handle].add(int.from_bytes(bytes(root or uid)))
    return found


def _lists(member: Member, handles: Sequence[int]) -> dict[int, set[int]]:
    """By handle, the lists that carried what it wrote."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    if not Handle.objects.owned_by(member).filter(kind=HandleKind.LIST).exists():
        return found
    for some in _batches(handles):
        wrote = Participation.objects.owned_by(member).filter(handle__in=some, role=As.FROM)
        carried = Participation.objects.owned_by(member).filter(role=As.LIST, trace__in=wrote.values("trace"))
        over = dict(carried.values_list("trace", "handle"))
        for handle, trace in wrote.values_list("handle", "trace") if over else ():
            if trace in over:
                found[handle].add(over[trace])
    return found


def _batches(handles: Sequence[int]) -> list[list[int]]:
    return [list(handles[at : at + BATCH]) for at in range(0, len(handles), BATCH)]
