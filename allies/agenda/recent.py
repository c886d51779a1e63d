"""What the member lately gave, asked, and to whom they wrote: read from the traces and from what they ticked off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from allies.agenda.days import zone_of
from allies.agenda.models import Decision, Suggestion
from allies.agenda.shapes import Balance
from allies.people.models import Member
from allies.traces.models import Participation
from allies.traces.records import As, Kind

BALANCE_DAYS = 28
CONTACT_DAYS = 30
PERSONAL = 8  # people on a trace; what goes to more is no contact with each of them
GIFTS = (Kind.CALL, Kind.LETTER, Kind.VISIT)  # time given to someone, also where nobody asked
TOWARDS = (As.TO, As.BCC, As.REPLIED_TO, As.WITH)


@dataclass(frozen=True, slots=True)
class Recent:
    """The last four weeks in counts. `contacts`: how often the member contacted each person within a month."""

    given: int
    asked: int
    contacts: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Own:
    """One trace of the member's, with the others on it by role."""

    at_s: int
    kind: str
    opens: bool  # answers nothing
    is_question: bool
    others: list[tuple[int, str]]  # (person, role)

    @property
    def is_gift(self) -> bool:
        answers = any(role == As.REPLIED_TO for _, role in self.others)
        return answers or (self.kind in GIFTS and bool(self.others))

    @property
    def is_ask(self) -> bool:
        return self.opens and self.is_question and self.kind not in GIFTS


def recent(member: Member, me: int | None, *, now: datetime) -> Recent:
    """What was given and asked over the last four weeks.

    Given: the member's answers to what others wrote, and calls, letters and visits.
    Asked: questions with which the member opened a conversation.
    A suggestion that was ticked off counts as what it is, given or asked, until a trace of it comes in and counts
    instead. Mail that merely tells something is neither.
    """
    own = _own_traces(member, me, now=now)
    since_s = int((now - timedelta(days=BALANCE_DAYS)).timestamp())
    counted = [trace for trace in own if trace.at_s >= since_s]
    gifts, asks = [t for t in counted if t.is_gift], [t for t in counted if t.is_ask and not t.is_gift]
    done_gifts, done_asks = _only_ticked_off(member, [*gifts, *asks], now=now)
    return Recent(given=len(gifts) + done_gifts, asked=len(asks) + done_asks, contacts=_contacts(own))


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


def _own_traces(member: Member, me: int | None, *, now: datetime) -> list[_Own]:
    if me is None:
        return []
    since_s = int((now - timedelta(days=CONTACT_DAYS)).timestamp())
    rows = (
        Participation.objects.owned_by(member)
        .filter(trace__owner=member, trace__at_s__range=(since_s, int(now.timestamp())), trace__is_automatic=False)
        .filter(handle__person=me, role__in=(As.FROM, As.WITH))
        .exclude(trace__kind__in=(Kind.CARD, Kind.NOTE, Kind.MEETING))
        .values_list("trace", "trace__at_s", "trace__kind", "trace__parent", "trace__is_question")
        .distinct()
    )
    found = list(rows)
    others = _others(member, me, [row[0] for row in found])
    return [
        _Own(at_s, kind, parent is None, is_question, others[trace]) for trace, at_s, kind, parent, is_question in found
    ]


def _others(member: Member, me: int, traces: Iterable[int]) -> defaultdict[int, list[tuple[int, str]]]:
    others: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = (
        Participation.objects.owned_by(member)
        .filter(trace__in=list(traces), handle__person__isnull=False)
        .exclude(handle__person=me)
        .values_list("trace", "handle__person", "role")
    )
    for trace, person, role in rows:
        others[trace].append((person, role))
    return others


def _contacts(own: Iterable[_Own]) -> dict[int, int]:
    contacts: Counter[int] = Counter()
    for trace in own:
        reached = {person for person, role in trace.others if role in TOWARDS}
        if len(reached) <= PERSONAL:
            contacts.update(reached)
    return dict(contacts)


def _only_ticked_off(member: Member, counted: Iterable[_Own], *, now: datetime) -> tuple[int, int]:
    """How many suggestions that give, and that ask, were done without a counted trace to show for it."""
    shown: defaultdict[int, int] = defaultdict(int)  # person -> their latest counted trace
    for trace in counted:
        for person, _ in trace.others:
            shown[person] = max(shown[person], trace.at_s)
    zone = zone_of(member)
    first = (now - timedelta(days=BALANCE_DAYS)).astimezone(zone).date()
    done = Suggestion.objects.owned_by(member).filter(decision=Decision.DONE, day__gt=first)
    gives, asks = 0, 0
    for person, day, is_gift in done.values_list("person", "day", "gives"):
        if shown[person] < datetime.combine(day, time(), zone).timestamp():
            gives, asks = gives + is_gift, asks + (not is_gift)
    return gives, asks
