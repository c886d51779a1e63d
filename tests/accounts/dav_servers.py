"""Real calendar servers (Radicale, Xandikos) on ports of their own, in processes of their own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from allies.traces.accounts.shapes import Login, Reach
from tests.accounts.dovecot import free_port

BIN = Path(sys.executable).parent
SIGNED_IN = "Basic " + b64encode(b"alice:hush").decode()


@dataclass(frozen=True)
class DavServer:
    """Where it is, and where alice's calendar and address book are there."""

    name: str
    port: int
    calendar: str
    book: str

    @property
    def url(self) -> str:
        """Its front door."""
        return f"http://localhost:{self.port}/"

    @property
    def reach(self) -> Reach:
        """As far as it."""
        return Reach(also=frozenset({("localhost", self.port)}))

    @property
    def login(self) -> Login:
        """Alice's."""
        return Login(self.url, "alice", "hush")

    def ask(self, method: str, path: str, body: str = "", kind: str = "text/calendar") -> int:
        """Do something there, as alice's telephone would."""
        headers = {"content-type": f"{kind}; charset=utf-8", "authorization": SIGNED_IN}
        address = f"http://localhost:{self.port}{path}"
        asked = urllib.request.Request(address, body.encode(), headers, method=method)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return int(answer.status)


@contextmanager
def radicale() -> Iterator[DavServer]:
    """Radicale with an empty calendar and an empty address book of alice's."""
    server = DavServer("radicale", free_port(), "/alice/work/", "/alice/people/")
    hosts = f"127.0.0.1:{server.port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [str(BIN / "radicale"), "--config", "", "--server-hosts", hosts, "--auth-type", "none"]
        with _running([*command, "--storage-filesystem-folder", folder], server):
            server.ask("MKCALENDAR", server.calendar)
            kind = "<resourcetype><collection/><R:addressbook/></resourcetype>"
            names = 'xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"'
            made = f"<mkcol {names}><set><prop>{kind}</prop></set></mkcol>"
            server.ask("MKCOL", server.book, made, "application/xml")
            yield server


@contextmanager
def xandikos() -> Iterator[DavServer]:
    """Xandikos with the same."""
    server = DavServer("xandikos", free_port(), "/user/calendars/calendar/", "/user/contacts/addressbook/")
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(BIN / "xandikos"),
            "serve",
            "-d",
            folder,
            "--defaults",
            "-p",
            str(server.port),
            "-l",
            "127.0.0.1",
        ]
        with _running([*command, "--current-user-principal", "/user"], server):
            yield server


@contextmanager
def _running(command: list[str], server: DavServer) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            assert process.poll() is None, f"{server.name} does not come up."
            if _answers(server):
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _answers(server: DavServer) -> bool:
    try:
        server.ask("OPTIONS", "/")
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
