"""notmuch and mu, on a Maildir, as they are by default; each with its database in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import measuring
from bench.mail.homes import say, size_bytes

MISSING = "not installed: apt-get install notmuch maildir-utils"
ADDRESS = "alice@archer.example"
FOUND = b"(:found "
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Indexed:
    """What a program made of a Maildir."""

    ran: measuring.Ran
    bytes: int
    messages: int


def notmuch(maildir: Path, folder: Path) -> Indexed | None:
    """`notmuch new` on a new database; None where it is not installed."""
    if shutil.which("notmuch") is None:
        return None
    database, configuration = folder / "database", folder / "config"
    database.mkdir(parents=True)
    configuration.write_text(
        f"[database]\npath={database}\nmail_root={maildir}\n[user]\nname=Alice Archer\nprimary_email={ADDRESS}\n"
    )
    environment = _environment(folder) | {"NOTMUCH_CONFIG": str(configuration)}
    say("notmuch new")
    ran = measuring.run(["notmuch", "new"], environment)
    counted = subprocess.run(["notmuch", "count", "*"], env=environment, check=True, capture_output=True, text=True)
    return Indexed(ran, size_bytes(database), int(counted.stdout))


def mu(maildir: Path, folder: Path, *, options: Sequence[str] = ()) -> Indexed | None:
    """`mu index` on a new database, which `mu init` with these options made before; None where it is not installed."""
    if shutil.which("mu") is None:
        return None
    folder.mkdir(parents=True)
    environment, home = _environment(folder), f"--muhome={folder / 'mu'}"
    begin = ["mu", "init", "--quiet", home, f"--maildir={maildir}", f"--my-address={ADDRESS}", *options]
    subprocess.run(begin, env=environment, check=True, capture_output=True)
    say("mu index")
    ran = measuring.run(["mu", "index", "--quiet", home], environment)
    every = ["mu", "find", home, "--fields=i", "--skip-dups", ""]
    found = subprocess.run(every, env=environment, check=True, capture_output=True)
    return Indexed(ran, size_bytes(folder), found.stdout.count(b"\n"))


def ask_mu(folder: Path, questions: Sequence[str]) -> list[float]:
    """Milliseconds of each question to one `mu server` over what `mu` indexed here: how mu4e asks it."""
    command = ["mu", "server", f"--muhome={folder / 'mu'}"]
    with subprocess.Popen(
        command, env=_environment(folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        milliseconds = []
        for question in questions:
            asked = f'(find :query "{question}" :sortfield :date :descending t :maxnum {SHOWN})\n'
            begun, told = time.perf_counter(), b""
            server.stdin.write(asked.encode())
            while FOUND not in told[-200:] and (some := server.stdout.read(1 << 16)):
                told += some
            milliseconds.append((time.perf_counter() - begun) * 1e3)
            assert FOUND in told, told[-500:]
        server.stdin.write(b"(quit)\n")
    return milliseconds


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
