"""What went to and fro with a few persons: who answered whom and how soon, through which channels, whom they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from allies.agenda.ground import DAY_S, Ground
from allies.agenda.models import Channel
from allies.people.models import Member
from allies.ties.models import Between
from allies.traces.models import Participation, Trace
from allies.traces.records import As, Kind

LOOK_BACK_DAYS = 3 * 365
CHANNELS: dict[str, Channel] = {
    Kind.MAIL: Channel.MAIL,
    Kind.CALL: Channel.CALL,
    Kind.LETTER: Channel.LETTER,
    Kind.MEETING: Channel.IN_PERSON,
    Kind.VISIT: Channel.IN_PERSON,
}
ADDRESSED = (As.TO, As.CC, As.BCC)
ENOUGH_TO_SAY_USUALLY = 3


@dataclass(frozen=True, slots=True)
class TraceFacts:
    """One trace as the plan speaks of it."""

    trace: int
    at_s: int
    kind: str
    subject: str
    is_question: bool
    is_automatic: bool
    characters: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Words that answered other words."""

    question: int  # the trace that was answered
    subject: str
    asked_s: int
    answered_s: int
    was_question: bool

    @property
    def days(self) -> float:
        """How long it took."""
        return (self.answered_s - self.asked_s) / DAY_S


@dataclass(slots=True)
class History:
    """What went to and fro with one person, over the last three years."""

    theirs: list[Answer] = field(default_factory=list)  # their answers to the member, oldest first
    mine: list[Answer] = field(default_factory=list)  # the member's answers to them, oldest first
    asked: set[int] = field(default_factory=set)  # the member's questions that were addressed to them
    channels: Counter[Channel] = field(default_factory=Counter)
    shared: list[tuple[str, int]] = field(default_factory=list)  # (name, threads), most threads first
    last: TraceFacts | None = None  # what they last wrote to the member

    @property
    def answered_questions(self) -> list[Answer]:
        """The member's questions that they answered, each once, oldest first."""
        first = {answer.question: answer for answer in reversed(self.theirs) if answer.was_question}
        return sorted(first.values(), key=lambda answer: answer.answered_s)


def usual_days(answers: Iterable[Answer]) -> float | None:
    """The median time to an answer; None where there are too few to say "usually"."""
    taken = [answer.days for answer in answers]
    return median(taken) if len(taken) >= ENOUGH_TO_SAY_USUALLY else None


def traces(member: Member, ids: Iterable[int]) -> dict[int, TraceFacts]:
    """These traces, by id."""
    rows = Trace.objects.owned_by(member).filter(pk__in=list(ids)).annotate(characters=Length("text"))
    columns = ("pk", "at_s", "kind", "subject", "is_question", "is_automatic", "characters")
    return {row[0]: TraceFacts(*row) for row in rows.values_list(*columns)}


def answers(ground: Ground, persons: Collection[int]) -> dict[int, History]:
    """Who answered whom, for these persons."""
    found = {person: History() for person in persons}
    if ground.me is None or not found:
        return found
    of_these = _recent(ground, handle__person__in=list(persons))
    for person, answer in _answers(ground, of_these.filter(_with_member(ground, role=As.REPLIED_TO), role=As.FROM)):
        found[person].theirs.append(answer)
    for person, answer in _answers(ground, of_these.filter(_with_member(ground, role=As.FROM), role=As.REPLIED_TO)):
        found[person].mine.append(answer)
    for person, trace in _questions_to(ground, persons):
        found[person].asked.add(trace)
    return found


def add_channels(ground: Ground, found: dict[int, History]) -> None:
    """Through which channels the member and these persons are in contact."""
    rows = (
        _recent(ground, handle__person__in=list(found), trace__kind__in=list(CHANNELS))
        .filter(_with_member(ground))
        .values("handle__person", "trace__kind")
        .annotate(count=Count("trace", distinct=True))
    )
    for person, kind, count in rows.values_list("handle__person", "trace__kind", "count"):
        found[person].channels[CHANNELS[kind]] += count


def add_shared(member: Member, found: dict[int, History]) -> None:
    """With whom these persons share threads."""
    rows = Between.objects.owned_by(member).filter(person__in=list(found)).order_by("-threads", "pk")
    rows = rows.filter(other__is_self=False, other__is_closed=False)
    for person, name, threads in rows.values_list("person", "other__name", "threads"):
        found[person].shared.append((name, threads))


def add_last(ground: Ground, found: dict[int, History], last_s: dict[int, int]) -> None:
    """What each of these persons last wrote. last_s : person -> when, from their tie."""
    at = Q()
    for person, at_s in last_s.items():
        at |= Q(handle__person=person, trace__at_s=at_s)
    if not at:
        return
    rows = Participation.objects.owned_by(ground.member).filter(at, role=As.FROM, trace__is_automatic=False)
    pairs = dict(rows.order_by("-trace").values_list("handle__person", "trace"))
    facts = traces(ground.member, pairs.values())
    for person, trace in pairs.items():
        found[person].last = facts[trace]


def answered_since(ground: Ground, since_s: int) -> Iterator[tuple[int, Answer]]:
    """(person, answer), oldest first, of everyone who answered the member since then."""
    theirs = _recent(ground, role=As.FROM, handle__person__isnull=False).filter(trace__at_s__gte=since_s)
    return _answers(ground, theirs.exclude(handle__person=ground.me).filter(_with_member(ground, role=As.REPLIED_TO)))


def _answers(ground: Ground, answering: QuerySet[Participation]) -> Iterator[tuple[int, Answer]]:
    """(person, answer), oldest first: the person of each row, and the answer that its trace is."""
    columns = ("handle__person", "trace__parent", "trace__at_s")
    rows = list(
        answering.filter(trace__parent__isnull=False)
        .order_by("trace__at_s", "trace", "handle__person")
        .values_list("trace", *columns)
        .distinct()
    )
    parents = _by_uid(ground.member, {bytes(parent) for _, _, parent, _ in rows})
    for _, person, uid, answered_s in rows:
        parent = parents.get(bytes(uid))
        if parent is not None and parent.at_s <= answered_s:
            yield person, Answer(parent.trace, parent.subject, parent.at_s, answered_s, parent.is_question)


def _questions_to(ground: Ground, persons: Collection[int]) -> QuerySet[Participation, tuple[int, int]]:
    asked = _recent(ground, handle__person__in=list(persons), role__in=ADDRESSED, trace__is_question=True)
    return asked.filter(_with_member(ground, role=As.FROM)).values_list("handle__person", "trace")


def _by_uid(member: Member, uids: Collection[bytes]) -> dict[bytes, TraceFacts]:
    columns = ("pk", "at_s", "kind", "subject", "is_question", "is_automatic", "pk")
    rows = Trace.objects.owned_by(member).filter(uid__in=list(uids)).values_list("uid", *columns)
    return {bytes(uid): TraceFacts(*rest) for uid, *rest in rows}


def _recent(ground: Ground, **where: object) -> QuerySet[Participation]:
    since_s = ground.now_s - LOOK_BACK_DAYS * DAY_S
    rows = Participation.objects.owned_by(ground.member).filter(**where)
    return rows.filter(trace__at_s__range=(since_s, ground.now_s), trace__is_automatic=False)


def _with_member(ground: Ground, **where: object) -> Exists:
    own = Participation.objects.owned_by(ground.member).filter(trace=OuterRef("trace"), handle__person=ground.me)
    return Exists(own.filter(**where))
