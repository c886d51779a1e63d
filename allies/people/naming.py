"""What to call someone: from the names written beside their addresses."""

from __future__ import annotations

import re

LONGEST = 200
FAMILY_FIRST = re.compile(r"(?P<family>[^\W\d_][^,@|()]*), (?P<given>[^\W\d_][^,@|()]*)")
NO_GIVEN_NAME = re.compile(r"jr|sr|i{2,3}|iv|phd|md|mba|esq|inc|ltd|llc|gmbh|ag|bv|sa|plc|co|dr|prof", re.IGNORECASE)
_PARTICLES = "af av d da das de del den der des di do dos du e el la le ten ter van von y zu zum zur"
_ARTICLES = """
the a an my our his her their from at of in with der die das ein eine mein meine unser unsere vom von aus bei le la les
un une mon ma notre du de el los las mi mis nuestro nuestra il lo i gli mio mia o os as um uma meu minha
"""
PARTICLES = frozenset(_PARTICLES.split())
ARTICLES = frozenset(_ARTICLES.split())  # and what else begins what someone is, not what they are called


def tidy(name: str) -> str:
    """The name as it is said: without quotes and doubled spaces, the given name before the family's.

    >>> tidy(" 'Baker,  Bob' "), tidy("Baker, Ltd."), tidy("Bob, the baker")
    ('Bob Baker', 'Baker, Ltd.', 'Bob, the baker')
    """
    plain = " ".join(name.encode("utf-8", "ignore").decode().replace("\0", "").strip(" \t\"'").split())[:LONGEST]
    turned = FAMILY_FIRST.fullmatch(plain)
    if turned is None or not _is_given(turned["given"], is_lower=plain.islower()):
        return plain
    return f"{turned['given']} {turned['family']}"


def _is_given(text: str, *, is_lower: bool) -> bool:
    """Whether what follows a comma is what someone is called: with capitals, but for a few words within."""
    if NO_GIVEN_NAME.fullmatch(text.replace(".", "")):
        return False
    first, *others = text.split()
    if first.casefold() in ARTICLES and (others or first.islower()):
        return False
    if is_lower:  # who writes no capitals at all says little by it
        return not others
    return not first.islower() and all(word in PARTICLES or not word.islower() for word in others)


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
