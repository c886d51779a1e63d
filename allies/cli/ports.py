"""Whether a port is free, and whether the pages are served there yet."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from allies.cli.errors import Refused

HOST = "127.0.0.1"
LAST = 65_535
BETWEEN_TRIES_S = 0.05
LONGEST_ANSWER_S = 5.0


def ensure_free(port: int) -> None:
    """Refused where something else is served at this port, or where it may not be used."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Refused(f"Port {port} is for administrators. Choose one from 1024 on, such as PORT=8000") from None
        except OSError:
            raise Refused(
                f"Port {port} is in use. Choose another, such as PORT={port + 1 if port < LAST else 8000}"
            ) from None


def wait_until_served(port: int, *, while_true: Callable[[], bool]) -> bool:
    """Whether a page came from this port, asked for again and again for as long as the condition holds."""
    while while_true():
        if _answers(port):
            return True
        time.sleep(BETWEEN_TRIES_S)
    return False


def _answers(port: int) -> bool:
    # not lib.http: that refuses every address that is not public, and this one is our own server
    connection = HTTPConnection(HOST, port, timeout=LONGEST_ANSWER_S)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
