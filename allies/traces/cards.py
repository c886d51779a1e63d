"""A card in an address book says that its addresses are one person's: the member's own word, almost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from allies.people import joining, naming
from allies.people.models import Member
from allies.traces.models import Import, Participation
from allies.traces.records import As, Kind

REASON = "on one card of your address book"
Who = TypeVar("Who", bound=Hashable)


def join_cards(member: Member, run: Import | None, *, at: datetime) -> int:
    """Join whoever stands on one card that this run read, or any did, or on several under one full name.

    An address on cards of several names is a family's or an office's: it joins no one. Returns how many persons were
    joined into others.
    """
    named = Participation.objects.owned_by(member).filter(role=As.NAMED, trace__kind=Kind.CARD)
    cards_of: dict[int, dict[int, str]] = defaultdict(dict)  # handle -> the names by card
    people_on: dict[int, dict[int, int]] = defaultdict(dict)
    rows = named.order_by("pk").values_list("trace", "trace__subject", "handle", "handle__person")
    for trace, name, handle, person in rows:
        cards_of[handle][trace] = name
        people_on[trace][handle] = person
    one_person = {handle for handle, names in cards_of.items() if len(names) == 1 or _is_one(names.values())}
    fresh = set(people_on) if run is None else set(named.filter(trace__run=run).values_list("trace", flat=True))
    beside = {trace for handle in one_person if not fresh.isdisjoint(cards_of[handle]) for trace in cards_of[handle]}
    cards = [
        {person for handle, person in people_on[trace].items() if handle in one_person} for trace in sorted(beside)
    ]
    return joining.join_all(member, _together(cards), joining.parted(member), reason=REASON, at=at)


def persons(cards: Sequence[tuple[str, Collection[Who]]]) -> list[set[Who]]:
    """Which addresses are one person's, by the name and the addresses of each card; those that stand alone left out."""
    names: defaultdict[Who, list[str]] = defaultdict(list)
    for name, addresses in cards:
        for address in addresses:
            names[address].append(name)
    own = {address for address, found in names.items() if len(found) == 1 or _is_one(found)}
    return _together(own.intersection(addresses) for _, addresses in cards)


def _is_one(names: Iterable[str]) -> bool:
    """Whether all cards have one name, and a full one."""
    different = {naming.value(name) for name in names}
    return len(different) == 1 and naming.is_full(different.pop())


def _together(cards: Iterable[set[Who]]) -> list[set[Who]]:
    """The persons of these cards, those of cards with a person in common in one set. O(persons log persons)."""
    group_of: dict[Who, set[Who]] = {}
    for people in cards:
        groups = sorted({id(group): group for person in people if (group := group_of.get(person))}.values(), key=len)
        whole = groups.pop() if groups else set[Who]()
        for person in people.union(*groups) - whole:
            group_of[person] = whole
        whole |= people.union(*groups)
    return [group for group in {id(group): group for group in group_of.values()}.values() if len(group) > 1]
