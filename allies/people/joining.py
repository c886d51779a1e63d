"""Two persons made one, and parted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404

from allies.people.models import Handle, Join, Member, MovedHandle, Person


class CannotJoin(ValueError):
    """These two cannot be made one."""


@transaction.atomic
def join(member: Member, kept: Person, joined: Person, *, reason: str, by_member: bool, at: datetime) -> Join:
    """Move every handle of `joined` to `kept`. The member themself is always the one who is kept."""
    if joined.is_self:
        kept, joined = joined, kept
    if kept.pk == joined.pk or (kept.is_self and joined.is_self):
        raise CannotJoin("This is one person already.")
    made = Join.objects.create(owner=member, kept=kept, joined=joined, reason=reason, by_member=by_member, at=at)
    moved = Handle.objects.owned_by(member).filter(person=joined).order_by("pk")
    MovedHandle.objects.add_all(MovedHandle(owner=member, join=made, handle=handle) for handle in moved)
    Handle.objects.owned_by(member).filter(person=joined).update(person=kept)
    Person.objects.owned_by(member).filter(pk=joined.pk).update(joined_into=kept)
    Person.objects.owned_by(member).filter(joined_into=joined).update(joined_into=kept)
    return made


@transaction.atomic
def undo(member: Member, key: str, *, at: datetime) -> Join:
    """Part two persons again, each with the handles they had. They are not joined again by themselves."""
    done = Join.objects.owned_by(member).select_related("joined", "kept").filter(key=key, undone_at=None).first()
    if done is None:
        raise Http404("No such joining.")
    Person.objects.owned_by(member).filter(pk=done.joined_id).update(joined_into=None)
    moved = MovedHandle.objects.owned_by(member).filter(join=done).values("handle")
    Handle.objects.owned_by(member).filter(pk__in=moved).update(person=done.joined)
    Join.objects.owned_by(member).filter(pk=done.pk).update(undone_at=at)
    return done


def parted(member: Member) -> set[frozenset[int]]:
    """Pairs of persons whose joining was undone: nothing joins them again but the member."""
    undone = Join.objects.owned_by(member).exclude(undone_at=None).values_list("kept", "joined")
    return {frozenset(pair) for pair in undone}
