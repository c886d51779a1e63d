"""Joinings that an import brought about, taken back with it as if they had never been."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allies.people.models import Handle, Join, Member, MovedHandle, Person

BATCH = 500
Pair = tuple[int, int]  # two persons


@transaction.atomic
def take_back(member: Member, *, at: datetime) -> list[Pair]:
    """Take back every joining that was made at this moment without asking, and still holds. Returns whom it parted.

    The member has not parted them: what joined them may join them again. What another undo has moved on since stays
    where it is. Memory: the handles that were moved.
    """
    made = Join.objects.owned_by(member).filter(at=at, by_member=False, undone_at=None)
    pairs = list(made.values_list("kept", "joined"))
    if not pairs:
        return []
    own = MovedHandle.objects.owned_by(member).filter(join__in=made)
    rows = own.values_list("handle", "handle__person", "join__joined", "join__kept", "join__kept__joined_into")
    back: dict[int, Handle] = {}
    for handle, person, joined, kept, kept_into in rows.order_by("join"):  # what moved twice goes to where it was first
        if person == (kept_into or kept):
            back.setdefault(handle, Handle(pk=handle, person_id=joined))
    Handle.objects.owned_by(member).bulk_update(back.values(), ["person"], batch_size=BATCH)
    MovedHandle.objects.sweep(own)
    Join.objects.sweep(made)
    _follow_joinings(member)
    return pairs


def _follow_joinings(member: Member) -> None:
    """Whoever was joined is with the one they were joined to, by what joinings are left."""
    into = dict(Join.objects.owned_by(member).filter(undone_at=None).values_list("joined", "kept"))
    moved = []
    for person in Person.objects.owned_by(member).exclude(joined_into=None).only("pk", "joined_into"):
        root = person.pk
        while root in into:
            root = into[root]
        if root != person.joined_into_id:
            person.joined_into_id = root if root != person.pk else None
            moved.append(person)
    Person.objects.owned_by(member).bulk_update(moved, ["joined_into"], batch_size=BATCH)
