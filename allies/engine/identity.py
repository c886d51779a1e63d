"""Which names and addresses belong to one person. Joining two people wrongly is worse than missing a pair."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from allies.engine.events import Ints

_ROLES = """
abuse accounting accounts admin administrator billing bot bugs careers ci contact data dev devel devnull donotreply
enquiries events feedback finance hello help helpdesk hostmaster hr info inquiries invoice invoices jobs legal list
lists mail mailer mailing marketing me media members news newsletter nobody noc noreply notification notifications
office orders postmaster press privacy recruiting registration reply root sales security service services shop spam
staff subscribe support system team test unsubscribe user users web webmaster welcome www
"""
_PLACEHOLDERS = """
admin administrator anonymous author bot default developer git github guest local localhost me mail my name nobody no
none noreply root student system test ubuntu unknown user username your you the
"""
ROLES = frozenset(_ROLES.split())
PLACEHOLDERS = frozenset(_PLACEHOLDERS.split())


def resolve(name: Sequence[str], address: Sequence[str]) -> Ints:
    """The person behind each identity.

    name, address : (n,) str, as they were written; either may be "".
    Returns (n,) int64: people are numbered from 0 in the order of their first identity. Two identities are one person
    when they share an address that is not a role's ("info@", "noreply@") or a machine's ("root@localhost"), or a full
    name of two words or more that is no placeholder ("unknown", "your name").
    Neither case, accents nor the order of the identities changes who is joined. O(n log n) in time.
    Raises ValueError when the two have different lengths or hold something that is not text.

    After the normalising of Bird et al. (2006), "Mining email social networks", without its joining by similarity.

    >>> resolve(["Alice Example", "alice", "Alicé Example"], ["a@x.example", "a@x.example", ""]).tolist()
    [0, 0, 0]
    >>> resolve(["Alice", "Alice"], ["info@x.example", "info@x.example"]).tolist()
    [0, 1]
    """
    if len(name) != len(address):
        raise ValueError(f"address has {len(address)} rows, but name has {len(name)}.")
    for column, values in (("name", name), ("address", address)):
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{column} must hold text; use an empty one where it is not known.")
    parent = list(range(len(name)))
    seen: dict[str, int] = {}
    for row in range(len(name)):
        for key in _keys(name[row], address[row]):
            _join(parent, row, seen.setdefault(key, row))
    roots: dict[int, int] = {}
    return np.array([roots.setdefault(_root(parent, row), len(roots)) for row in range(len(name))], dtype=np.int64)


def normal(text: str) -> str:
    """Lower case, without accents, words apart by single spaces.

    >>> normal("  Renée  O'Example ")
    'renee o example'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def _keys(name: str, address: str) -> Iterator[str]:
    local, _, domain = address.strip().lower().rpartition("@")
    if local and "." in domain and "noreply" not in local and local not in ROLES and "localhost" not in domain:
        yield f"address {local}@{domain}"
    words = normal(name).split()
    if len(words) >= 2 and not PLACEHOLDERS.intersection(words) and max(map(len, words)) > 1:
        yield f"name {' '.join(words)}"


def _root(parent: list[int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


def _join(parent: list[int], one: int, other: int) -> None:
    one, other = _root(parent, one), _root(parent, other)
    # the smaller index stays the root, so that the groups do not depend on the order of joining
    parent[max(one, other)] = min(one, other)
