"""Better names that imports bring for addresses that were known before, and the names before, given back."""

from __future__ import annotations

from collections.abc import Collection

from allies.people import naming
from allies.people.models import Handle, Member, Person
from allies.traces.models import Import, Participation, Renaming


def rename(member: Member, run: Import, handle: int, value: str, before: str, better: str) -> None:
    """Call an address by a better name, and its person too where they were called by the one before."""
    Renaming.objects.owned_by(member).get_or_create(
        run=run, handle_id=handle, defaults={"owner": member, "name": before}
    )
    _call(member, handle, value, before, better)


def hand_over(member: Member, run: Import, other: int, traces: Collection[int]) -> None:
    """Whom these traces name stays named so when `run` is undone: the import `other` has seen them too."""
    theirs = Renaming.objects.owned_by(member).filter(run=other).values("handle")
    named = Participation.objects.owned_by(member).filter(trace__in=traces).values("handle")
    renamed = Renaming.objects.owned_by(member).filter(run=run, handle__in=named)
    renamed.exclude(handle__in=theirs).update(run=other)


def take_back(member: Member, run: Import) -> None:
    """Give each address the name that it had before this import; where a later one named it, that gives it back."""
    for renamed in Renaming.objects.owned_by(member).filter(run=run).select_related("handle"):
        later = (
            Renaming.objects.owned_by(member).filter(handle=renamed.handle, pk__gt=renamed.pk).order_by("pk").first()
        )
        if later is None:
            _call(member, renamed.handle_id, renamed.handle.value, renamed.handle.name, renamed.name)
        else:
            Renaming.objects.owned_by(member).filter(pk=later.pk).update(name=renamed.name)
    Renaming.objects.owned_by(member).filter(run=run).delete()


def _call(member: Member, handle: int, value: str, before: str, name: str) -> None:
    """Name an address; a person whom the member named keeps that."""
    Handle.objects.owned_by(member).filter(pk=handle).update(name=name)
    known_as, called = (naming.shown(one, value)[: naming.LONGEST] for one in (before, name))
    Person.objects.owned_by(member).filter(handles=handle, name=known_as).update(name=called)
