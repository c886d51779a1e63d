"""Who should meet: two people whom the member knows, who do not know each other and write of the same things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log1p

from django.db.models import BigIntegerField, Q, Value

from allies.people.models import Member, Person
from allies.ties.folding import folded
from allies.ties.models import Between, Tie
from allies.ties.shapes import CouldMeet
from allies.ties.telling import Telling, telling
from allies.traces.models import Participation
from allies.traces.records import As

SUBJECTS = 200  # the newest of what someone wrote
WORDS, TRACES = 20, 200  # that tell what it is about, and traces for each
MANY = 15  # people; a word that more of them write says nothing of any two
IN_COMMON, NAMED = 2, 3  # words at least, and at most on a page
LOOKED_AT, SHOWN = 30, 3  # people


@dataclass(frozen=True, slots=True)
class _Alike:
    """Someone who writes of the same things."""

    person: int
    score: float
    words: list[str]


def could_meet(member: Member, found: Person) -> list[CouldMeet]:
    """With whom the member could bring this person together, the most alike first. Four queries.

    The member was in touch both ways with the other, and is to have been with this one. The two share no trace, and
    nobody with whom both share threads.
    """
    wrote = Participation.objects.owned_by(member).filter(handle__person=found, role=As.FROM, trace__is_automatic=False)
    subjects = wrote.order_by("-trace").values_list("trace__subject", flat=True)[:SUBJECTS]
    named = set(folded(found.name).split())
    known = telling(member, list(subjects), words=WORDS, limit=TRACES)
    alike = _alike(member, [one for one in known if one.word not in named])
    best = [one for one in alike if one.person != found.pk][:LOOKED_AT]
    names = _known(member, [one.person for one in best])
    near = _near(member, found, list(names)) if names else set()
    apart = [one for one in best if one.person in names and one.person not in near]
    return [CouldMeet(*names[one.person], one.words) for one in apart[:SHOWN]]


def _alike(member: Member, known: Sequence[Telling]) -> list[_Alike]:
    """Who wrote what holds several of these words, the most alike first."""
    authors = _authors(member, {trace for one in known for trace in one.traces})
    weights: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for one in known:
        times: defaultdict[int, int] = defaultdict(int)
        for person in (person for trace in one.traces for person in authors[trace]):
            times[person] += 1
        for person, count in times.items() if len(times) <= MANY else ():
            weights[person][one.word] = one.rarity * log1p(count)
    alike = [
        _Alike(person, sum(of.values()), sorted(of, key=lambda word: (-of[word], word))[:NAMED])
        for person, of in weights.items()
        if len(of) >= IN_COMMON
    ]
    return sorted(alike, key=lambda one: (-one.score, one.person))


def _authors(member: Member, traces: Collection[int]) -> defaultdict[int, list[int]]:
    wrote = Participation.objects.owned_by(member).filter(trace__in=traces, role=As.FROM, trace__is_automatic=False)
    authors: defaultdict[int, list[int]] = defaultdict(list)
    for trace, person in wrote.values_list("trace_id", "handle__person"):
        if person is not None:
            authors[trace].append(person)
    return authors


def _known(member: Member, people: Collection[int]) -> dict[int, tuple[str, str]]:
    """Those of them with whom the member was in touch both ways, and may still be: person -> (key, name)."""
    ties = Tie.objects.owned_by(member).filter(person__in=people, given__gt=0, received__gt=0)
    ties = ties.filter(person__is_closed=False, person__is_self=False, person__joined_into=None)
    return {pk: (key, name) for pk, key, name in ties.values_list("person_id", "person__key", "person__name")}


def _near(member: Member, found: Person, people: Collection[int]) -> set[int]:
    """Those of these people who share a trace with this one, or share threads with someone who does."""
    everyone = [found.pk, *people]
    pairs = Between.objects.owned_by(member).filter(Q(person__in=everyone) | Q(other__in=everyone))
    theirs = Participation.objects.owned_by(member).filter(handle__person=found)
    both = Participation.objects.owned_by(member).filter(handle__person__in=people, trace__in=theirs.values("trace"))
    met = both.values_list(Value(found.pk, output_field=BigIntegerField()), "handle__person")
    around: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs.values_list("person_id", "other_id").union(met):
        around[one].add(other)
        around[other].add(one)
    return {person for person in people if person in around[found.pk] or around[person] & around[found.pk]}
