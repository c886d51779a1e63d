"""Reads of one person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from allies.people import access
from allies.people.models import Join, Member, Person
from allies.ties import bridges, introductions, person_rows, sentences, ways
from allies.ties.bridges import Bridging
from allies.ties.models import Bridge, Tie, TieState
from allies.ties.shapes import Across, JoinRow, PersonRow, PersonView, Strip
from allies.traces import queries as traces
from allies.traces.models import Participation, Trace
from allies.traces.records import As, Kind
from allies.traces.shapes import TimelineRow

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

TIMELINE = 60  # traces on a person's page
SHARED = 8
CARDS, CARD_LINES = 20, 12  # that are looked at, and that are shown of them


def person(member: Member, key: str, *, now: datetime) -> PersonView:
    """Everything about one person. Http404 where there is none."""
    return view(member, access.person(member, key), now=now)


def view(member: Member, found: Person, *, now: datetime) -> PersonView:
    """Everything about a person who is at hand already."""
    tie = _tie(member, found)
    zone = ZoneInfo(member.zone)
    timeline = traces.timeline(member, found.pk, limit=TIMELINE)
    open_now = _open(member, tie, timeline)
    row = _row(member, found, tie)
    near = ways.neighbours(member, found)
    is_known, has_written = bool(row.given and row.received), bool(row.received)
    return PersonView(
        row=row,
        is_self=found.is_self,
        sentence="This is you." if found.is_self else sentences.sentence(tie, now=now, zone=zone),
        strip=_strip(tie, now),
        chance=tie.chance if tie else 0.0,
        first_at=person_rows.moment(tie.first_s) if tie else None,
        timeline=timeline,
        open_from_them=open_now.get(tie.waiting_trace or 0) if tie else None,
        open_from_you=open_now.get(tie.unanswered_trace or 0) if tie else None,
        shared=[one.shared for one in near[:SHARED]],
        introducers=[] if has_written or found.is_self else ways.introducers(member, found, near),
        leads_to=ways.only_through(member, found, near) if is_known else [],
        could_meet=introductions.could_meet(member, found) if is_known else [],
        across=None if found.is_self else _across(member, found, row, tie),
        on_cards=_on_cards(member, found),
        joins=_joins(member, found),
        why=sentences.numbers(tie, zone=zone),
    )


def _tie(member: Member, found: Person) -> WithAnnotations[Tie, Bridging] | None:
    """The tie, with the bridge that the person is."""
    bridge = Bridge.objects.owned_by(member).filter(person=OuterRef("person"))
    told = JSONObject(knows="knows", within_two="within_two", pairs="pairs")
    return Tie.objects.owned_by(member).filter(person=found).annotate(bridge=Subquery(bridge.values(told=told))).first()


def _open(member: Member, tie: Tie | None, timeline: list[TimelineRow]) -> dict[int, TimelineRow]:
    """What waits for an answer, from either; mostly it is among what happened last."""
    wanted = {trace for trace in (tie.waiting_trace, tie.unanswered_trace) if trace is not None} if tie else set()
    found = {row.trace: row for row in timeline if row.trace in wanted}
    return found if found.keys() == wanted else traces.trace_rows(member, wanted)


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


def _across(member: Member, found: Person, row: PersonRow, tie: WithAnnotations[Tie, Bridging] | None) -> Across:
    is_in = [tribe.key for tribe in row.tribes]
    is_known = row.given + row.received > 0
    return bridges.across(member, found, is_in=is_in, is_known=is_known, bridge=tie.bridge if tie else None)


def _on_cards(member: Member, found: Person) -> list[str]:
    """What address books and lists say of someone: each line once, those of the newest card first."""
    theirs = Participation.objects.owned_by(member).filter(handle__person=found, role=As.NAMED)
    cards = Trace.objects.owned_by(member).filter(pk__in=theirs.values("trace"), kind=Kind.CARD).order_by("-pk")
    lines = (line.strip() for text in cards.values_list("text", flat=True)[:CARDS] for line in text.splitlines())
    return list(dict.fromkeys(filter(None, lines)))[:CARD_LINES]


def _joins(member: Member, found: Person) -> list[JoinRow]:
    """The joinings that can be taken back, the newest first."""
    joins = Join.objects.owned_by(member).filter(kept=found, undone_at=None).order_by("-at", "-pk")
    return [JoinRow(*row) for row in joins.values_list("key", "joined__name", "reason", "at")]
