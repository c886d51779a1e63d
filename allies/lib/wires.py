"""Connections to public machines, within a time."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable

import httpcore2

from allies.lib import clock
from allies.lib.public_addresses import is_public

Lookup = Callable[[str, int], list[str]]


class NotFetched(Exception):
    """There is no answer, and its words say why: what was refused, or what went wrong on the way."""


class Refused(NotFetched):
    """This target is not one that may be asked."""


class CarefulWires(httpcore2.NetworkBackend):
    """Connects to public addresses only, and to the very address that was looked at."""

    def __init__(self, look_up: Lookup, also: frozenset[tuple[str, int]], until_s: float) -> None:
        self._look_up, self._also, self._until_s = look_up, also, until_s
        self._wires = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        address = address_of(host, port, self._look_up, self._also, self._until_s)
        left_s = _left_s(self._until_s)
        wire = self._wires.connect_tcp(address, port, timeout=left_s, socket_options=socket_options)
        return _Timed(wire, self._until_s)


class _Timed(httpcore2.NetworkStream):
    """A wire on which everything together must be done in time: a byte a second does not keep us."""

    def __init__(self, wire: httpcore2.NetworkStream, until_s: float) -> None:
        self._wire, self._until_s = wire, until_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._wire.read(max_bytes, _left_s(self._until_s))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._wire.write(buffer, _left_s(self._until_s))

    def close(self) -> None:
        self._wire.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Timed(self._wire.start_tls(ssl_context, server_hostname, _left_s(self._until_s)), self._until_s)

    def get_extra_info(self, info: str) -> object:
        return self._wire.get_extra_info(info)


def trusted() -> ssl.SSLContext:
    """Encryption that asks for a certificate which the usual authorities vouch for."""
    return httpcore2.default_ssl_context()


def address_of(host: str, port: int, look_up: Lookup, also: frozenset[tuple[str, int]], until_s: float) -> str:
    """The address to connect to, looked up once and looked at.

    Raises Refused for a machine that is not public, unless `also` names it; OSError where the name is not known,
    TimeoutError where finding out takes until `until_s`.
    """
    addresses = _in_time(lambda: look_up(host, port), until_s)
    if (host, port) not in also and not all(is_public(address) for address in addresses):
        raise Refused(
            f"{host} is not on the public internet. Is it at home? Then ALLIES_ALSO_HOSTS must name {host}:{port}."
        )
    if not addresses:
        raise OSError("it has no address")
    return addresses[0]


def connect(
    host: str, port: int, look_up: Lookup, also: frozenset[tuple[str, int]], *, until_s: float
) -> socket.socket:
    """A line to a public machine, for protocols other than the web's. Raises what `address_of` raises, and OSError."""
    address = address_of(host, port, look_up, also, until_s)
    return socket.create_connection((address, port), timeout=_left_s(until_s))


def _left_s(until_s: float) -> float:
    left_s = until_s - clock.monotonic_s()
    if left_s <= 0:
        raise TimeoutError
    return left_s


def _in_time(look: Callable[[], list[str]], until_s: float) -> list[str]:
    """What a look-up finds. The system's own knows no limit: it is left behind when its time is over."""
    found: list[list[str]] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.append(look())
        except (OSError, UnicodeError) as error:
            failed.append(error)

    looking = threading.Thread(target=work, daemon=True)
    looking.start()
    looking.join(_left_s(until_s))
    if failed:
        raise OSError("its name is not known") from failed[0]
    if not found:
        raise TimeoutError
    return found[0]
