"""What went to and fro with a few persons: who answered whom and how soon, through which channels, whom they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from django.db.models.functions import Length

from allies.agenda.ground import DAY_S, Ground
from allies.agenda.models import Channel
from allies.people.models import Handle, Member
from allies.ties.models import Between
from allies.traces.models import Participation, Trace
from allies.traces.records import As, Kind

LOOK_BACK_DAYS = 2 * 365
CHANNELS: dict[str, Channel] = {
    Kind.MAIL: Channel.MAIL,
    Kind.CALL: Channel.CALL,
    Kind.LETTER: Channel.LETTER,
    Kind.MEETING: Channel.IN_PERSON,
    Kind.VISIT: Channel.IN_PERSON,
}
CONTACT_DAYS = 30
ADDRESSED = (As.TO, As.CC, As.BCC)
ENOUGH_TO_SAY_USUALLY = 3


@dataclass(frozen=True, slots=True)
class TraceFacts:
    """One trace as the plan speaks of it."""

    trace: int
    at_s: int
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
    """What went to and fro with one person."""

    theirs: list[Answer] = field(default_factory=list)  # their answers to the member, oldest first
    mine: list[Answer] = field(default_factory=list)  # the member's answers to them, oldest first
    contacts: int = 0  # how often the member wrote to them within a month
    asked: set[int] = field(default_factory=set)  # the member's questions that were addressed to them
    channels: Counter[Channel] = field(default_factory=Counter)
    shared: list[tuple[str, int]] = field(default_factory=list)  # (name, threads), most threads first
    last: TraceFacts | None = None  # what they last wrote to the member

    @property
    def answered_questions(self) -> list[Answer]:
        """The member's questions that they answered, each once, in the order of their first answer."""
        first = {answer.question: answer for answer in reversed(self.theirs) if answer.was_question}
        return sorted(first.values(), key=lambda answer: answer.answered_s)


class _Row(NamedTuple):
    """One person in one role of one trace, the member in another."""

    person: int
    role: str
    own_role: str
    trace: int
    at_s: int
    kind: str
    uid: bytes
    parent: bytes | None
    subject: str
    is_question: bool


class _Words(NamedTuple):
    """What may have been answered."""

    trace: int
    at_s: int
    subject: str
    is_question: bool


_OF_TRACE = ("at_s", "kind", "uid", "parent", "subject", "is_question")


def usual_days(answers: Iterable[Answer]) -> float | None:
    """The median time to an answer; None where there are too few to say "usually"."""
    taken = [answer.days for answer in answers]
    return median(taken) if len(taken) >= ENOUGH_TO_SAY_USUALLY else None


def traces(member: Member, ids: Iterable[int]) -> dict[int, TraceFacts]:
    """These traces, by id."""
    rows = Trace.objects.owned_by(member).filter(pk__in=list(ids)).annotate(characters=Length("text"))
    columns = ("pk", "at_s", "subject", "is_question", "is_automatic", "characters")
    return {row[0]: TraceFacts(*row) for row in rows.values_list(*columns)}


def between(ground: Ground, persons: Collection[int]) -> dict[int, History]:
    """Who answered whom, who asked whom, and through which channels, for these persons and the member.

    Of the last two years; of all time for those with whom there was nothing since.
    """
    found = _between(ground, persons, since_s=ground.now_s - LOOK_BACK_DAYS * DAY_S)
    silent = [person for person, history in found.items() if not history.channels]
    return found | _between(ground, silent, since_s=0)


def _between(ground: Ground, persons: Collection[int], *, since_s: int) -> dict[int, History]:
    found = {person: History() for person in persons}
    if ground.me is None or not found:
        return found
    rows = _rows_between(ground, persons, since_s=since_s)
    parents = _parents(ground.member, rows)
    for person, _, kind in dict.fromkeys((row.person, row.trace, row.kind) for row in rows if row.kind in CHANNELS):
        found[person].channels[CHANNELS[kind]] += 1
    for row in rows:
        history, answer = found[row.person], _answer(row, parents)
        if row.own_role == As.FROM and row.role in ADDRESSED:
            history.contacts += ground.days_since(row.at_s) <= CONTACT_DAYS
            if row.is_question:
                history.asked.add(row.trace)
        if answer and row.role == As.FROM and row.own_role == As.REPLIED_TO:
            history.theirs.append(answer)
        elif answer and row.role == As.REPLIED_TO and row.own_role == As.FROM:
            history.mine.append(answer)
    return found


def add_shared(member: Member, found: dict[int, History]) -> None:
    """With whom these persons share threads."""
    pairs = Between.objects.owned_by(member).order_by("-threads", "pk")
    shared: list[tuple[int, int, str]] = []
    for one, other in (("person", "other"), ("other", "person")):  # each pair is there once, whoever comes first
        rows = pairs.filter(**{f"{one}__in": list(found), f"{other}__is_closed": False})
        shared += rows.values_list(one, "threads", f"{other}__name")
    for person, threads, name in sorted(shared, key=lambda row: -row[1]):
        found[person].shared.append((name, threads))


def add_last(ground: Ground, found: dict[int, History], last_s: dict[int, int]) -> None:
    """What each of these persons last wrote. last_s : person -> when, from their tie."""
    handles = Handle.objects.owned_by(ground.member).filter(person__in=list(last_s))
    whose = dict(handles.values_list("pk", "person"))
    written = Participation.objects.owned_by(ground.member).filter(handle__in=list(whose), role=As.FROM)
    at = written.filter(trace__at_s__in=set(last_s.values()), trace__is_automatic=False).order_by("-trace")
    rows = [(whose[handle], trace, at_s) for handle, trace, at_s in at.values_list("handle", "trace", "trace__at_s")]
    then = {person: trace for person, trace, at_s in rows if at_s == last_s[person]}
    facts = traces(ground.member, then.values())
    for person, trace in then.items():
        found[person].last = facts[trace]


def _rows_between(ground: Ground, persons: Collection[int], *, since_s: int) -> list[_Row]:
    """Oldest first. Four queries, whatever the number of persons, each along one index and without a join."""
    whose = dict(
        Handle.objects.owned_by(ground.member).filter(person__in=[*persons, ground.me]).values_list("pk", "person")
    )
    own = [handle for handle, person in whose.items() if person == ground.me]
    roles = Participation.objects.owned_by(ground.member)
    theirs = list(roles.filter(handle__in=whose.keys() - set(own)).values_list("trace", "handle", "role"))
    own_roles = defaultdict(list)
    for trace, role in roles.filter(trace__in={row[0] for row in theirs}, handle__in=own).values_list("trace", "role"):
        own_roles[trace].append(role)
    traces = Trace.objects.owned_by(ground.member).filter(pk__in=list(own_roles), is_automatic=False)
    facts = {pk: rest for pk, *rest in traces.filter(at_s__range=(since_s, ground.now_s)).values_list("pk", *_OF_TRACE)}
    rows = [
        _Row(whose[handle], role, own_role, trace, *facts[trace])
        for trace, handle, role in theirs
        if trace in facts
        for own_role in own_roles[trace]
    ]
    return sorted(rows, key=lambda row: (row.at_s, row.trace))


def _parents(member: Member, rows: Iterable[_Row]) -> dict[bytes, _Words]:
    """What these rows answer, by uid: mostly among themselves, the rest looked up."""
    known = {bytes(row.uid): _Words(row.trace, row.at_s, row.subject, row.is_question) for row in rows}
    missing = {bytes(row.parent) for row in rows if row.parent} - known.keys()
    found = Trace.objects.owned_by(member).filter(uid__in=list(missing))
    columns = ("uid", "pk", "at_s", "subject", "is_question")
    for uid, trace, at_s, subject, is_question in found.values_list(*columns) if missing else ():
        known[bytes(uid)] = _Words(trace, at_s, subject, is_question)
    return known


def _answer(row: _Row, parents: dict[bytes, _Words]) -> Answer | None:
    """The answer that this row is, if what it answers is known."""
    asked = parents.get(bytes(row.parent)) if row.parent else None
    if asked is None or asked.at_s > row.at_s:
        return None
    return Answer(asked.trace, asked.subject, asked.at_s, row.at_s, asked.is_question)
