"""Reads of one person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from allies.people import access
from allies.people.models import Join, Member, Person
from allies.ties import bridges, person_rows, sentences
from allies.ties.models import Between, Tie, TieState
from allies.ties.shapes import Across, JoinRow, PersonRow, PersonView, Shared, Strip
from allies.traces import queries as traces

TIMELINE = 60  # traces on a person's page
SHARED = 8


def person(member: Member, key: str, *, now: datetime) -> PersonView:
    """Everything about one person. Http404 where there is none."""
    return view(member, access.person(member, key), now=now)


def view(member: Member, found: Person, *, now: datetime) -> PersonView:
    """Everything about a person who is at hand already."""
    tie = Tie.objects.owned_by(member).filter(person=found).first()
    zone = ZoneInfo(member.zone)
    wanted = [trace for trace in (tie.waiting_trace, tie.unanswered_trace) if trace is not None] if tie else []
    open_now = traces.trace_rows(member, wanted) if wanted else {}
    row = _row(member, found, tie)
    return PersonView(
        row=row,
        is_self=found.is_self,
        sentence="This is you." if found.is_self else sentences.sentence(tie, now=now, zone=zone),
        strip=_strip(tie, now),
        chance=tie.chance if tie else 0.0,
        first_at=person_rows.moment(tie.first_s) if tie else None,
        timeline=traces.timeline(member, found.pk, limit=TIMELINE),
        open_from_them=open_now.get(tie.waiting_trace or 0) if tie else None,
        open_from_you=open_now.get(tie.unanswered_trace or 0) if tie else None,
        shared=_shared(member, found),
        across=None if found.is_self else _across(member, found, row),
        joins=_joins(member, found),
        why=sentences.numbers(tie, zone=zone),
    )


def _row(member: Member, found: Person, tie: Tie | None) -> PersonRow:
    state = TieState.CLOSED.value if found.is_closed else tie.state if tie else TieState.NEW.value
    return PersonRow(
        key=found.key,
        name=found.name,
        handles=person_rows.handles_of(member, [found.pk])[found.pk],
        state=state,
        given=tie.given if tie else 0,
        received=tie.received if tie else 0,
        last_at=person_rows.moment(tie.last_s) if tie else None,
        rhythm_days=tie.rhythm_days if tie else None,
        tribes=person_rows.tribes_of(member, [found.pk])[found.pk],
    )


def _strip(tie: Tie | None, now: datetime) -> Strip:
    if tie is None:
        return Strip(first_month=f"{now.astimezone(UTC):%Y-%m}", given=[0], received=[0])
    return Strip(**tie.strip)


def _across(member: Member, found: Person, row: PersonRow) -> Across:
    is_in = [tribe.key for tribe in row.tribes]
    return bridges.across(member, found, is_in=is_in, is_known=row.given + row.received > 0)


def _shared(member: Member, found: Person) -> list[Shared]:
    """Whom they share the most threads with."""
    pairs = Between.objects.owned_by(member).filter(Q(person=found) | Q(other=found)).order_by("-threads", "pk")
    columns = ("threads", "person_id", "person__key", "person__name", "other__key", "other__name")
    told = []
    for threads, first, *names in pairs.filter(person__joined_into=None, other__joined_into=None).values_list(*columns)[
        :SHARED
    ]:
        key, name = _other(names, is_first=first == found.pk)
        told.append(Shared(key, name, threads))
    return told


def _other(names: list[Any], *, is_first: bool) -> tuple[str, str]:
    key, name, other_key, other_name = names
    return (other_key, other_name) if is_first else (key, name)


def _joins(member: Member, found: Person) -> list[JoinRow]:
    """The joinings that can be taken back, the newest first."""
    joins = Join.objects.owned_by(member).filter(kept=found, undone_at=None).order_by("-at", "-pk")
    return [JoinRow(*row) for row in joins.values_list("key", "joined__name", "reason", "at")]
