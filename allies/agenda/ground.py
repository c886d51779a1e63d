"""What the plan is thought up from: whom it may name at all, and what their ties say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nlargest
from math import inf, log1p
from typing import NamedTuple

from django.db.models import Q

from allies.agenda import days
from allies.agenda.models import Decision, Suggestion
from allies.agenda.recent import Recent, recent
from allies.people.access import self_person
from allies.people.models import Member, Person
from allies.ties.models import Tie

DAY_S = 86_400
QUIET_DAYS = (2, 30)  # after writing to someone, their usual gap passes before they are suggested: within these bounds
QUIET_DAYS_AT_FIRST = 7  # where there is no usual gap yet
REST_DAYS = 14  # after something was done with someone
DEEP = 30  # exchanges each way that make a tie as close as ties get here


class TieFacts(NamedTuple):
    """One tie as the plan sees it. A tuple, because ten thousand of them are looked through."""

    person: int
    state: str
    given: int
    received: int
    first_s: int
    last_s: int
    last_given_s: int | None
    last_received_s: int | None
    rhythm_days: float | None
    longer: float | None
    chance: float
    alive: float | None
    waiting_trace: int | None
    unanswered_trace: int | None

    @property
    def is_mutual(self) -> bool:
        """Whether something has gone both ways."""
        return self.given > 0 and self.received > 0

    @property
    def depth(self) -> float:
        """How much has gone both ways, 0 to 1."""
        return min(1.0, log1p(min(self.given, self.received)) / log1p(DEEP))


@dataclass(frozen=True, slots=True)
class Ground:
    """What every kind of suggestion begins with."""

    member: Member
    me: int | None  # the person that is the member
    now: datetime  # where the member is
    channels: tuple[str, ...]
    resting: frozenset[int]  # persons who are left alone today, whatever there is
    ties: tuple[TieFacts, ...]  # that the plan may name
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

    def is_rested(self, tie: TieFacts) -> bool:
        """Whether the usual gap of the two has passed since the member last wrote to them or met them."""
        return self.rested_days(tie) >= self.rest_days(tie)

    def rested_days(self, tie: TieFacts | None) -> float:
        """Days since the member last wrote to them or met them; endless where they never did."""
        return inf if tie is None or tie.last_given_s is None else max(0.0, self.days_since(tie.last_given_s))

    def rest_days(self, tie: TieFacts) -> float:
        """The usual gap of the two, within bounds."""
        gap_days = QUIET_DAYS_AT_FIRST if tie.rhythm_days is None else tie.rhythm_days
        return min(max(gap_days, QUIET_DAYS[0]), QUIET_DAYS[1])


def survey(member: Member, *, now: datetime, channels: Sequence[str]) -> Ground:
    """The ground on which today's suggestions stand."""
    me = self_person(member)
    resting = frozenset(_resting(member, today=days.day_of(member, now)))
    return Ground(
        member=member,
        me=me.pk if me else None,
        now=now.astimezone(days.zone_of(member)),
        channels=tuple(channels),
        resting=resting,
        ties=tuple(_ties(member, without=resting)),
        recent=recent(member, me.pk if me else None, now=now),
    )


def best(ties: Iterable[TieFacts], value: Callable[[TieFacts], float], most: int) -> list[TieFacts]:
    """Those of most value, the same ones whenever they are asked for."""
    return nlargest(most, ties, key=lambda tie: (value(tie), -tie.person))


def _ties(member: Member, *, without: frozenset[int]) -> Iterable[TieFacts]:
    """The ties that may be in a plan: not of the member, nobody closed, nobody who is left alone, something to say."""
    shut = Person.objects.owned_by(member).filter(
        Q(is_closed=True) | Q(is_self=True) | Q(joined_into__isnull=False) | Q(pk__in=without)
    )
    is_open = Q(waiting_trace__isnull=False) | Q(unanswered_trace__isnull=False)
    rows = Tie.objects.owned_by(member).filter(is_open | Q(given__gt=0, received__gt=0), last_s__isnull=False)
    # the others are asked for apart: a join would look up the person of every tie
    return map(TieFacts._make, rows.exclude(person__in=shut.values("pk")).values_list(*TieFacts._fields))


def _resting(member: Member, *, today: date) -> set[int]:
    """Who was snoozed until later, with whom something was done of late, about whom something was decided today.

    Where two persons were joined since, the one who is kept rests for both.
    """
    snoozed = Q(decision=Decision.SNOOZED, until__gt=today)
    done = Q(decision=Decision.DONE, day__gt=today - timedelta(days=REST_DAYS))
    decided = Q(day=today) & ~Q(decision=Decision.OPEN)
    rows = Suggestion.objects.owned_by(member).filter(snoozed | done | decided)
    return {kept or person for person, kept in rows.values_list("person", "person__joined_into")}
