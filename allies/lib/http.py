"""The only door to the internet: asks public machines only, within a time and a size, and keeps nothing.

An address is looked up once, looked at, and then connected to: there is no second look-up in which it could become
another. Redirects are followed here, each as carefully as the first request.
"""

from __future__ import annotations

import socket
import ssl
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpcore2

from allies.lib import clock
from allies.lib.wires import CarefulWires, Lookup, NotFetched, Refused

PORTS = {"http": frozenset({80, 8080}), "https": frozenset({443, 8443})}
DEADLINE_S = 20.0  # for everything: looking up, connecting, redirects, reading
MOST_BYTES = 10_000_000  # of a body, unpacked
MOST_REDIRECTS = 5
LONGEST_URL = 2_000
REDIRECTS = frozenset({301, 302, 303, 307, 308})
AGENT = "Allies"

__all__ = ["Answer", "NotFetched", "Refused", "Web", "look_up"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: also 404 and 500 are answers."""

    status: int
    url: str  # after redirects
    headers: Mapping[str, str]  # names in lower case; of several alike the last
    body: bytes


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them. OSError when it knows none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Web:
    """The internet, as far as it may be asked.

    look_up : finds the addresses of a host; tests bring their own.   also : hosts and ports that the one who runs
    this place has named, such as a calendar server at home: they may have any address and port, over http as well.
    """

    look_up: Lookup = look_up
    also: frozenset[tuple[str, int]] = frozenset()
    deadline_s: float = DEADLINE_S
    most_bytes: int = MOST_BYTES
    tls: ssl.SSLContext = field(default_factory=httpcore2.default_ssl_context)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Asks for a page."""
        return self.request("GET", url, headers=headers)

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Asks, and follows redirects; a secret (`authorization`) goes to the host that it was meant for alone.

        Raises Refused for a target that may not be asked, NotFetched for whatever else kept an answer from coming.
        """
        until_s = clock.monotonic_s() + self.deadline_s
        asked = {name.lower(): value for name, value in (headers or {}).items()}
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(method, url, asked, body, until_s)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer
            target = _joined(url, answer.headers["location"])
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise Refused("The server sends us on to a page without encryption.")
            if _place(target) != _place(url):
                asked.pop("authorization", None)
            if answer.status == 303 or (answer.status in {301, 302} and method == "POST"):
                method, body = "GET", b""
            url = target
        raise NotFetched(f"The server sent us on more than {MOST_REDIRECTS} times.")

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes, until_s: float) -> Answer:
        self._checked(url)
        sent = {"user-agent": AGENT, "accept-encoding": "gzip", **headers, "host": _host_header(url)}
        if body:
            sent["content-length"] = str(len(body))
        wires = CarefulWires(self.look_up, self.also, until_s)
        try:
            with (
                httpcore2.ConnectionPool(ssl_context=self.tls, network_backend=wires) as pool,
                pool.stream(method, url, headers=list(sent.items()), content=body or None) as response,
            ):
                told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                said = _unpacked(response.iter_stream(), told.get("content-encoding", "").lower(), self.most_bytes)
                return Answer(response.status, url, told, said)
        except (OSError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            late = isinstance(error, TimeoutError | httpcore2.TimeoutException)
            why = f"it took longer than {self.deadline_s:g} s" if late else str(error) or type(error).__name__
            raise NotFetched(f"{urlsplit(url).hostname} did not answer: {why}.") from error

    def _checked(self, url: str) -> None:
        """Refuses what can be told from the URL alone."""
        if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
            raise Refused("This is not a URL that a server would understand.")
        host, port = _place(url)
        parts = urlsplit(url)
        if parts.scheme not in PORTS:
            raise Refused("Only http:// and https:// can be asked.")
        if not host:
            raise Refused("This URL names no host.")
        if parts.username is not None or parts.password is not None:
            raise Refused("A URL must not carry a name or a password.")
        if port not in PORTS[parts.scheme] and (host, port) not in self.also:
            raise Refused(f"Port {port} is not one where pages are.")


def _place(url: str) -> tuple[str, int]:
    """Host and port. Refused when they cannot be told."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise Refused("This is not a URL that a server would understand.") from error
    return host, port if port is not None else {"http": 80, "https": 443}.get(parts.scheme, 0)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip())
    except ValueError as error:
        raise Refused("The server sends us on to something that is no URL.") from error


def _host_header(url: str) -> str:
    return urlsplit(url).netloc


def _unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The body, unpacked as it comes, and refused as soon as it is too long."""
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise NotFetched("The server packed its answer in a way that was not asked for.")
    packed = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    body = bytearray()
    try:
        for chunk in chunks:
            body += packed.decompress(chunk, most + 1 - len(body)) if packed else chunk
            if len(body) > most:
                raise NotFetched(f"The answer is longer than {most:,} bytes.")
    except zlib.error as error:
        raise NotFetched("The answer is packed badly.") from error
    return bytes(body)
