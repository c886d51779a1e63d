"""The address book of one import: finds or makes the handle, and the person, behind each role of a batch."""

from __future__ import annotations

from collections.abc import Iterable

from allies.people import erasing, naming
from allies.people.models import Handle, Member, Person
from allies.traces.records import HandleKind, Role

Address = tuple[str, str]  # kind, value
LONGEST_VALUE = 320


class Book:
    """Handles by address. Grows with the people of a source, not with its messages."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.ids: dict[Address, int] = {}
        self.names: dict[Address, str] = {}
        self._entered: set[tuple[str, str, str]] = set()  # kind, value, name as written
        self.people_made = 0
        self.erased = erasing.digests(member)

    def is_erased(self, role: Role) -> bool:
        """Whether the member erased the person at this address."""
        return bool(self.erased) and erasing.digest(self.member, role.kind, role.value) in self.erased

    def handle(self, role: Role) -> int:
        """The handle of someone who was entered."""
        return self.ids[role.kind, role.value[:LONGEST_VALUE]]  # a kind is its own value

    def enter(self, roles: Iterable[Role]) -> None:
        """Make sure that every one of these roles has a handle, with the best name seen so far."""
        named: dict[Address, str] = {}
        for role in roles:
            entry = (*address_of(role), role.name)
            if entry not in self._entered:  # most people stand in many traces, under one name
                self._entered.add(entry)
                address = entry[:2]
                named[address] = naming.best(named.get(address, ""), naming.tidy(role.name))
        self._find([address for address in named if address not in self.ids])
        self._make({address: name for address, name in named.items() if address not in self.ids})
        self._improve({address: name for address, name in named.items() if address in self.names})

    def _find(self, missing: list[Address]) -> None:
        handles = Handle.objects.owned_by(self.member).filter(value__in=[value for _, value in missing])
        for pk, kind, value, name in handles.values_list("pk", "kind", "value", "name") if missing else ():
            self.ids[kind, value], self.names[kind, value] = pk, name

    def _make(self, named: dict[Address, str]) -> None:
        some_one = [address for address in named if address[0] != HandleKind.LIST]
        people = Person.objects.add_all(
            Person(owner=self.member, name=naming.shown(named[address], address[1])[: naming.LONGEST])
            for address in some_one
        )
        person = dict(zip(some_one, people, strict=True))
        made = Handle.objects.add_all(
            Handle(owner=self.member, kind=kind, value=value, name=name, person=person.get((kind, value)))
            for (kind, value), name in named.items()
        )
        self.people_made += len(people)
        for handle in made:
            self.ids[handle.kind, handle.value], self.names[handle.kind, handle.value] = handle.pk, handle.name

    def _improve(self, named: dict[Address, str]) -> None:
        for address, name in named.items():
            before = self.names[address]
            better = naming.best(before, name)
            if better != before:
                self._rename(address, before, better)

    def _rename(self, address: Address, before: str, better: str) -> None:
        self.names[address] = better
        Handle.objects.owned_by(self.member).filter(pk=self.ids[address]).update(name=better)
        Person.objects.owned_by(self.member).filter(
            handles=self.ids[address], name=naming.shown(before, address[1])[: naming.LONGEST]
        ).update(name=better)


def address_of(role: Role) -> Address:
    """The key that a role's handle is known by."""
    return role.kind.value, role.value[:LONGEST_VALUE]
