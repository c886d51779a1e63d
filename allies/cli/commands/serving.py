"""Serving the pages."""

from __future__ import annotations

import os

from django.core.checks import ERROR, run_checks
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from allies.cli import first_start, lifeline, ports, show
from allies.cli.errors import SET_UP, Refused
from allies.cli.options import AsJson, HasLifeline, Port

THREADS = 4  # requests at once
LONGEST_GOODBYE_S = 3


def serve(port: Port = 8000, has_lifeline: HasLifeline = False, as_json: AsJson = False) -> None:
    """Serve the pages at http://127.0.0.1:8000, for a browser here or for a reverse proxy."""
    ports.ensure_free(port)
    if not has_lifeline and not first_start.is_migrated():  # whoever holds the lifeline has seen to that
        raise Refused(SET_UP)
    _check()
    connections.close_all()  # none may be shared with the process that serves
    os.environ["PORT"] = str(port)
    if has_lifeline:
        lifeline.hold()
    elif as_json:
        show.data({"url": first_start.address(port)})
    else:
        show.line(f"Serving {first_start.address(port)} (Ctrl-C stops)")
    Granian(
        "allies.config.wsgi:application",
        address=ports.HOST,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=LONGEST_GOODBYE_S,
        log_level=LogLevels.warning,
    ).serve()


def _check() -> None:
    """Refused where a start-up check fails: an undeclared route, for one, stops the start here."""
    found = [message for message in run_checks() if message.level >= ERROR]
    if found:
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        raise Refused(f"This cannot be served: {found[0].msg} {found[0].hint or ''}{more}")
