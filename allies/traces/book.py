"""The address book of one import: finds or makes the handle, and the person, behind each role of a batch."""

from __future__ import annotations

from collections.abc import Iterable

from allies.lib import ids
from allies.people import erasing, naming
from allies.people.models import Handle, Member, Person
from allies.traces import renaming
from allies.traces.models import Import
from allies.traces.records import As, HandleKind, Item, Role

Address = tuple[str, str]  # kind, value
LONGEST_VALUE = 320


class Book:
    """Handles by address. Grows with the people of a source, not with its messages."""

    def __init__(self, member: Member, run: Import | None = None) -> None:
        self.member = member
        self._run = run  # None where nothing is written
        self.ids: dict[Address, int] = {}
        self.names: dict[Address, str] = {}
        self._entered: set[tuple[str, str, str]] = set()  # kind, value, name as written
        self.people_made = 0
        self.erased = erasing.digests(member)

    def is_erased(self, role: Role) -> bool:
        """Whether the member erased the person at this address."""
        return bool(self.erased) and erasing.digest(self.member, role.kind, role.value) in self.erased

    def why_not(self, item: Item) -> str:
        """Why an item does not come in; "" where it does."""
        if item.record is None:
            return item.reason
        theirs = (role for role in item.record.people if role.role in (As.FROM, As.NAMED))
        return "from someone whom you erased" if self.erased and any(map(self.is_erased, theirs)) else ""

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
        if not named:
            return
        persons = self._make_persons(
            {address: name for address, name in named.items() if address[0] != HandleKind.LIST}
        )
        before = Handle.objects.newest(self.member)
        rows = (
            (self.member.pk, persons.get((kind, value)), kind, value, name, False)
            for (kind, value), name in named.items()
        )
        Handle.objects.write(("owner_id", "person_id", "kind", "value", "name", "by_hand"), rows)
        made = Handle.objects.owned_by(self.member).filter(pk__gt=before).values_list("kind", "value", "pk")
        for kind, value, pk in made:
            if (kind, value) in named:
                self.ids[kind, value], self.names[kind, value] = pk, named[kind, value]

    def _make_persons(self, named: dict[Address, str]) -> dict[Address, int]:
        """A new person behind each address: their numbers."""
        keys = {ids.new(): address for address in named}
        before = Person.objects.newest(self.member)
        rows = (
            (self.member.pk, key, naming.shown(named[address], address[1])[: naming.LONGEST], False, False)
            for key, address in keys.items()
        )
        Person.objects.write(("owner_id", "key", "name", "is_self", "is_closed"), rows)
        self.people_made += len(keys)
        made = Person.objects.owned_by(self.member).filter(pk__gt=before).values_list("key", "pk")
        return {keys[key]: pk for key, pk in made if key in keys}

    def _improve(self, named: dict[Address, str]) -> None:
        for address, name in named.items():
            before = self.names[address]
            better = naming.best(before, name)
            if better != before:
                self._rename(address, before, better)

    def _rename(self, address: Address, before: str, better: str) -> None:
        self.names[address] = better
        if self._run is not None:
            renaming.rename(self.member, self._run, self.ids[address], address[1], before, better)


def address_of(role: Role) -> Address:
    """The key that a role's handle is known by."""
    return role.kind.value, role.value[:LONGEST_VALUE]
