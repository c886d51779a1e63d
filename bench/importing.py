"""Import of a list archive, all the way into database, ties and index; beside parsing alone with Python's own."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import measuring
from bench.tables import Figure, Table

TIMES = 3
PARSE_ALONE = """
import email, email.policy, mailbox, sys
found = 0
for raw in mailbox.mbox(sys.argv[1]):
    message = email.message_from_bytes(raw.as_bytes(), policy=email.policy.default)
    str(message["from"]), str(message["subject"]), str(message["date"])
    found += 1
print(found)
"""


def measure(archive: Path) -> Table:
    """A new home for each run: init, then one import in a process of its own."""
    runs = [_import(archive) for _ in range(TIMES)]
    ran = measuring.middle(runs)
    told = json.loads(ran.out)
    rate, own_rate = told["read"] / ran.seconds, told["read"] / told["seconds"]
    peer_found, peer_s = _parse_alone(archive)
    return Table(
        "Import",
        f"`allies import {archive.name}` in a new process on a new home, median of {TIMES}; the peer is Python's "
        "`mailbox` with `email.policy.default`, reading three headers of each message and storing nothing.",
        [
            Figure(
                "messages a second, whole process",
                f"{rate:,.0f}",
                "2,000",
                rate >= 2_000,
                f"{rate / (peer_found / peer_s):.1f} x",
            ),
            Figure("messages a second, import alone", f"{own_rate:,.0f}", "2,000", own_rate >= 2_000),
            Figure(
                "messages found",
                f"{told['read']:,}",
                "11,11x",
                11_110 <= told["read"] <= 11_119,
                f"peer finds {peer_found:,}",
            ),
            Figure("peak memory, all processes", f"{ran.peak_bytes / 1e6:.0f} MB", "400 MB", ran.peak_bytes < 400e6),
            Figure("refused", str(len(told["refused"]))),
        ],
    )


def _import(archive: Path) -> measuring.Ran:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"ALLIES_HOME": home}
        subprocess.run([*allies(), "init"], env=environment, check=True, capture_output=True)
        return measuring.run([*allies(), "import", str(archive), "--json"], environment)


def allies() -> list[str]:
    """The command that a person types."""
    return [str(Path(sys.executable).with_name("allies"))]


def _parse_alone(archive: Path) -> tuple[int, float]:
    with tempfile.NamedTemporaryFile(suffix=".mbox") as plain:
        with lzma.open(archive) as packed:
            plain.write(packed.read())
        plain.flush()
        begun = time.perf_counter()
        out = subprocess.run(
            [sys.executable, "-c", PARSE_ALONE, plain.name], check=True, capture_output=True, text=True
        )
        return int(out.stdout), time.perf_counter() - begun
