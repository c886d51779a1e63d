"""What the member gave and asked of late: read from the traces, and from what they ticked off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from allies.agenda.days import zone_of
from allies.agenda.models import Decision, Suggestion
from allies.agenda.shapes import Balance
from allies.people.models import Handle, Member
from allies.traces.models import Participation, Trace
from allies.traces.records import As, Kind

DAYS = 28
TIME_GIVEN = Q(kind__in=(Kind.CALL, Kind.LETTER, Kind.VISIT))  # to someone, also where nobody asked
GIVES = Q(answers=True) | TIME_GIVEN
ASKS = Q(is_question=True, parent=None, answers=False) & ~TIME_GIVEN


@dataclass(frozen=True, slots=True)
class Recent:
    """How often the member gave and asked within four weeks."""

    given: int
    asked: int


def recent(member: Member, me: int | None, *, now: datetime) -> Recent:
    """What was given and asked over the last four weeks.

    Given: the member's answers to what others wrote, and calls, letters and visits.
    Asked: questions with which the member opened a conversation.
    A suggestion that was ticked off counts as what it is, given or asked, until a trace of it comes in and counts
    instead. Mail that merely tells something is neither.
    me : the person that is the member, None while that is not known.
    """
    window = _Window(member, me, since=now - timedelta(days=DAYS), now=now)
    given, asked = window.count()
    done_gifts, done_asks = _only_ticked_off(window)
    return Recent(given=given + done_gifts, asked=asked + done_asks)


def balance(recently: Recent) -> Balance:
    """Given and asked, with what follows from it."""
    return Balance(given=recently.given, asked=recently.asked, sentence=_sentence(recently.given, recently.asked))


def _sentence(given: int, asked: int) -> str:
    if not given and not asked:
        return "Nothing given or asked yet. Giving comes first."
    if given < asked:
        return "You asked more than you gave, so the plan gives."
    if given == asked:
        return "Even. Give once more before you ask."
    return "Good ground for an ask."


class _Window:
    """The member's own traces of a few weeks."""

    def __init__(self, member: Member, me: int | None, *, since: datetime, now: datetime) -> None:
        self.member, self.since = member, since
        handles = Handle.objects.owned_by(member).filter(person=me).values_list("pk", flat=True)
        own = list(handles) if me is not None else []
        roles = Participation.objects.owned_by(member).filter(trace=OuterRef("pk"))
        took_part = roles.filter(handle__in=own, role__in=(As.FROM, As.WITH))
        span_s = (int(since.timestamp()), int(now.timestamp()))
        self._traces = (
            Trace.objects.owned_by(member)
            .filter(Exists(took_part), at_s__range=span_s, is_automatic=False)
            .exclude(kind__in=(Kind.MEETING, Kind.NOTE, Kind.CARD))
            .annotate(answers=Exists(roles.filter(role=As.REPLIED_TO).exclude(handle__in=own)))
        )

    def count(self) -> tuple[int, int]:
        """How often the member gave, and asked."""
        counted = self._traces.aggregate(given=Count("pk", filter=GIVES), asked=Count("pk", filter=ASKS))
        return counted["given"], counted["asked"]

    def latest_s(self, persons: set[int]) -> dict[int, int]:
        """When the member last gave something to, or asked, each of these persons, as far as traces tell."""
        counted = self._traces.filter(GIVES | ASKS)
        with_them = Participation.objects.owned_by(self.member).filter(handle__person__in=persons, trace__in=counted)
        rows = with_them.order_by("trace__at_s").values_list("handle__person", "trace__at_s")
        return dict(rows)


def _only_ticked_off(window: _Window) -> tuple[int, int]:
    """How many suggestions that give, and that ask, were done without a counted trace to show for it."""
    zone = zone_of(window.member)
    first = window.since.astimezone(zone).date()
    done = Suggestion.objects.owned_by(window.member).filter(decision=Decision.DONE, day__gt=first)
    rows = list(done.values_list("person", "day", "gives"))
    latest_s = window.latest_s({person for person, _, _ in rows}) if rows else {}
    gives, asks = 0, 0
    for person, day, is_gift in rows:
        if latest_s.get(person, 0) < datetime.combine(day, time(), zone).timestamp():
            gives, asks = gives + is_gift, asks + (not is_gift)
    return gives, asks
