"""Erasing one person: their words, their part in everything, their addresses; and that they never come in again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from allies.people import apart, erasing
from allies.people.models import Erased, Handle, Member, Person
from allies.traces.models import Import, Participation, Trace
from allies.traces.records import As


class CannotErase(ValueError):
    """This person cannot be erased alone."""


@transaction.atomic
def erase_person(member: Member, person: Person) -> None:
    """Remove a person: what they wrote or are the subject of, what was between them and the member alone, all else they
    took part in as if they had not. What others wrote stays, even where it names them.

    Raises CannotErase for the member themself: that is erasing everything.
    """
    if person.is_self:
        raise CannotErase("This is you. To erase everything, use: allies erase --everything")
    Member.objects.select_for_update().get(pk=member.pk)
    theirs = Handle.objects.owned_by(member).filter(person=person)
    addresses = list(theirs.values_list("kind", "value"))
    _remember(member, addresses)
    apart.forget(member, addresses)
    part = Participation.objects.owned_by(member).filter(handle__in=theirs.values("pk"))
    authored = part.filter(role__in=[As.FROM, As.NAMED]).values("trace")
    Trace.objects.owned_by(member).filter(pk__in=list(authored.values_list("trace", flat=True))).delete()
    _delete_what_was_between_the_two(member, person)
    theirs.delete()
    Person.objects.owned_by(member).filter(joined_into=person).delete()
    Person.objects.owned_by(member).filter(pk=person.pk).delete()
    # what came in holds less than it did: brought again, it is read
    Import.objects.owned_by(member).exclude(content="").update(content="")


def _remember(member: Member, addresses: list[tuple[str, str]]) -> None:
    known = erasing.digests(member)
    digests = {erasing.digest(member, kind, value) for kind, value in addresses}
    Erased.objects.add_all(Erased(owner=member, digest=digest) for digest in sorted(digests - known))


def _delete_what_was_between_the_two(member: Member, person: Person) -> None:
    everyone = Participation.objects.owned_by(member).filter(trace=OuterRef("pk"))
    others = everyone.exclude(handle__person=None).exclude(handle__person=person).exclude(handle__person__is_self=True)
    theirs = everyone.filter(handle__person=person)
    Trace.objects.owned_by(member).filter(Exists(theirs), ~Exists(others)).delete()
