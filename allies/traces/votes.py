"""How an import writes down who its owner seems to be: one vote names one address of any kind."""

from __future__ import annotations

from allies.traces.records import HandleKind, Role

PLAIN = (HandleKind.EMAIL, HandleKind.NAME)  # told apart by their @
KINDS = frozenset(HandleKind) - frozenset(PLAIN)


def ballot(role: Role) -> str:
    """The vote for whoever has this role: the address itself; with its kind before it where it is of another service.

    >>> from allies.traces.records import As
    >>> ballot(Role(As.FROM, HandleKind.FEDIVERSE, "alice@social.example"))
    'fedi:alice@social.example'
    """
    return role.value if role.kind in PLAIN else f"{role.kind}:{role.value}"


def address(vote: str) -> tuple[str, str]:
    """The kind and the value that a vote names; "" for the kind where the value tells it.

    >>> address("fedi:alice@social.example"), address("alice@allies.example")
    (('fedi', 'alice@social.example'), ('', 'alice@allies.example'))
    """
    kind, colon, value = vote.partition(":")
    return (kind, value) if colon and kind in KINDS else ("", vote)
