"""What one kind of account and the keeping in step tell each other."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allies.lib.http import Web, look_up
from allies.lib.wires import Lookup, trusted

Cursor = Mapping[str, Any]  # where an account is, as JSON; what is in it is its kind's own affair
FROM_START: Cursor = {"from_start": True}  # its member asked for all of it again


class NotInStep(Exception):
    """An account could not be brought in step. Its words say what a person can do, and hold no secret.

    waits_for_member : trying again by itself would help nothing, or do harm (a wrong password locks accounts).
    again_after_s : the other side said how long to leave it alone.
    """

    def __init__(self, words: str, *, waits_for_member: bool = False, again_after_s: int = 0) -> None:
        super().__init__(words)
        self.waits_for_member, self.again_after_s = waits_for_member, again_after_s


@dataclass(frozen=True, slots=True)
class Login:
    """Where to, and as whom. Printed, it shows no secret."""

    url: str = field(repr=False)  # it may carry a secret, too
    username: str = ""
    secret: str = field(default="", repr=False)
    is_token: bool = False  # the secret is an access token, not a password


@dataclass(frozen=True, slots=True)
class Client:
    """How this instance is known to a provider with whom it was registered."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came: a message, a calendar, a card, a feed. `name` is its path within what came, "Sent/12.eml"."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """What came, and where the account is once that is in; `secret` is kept from now on, where there is one."""

    arrivals: tuple[Arrival, ...]
    cursor: Cursor
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one may go: public machines, and those that whoever runs this place has named."""

    also: frozenset[tuple[str, int]] = frozenset()
    look_up: Lookup = look_up
    tls: ssl.SSLContext = field(default_factory=trusted)
    clients: Mapping[str, Client] = field(default_factory=dict, repr=False)  # by provider: see oauth.py

    def web(self, *, deadline_s: float, most_bytes: int) -> Web:
        """The web within this reach."""
        return Web(self.look_up, self.also, deadline_s, most_bytes, self.tls)


Steps = Callable[[Login, Cursor, Reach, datetime], Iterator[Step]]
"""Yields what is new since the cursor, bit by bit; the moment is now. Raises NotInStep; what it yielded stays."""
