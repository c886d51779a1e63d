"""What a member has, in words that do not depend on the order of writing: equal contents are equal values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from allies.people.models import Handle, Join, MaybeSame, Member, MovedHandle, Person
from allies.people.owned import Owned
from allies.ties.models import Between, Bridge, Reach, Tie, Tribe, TribeMembership
from allies.ties.refresh import rebuild
from allies.traces.models import Import, ListColumns, Participation, Refusal, Sighting, Source, Trace

Contents = dict[str, list[Any]]
AT = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
DERIVED: tuple[type[Owned], ...] = (Tie, Between, Tribe, TribeMembership, Reach, Bridge)


def read(member: Member) -> Contents:
    """Traces by their uid, people by their handles, the ledger by its totals. JSON throughout."""
    handles = {row.pk: row for row in Handle.objects.owned_by(member)}
    words = {pk: f"{handle.kind} {handle.value}" for pk, handle in handles.items()}
    uids = {pk: bytes(uid).hex() for pk, uid in Trace.objects.owned_by(member).values_list("pk", "uid")}
    people: dict[int | None, list[str]] = defaultdict(list)
    for pk, handle in handles.items():
        people[handle.person_id].append(words[pk])
    moved: dict[int, list[str]] = defaultdict(list)
    for join, handle_id in MovedHandle.objects.owned_by(member).values_list("join", "handle"):
        moved[join].append(words[handle_id])
    return {
        "traces": sorted(_trace(row) for row in Trace.objects.owned_by(member)),
        "participations": sorted(
            [uids[trace], words[handle], role]
            for trace, handle, role in Participation.objects.owned_by(member).values_list("trace", "handle", "role")
        ),
        "handles": sorted([words[pk], row.name, row.by_hand] for pk, row in handles.items()),
        "people": sorted(_person(row, people[row.pk]) for row in Person.objects.owned_by(member)),
        "joins": sorted(_join(row, moved[row.pk]) for row in Join.objects.owned_by(member)),
        "asked about": sorted(
            [*sorted([words[one], words[other]]), round(probability, 9)]
            for one, other, probability in MaybeSame.objects.owned_by(member).values_list("one", "other", "probability")
        ),
        "columns": sorted(ListColumns.objects.owned_by(member).values_list("digest", flat=True)),
        "refusals": sorted([row.position, row.place, row.reason] for row in Refusal.objects.owned_by(member)),
        "sightings": sorted(uids[pk] for pk in Sighting.objects.owned_by(member).values_list("trace", flat=True)),
        "sources": sorted([row.kind, row.name, row.place, row.is_sample] for row in Source.objects.owned_by(member)),
        "imports": [_import(row) for row in Import.objects.owned_by(member).order_by("pk")],
    }


def _trace(row: Trace) -> list[Any]:
    hashes = [bytes(part or b"").hex() for part in (row.uid, row.parent, row.root)]
    return [*hashes, row.kind, row.at_s, row.subject, row.text, row.minutes, row.is_automatic, row.is_question]


def _person(row: Person, handles: list[str]) -> list[Any]:
    return [sorted(handles), row.name, row.is_self, row.is_closed, row.joined_into_id is not None]


def _join(row: Join, moved: list[str]) -> list[Any]:
    return [sorted(moved), row.reason, row.by_member, row.undone_at is not None]


def _import(row: Import) -> dict[str, Any]:
    kept = ("state", "position", "done_share", "read", "added", "known", "refused", "people", "owner_votes", "failure")
    return {name: getattr(row, name) for name in (*kept, "me_reason")}


def read_ties(member: Member) -> Contents:
    """As `read`, and what was derived: ties by the people they are about, and whether all of it is as if made anew.

    Where people stand in tribes depends on whose they are, so tribes are compared with themselves alone.
    """
    found = _derived(member)
    rebuild(member, now_s=int(AT.timestamp()))
    return {
        **read(member),
        "Tie": found["Tie"],
        "Between": found["Between"],
        "as made anew": [found == _derived(member)],
    }


def _derived(member: Member) -> Contents:
    people: dict[int | None, list[str]] = defaultdict(list)
    for person, value in Handle.objects.owned_by(member).order_by("value").values_list("person", "value"):
        people[person].append(value)
    uids = {pk: bytes(uid).hex() for pk, uid in Trace.objects.owned_by(member).values_list("pk", "uid")}
    tribes = {tribe.pk: tribe.name for tribe in Tribe.objects.owned_by(member)}
    words: dict[str, dict[Any, Any]] = {
        **dict.fromkeys(("person", "other"), people),
        **dict.fromkeys(("waiting_trace", "unanswered_trace"), uids),
        "tribe": tribes,
    }
    return {model.__name__: sorted(map(repr, _rows(member, model, words))) for model in DERIVED}


def _rows(member: Member, model: type[Owned], words: dict[str, dict[Any, Any]]) -> Iterator[list[Any]]:
    names = [field.name for field in model._meta.concrete_fields if field.name not in ("id", "owner", "key")]
    for row in model.objects.owned_by(member).values_list(*names):
        yield [words[name].get(value) if name in words else value for name, value in zip(names, row, strict=True)]
