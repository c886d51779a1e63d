"""`allies run`, as a person starts it: pages, worker and link; one way or another all of it ends together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.cli.conftest import MINE

LONGEST_S = 60
Start = Callable[..., "Running"]


@dataclass
class Running:
    """A started `allies run`, once it has said where it serves."""

    process: subprocess.Popen[str]
    home: Path
    url: str
    link: str
    seconds: float

    def processes(self) -> dict[int, str]:
        """Every process that works in this home, with its command line."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and f"ALLIES_HOME={self.home}\0".encode() in _read(entry / "environ"):
                found[int(entry.name)] = _read(entry / "cmdline").replace(b"\0", b" ").decode()
        return found

    def child(self, name: str) -> int:
        """The process of one of its commands."""
        return min(pid for pid, command in self.processes().items() if f"allies.cli {name}" in command)

    def all_end(self) -> bool:
        """Whether all of its processes end within a few seconds."""
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.processes()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def start(tmp_path: Path, mailbox: Path) -> Iterator[Start]:
    """Start `allies run` with the small mailbox, in a home of its own."""
    started: list[subprocess.Popen[str]] = []
    home = tmp_path / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALLIES_")}
    environment = kept | {"ALLIES_HOME": str(home), "PORT": str(_free_port())}

    def run(*options: str) -> Running:
        command = [sys.executable, "-m", "allies.cli", "run", "--mail", str(mailbox), "--json", *options]
        began = time.monotonic()
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(process)
        assert process.stdout is not None
        said = json.loads(process.stdout.readline() or "{}")
        assert set(said) == {"url", "link"}, process.communicate(timeout=LONGEST_S)
        return Running(process, home, said["url"], said["link"], time.monotonic() - began)

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_it_serves_signs_in_once_and_ends_at_ctrl_c(start: Start) -> None:
    running = start()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(running.link) as page:
        assert page.url == f"{running.url}/"
    with browser.open(f"{running.url}/people/") as page:
        assert "Charlie Cook" in page.read().decode()
    with pytest.raises(urllib.error.HTTPError, match="410"):
        urllib.request.urlopen(running.link)
    running.process.send_signal(signal.SIGINT)
    out, err = running.process.communicate(timeout=LONGEST_S)
    assert (running.process.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert running.all_end()


def test_a_second_run_adds_nothing_and_is_quick(start: Start) -> None:
    first = start()
    first.process.terminate()
    _, err = first.process.communicate(timeout=LONGEST_S)
    assert "alice.mbox: 4 read, 4 added" in err
    assert MINE in err
    second = start()
    second.process.terminate()
    _, err = second.process.communicate(timeout=LONGEST_S)
    assert "alice.mbox is in already, as it is." in err
    assert second.all_end()
    assert second.seconds < first.seconds


@pytest.mark.parametrize("name", ["serve", "worker"])
def test_when_one_ends_all_end_and_it_is_said(start: Start, name: str) -> None:
    running = start()
    os.kill(running.child(name), signal.SIGKILL)
    _, err = running.process.communicate(timeout=LONGEST_S)
    assert running.process.returncode == 2
    assert f"The {name} process ended by itself" in err
    assert running.all_end()


def test_killed_it_leaves_nothing_running(start: Start) -> None:
    running = start()
    running.process.kill()
    running.process.communicate(timeout=LONGEST_S)
    assert running.all_end()
