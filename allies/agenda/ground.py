"""What the plan is thought up from: whom it may name at all, and what their ties say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log1p
from typing import Any

from django.db.models import BigIntegerField, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Greatest, Least

from allies.agenda import days
from allies.agenda.models import Decision, Suggestion
from allies.agenda.recent import Recent, recent
from allies.people.access import self_person
from allies.people.models import Member
from allies.ties.models import Tie

DAY_S = 86_400
QUIET_DAYS = (2, 30)  # after writing to someone, their usual gap passes before they are suggested: within these bounds
QUIET_DAYS_AT_FIRST = 7  # where there is no usual gap yet
REST_DAYS = 14  # after something was done with someone
DEEP = 30  # exchanges each way that make a tie as close as ties get here


@dataclass(frozen=True, slots=True)
class Ground:
    """What every kind of suggestion begins with."""

    member: Member
    me: int | None  # the person that is the member
    now: datetime  # where the member is
    channels: tuple[str, ...]
    resting: frozenset[int]  # persons who are left alone today, whatever there is
    recent: Recent

    @property
    def day(self) -> date:
        """The date on the member's wall."""
        return self.now.date()

    @property
    def now_s(self) -> int:
        """This moment in UTC seconds."""
        return int(self.now.timestamp())

    def clock(self, at_s: int) -> datetime:
        """What calendar and clock on the member's wall show at this second."""
        return datetime.fromtimestamp(at_s, self.now.tzinfo)

    def day_of(self, at_s: int) -> date:
        """The date on the member's wall at this second."""
        return self.clock(at_s).date()

    def days_since(self, at_s: int) -> float:
        """Days from this second until now."""
        return (self.now_s - at_s) / DAY_S


@dataclass(frozen=True, slots=True)
class TieFacts:
    """One tie as the plan sees it."""

    person: int
    name: str
    state: str
    given: int
    received: int
    first_s: int
    last_s: int
    last_given_s: int | None
    last_received_s: int | None
    rhythm_days: float | None
    chance: float
    waiting_trace: int | None
    unanswered_trace: int | None

    @property
    def depth(self) -> float:
        """How much has gone both ways, 0 to 1."""
        return min(1.0, log1p(min(self.given, self.received)) / log1p(DEEP))


_COLUMNS = (
    "person", "person__name", "state", "given", "received", "first_s", "last_s", "last_given_s", "last_received_s",
    "rhythm_days", "chance", "waiting_trace", "unanswered_trace",
)  # fmt: skip


def survey(member: Member, *, now: datetime, channels: Sequence[str]) -> Ground:
    """The ground on which today's suggestions stand."""
    me = self_person(member)
    return Ground(
        member=member,
        me=me.pk if me else None,
        now=now.astimezone(days.zone_of(member)),
        channels=tuple(channels),
        resting=frozenset(_resting(member, today=days.day_of(member, now))),
        recent=recent(member, me.pk if me else None, now=now),
    )


def ties(ground: Ground, *where: Q, order: Sequence[Any], limit: int) -> list[TieFacts]:
    """The first of the ties that the plan may name."""
    rows = suggestible(ground).filter(*where).order_by(*order, "pk")[:limit].values_list(*_COLUMNS)
    return [TieFacts(*row) for row in rows]


def quiet_ties(ground: Ground, *where: Q, order: Sequence[Any], limit: int) -> list[TieFacts]:
    """As `ties`, but only those to whom the member has not written for their usual gap."""
    gap_days = Coalesce(F("rhythm_days"), Value(float(QUIET_DAYS_AT_FIRST)), output_field=FloatField())
    low, high = (Value(float(bound)) for bound in QUIET_DAYS)
    rested = Q(last_given_s__isnull=True) | Q(last_given_s__lte=before_s(ground, Greatest(low, Least(high, gap_days))))
    return ties(ground, rested, *where, order=order, limit=limit)


def before_s(ground: Ground, gap_days: Any) -> Any:
    """The second that lies this many days, a column or an expression of them, before now."""
    return Value(ground.now_s) - Cast(gap_days * Value(float(DAY_S)), BigIntegerField())


def suggestible(ground: Ground) -> QuerySet[Tie]:
    """The ties that may be in a plan at all: in contact before, not closed, not left alone today, not the member."""
    open_ties = Tie.objects.owned_by(ground.member).filter(
        person__is_self=False, person__is_closed=False, person__joined_into=None, last_s__isnull=False
    )
    return open_ties.exclude(person__in=ground.resting)


def _resting(member: Member, *, today: date) -> set[int]:
    """Who was snoozed until later, with whom something was done of late, about whom something was decided today.

    Where two persons were joined since, the one who is kept rests for both.
    """
    snoozed = Q(decision=Decision.SNOOZED, until__gt=today)
    done = Q(decision=Decision.DONE, day__gt=today - timedelta(days=REST_DAYS))
    decided = Q(day=today) & ~Q(decision=Decision.OPEN)
    rows = Suggestion.objects.owned_by(member).filter(snoozed | done | decided)
    return {kept or person for person, kept in rows.values_list("person", "person__joined_into")}
