"""Two persons made one, and parted again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.http import Http404

from allies.people import apart
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
    if by_member:
        apart.undo_between(member, kept, joined, at=at)  # the last word counts
    made = Join.objects.create(owner=member, kept=kept, joined=joined, reason=reason, by_member=by_member, at=at)
    moved = Handle.objects.owned_by(member).filter(person=joined).order_by("pk")
    MovedHandle.objects.add_all(MovedHandle(owner=member, join=made, handle=handle) for handle in moved)
    Handle.objects.owned_by(member).filter(person=joined).update(person=kept)
    Person.objects.owned_by(member).filter(pk=joined.pk).update(joined_into=kept)
    Person.objects.owned_by(member).filter(joined_into=joined).update(joined_into=kept)
    return made


def join_all(member: Member, people: Iterable[int], parted: set[frozenset[int]], *, reason: str, at: datetime) -> int:
    """Make one of all these persons, but for who was parted: they stay apart, also by way of a third.

    Returns how many persons were joined into others.
    """
    live = Person.objects.owned_by(member).filter(pk__in=list(people), joined_into=None).order_by("-is_self", "pk")
    together: list[list[Person]] = []
    for person in live:
        with_whom = (some for some in together if not any(frozenset((person.pk, one.pk)) in parted for one in some))
        found = next(with_whom, None)
        if found is None:
            together.append([person])
        else:
            found.append(person)
    for kept, *others in together:
        for other in others:
            join(member, kept, other, reason=reason, by_member=False, at=at)
    return sum(len(some) - 1 for some in together)


@transaction.atomic
def undo(member: Member, key: str, *, at: datetime) -> Join:
    """Part two persons again, each with the handles they had. They are not joined again by themselves.

    What was joined without asking, and is parted, was wrong: the two are not asked about either.
    """
    done = (
        Join.objects.owned_by(member)
        .select_related("joined", "kept__joined_into")
        .filter(key=key, undone_at=None)
        .first()
    )
    if done is None:
        raise Http404("No such joining.")
    holder = done.kept.joined_into or done.kept
    Join.objects.owned_by(member).filter(pk=done.pk).update(undone_at=at)
    Person.objects.owned_by(member).filter(pk=done.joined_id).update(joined_into=None)
    moved = MovedHandle.objects.owned_by(member).filter(join=done).values("handle")
    # what another undo has moved on since stays where it is
    Handle.objects.owned_by(member).filter(pk__in=moved, person=holder).update(person=done.joined)
    _follow_joined(member, holder)
    if not done.by_member:
        apart.say(member, holder, done.joined, at=at)
    return done


def parted(member: Member) -> set[frozenset[int]]:
    """Pairs of persons who were parted, or are not one by the member's word: nothing joins them but the member."""
    undone = Join.objects.owned_by(member).exclude(undone_at=None)
    moved = Person.objects.owned_by(member).exclude(joined_into=None).only("pk", "joined_into")
    into = {person.pk: person.joined_into_id or person.pk for person in moved}
    pairs = {frozenset(into.get(person, person) for person in pair) for pair in undone.values_list("kept", "joined")}
    return {pair for pair in pairs if len(pair) == 2} | apart.persons(member)


def _follow_joined(member: Member, holder: Person) -> None:
    """After an undo, whoever was joined further down goes with the one they were joined to."""
    kept_by = dict(Join.objects.owned_by(member).filter(undone_at=None).values_list("joined", "kept"))
    for person in Person.objects.owned_by(member).filter(joined_into=holder):
        root = person.pk
        while root in kept_by:
            root = kept_by[root]
        if root not in (person.pk, person.joined_into_id):
            Person.objects.owned_by(member).filter(pk=person.pk).update(joined_into=root)
