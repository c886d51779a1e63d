"""Who is in a member's network, as numbers: persons counted from 0, and which handle is whose."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from django.db.models import IntegerField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from allies.people.models import Handle, Member, Person
from allies.ties.folding import folded
from allies.ties.mail_domains import work_domain

NOBODY = -1  # a list's address
NOWHERE = -1  # an address that tells of no workplace

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Known:
    """One address of someone."""

    kind: str
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Roster:
    """m persons in the order of their ids, the member not among them; h handles in the order of theirs."""

    ids: Ints  # (m,) int64, Person.id
    keys: list[str]
    names: list[str]
    handles: dict[int, list[Known]]  # by person index; the member's own under `me`
    handle_ids: Ints  # (h,) int64, sorted
    handle_person: Ints  # (h,) int64, index of the person, `me` for the member, NOBODY for a list
    by_hand: frozenset[int]  # indices of persons whom the member named
    lists: dict[int, Known]  # by handle id
    domains: list[str] = field(default_factory=list)  # where people work, as far as addresses tell, sorted
    # (h,) int64, index of the domain of each handle, NOWHERE where it tells none
    handle_domain: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def me(self) -> int:
        """The number that stands for the member: one more than the last person."""
        return len(self.ids)

    def of_handles(self, handle: Ints) -> Ints:
        """(n,) int64, the person behind each handle; NOBODY where the handle is a list's, or no longer there."""
        if not len(self.handle_ids):
            return np.full(len(handle), NOBODY, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.handle_ids, handle), len(self.handle_ids) - 1)
        return np.where(self.handle_ids[place] == handle, self.handle_person[place], NOBODY)

    def search_text(self, person: int) -> str:
        """Everything that a person can be found by, each on a line of its own."""
        known = self.handles.get(person, [])
        words = {self.names[person]: None} | {one.value: None for one in known} | {one.name: None for one in known}
        return "\n".join(dict.fromkeys(folded(word) for word in words if word))


def roster(member: Member) -> Roster:
    """Everyone in this member's network who is not joined into someone else. Two queries."""
    people = Person.objects.owned_by(member).filter(joined_into=None).order_by("pk")
    rows = list(people.values_list("pk", "key", "name", Cast("is_self", IntegerField())))
    others = [row for row in rows if not row[3]]
    index = {pk: number for number, (pk, _, _, _) in enumerate(others)}
    index |= {pk: len(others) for pk, _, _, is_self in rows if is_self}
    handles, lists, ids, persons, by_hand = defaultdict[int, list[Known]](list), dict[int, Known](), [], [], set[int]()
    worked: list[str] = []
    known = Handle.objects.owned_by(member).order_by("pk")
    # truth values as numbers, as in `columns`
    columns = ("pk", "person_id", "kind", "value", "name", Cast("by_hand", IntegerField()))
    for pk, person_id, kind, value, name, is_by_hand in known.values_list(*columns):
        person = NOBODY if person_id is None else index.get(person_id, NOBODY)
        ids.append(pk)
        persons.append(person)
        worked.append(work_domain(kind, value))
        if person == NOBODY:
            lists[pk] = Known(kind, value, name)
            continue
        handles[person].append(Known(kind, value, name))
        if is_by_hand:
            by_hand.add(person)
    domains = sorted(set(worked) - {""})
    place = {domain: number for number, domain in enumerate(domains)}
    return Roster(
        ids=np.array([row[0] for row in others], dtype=np.int64),
        keys=[row[1] for row in others],
        names=[row[2] for row in others],
        handles=dict(handles),
        handle_ids=np.array(ids, dtype=np.int64),
        handle_person=np.array(persons, dtype=np.int64),
        by_hand=frozenset(by_hand - {len(others)}),
        lists=lists,
        domains=domains,
        handle_domain=np.array([place.get(domain, NOWHERE) for domain in worked], dtype=np.int64),
    )
