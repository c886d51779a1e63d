"""Reads of the plan: today, and what a member chose for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db.models import Exists, OuterRef

from allies.agenda import days, meetings
from allies.agenda.history import CHANNELS
from allies.agenda.models import IN_THE_PLAN, Channel, Decision, Plan, Preferences, Suggestion, first_channels
from allies.agenda.recent import Recent, balance, recent
from allies.agenda.shapes import ChangeRow, MeetingRow, PlanView, PreferencesView, SuggestionRow
from allies.people.access import self_person
from allies.people.models import Member, Person
from allies.ties.models import Tie, TieState
from allies.ties.shapes import Strip
from allies.traces import queries as traces
from allies.traces.models import Participation, Trace
from allies.traces.records import As

YEAR = timedelta(days=365)
LATEST = 1_000  # contacts that say through which channels the member lives
CHANGING = {TieState.FADING: 3, TieState.DORMANT: 2, TieState.NEW: 2}  # at most so many of each
LOOKED_AT = 20  # of each, for those who are closed


def today(member: Member, *, now: datetime, recently: Recent | None = None) -> PlanView:
    """Today's plan as it stands, made or not, with what stands beside it. Reads only.

    Given and asked are counted over four weeks as `recent` says. `minutes`, `used`, `gives` and `asks` are about what
    is open or done; suggestions that were snoozed or turned down are there too, so that they can be taken back.
    recently : what was given and asked of late, where that is known already.
    """
    day = days.day_of(member, now)
    preferred = preferences(member)
    chosen = Plan.objects.owned_by(member).filter(day=day).values_list("minutes", flat=True).first()
    rows = _suggestions(member, day)
    planned = [row for row in rows if row.decision in IN_THE_PLAN]
    me = self_person(member)
    me_id = me.pk if me else None
    return PlanView(
        day=day,
        minutes=chosen or preferred.minutes,
        used=sum(row.minutes for row in planned),
        spent=sum(row.minutes for row in planned if row.decision == Decision.DONE),
        gives=sum(row.gives for row in planned),
        asks=sum(not row.gives for row in planned),
        suggestions=rows,
        balance=balance(recently or recent(member, me_id, now=now)),
        channels=_shares(member, me_id, preferred.channels, now=now),
        meetings=_meetings(member, day),
        changing=_changing(member),
        has_traces=bool(rows) or traces.has_traces(member),
        knows_self=me is not None,
        has_sample=traces.has_sample(member),
    )


def preferences(member: Member) -> PreferencesView:
    """What the member chose for the plan; before they choose, a quarter of an hour and three channels."""
    found = Preferences.objects.owned_by(member).first()
    if found is None:
        return PreferencesView(minutes=Preferences().minutes, channels=first_channels())
    return PreferencesView(minutes=found.minutes, channels=list(found.channels))


def suggestion_row(member: Member, suggestion: Suggestion) -> SuggestionRow:
    """One suggestion as pages and commands show it."""
    return _row(suggestion, _strips(member, [suggestion.person_id]))


def _suggestions(member: Member, day: date) -> list[SuggestionRow]:
    of_day = Suggestion.objects.owned_by(member).filter(day=day).select_related("person").order_by("place", "pk")
    # someone may have been closed or joined on their own page since the plan was made
    gone = {row.pk for row in of_day if row.decision == Decision.OPEN and _is_gone(row)}
    rows = [row for row in of_day if row.pk not in gone]
    strips = _strips(member, [row.person_id for row in rows])
    return [_row(row, strips) for row in rows]


def _is_gone(row: Suggestion) -> bool:
    return row.person.is_closed or row.person.is_self or row.person.joined_into_id is not None


def _row(row: Suggestion, strips: dict[int, Strip]) -> SuggestionRow:
    return SuggestionRow(
        key=row.key,
        kind=row.kind,
        person_key=row.person.key,
        person_name=row.person.name,
        channel=row.channel,
        channel_name=Channel(row.channel).label,
        minutes=row.minutes,
        gives=row.gives,
        title=row.title,
        reasons=row.reasons,
        why=row.why,
        decision=row.decision,
        strip=strips.get(row.person_id),
    )


def _strips(member: Member, persons: Iterable[int]) -> dict[int, Strip]:
    ties = Tie.objects.owned_by(member).filter(person__in=list(persons)).values_list("person", "strip")
    return {person: Strip(**strip) for person, strip in ties}


def _shares(member: Member, me: int | None, channels: Sequence[str], *, now: datetime) -> list[tuple[str, str, float]]:
    """(channel, name, share of the last year's contact that went through it), for the channels that were chosen.

    Of a busy year only the latest contacts are looked at, so that it takes no longer with a million traces.
    """
    roles = Participation.objects.owned_by(member).filter(trace=OuterRef("pk"), handle__person=me)
    contacts = Trace.objects.owned_by(member).filter(
        Exists(roles.exclude(role=As.LIST)),
        at_s__range=(int((now - YEAR).timestamp()), int(now.timestamp())),
        kind__in=list(CHANNELS),
    )
    latest = contacts.order_by("-at_s").values_list("kind", flat=True)[:LATEST] if me is not None else ()
    seen = Counter(CHANNELS[kind] for kind in latest)
    return [(c, Channel(c).label, seen[Channel(c)] / seen.total() if seen else 0.0) for c in channels]


def _meetings(member: Member, day: date) -> list[MeetingRow]:
    return [
        MeetingRow(
            at=datetime.fromtimestamp(meeting.at_s, UTC),
            subject=meeting.subject,
            people=[(key, name) for _, key, name in meeting.people],
        )
        for meeting in meetings.of_day(member, day)
    ]


def _changing(member: Member) -> list[ChangeRow]:
    """Those who went silent most lately, or came new, in each state."""
    mutual = Tie.objects.owned_by(member).filter(state__in=list(CHANGING), given__gt=0, received__gt=0)
    latest: dict[str, list[int]] = {state: [] for state in CHANGING}
    for person, state in mutual.order_by("-last_s", "pk").values_list("person", "state").iterator():
        if len(latest[state]) < LOOKED_AT:
            latest[state].append(person)
    of_these = Person.objects.owned_by(member).filter(pk__in=[one for few in latest.values() for one in few])
    shown = of_these.filter(is_closed=False, is_self=False, joined_into=None)
    named = {person: (key, name) for person, key, name in shown.values_list("pk", "key", "name")}
    return [
        ChangeRow(*named[person], state=state)
        for state, most in CHANGING.items()
        for person in [one for one in latest[state] if one in named][:most]
    ]
