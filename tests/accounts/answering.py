"""A mail server that says what a test wants it to say."""

from __future__ import annotations

import socket
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Told:
    """Where it is, which commands it was given, and what was said to sign in."""

    port: int
    commands: list[bytes] = field(default_factory=list)
    proofs: list[bytes] = field(default_factory=list)  # by which they signed in


@contextmanager
def answering(answer: Callable[[bytes], bytes], *, refusing: tuple[bytes, bytes] = (b"", b"")) -> Iterator[Told]:
    """Gives this answer to each command and says OK after it; to one command NO, with these words."""
    listener = socket.create_server(("127.0.0.1", 0))
    told = Told(listener.getsockname()[1])
    thread = threading.Thread(target=_serve, args=[listener, told, answer, refusing], daemon=True)
    thread.start()
    try:
        yield told
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _serve(
    listener: socket.socket, told: Told, answer: Callable[[bytes], bytes], refusing: tuple[bytes, bytes]
) -> None:
    while True:
        try:
            wire, _ = listener.accept()
        except OSError:
            return
        wire.settimeout(5)
        with suppress(OSError), wire, wire.makefile("rb") as lines:
            wire.sendall(b"* OK hello\r\n")
            while line := lines.readline():
                tag, _, rest = line.strip().partition(b" ")
                command = rest.partition(b" ")[0].upper()
                told.commands.append(command)
                if command == b"AUTHENTICATE":
                    wire.sendall(b"+ \r\n")
                    told.proofs.append(b64decode(lines.readline()))
                word = b"NO " + refusing[1] if command == refusing[0] else b"OK done"
                wire.sendall(answer(command) + tag + b" " + word + b"\r\n")
