"""Reads of what lies between tribes: who connects them, and which only the member does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TypedDict

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404

from allies.people.models import Member, Person
from allies.ties.models import Bridge, Reach, Tie, Tribe, TribeMembership
from allies.ties.shapes import Across, Around, Connections, Span, TribeName

NAMED = 4  # people who are named between two tribes
SPANS = 8  # that a page shows

Two = tuple[int, int]


class BridgeData(TypedDict):
    """Of one person's `Bridge`."""

    knows: int
    within_two: int
    pairs: int


class Bridging(TypedDict):
    """What a query for a tie adds to it."""

    bridge: BridgeData | None


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways from tribe to tribe that do not lead over the member."""

    names: dict[int, TribeName]  # of the tribes, the largest first
    known: set[int]  # tribes in which the member was in contact with someone
    reached: dict[int, dict[int, int]]  # person -> tribe other than their own -> how many people there
    between: dict[Two, dict[int, int]]  # two tribes -> person -> how many people they connect on the thinner side

    def joined(self, one: int) -> set[int]:
        """The tribes that someone connects with this one."""
        return {tribe for two in self.between if one in two for tribe in two} - {one}


def across(
    member: Member, found: Person, *, is_in: Collection[str], is_known: bool, bridge: BridgeData | None
) -> Across:
    """What one person connects. Two queries.

    is_in : keys of their tribes.   is_known : whether there was contact.   bridge : what their `Bridge` says.
    """
    ways = _ways(member)
    reached = ways.reached.get(found.pk, {})
    own = {pk for pk, name in ways.names.items() if name.key in is_in}
    connected = own.union(reached, *(ways.joined(tribe) for tribe in own))
    alone = ways.known - connected if is_known else set()
    return Across(
        knows=[(ways.names[tribe], reached[tribe]) for tribe in sorted(reached, key=lambda one: (-reached[one], one))],
        people=bridge["knows"] if bridge else 0,
        within_two=bridge["within_two"] if bridge else 0,
        pairs=bridge["pairs"] if bridge else 0,
        only_you=[name for tribe, name in ways.names.items() if tribe in alone],
    )


def between_tribes(member: Member) -> Connections:
    """Who connects which tribes, and which parts of them only the member does. Four queries."""
    ways = _ways(member)
    parts = _parts(ways)
    return Connections(_spans(member, ways, ways.between), [[ways.names[tribe] for tribe in part] for part in parts])


def around_tribe(member: Member, key: str) -> Around:
    """Who connects one tribe with which others, and with which ones only the member does. Http404 where there is none.

    Four queries.
    """
    ways = _ways(member)
    one = next((pk for pk, name in ways.names.items() if name.key == key), None)
    if one is None:
        raise Http404("No such tribe.")
    alone = ways.known - ways.joined(one) - {one} if one in ways.known else set()
    spans = _spans(member, ways, (two for two in ways.between if one in two), first=one)
    return Around(spans, [name for tribe, name in ways.names.items() if tribe in alone])


def _ways(member: Member) -> _Ways:
    names, known = _tribes(member)
    main = TribeMembership.objects.owned_by(member).filter(person=OuterRef("person"), is_main=True)
    rows = Reach.objects.owned_by(member).annotate(own=Subquery(main.values("tribe")[:1]))
    own: dict[int, int | None] = {}
    reached: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for person, tribe, people, of in rows.values_list("person_id", "tribe_id", "people", "own"):
        reached[person][tribe] = people
        own[person] = of
    place = {tribe: number for number, tribe in enumerate(names)}
    between: defaultdict[Two, dict[int, int]] = defaultdict(dict)
    for person, there in reached.items():
        of = own[person]
        tribes = set(there) if of is None else {*there, of}
        for two in combinations(sorted(tribes, key=place.__getitem__), 2):
            # of the one tribe that is their own nobody counts how many they know
            between[two][person] = min(there[tribe] for tribe in two if tribe in there)
    return _Ways(names, known, dict(reached), dict(between))


def _tribes(member: Member) -> tuple[dict[int, TribeName], set[int]]:
    """All of them, the largest first; and those in which the member was in contact with someone."""
    contact = Tie.objects.owned_by(member).filter(Q(given__gt=0) | Q(received__gt=0)).values("person")
    there = TribeMembership.objects.owned_by(member).filter(tribe=OuterRef("pk"), person__in=contact)
    tribes = Tribe.objects.owned_by(member).order_by("place").annotate(is_known=Exists(there))
    rows = list(tribes.values_list("pk", "key", "name", "is_inside", "is_known"))
    names = {pk: TribeName(key, name, is_inside) for pk, key, name, is_inside, _ in rows}
    return names, {row[0] for row in rows if row[-1]}


def _parts(ways: _Ways) -> list[list[int]]:
    """The member's tribes, those together that someone else connects; none where all of them are."""
    # the engine's libraries take a moment to load, and most reads do without
    from allies.engine import bridging  # noqa: PLC0415

    tribes = list(ways.names)
    place, me = {tribe: number for number, tribe in enumerate(tribes)}, len(tribes)
    pairs = [(place[one], place[other]) for one, other in ways.between] + [(me, place[tribe]) for tribe in ways.known]
    part = bridging.parts_without(
        [one for one, _ in pairs], [other for _, other in pairs], ego=me, people=len(tribes) + 1
    )
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for tribe in tribes:
        if tribe in ways.known:
            parts[int(part[place[tribe]])].append(tribe)
    return list(parts.values()) if len(parts) > 1 else []


def _spans(member: Member, ways: _Ways, wanted: Iterable[Two], *, first: int | None = None) -> list[Span]:
    """These two by two, with the most people first; the tribe that is asked about stands first in each."""
    shown = sorted(wanted, key=lambda two: (-len(ways.between[two]), two))[:SPANS]
    constraint = dict(_constraints(member, {person for two in shown for person in ways.between[two]}))
    named: dict[Two, list[int]] = {}
    for two in shown:
        people = ways.between[two]
        # of those who connect as many, who is less closed in goes first
        order = sorted(people, key=lambda person: (-people[person], constraint.get(person, 2.0), person))
        named[two] = order[:NAMED]
    names = _names(member, {person for people in named.values() for person in people})
    return [
        Span(
            tribe=ways.names[first if first is not None else two[0]],
            other=ways.names[two[0] if two[1] == first else two[1]],
            people=[names[person] for person in named[two] if person in names],
            total=len(ways.between[two]),
        )
        for two in shown
    ]


def _constraints(member: Member, people: set[int]) -> Iterable[tuple[int, float]]:
    return Bridge.objects.owned_by(member).filter(person__in=people).values_list("person_id", "constraint")


def _names(member: Member, people: set[int]) -> dict[int, tuple[str, str]]:
    found = Person.objects.owned_by(member).filter(pk__in=people, joined_into=None)
    return {pk: (key, name) for pk, key, name in found.values_list("pk", "key", "name")}
