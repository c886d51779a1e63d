"""The table of routes: who may call each, how, and whose things its address and its form name.

A route that is not in this table answers 404 and stops the start (allies/config/checks.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

READ = frozenset({"GET", "HEAD"})
WRITE = frozenset({"POST"})
FORM = READ | WRITE


class Caller(Enum):
    """Who may call a route."""

    ANYONE = "anyone"  # signed in or not
    MEMBER = "member"  # signed in, and active


class Door(Enum):
    """How a refusal looks to the one who is refused."""

    PAGE = "page"  # goes to the sign-in page
    API = "api"  # 401, as JSON


class Thing(Enum):
    """What a part of an address or a field of a form names. Each belongs to one member."""

    PERSON = "person"
    HANDLE = "handle"
    JOIN = "join"
    IMPORT = "import"
    TRACE = "trace"
    TRIBE = "tribe"
    SUGGESTION = "suggestion"
    PASSKEY = "passkey"
    LINK = "link"  # the token of a sign-in link


@dataclass(frozen=True, slots=True)
class Policy:
    """What is true of one route."""

    caller: Caller
    methods: frozenset[str]
    door: Door = Door.PAGE
    address: Mapping[str, Thing] = field(default_factory=dict)  # parameter of the path -> what it names
    form: Mapping[str, Thing] = field(default_factory=dict)  # field of the form or the query -> what it names


def _member(methods: frozenset[str], *, form: Mapping[str, Thing] | None = None, **address: Thing) -> Policy:
    return Policy(Caller.MEMBER, methods, address=address, form=form or {})


def _anyone(methods: frozenset[str], **address: Thing) -> Policy:
    return Policy(Caller.ANYONE, methods, address=address)


POLICIES: dict[str, Policy] = {}
