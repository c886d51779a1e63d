"""A real mail server (Dovecot) on a port of its own, with mailboxes that a test fills by writing files."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.letters import Letter

PROGRAM = "/usr/sbin/dovecot"
MISSING = "There is no Dovecot. Install it: sudo apt-get install dovecot-imapd"
PASSWORD = "correct horse {battery} ünd staple"
CONFIGURATION = """
base_dir = {top}/run
state_dir = {top}/run
log_path = {top}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 100
mail_location = maildir:{top}/mail/%n:LAYOUT=fs
mailbox_list_index = no
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Post {{
    special_use = \\Sent
    auto = no
  }}
  mailbox Junk {{
    special_use = \\Junk
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {top}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={top}/mail/%n
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
"""
numbers = count(1)


@dataclass
class Mailbox:
    """A mailbox at the server, as files."""

    top: Path

    def put(self, letter: Letter | bytes, folder: str = "") -> None:
        """A message that has been delivered there, unread."""
        new = self._folder(folder) / "new"
        content = letter if isinstance(letter, bytes) else letter.as_bytes()
        file = new / f"{next(numbers) + 1_700_000_000}.x.example"
        file.write_bytes(content)
        file.chmod(0o666)

    def unread(self, folder: str = "") -> int:
        """How many messages no one has read."""
        folder_ = self._folder(folder)
        seen = [file for file in (folder_ / "cur").iterdir() if "S" in file.name.partition(":2,")[2]]
        return len([*(folder_ / "cur").iterdir(), *(folder_ / "new").iterdir()]) - len(seen)

    def forget_numbers(self, folder: str = "") -> None:
        """The server numbers the messages of this folder anew: another UIDVALIDITY."""
        for file in self._folder(folder).glob("dovecot*"):
            file.unlink()
        (self.top / "dovecot-uidvalidity").unlink(missing_ok=True)
        for file in self.top.glob("dovecot-uidvalidity.*"):
            file.unlink()
        time.sleep(1.1)  # it goes by seconds

    def _folder(self, folder: str) -> Path:
        path = self.top / folder
        for part in ("cur", "new", "tmp"):
            if not (path / part).exists():
                (path / part).mkdir(parents=True)
        for made in (self.top, *path.parents, path, *(path / part for part in ("cur", "new", "tmp"))):
            if made.is_relative_to(self.top) and made.owner() == pwd.getpwuid(os.getuid()).pw_name:
                made.chmod(0o777)
        return path


@dataclass(frozen=True)
class Dovecot:
    """The server."""

    top: Path
    port: int
    tls_port: int

    @property
    def url(self) -> str:
        """Where it speaks without encryption."""
        return f"imap://localhost:{self.port}"

    def mailbox(self, name: str) -> Mailbox:
        """The mailbox of a new user of this name, empty."""
        shutil.rmtree(self.top / "mail" / name, ignore_errors=True)
        with (self.top / "passwords").open("a") as out:
            out.write(f"{name}:{{PLAIN}}{PASSWORD}::::::\n")
        return Mailbox(self.top / "mail" / name)


def free_port() -> int:
    """A port that is free just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running(*, certificate: Callable[[Path], str] = lambda top: "") -> Iterator[Dovecot]:
    """A server with its own folder, until the block ends. `certificate` makes one there and gives the setting of it."""
    if not Path(PROGRAM).exists():
        pytest.skip(MISSING)
    top = Path(tempfile.mkdtemp(prefix="allies-dovecot-"))
    top.chmod(0o755)
    (top / "mail").mkdir()
    (top / "mail").chmod(0o777)
    setting = certificate(top)
    server = Dovecot(top, free_port(), free_port())
    is_root = os.getuid() == 0
    user, uid, gid = ("dovecot", *_of("mail")) if is_root else ("", os.getuid(), os.getgid())  # it serves no root
    user = user or pwd.getpwuid(uid).pw_name
    said = CONFIGURATION.format(
        top=top,
        user=user,
        group=grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name,
        uid=uid,
        gid=gid,
        port=server.port,
        tls_port=server.tls_port,
        ssl="yes" if setting else "no",
        certificate=setting,
    )
    (top / "passwords").touch()
    (top / "dovecot.conf").write_text(said)
    process = subprocess.Popen([PROGRAM, "-F", "-c", top / "dovecot.conf"], stderr=subprocess.PIPE)
    try:
        _wait_for(server.port, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(top, ignore_errors=True)


def _of(name: str) -> tuple[int, int]:
    entry = pwd.getpwnam(name)
    return entry.pw_uid, entry.pw_gid


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            assert process.stderr is not None
            raise RuntimeError(process.stderr.read().decode())
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
                if wire.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Dovecot does not come up.")
