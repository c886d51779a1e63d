"""Two persons made one, and parted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import Http404

from allies.people import apart
from allies.people.models import Handle, Join, Member, MovedHandle, Person

BATCH = 500
Item = TypeVar("Item")


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


@transaction.atomic
def join_all(
    member: Member, sets: Iterable[Iterable[int]], parted: set[frozenset[int]], *, reason: str, at: datetime
) -> int:
    """Make one person of each set of persons, but for who was parted: they stay apart, also by way of a third.

    No person is in two sets. Returns how many persons were joined into others.
    """
    wanted = [sorted(set(people)) for people in sets]
    live = Person.objects.owned_by(member).filter(joined_into=None)
    known: dict[int, Person] = {}
    for some in _batches([one for people in wanted for one in people]):
        known.update((person.pk, person) for person in live.filter(pk__in=some))
    pairs: list[tuple[Person, Person]] = []
    for people in wanted:
        found = sorted((known[one] for one in people if one in known), key=lambda one: (not one.is_self, one.pk))
        for kept, *others in _kept_apart(found, parted):
            pairs += [(kept, other) for other in others]
    for many in _batches(pairs):
        _join_many(member, many, reason=reason, at=at)
    return len(pairs)


def _kept_apart(people: Sequence[Person], parted: set[frozenset[int]]) -> list[list[Person]]:
    """As few groups as can be had by going through them once, with no two in one who were parted."""
    together: list[list[Person]] = []
    for person in people:
        fitting = (some for some in together if not any(frozenset((person.pk, one.pk)) in parted for one in some))
        found = next(fitting, None)
        if found is None:
            together.append([person])
        else:
            found.append(person)
    return together


def _join_many(member: Member, pairs: Sequence[tuple[Person, Person]], *, reason: str, at: datetime) -> None:
    """As `join` without asking, for many at once: an address book of thousands does not wait for each."""
    made = Join.objects.add_all(
        Join(owner=member, kept=kept, joined=joined, reason=reason, by_member=False, at=at) for kept, joined in pairs
    )
    into = {join.joined_id: join for join in made}
    handles = Handle.objects.owned_by(member).filter(person__in=list(into))
    moved = list(handles.order_by("pk").values_list("pk", "person"))
    MovedHandle.objects.add_all(
        MovedHandle(owner=member, join=into[person or 0], handle_id=handle) for handle, person in moved
    )
    kept = Join.objects.owned_by(member).filter(pk__in=[join.pk for join in made]).values("kept")
    handles.update(person=Subquery(kept.filter(joined=OuterRef("person"))))
    persons = Person.objects.owned_by(member)
    persons.filter(joined_into__in=list(into)).update(joined_into=Subquery(kept.filter(joined=OuterRef("joined_into"))))
    persons.filter(pk__in=list(into)).update(joined_into=Subquery(kept.filter(joined=OuterRef("pk"))))


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    yield from (list(items[at : at + BATCH]) for at in range(0, len(items), BATCH))


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
