"""A line to a server that breaks off after so many bytes of what the server says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Line:
    """A port in front of a server. `most` bytes of its answers get through a connection; `said` is all that did."""

    port: int
    most: int | None = None
    said: bytes = b""
    connections: int = 0


@contextmanager
def cutting(server_port: int) -> Iterator[Line]:
    """Such a line, until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(listener.getsockname()[1])
    thread = threading.Thread(target=_listen, args=[listener, line, server_port], daemon=True)
    thread.start()
    try:
        yield line
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _listen(listener: socket.socket, line: Line, server_port: int) -> None:
    while True:
        try:
            near, _ = listener.accept()
        except OSError:
            return
        line.connections += 1
        far = socket.create_connection(("127.0.0.1", server_port))
        threading.Thread(target=_pass_on, args=[near, far], daemon=True).start()
        threading.Thread(target=_pass_back, args=[far, near, line], daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65_536):
            target.sendall(some)
    _close(source, target)


def _pass_back(server: socket.socket, client: socket.socket, line: Line) -> None:
    left = line.most
    with suppress(OSError):
        while some := server.recv(65_536):
            if left is not None:
                some = some[:left]
                left -= len(some)
            line.said += some
            client.sendall(some)
            if left == 0:
                break
    _close(server, client)


def _close(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
