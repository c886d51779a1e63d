"""Who is not one person, as the member said: by the hashes of addresses, so that it outlasts what was brought in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import product

from django.db import transaction
from django.http import Http404

from allies.people import erasing
from allies.people.models import Apart, Handle, Member, Person


@transaction.atomic
def say(member: Member, one: Person, other: Person, *, at: datetime) -> Apart:
    """These two are not one person. Said twice, it is said once."""
    said = [sorted(_digests(member, person)) for person in (one, other)]
    standing = Apart.objects.owned_by(member).filter(undone_at=None)
    for known in standing:
        if {tuple(known.one), tuple(known.other)} == {tuple(said[0]), tuple(said[1])}:
            return known
    return Apart.objects.create(owner=member, one=said[0], other=said[1], at=at)


def undo(member: Member, key: str, *, at: datetime) -> Apart:
    """Take back that two are not one: nothing is joined by that, but they may be asked about again."""
    said = Apart.objects.owned_by(member).filter(key=key, undone_at=None).first()
    if said is None:
        raise Http404("No such answer.")
    said.undone_at = at
    said.save(update_fields=["undone_at"])
    return said


@transaction.atomic
def undo_between(member: Member, one: Person, other: Person, *, at: datetime) -> None:
    """Take back all that keeps these two apart: they become one by the member's own hand."""
    mine, theirs = _digests(member, one), _digests(member, other)
    for said in Apart.objects.owned_by(member).filter(undone_at=None):
        first, second = set(said.one), set(said.other)
        if (first & mine and second & theirs) or (first & theirs and second & mine):
            undo(member, said.key, at=at)


def persons(member: Member, *, among: Iterable[int] | None = None) -> set[frozenset[int]]:
    """Pairs of persons, by number, of whom the member said that they are not one; of these persons, or of all."""
    standing = list(Apart.objects.owned_by(member).filter(undone_at=None).values_list("one", "other"))
    if not standing:
        return set()
    has = owners(member, among=among)
    return {
        frozenset((mine, theirs))
        for one, other in standing
        for mine, theirs in product(_who(has, one), _who(has, other))
        if mine != theirs
    }


def owners(member: Member, *, among: Iterable[int] | None = None) -> dict[str, int]:
    """Whose each address is now, by its hash."""
    handles = Handle.objects.owned_by(member).exclude(person=None)
    if among is not None:
        handles = handles.filter(person__in=list(among))
    rows = handles.values_list("kind", "value", "person")
    return {_digest(member, kind, value): person for kind, value, person in rows}


def forget(member: Member, addresses: Iterable[tuple[str, str]]) -> None:
    """Erase all that was said of these addresses, each a kind and a value."""
    erased = {_digest(member, kind, value) for kind, value in addresses}
    keys = [said.pk for said in Apart.objects.owned_by(member) if erased.intersection([*said.one, *said.other])]
    Apart.objects.owned_by(member).filter(pk__in=keys).delete()


def _who(has: dict[str, int], digests: list[str]) -> set[int]:
    return {has[digest] for digest in digests if digest in has}


def _digests(member: Member, person: Person) -> set[str]:
    rows = Handle.objects.owned_by(member).filter(person=person).values_list("kind", "value")
    return {_digest(member, kind, value) for kind, value in rows}


def _digest(member: Member, kind: str, value: str) -> str:
    return erasing.digest(member, kind, value).hex()
