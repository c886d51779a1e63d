"""Persons who may be one: what there is to ask the member, what they answered, and how it is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from allies.people import apart, joining
from allies.people.models import Apart, Handle, Join, MaybeSame, Member, Person

SHOWN = 50
SHOWN_HANDLES = 5
LIKELY, PERHAPS = 0.6, 0.35
REASON = "you said so"


@dataclass(frozen=True, slots=True)
class Who:
    """One of the two, in passing."""

    key: str
    name: str
    handles: list[str]
    is_self: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Two who may be one."""

    one: Who
    other: Who
    probability: float
    evidence: list[str]

    @property
    def both(self) -> tuple[Who, Who]:
        """The two, in their order."""
        return self.one, self.other

    @property
    def said(self) -> str:
        """How likely, in a word."""
        if self.probability >= LIKELY:
            return "likely"
        return "perhaps" if self.probability >= PERHAPS else "possibly"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of two: joined, or told apart; by whom, why, and whether it was taken back."""

    key: str
    is_same: bool
    one: str
    other: str
    reason: str
    by_member: bool
    at: datetime
    undone_at: datetime | None


def questions(member: Member, *, limit: int = SHOWN) -> list[Question]:
    """Whom to ask about, the likeliest first; nobody twice, and nobody of whom the member has decided."""
    open_ones = _open(member)[:limit]
    who = _who(member, {person for pair, *_ in open_ones for person in pair})
    return [
        Question(who[pair[0]], who[pair[1]], probability, evidence)
        for pair, probability, evidence in open_ones
        if pair[0] in who and pair[1] in who
    ]


def question(member: Member, one: Person, other: Person) -> Question | None:
    """What there is to ask about these two, if anything."""
    pair = frozenset((one.pk, other.pk))
    for two, probability, evidence in _open(member):
        if frozenset(two) == pair:
            who = _who(member, two)
            return Question(who[two[0]], who[two[1]], probability, evidence)
    return None


def waiting(member: Member) -> int:
    """How many questions there are."""
    return len(_open(member))


def answers(member: Member, *, limit: int = SHOWN) -> list[Answer]:
    """Who was joined and who was told apart, the newest first; also what was taken back."""
    joined = Join.objects.owned_by(member).select_related("kept", "joined").order_by("-at", "-pk")[:limit]
    found = [
        Answer(one.key, True, one.kept.name, one.joined.name, one.reason, one.by_member, one.at, one.undone_at)
        for one in joined
    ]
    return sorted([*found, *_told_apart(member, limit)], key=lambda answer: answer.at, reverse=True)[:limit]


def same(member: Member, one: Person, other: Person, *, at: datetime) -> Join:
    """These two are one person. Raises joining.CannotJoin where they are already."""
    return joining.join(member, one, other, reason=REASON, by_member=True, at=at)


def different(member: Member, one: Person, other: Person, *, at: datetime) -> Apart:
    """These two are not one person, and are not asked about again. Raises joining.CannotJoin where they are one."""
    if one.pk == other.pk:
        raise joining.CannotJoin("This is one person. To part them, take back how they were joined.")
    return apart.say(member, one, other, at=at)


def _open(member: Member) -> list[tuple[tuple[int, int], float, list[str]]]:
    """The pairs of persons that no one has decided on, with how likely and why."""
    weighed = MaybeSame.objects.owned_by(member).order_by("-probability", "pk")
    weighed = weighed.exclude(one__person=None).exclude(other__person=None)
    rows = weighed.values_list("one__person", "other__person", "probability", "evidence")
    found: dict[frozenset[int], tuple[tuple[int, int], float, list[str]]] = {}
    for one, other, probability, evidence in rows:
        if one != other:
            found.setdefault(frozenset((one, other)), ((one, other), probability, evidence))
    decided = apart.persons(member, among={person for pair in found for person in pair})
    return [question for pair, question in found.items() if pair not in decided]


def _who(member: Member, persons: Iterable[int]) -> dict[int, Who]:
    wanted = list(persons)
    handles: defaultdict[int, list[str]] = defaultdict(list)
    rows = Handle.objects.owned_by(member).filter(person__in=wanted).order_by("pk")
    for person, kind, value in rows.values_list("person", "kind", "value"):
        if kind != "name":
            handles[person].append(value)
    return {
        person.pk: Who(person.key, person.name, handles[person.pk][:SHOWN_HANDLES], person.is_self)
        for person in Person.objects.owned_by(member).filter(pk__in=wanted)
    }


def _told_apart(member: Member, limit: int) -> list[Answer]:
    said = list(Apart.objects.owned_by(member).order_by("-at", "-pk")[:limit])
    if not said:
        return []
    has = apart.owners(member)
    pairs = [(one, _first(has, one.one), _first(has, one.other)) for one in said]
    known = Q(pk__in=[person for _, *two in pairs for person in two if person is not None])
    names = dict(Person.objects.owned_by(member).filter(known).values_list("pk", "name"))
    return [
        Answer(one.key, False, names[first], names[second], REASON, True, one.at, one.undone_at)
        for one, first, second in pairs
        if first is not None and second is not None
    ]


def _first(has: dict[str, int], digests: list[str]) -> int | None:
    return next((has[digest] for digest in digests if digest in has), None)
