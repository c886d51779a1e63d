"""Waiting at a mail server until it says that something came (IDLE, RFC 2177)."""

from __future__ import annotations

from collections.abc import Iterable

from allies.lib import clock
from allies.traces.accounts import imap_lines, oauth
from allies.traces.accounts.shapes import Login, Reach

LOOK_S = 30.0  # between two looks at the clock


def watch(login: Login, reach: Reach, *, most_s: float) -> bool:
    """Whether something came within this time (a few minutes: servers and routers forget a silent line).

    False also where the server does not offer to say so; it is then left at once. Raises NotInStep.
    """
    until_s = clock.monotonic_s() + most_s
    login, _ = oauth.refreshed(login, reach)
    with imap_lines.line(login, reach) as client:
        if not client.has_capability("IDLE"):
            return False
        client.select_folder("INBOX", readonly=True)
        client.idle()
        has_come = False
        while not has_come and (left_s := until_s - clock.monotonic_s()) > 0:
            has_come = _says_so(client.idle_check(timeout=min(left_s, LOOK_S)))
        client.idle_done()
        return has_come


def _says_so(told: Iterable[tuple[object, ...]]) -> bool:
    return any(len(one) > 1 and one[1] in (b"EXISTS", b"RECENT") for one in told)
