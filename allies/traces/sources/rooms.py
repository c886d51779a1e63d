"""To whom a message in a chat went, where the chat says only who spoke in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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


def everyone(speakers: Iterable[Role]) -> tuple[Role, ...]:
    """Each of them once, in the order of their names."""
    return tuple(who for _, who in sorted({(who.kind, who.value): who for who in speakers}.items()))


def to(sender: Role, present: Sequence[Role], room: Role | None) -> tuple[Role, ...]:
    """The sender and to whom it went.

    present : everyone in it, each once.   room : the list that a chat of many is; None where none is known.
    """
    if len(present) <= SMALL:
        others = (who for who in present if (who.kind, who.value) != (sender.kind, sender.value))
        return (sender, *(Role(As.TO, who.kind, who.value, who.name) for who in others))
    return (sender, room) if room else (sender,)


def list_of(service: str, title: str) -> Role | None:
    """A chat of many, known by its title; None without one."""
    known = " ".join(title.split())[:NAME_CHARACTERS]
    return Role(As.LIST, HandleKind.LIST, f"{service}:{known.casefold()}", known) if known else None
