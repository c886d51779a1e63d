"""Which handles are one person: asks the engine, joins what it is sure of, never what the member parted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from allies.engine import identity
from allies.people import joining
from allies.people.models import Handle, Member, Person

REASON = "the same address or full name"


@transaction.atomic
def joins(member: Member, *, at: datetime) -> int:
    """Join the persons whose handles the engine takes for one. Returns how many were joined."""
    handles = list(
        Handle.objects.owned_by(member)
        .exclude(person=None)
        .order_by("pk")
        .values_list("person", "kind", "value", "name")
    )
    names = [name or (value if kind == "name" else "") for _, kind, value, name in handles]
    addresses = [value if kind == "email" else "" for _, kind, value, _ in handles]
    group = identity.resolve(names, addresses)
    together = defaultdict(set)
    for row, (person, *_) in enumerate(handles):
        together[int(group[row])].add(person)
    parted = joining.parted(member)
    return sum(_join_all(member, people, parted, at) for people in together.values() if len(people) > 1)


def _join_all(member: Member, people: Iterable[int], parted: set[frozenset[int]], at: datetime) -> int:
    found = list(Person.objects.owned_by(member).filter(pk__in=list(people)).order_by("-is_self", "pk"))
    kept, done = found[0], 0
    for joined in found[1:]:
        if frozenset((kept.pk, joined.pk)) not in parted:
            joining.join(member, kept, joined, reason=REASON, by_member=False, at=at)
            done += 1
    return done
