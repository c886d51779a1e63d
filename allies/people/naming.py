"""What to call someone: from the names written beside their addresses."""

from __future__ import annotations

import re

LONGEST = 200
FAMILY_FIRST = re.compile(r"(?P<family>[^\W\d_][^,@|()]*), (?P<given>[^\W\d_][^,@|()]*)")
NO_GIVEN_NAME = re.compile(r"jr|sr|i{2,3}|iv|phd|md|mba|esq|inc|ltd|llc|gmbh|ag|bv|sa|plc|co|dr|prof", re.IGNORECASE)


def tidy(name: str) -> str:
    """The name as it is said: without quotes and doubled spaces, the given name before the family's.

    >>> tidy(" 'Baker,  Bob' "), tidy("Baker, Ltd.")
    ('Bob Baker', 'Baker, Ltd.')
    """
    plain = " ".join(name.encode("utf-8", "ignore").decode().replace("\0", "").strip(" \t\"'").split())[:LONGEST]
    turned = FAMILY_FIRST.fullmatch(plain)
    if turned is None or NO_GIVEN_NAME.fullmatch(turned["given"].replace(".", "")):
        return plain
    return f"{turned['given']} {turned['family']}"


def is_full(name: str) -> bool:
    """Two words or more, and not an address."""
    return "@" not in name and len(re.findall(r"[^\W\d_]{2,}", name)) >= 2


def best(current: str, other: str) -> str:
    """The better of two names for one address: the first full one, else the first."""
    return other if not current or (is_full(other) and not is_full(current)) else current


def shown(name: str, value: str) -> str:
    """What to call someone known by this name and address."""
    return name or value


def value(name: str) -> str:
    """A name as the value of a handle: lower case, single spaces."""
    return " ".join(tidy(name).casefold().split())
