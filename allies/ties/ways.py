"""Ways to people through others: who could introduce the member to someone, and to whom one person alone leads.

Of who shares threads with whom the tables keep a few for each person (`between_rows.MOST`), those with the most
threads; what is said here is said of these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet

from allies.people.models import Member, Person
from allies.ties.between_rows import MOST
from allies.ties.models import Between, Tie, TieState
from allies.ties.shapes import Introducer, Shared

NEAR, AROUND = 60, 2_000  # people who share threads with someone, and pairs around these, that are looked at
DAMPING = 0.5  # of the walk from someone: half of the steps begin there again
SHOWN = 3  # who could introduce the member
COLD = (TieState.DORMANT, TieState.ONE_SIDED)
SIDES = ("person", "other")
ME = 0  # no person has this number

Two = tuple[int, int, int]  # two persons, and how many threads they share


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Someone with whom a person shares threads."""

    person: int
    shared: Shared
    is_in_touch: bool  # something went both ways between them and the member
    has_written: bool  # to the member, or met them


def neighbours(member: Member, found: Person) -> list[Neighbour]:
    """With whom someone shares threads, the most first. One query."""
    pairs = Between.objects.owned_by(member).filter(Q(person=found) | Q(other=found))
    pairs = pairs.filter(person__joined_into=None, other__joined_into=None).order_by("-threads", "pk")
    columns = ["threads"]
    for side in SIDES:
        wrote = _ties(member, side, received__gt=0)
        pairs = pairs.annotate(**{f"{side}_both": Exists(wrote.filter(given__gt=0)), f"{side}_wrote": Exists(wrote)})
        columns += [f"{side}_id", f"{side}__key", f"{side}__name", f"{side}_both", f"{side}_wrote"]
    near = []
    for threads, *ends in pairs.values_list(*columns)[:NEAR]:
        person, key, name, is_in_touch, has_written = ends[5:] if ends[0] == found.pk else ends[:5]
        near.append(Neighbour(person, Shared(key, name, threads), is_in_touch, has_written))
    return near


def only_through(member: Member, found: Person, near: Sequence[Neighbour]) -> list[Shared]:
    """Who never wrote to the member, and of whose contacts the member knows this person alone. At most one query.

    near : the `neighbours` of the person, with whom the member is in touch.
    """
    strangers = {one.person: one.shared for one in near if not one.has_written}
    if not strangers:
        return []
    # the engine's libraries take a moment to load, and most reads do without
    from allies.engine import bridging  # noqa: PLC0415

    pairs, known = _around_with_known(member, strangers)
    kept = Counter(end for two in pairs for end in two)
    # where as many pairs are kept as can be, there may be more that nobody kept
    whole = [person for person in strangers if kept[person] < MOST] if len(pairs) < AROUND else []
    people = _Numbers([found.pk, *whole])
    ego, me = people.of(found.pk), people.of(ME)
    ends = [(people.of(one), people.of(other)) for one, other in pairs]
    ends += [(me, people.of(person)) for person in known | {found.pk}]
    ends += [(ego, people.of(person)) for person in whole]
    among = [me, *(people.of(person) for person in whole)]
    first, second = zip(*ends, strict=True)
    one, other = bridging.only_through(first, second, among, ego=ego, people=len(people))
    alone = {int(end) for start, end in zip(one, other, strict=True) if start == me}
    return [strangers[person] for person in whole if people.of(person) in alone]


def introducers(member: Member, found: Person, near: Sequence[Neighbour]) -> list[Introducer]:
    """With whom the member is in touch who is near to this person, the nearest first; warm ties before cold ones.

    near : the `neighbours` of the person, who never wrote to the member. Two queries.
    """
    # as in `only_through`
    from allies.engine import bridging  # noqa: PLC0415

    if not near:
        return []
    direct = {one.person: one.shared.threads for one in near}
    pairs: list[Two] = list(_around(member, direct).values_list("person_id", "other_id", "threads")[:AROUND])
    people = _Numbers([found.pk])
    ends = np.array([(people.of(one), people.of(other), threads) for one, other, threads in pairs], dtype=np.int64)
    start = np.zeros(len(people))
    start[0] = 1.0
    rank = bridging.pagerank(ends[:, 0], ends[:, 1], ends[:, 2], start, people=len(people), damping=DAMPING)
    ties = Tie.objects.owned_by(member).filter(person__in=people.all(), person__joined_into=None)
    columns = ("person_id", "person__key", "person__name", "state", "given", "received", "person__is_closed")
    rows: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in ties.values_list(*columns)}
    known = [person for person, row in rows.items() if row[3] and row[4] and not row[5] and person != found.pk]
    known.sort(key=lambda person: (rows[person][2] in COLD, -rank[people.of(person)].round(9), person))
    by_way = _by_way_of(pairs, direct)
    told = []
    for person in known[:SHOWN]:
        key, name, state, *_ = rows[person]
        over = rows.get(by_way.get(person, 0)) if person not in direct else None
        told.append(Introducer(key, name, state, direct.get(person, 0), over[1] if over else ""))
    return told


class _Numbers:
    """Persons counted from 0, as they come up."""

    def __init__(self, people: Collection[int]) -> None:
        self._number = {person: number for number, person in enumerate(people)}

    def __len__(self) -> int:
        return len(self._number)

    def of(self, person: int) -> int:
        """The number of this person."""
        return self._number.setdefault(person, len(self._number))

    def all(self) -> list[int]:
        """Everyone who came up."""
        return list(self._number)


def _around(member: Member, people: Collection[int]) -> QuerySet[Between]:
    """Pairs of which one is among these, those with the most threads first."""
    pairs = Between.objects.owned_by(member).filter(Q(person__in=people) | Q(other__in=people))
    return pairs.order_by("-threads", "pk")


def _around_with_known(member: Member, people: Collection[int]) -> tuple[list[tuple[int, int]], set[int]]:
    """These pairs, and with whom in them the member is in touch."""
    both_ways = {"received__gt": 0, "given__gt": 0}
    pairs = _around(member, people).annotate(
        person_both=Exists(_ties(member, "person", **both_ways)), other_both=Exists(_ties(member, "other", **both_ways))
    )
    rows = list(pairs.values_list("person_id", "other_id", "person_both", "other_both")[:AROUND])
    known = {one for one, _, both, _ in rows if both} | {other for _, other, _, both in rows if both}
    return [(one, other) for one, other, _, _ in rows], known


def _ties(member: Member, side: str, **has: int) -> QuerySet[Tie]:
    """The tie of the person on one side of a pair, if it has so much."""
    return Tie.objects.owned_by(member).filter(person=OuterRef(side), **has)


def _by_way_of(pairs: Sequence[Two], direct: dict[int, int]) -> dict[int, int]:
    """For everyone around: who of those directly near shares the most threads with them."""
    best: dict[int, tuple[int, int]] = {}
    for one, other, threads in pairs:
        for person, over in ((one, other), (other, one)):
            if over in direct:
                best[person] = max(best.get(person, (0, 0)), (threads, over))
    return {person: over for person, (_, over) in best.items()}
