"""Which person is meant by an id, an address or a name."""

from __future__ import annotations

from django.http import Http404

from allies.cli.errors import Refused
from allies.people import access
from allies.people.models import Member, Person
from allies.ties import queries
from allies.ties.shapes import PersonRow, TribeRow

MOST_NAMED = 5


def person(whose: Member, text: str) -> Person:
    """The person with this id, address or unambiguous name."""
    try:
        return access.person(whose, text)
    except Http404:
        return access.person(whose, _only_one(text, queries.who(whose, text)).key)


def tribe(whose: Member, text: str) -> TribeRow:
    """The tribe with this id or unambiguous name, or part of a name."""
    rows = queries.tribes(whose)
    wanted = text.casefold()
    named = [row for row in rows if wanted == row.key or wanted == row.name.casefold()]
    found = named or [row for row in rows if wanted in row.name.casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"There is no tribe with the id or name {text}. Look with: allies tribes")
    raise Refused(f"Several tribes could be meant by {text}: {', '.join(f'{row.name} ({row.key})' for row in found)}.")


def _only_one(text: str, found: list[PersonRow]) -> PersonRow:
    candidates = _called(text, found) or _with_words(text, found) or found
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise Refused(f"There is nobody with the id or name {text}. Look with: allies who {text}")
    some = ", ".join(f"{row.name} ({row.key})" for row in candidates[:MOST_NAMED])
    more = f" and {len(candidates) - MOST_NAMED} more" if len(candidates) > MOST_NAMED else ""
    raise Refused(f"Several people could be meant by {text}: {some}{more}. Give the id.")


def _called(text: str, found: list[PersonRow]) -> list[PersonRow]:
    """Those who have just this name, or this address."""
    wanted = text.casefold()
    return [row for row in found if row.name.casefold() == wanted or wanted in map(str.casefold, row.handles)]


def _with_words(text: str, found: list[PersonRow]) -> list[PersonRow]:
    """Those in whose name each of these words stands."""
    wanted = set(text.casefold().split())
    return [row for row in found if wanted <= set(row.name.casefold().split())]
