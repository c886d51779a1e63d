"""Writes: an import undone, a call or a letter logged, the sample removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from allies.lib import ids
from allies.people import unjoining
from allies.people.access import self_person
from allies.people.models import Handle, Member, Person
from allies.traces import again, mailbox_owner, parting, queries, renaming, uids
from allies.traces.models import Account, Import, ImportState, Participation, Refusal, Sighting, Source, Trace
from allies.traces.records import As, HandleKind, Kind

TAKEN_BACK = (
    "You took back what came in through it, so it waits for you. Bring it in step to go on with what is new; read all "
    "of it again to have that back, too."
)
LOGGED = (Kind.CALL, Kind.LETTER, Kind.MEETING, Kind.VISIT, Kind.NOTE)


class CannotLog(ValueError):
    """This cannot be logged."""


@transaction.atomic
def undo(member: Member, key: str) -> Import:
    """Take back what one import brought in; what another import brought in too stays."""
    Member.objects.select_for_update().get(pk=member.pk)
    run = queries.import_(member, key)
    again.hand_over(member, run)
    _hand_over(member, run)
    removed = Trace.objects.owned_by(member).filter(run=run)
    _unlink_replies(member, removed)
    # these first, each in one statement: Django would fetch a million rows to see what hangs on them
    Participation.objects.owned_by(member).filter(trace__run=run).delete()
    Sighting.objects.owned_by(member).filter(trace__run=run).delete()
    Trace.objects.sweep(removed)
    Sighting.objects.owned_by(member).filter(run=run).delete()
    renaming.take_back(member, run)
    Refusal.objects.owned_by(member).filter(run=run).delete()
    parted = unjoining.take_back(member, at=run.finished_at) if run.finished_at else []
    remove_unknown(member)
    Import.objects.owned_by(member).filter(pk=run.pk).update(state=ImportState.UNDONE)
    _let_wait(member, run)
    mailbox_owner.untell(member, run)
    parting.join_again(member, parted, run)
    run.refresh_from_db()
    return run


def pause(member: Member, key: str) -> bool:
    """Let an import that is being read stop after the batch at hand. False when it was not being read any more."""
    run = queries.import_(member, key)
    reading = Import.objects.owned_by(member).filter(pk=run.pk, state__in=(ImportState.WAITING, ImportState.READING))
    return reading.update(state=ImportState.PAUSED) == 1


def rest(member: Member, place: Path, *, words: str) -> bool:
    """Let an import of this place wait for its member, and say why. False where it had got to its end."""
    begun = Import.objects.owned_by(member).filter(source__place=str(place.resolve()))
    unfinished = begun.filter(state__in=(ImportState.WAITING, ImportState.READING, ImportState.FAILED))
    return unfinished.update(state=ImportState.PAUSED, failure=words) > 0


def go_on(member: Member, key: str) -> Import | None:
    """An import that was paused or looked at waits for its turn again. None when it is neither any more."""
    run = queries.import_(member, key)
    still = Import.objects.owned_by(member).filter(pk=run.pk, state__in=(ImportState.PAUSED, ImportState.PREVIEW))
    return run if still.update(state=ImportState.WAITING, preview=None, failure="") == 1 else None


def look_again(member: Member, key: str) -> Import | None:
    """An import that was looked at waits to be looked at again. None when it is not any more."""
    run = queries.import_(member, key)
    still = Import.objects.owned_by(member).filter(pk=run.pk, state=ImportState.PREVIEW)
    kept = {"me": (run.preview or {}).get("me", "")}
    return run if still.update(state=ImportState.WAITING, preview=kept) == 1 else None


def discard(member: Member, key: str) -> bool:
    """Forget an import that was only looked at. False when it is more than that by now."""
    run = queries.import_(member, key)
    gone, _ = Import.objects.owned_by(member).filter(pk=run.pk, state=ImportState.PREVIEW).delete()
    Source.objects.owned_by(member).filter(pk=run.source_id, imports=None).delete()
    return gone == 1


@transaction.atomic
def remove_sample(member: Member) -> int:
    """Take the sample network out again, whole. Returns how many imports it was."""
    live = Import.objects.owned_by(member).filter(source__is_sample=True).exclude(state=ImportState.UNDONE)
    keys = list(live.values_list("key", flat=True))
    for key in keys:
        undo(member, key)
    Source.objects.owned_by(member).filter(is_sample=True).delete()
    return len(keys)


@transaction.atomic
def log(
    member: Member, person: Person, *, kind: str, at: datetime, note: str = "", is_from_them: bool = False
) -> Trace:
    """A call, letter, meeting, visit or note with this person, from the member's own memory.

    is_from_them : whether they wrote the letter; of all else that was logged it makes no difference who began.
    """
    if kind not in LOGGED:
        raise CannotLog(f"{kind!r} cannot be logged. Choose one of: {', '.join(LOGGED)}.")
    if is_from_them and kind != Kind.LETTER:
        raise CannotLog(f"A {kind} has no sender. Only a letter can be one that came.")
    theirs = Handle.objects.owned_by(member).filter(person=person).order_by("pk").first()
    if theirs is None:
        raise CannotLog(f"{person.name} has no address or name to log this with.")
    trace = Trace.objects.create(
        owner=member,
        run=_by_hand(member, at),
        uid=uids.trace_uid(member, kind, f"by hand:{ids.new()}"),
        kind=kind,
        at_s=int(at.timestamp()),
        text=note.replace("\0", ""),
    )
    theirs_as, mine_as = (As.FROM, As.TO) if is_from_them else _roles(Kind(kind))
    Participation.objects.create(owner=member, trace=trace, handle=theirs, role=theirs_as)
    if mine_as is not None:
        Participation.objects.create(owner=member, trace=trace, handle=_own_handle(member), role=mine_as)
    return trace


@transaction.atomic
def unlog(member: Member, trace_id: int) -> None:
    """Take back what the member logged; Http404 for anything else."""
    logged = Trace.objects.owned_by(member).filter(pk=trace_id, run__source__place=queries.BY_HAND)
    if not logged.exists():
        raise Http404("No such entry.")
    logged.delete()


def remove_unknown(member: Member) -> None:
    """Remove handles that nothing speaks of any more, and persons who have no handle left."""
    speaks = Participation.objects.owned_by(member).filter(handle=OuterRef("pk"))
    Handle.objects.owned_by(member).filter(~Exists(speaks), by_hand=False).delete()
    known = Handle.objects.owned_by(member).filter(person=OuterRef("pk"))
    joined = Person.objects.owned_by(member).filter(~Exists(known))
    joined.filter(joined_into=None).delete()


def _let_wait(member: Member, run: Import) -> None:
    """The account that an import came in through brings nothing more by itself; whoever is at it now is too late."""
    through = Account.objects.owned_by(member).filter(source=run.source)
    through.update(next_at=None, claimed_by="", claimed_until=None, failure=TAKEN_BACK)


def _hand_over(member: Member, run: Import) -> None:
    """Traces that another import has seen as well become that import's."""
    seen: dict[int, int] = {}
    rows = Sighting.objects.owned_by(member).filter(trace__run=run).exclude(run=run).order_by("-pk")
    for trace, other in rows.values_list("trace", "run"):
        seen[trace] = other
    for other in set(seen.values()):
        traces: Sequence[int] = [trace for trace, by in seen.items() if by == other]
        Trace.objects.owned_by(member).filter(pk__in=traces).update(run=other)
        Sighting.objects.owned_by(member).filter(trace__in=traces, run=other).delete()
        renaming.hand_over(member, run, other, traces)


def _unlink_replies(member: Member, removed: QuerySet[Trace]) -> None:
    answers = Participation.objects.owned_by(member).filter(role=As.REPLIED_TO)
    answers.filter(trace__parent__in=removed.values("uid")).delete()


def _by_hand(member: Member, at: datetime) -> Import:
    source, _ = Source.objects.owned_by(member).get_or_create(
        place=queries.BY_HAND, defaults={"owner": member, "kind": queries.BY_HAND, "name": "Logged by hand"}
    )
    run, _ = Import.objects.owned_by(member).get_or_create(
        source=source, defaults={"owner": member, "started_at": at, "finished_at": at, "state": ImportState.DONE}
    )
    return run


def _roles(kind: Kind) -> tuple[As, As | None]:
    """How the person and the member take part."""
    if kind == Kind.LETTER:
        return As.TO, As.FROM
    if kind == Kind.NOTE:
        return As.NAMED, None
    return As.WITH, As.WITH


def _own_handle(member: Member) -> Handle:
    """One handle of the member; made from their own name where they have none yet."""
    me = self_person(member)
    if me is None:
        me = Person.objects.create(owner=member, name=str(member), is_self=True)
    handle = Handle.objects.owned_by(member).filter(person=me).order_by("pk").first()
    if handle is None:
        value = f"member {member.key}"
        handle = Handle.objects.create(owner=member, person=me, kind=HandleKind.NAME, value=value, by_hand=True)
    return handle
