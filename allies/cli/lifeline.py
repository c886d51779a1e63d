"""A child that ends when its parent does, however the parent ends."""

from __future__ import annotations

import os
import signal
import sys
import threading


def hold() -> None:
    """End this process, as by SIGTERM, when the pipe that it has for input is closed: the other end was the parent."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
