"""What a worker does beside its work: it hands out what is due or was left undone, and waits where mail comes."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections

from allies.lib import clock
from allies.ties import catching_up, in_step, work
from allies.ties.watching import Watchers

BETWEEN_LOOKS_S = 20.0
log = logging.getLogger(__name__)


def look() -> int:
    """Hand out what is due or owed, and forget what is over. Returns how many accounts and members it was."""
    at = clock.now()
    in_step.tidy(at=at)
    work.delete_broken_off(at=at)
    return in_step.hand_out_due(at=at) + catching_up.hand_out_owed(at=at)


def keep_looking() -> None:
    """Look now and then, until this process ends."""
    threading.Thread(target=_loop, name="due", daemon=True).start()


def _loop() -> None:
    nap, watchers = threading.Event(), Watchers()
    while True:
        close_old_connections()
        try:
            look()
            watchers.look()
        except DatabaseError as error:  # busy, or away for a moment: the next look will do
            log.warning("Accounts that are due could not be looked for: %s", error)
        except Exception:  # else no account would be looked at again until the worker is started anew
            log.exception("Accounts that are due could not be looked for.")
        nap.wait(BETWEEN_LOOKS_S)
