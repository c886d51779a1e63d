"""The only door to the internet: whom it asks, for how long, and how much it takes."""

from __future__ import annotations

import gzip
import itertools
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from socket import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.lib import http
from allies.lib.http import NotFetched, Refused, Web
from allies.lib.public_addresses import is_public
from tests.lib.servers import Server, saying, serving

PUBLIC = "93.184.215.14"
HERE = "127.0.0.1"

# who may not be asked

SPELLINGS = [
    # IPv4 loopback and whatever a resolver reads as it
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1",
    "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "00.00.00.00", "127.00.00.01", "localhost",
    "LOCALHOST", "localhost.", "ip6-localhost",
    # IPv6 loopback, unspecified, IPv4 in IPv6
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2002:7f00:1::1]", "[2001:0:7f00:1::]", "[2001::ffff:80ff:fffe]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]",
    "[fd00::1]", "[ff02::1]", "[ff0e::1]", "[fec0::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]",
    "[2600::5efe:7f00:1]", "[2600::200:5efe:10.0.0.1]", "[::ffff:0:127.0.0.1]", "[3ffe::1]", "[2001:20::1]",
    "[4000::1]",
    # not of the internet
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.1.254", "169.254.169.254",
    "169.254.0.1", "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.0.170", "192.0.2.1", "198.18.0.1",
    "198.19.255.254", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "0.1.2.3",
]  # fmt: skip
PORTS_AND_SCHEMES = [
    "ftp://canary.example/", "file:///etc/passwd", "gopher://canary.example/", "dict://canary.example/",
    "data:text/plain,x", "javascript:alert(1)", "ws://canary.example/", "unix:///run/docker.sock", "//canary.example/",
    "canary.example", "http://", "http:///path", "https://:443/", "http://canary.example:22/", "http://canary.example:25/",
    "http://canary.example:0/", "http://canary.example:65536/", "http://canary.example:-1/", "http://canary.example:x/",
    "http://canary.example:443/", "https://canary.example:80/", "http://alice@canary.example/",
    "http://alice:secret@canary.example/", "http://canary.example@evil.example/", "http://canary.example\\@evil.example/",
    "http://canary.example/ HTTP/1.1", "http://canary.example/\r\nx: y", "http://canary.example/\x00", "http://①②⑦.⓪.⓪.①/",
    "http://canaryexample/", "http://cänary.example/", "http://[::1/", "http://[canary]/",
    "http://canary.example/" + 2_000 * "a",
]  # fmt: skip
NAMES = ["private.example", "both.example", "six.example", "mapped.example", "rebinding.example"]


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server where nobody may ever come, on a port that is allowed."""
    with serving(saying("200 OK", b"the canary")) as server:
        monkeypatch.setattr(
            http, "PORTS", {"http": frozenset({80, server.port}), "https": frozenset({443, server.port})}
        )
        yield server


class Names:
    """Looks names up in a table; what is no name in it, as the system does."""

    def __init__(self) -> None:
        self.answers = {
            "open.example": itertools.repeat([HERE]),  # only as one that is also allowed
            "private.example": itertools.repeat(["10.0.0.1"]),
            "both.example": itertools.repeat([PUBLIC, HERE]),
            "six.example": itertools.repeat(["::1"]),
            "mapped.example": itertools.repeat(["::ffff:127.0.0.1"]),
            "rebinding.example": itertools.cycle([[PUBLIC], [HERE]]),
        }

    def __call__(self, host: str, port: int) -> list[str]:
        return next(self.answers[host]) if host in self.answers else http.look_up(host, port)


def _targets(port: int) -> list[str]:
    """At least 120: spellings, each scheme; names that lead here; other schemes and ports."""
    places = [f"{scheme}://{host}:{port}/" for scheme in ("http", "https") for host in SPELLINGS]
    named = [f"http://{host}:{port}/" for host in NAMES if host != "rebinding.example"]
    return [*places, *named, *PORTS_AND_SCHEMES]


def test_no_forbidden_target_is_connected_to(canary: Server) -> None:
    targets = _targets(canary.port)
    assert len(targets) >= 120
    web = Web(look_up=Names(), deadline_s=10)
    for target in targets:
        with pytest.raises(NotFetched):
            web.get(target)
    assert canary.connections == 0


def test_no_redirect_leads_to_a_forbidden_target(canary: Server) -> None:
    targets = [
        target for target in _targets(canary.port) if target.isprintable() and target.isascii() and ":" in target
    ]
    left = iter([target for target in targets if not target.startswith("//")])
    sent: list[str] = []

    def send_on(wire: socket) -> None:
        sent.append(next(left))
        saying(f"{(301, 302, 303, 307, 308)[len(sent) % 5]} Elsewhere\r\nlocation: {sent[-1]}")(wire)

    with serving(send_on) as start:
        web = Web(look_up=Names(), also=frozenset({("open.example", start.port)}), deadline_s=10)
        for _ in range(100):
            with pytest.raises(NotFetched):
                web.get(f"http://open.example:{start.port}/")
    assert len(sent) == 100 and canary.connections == 0


def test_an_address_is_looked_up_once_and_is_the_one_connected_to(canary: Server) -> None:
    """CVE-2023-48306: a name that is public when looked at, and this machine when connected to."""
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else [HERE]

    with pytest.raises(NotFetched):
        Web(look_up=look_up, deadline_s=1).get(f"http://rebinding.example:{canary.port}/")
    assert asked == ["rebinding.example"] and canary.connections == 0


@pytest.mark.parametrize("address", ["8.8.8.8", PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450::1"])
def test_the_public_internet_may_be_asked(address: str) -> None:
    assert is_public(address)


@given(st.integers(0, 2**32 - 1))
def test_an_address_within_an_address_is_never_public(number: int) -> None:
    assert not is_public(f"::ffff:{number >> 16:x}:{number & 0xFFFF:x}")
    assert not is_public(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}")
    assert not is_public(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1")
    assert not is_public(f"2600::5efe:{number >> 16:x}:{number & 0xFFFF:x}")


@given(st.text(max_size=40))
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(f"{text}x")


def test_only_this_module_reaches_the_network() -> None:
    """CVE-2026-62857: a second way out, unguarded. The contract is held by `make lint`; here, that it says so."""
    program = (
        "import sys\nfrom importlinter.application.use_cases import read_user_options\n"
        "from importlinter.configuration import configure\nconfigure()\n"
        "named = [c for c in read_user_options('pyproject.toml').contracts_options if 'network' in c['name']]\n"
        "sys.exit(not any('httpx2' in c['forbidden_modules'] and c['source_modules'] == ['allies'] for c in named))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# who may, for how long, and how much


def _web(server: Server, **limits: float) -> tuple[Web, str]:
    web = Web(look_up=Names(), also=frozenset({("open.example", server.port)}), **limits)  # type: ignore[arg-type]
    return web, f"http://open.example:{server.port}/feed"


def test_an_answer_comes_with_its_headers() -> None:
    with serving(saying("404 Not Found\r\nETag: x", b"nothing here")) as server:
        web, url = _web(server)
        answer = web.get(url, headers={"If-None-Match": "x"})
    assert (answer.status, answer.url, answer.headers["etag"], answer.body) == (404, url, "x", b"nothing here")
    assert b"\r\nif-none-match: x\r\n" in server.requests[0].lower()
    assert f"host: open.example:{server.port}\r\n".encode() in server.requests[0].lower()


def test_a_cookie_is_not_kept() -> None:
    with serving(saying("200 OK\r\nset-cookie: a=b")) as server:
        web, url = _web(server)
        web.get(url)
        web.get(url)
    assert b"cookie" not in server.requests[1].lower()


def test_a_secret_goes_to_its_own_host_alone() -> None:
    on = "302 Elsewhere\r\nlocation: http://other.example:"
    with serving(saying("200 OK")) as other, serving(saying(f"{on}{other.port}/")) as server:
        allowed = frozenset({("open.example", server.port), ("other.example", other.port)})
        web = Web(look_up=lambda host, port: [HERE], also=allowed)
        web.get(f"http://open.example:{server.port}/", headers={"Authorization": "secret"})
    assert b"secret" in server.requests[0] and b"secret" not in other.requests[0]


def test_redirects_come_to_an_end() -> None:
    with serving(saying("302 Elsewhere\r\nlocation: /again")) as server:
        web, url = _web(server)
        with pytest.raises(NotFetched, match="more than 5 times"):
            web.get(url)
    assert server.connections == 6


def test_a_byte_a_second_keeps_nobody() -> None:
    """CVE-2023-36461: slow answers held workers."""

    def drip(wire: socket) -> None:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20:
            wire.sendall(bytes([byte]))
            time.sleep(0.1)

    with serving(drip) as server:
        web, url = _web(server, deadline_s=0.5)
        with pytest.raises(NotFetched, match=r"longer than 0\.5 s"):
            web.get(url)


def test_a_name_server_that_is_silent_keeps_nobody() -> None:
    def look_up(host: str, port: int) -> list[str]:
        time.sleep(2)
        return [PUBLIC]

    with pytest.raises(NotFetched, match=r"longer than 0\.2 s"):
        Web(look_up=look_up, deadline_s=0.2).get("http://slow.example/")


@pytest.mark.parametrize("packing", ["", "gzip"])
def test_a_long_answer_is_refused_before_it_is_whole(packing: str) -> None:
    body = bytes(5_000_000)
    told = gzip.compress(body) if packing else body
    with serving(saying(f"200 OK\r\ncontent-encoding: {packing}" if packing else "200 OK", told)) as server:
        web, url = _web(server, most_bytes=1_000_000)
        with pytest.raises(NotFetched, match="longer than 1,000,000 bytes"):
            web.get(url)
        web, url = _web(server, most_bytes=5_000_000)
        assert web.get(url).body == body


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", b"not packed"), ("br", b""), ("deflate", zlib.compress(b"x")), ("gzip, gzip", b"")]
)
def test_what_is_packed_otherwise_is_refused(encoding: str, body: bytes) -> None:
    with serving(saying(f"200 OK\r\ncontent-encoding: {encoding}", body)) as server:
        web, url = _web(server)
        with pytest.raises(NotFetched, match="packed"):
            web.get(url)


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nx: " + 200_000 * b"y"])
def test_a_server_that_speaks_otherwise_is_refused_in_words(said: bytes) -> None:
    with serving(lambda wire: wire.sendall(said)) as server:
        web, url = _web(server)
        with pytest.raises(NotFetched, match=r"open\.example did not answer"):
            web.get(url)


def test_encryption_is_not_given_up_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web(look_up=lambda host, port: [PUBLIC])
    answers = iter([http.Answer(302, "https://a.example/", {"location": "http://a.example/"}, b"")])
    monkeypatch.setattr(Web, "_ask", lambda *_: next(answers))
    with pytest.raises(Refused, match="without encryption"):
        web.get("https://a.example/")
