"""Servers on this machine's own addresses, for as long as a test takes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import AF_INET6, create_server, socket

Serve = Callable[[socket], None]


@dataclass
class Server:
    """A port on loopback, over IPv4 and IPv6, and how often it was connected to."""

    serve: Serve
    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    def listen(self, listener: socket) -> None:
        """Serves one connection after another until the listener is closed."""
        while True:
            try:
                wire, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with wire, suppress(OSError):
                wire.settimeout(5)
                self.requests.append(wire.recv(65_536))
                self.serve(wire)


@contextmanager
def serving(serve: Serve) -> Iterator[Server]:
    """A server that does this with each connection, after it read the request."""
    server = Server(serve)
    listeners = [create_server(("127.0.0.1", 0))]
    server.port = listeners[0].getsockname()[1]
    with suppress(OSError):  # a machine without IPv6
        listeners.append(create_server(("::1", server.port), family=AF_INET6))
    threads = [threading.Thread(target=server.listen, args=[one], daemon=True) for one in listeners]
    for thread in threads:
        thread.start()
    try:
        yield server
    finally:
        for one in listeners:
            with suppress(OSError):
                one.shutdown(2)  # wakes the thread that waits in accept
            one.close()
        for thread in threads:
            thread.join(5)


def saying(head: str, body: bytes = b"") -> Serve:
    """Answers with this."""
    told = f"HTTP/1.1 {head}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body
    return lambda wire: wire.sendall(told)
