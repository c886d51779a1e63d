"""To whom a message in a chat went, where the chat says only who spoke in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from allies.traces.records import As, HandleKind, Role
from allies.traces.sources import charsets, phones
from allies.traces.sources.people import name_value

SMALL = 12  # people in a chat in which everyone is spoken to; in a larger one the chat is, as a list
MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # of direction, which programs put around names
NAME_CHARACTERS = 200


def speaker(part: As, written: str) -> Role | None:
    """Someone as a chat program shows them: by name, or by number where they are not in the address book."""
    name = " ".join(MARKS.sub("", charsets.clean(written[:1000])).split()).lstrip("~ ").strip()[:NAME_CHARACTERS]
    number = phones.plain(name)
    if number:
        return Role(part, HandleKind.PHONE, number)
    return Role(part, HandleKind.NAME, name_value(name), name) if any(map(str.isalnum, name)) else None


def to(sender: Role, everyone: Iterable[Role], room: Role | None) -> tuple[Role, ...]:
    """The sender and to whom it went. `room` is the list that a chat of many is; None where none is known."""
    others = {(who.kind, who.value): who for who in everyone}
    others.pop((sender.kind, sender.value), None)
    if len(others) < SMALL:
        return (sender, *(Role(As.TO, who.kind, who.value, who.name) for _, who in sorted(others.items())))
    return (sender, room) if room else (sender,)


def list_of(service: str, title: str) -> Role | None:
    """A chat of many, known by its title; None without one."""
    known = " ".join(title.split())[:NAME_CHARACTERS]
    return Role(As.LIST, HandleKind.LIST, f"{service}:{known.casefold()}", known) if known else None
