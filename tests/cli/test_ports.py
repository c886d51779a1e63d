"""A port in use is refused in one line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from allies.cli import ports
from allies.cli.errors import Refused
from tests.cli.conftest import Allies


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which something else listens."""
    with socket.socket() as listener:
        listener.bind((ports.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free() -> int:
    """A port at which nothing listens."""
    with socket.socket() as probe:
        probe.bind((ports.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_free_port_is_taken_for_free_again_and_again(free: int) -> None:
    ports.ensure_free(free)
    ports.ensure_free(free)


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_port_in_use_is_refused_in_one_line(allies: Allies, taken: int, command: str) -> None:
    outcome = allies(command, "--port", taken)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"Port {taken} is in use. Choose another, such as PORT={taken + 1}\n"


def test_the_port_after_the_last_is_one_that_exists() -> None:
    with socket.socket() as listener:
        listener.bind((ports.HOST, 65_535))
        listener.listen()
        with pytest.raises(Refused, match="PORT=8000"):
            ports.ensure_free(65_535)


def test_waiting_ends_when_the_condition_does(free: int) -> None:
    tries = iter([True, True, False])
    assert not ports.wait_until_served(free, while_true=lambda: next(tries))


@pytest.mark.parametrize(("status", "is_served"), [(200, True), (302, True), (404, True), (503, False)])
def test_a_page_is_waited_for(status: int, is_served: bool) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with HTTPServer((ports.HOST, 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tries = iter([True, True, False])
        assert ports.wait_until_served(server.server_port, while_true=lambda: next(tries)) is is_served
        server.shutdown()
