"""Work done in a forked process, and what is left running when that process is killed."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE_S = 5.0
Outcome = dict[str, Any]
_begun: list[int] = []  # in a forked process: where it says so


class Fork:
    """One process, in a session of its own, that does some work and leaves its outcome as a file."""

    def __init__(self, work: Callable[[], Outcome], folder: Path) -> None:
        self.folder = folder
        self._begun, said = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            _begun.append(said)
            try:
                os.setsid()
                self._file(os.getpid()).write_text(json.dumps(work()))
            except BaseException as error:  # nothing may return into the parent's code
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                os._exit(1)
            os._exit(0)
        os.close(said)

    def wait_until_begun(self) -> None:
        """Until it says so, or is through."""
        os.read(self._begun, 1)

    def wait(self) -> int:
        """Its exit code when it is through; minus the signal's number when a signal ended it."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        os.close(self._begun)
        return code

    def outcome(self) -> Outcome:
        """What it left. To be asked for once."""
        file = self._file(self.process)
        left: Outcome = json.loads(file.read_text())
        file.unlink()
        return left

    def left_running(self) -> int:
        """How many processes of its session still run after a while."""
        deadline = time.monotonic() + PATIENCE_S
        while running := _running(self.process):
            if time.monotonic() > deadline:
                return running
            time.sleep(0.01)
        return 0

    def _file(self, process: int) -> Path:
        return self.folder / f"outcome-{process}.json"


def say_begun() -> None:
    """From here on this process is worth killing."""
    if _begun:
        os.close(_begun.pop())


def _running(session: int) -> int:
    found = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended while we looked
            state, _, _, its_session = entry.read_text().rpartition(")")[2].split()[:4]
            found += int(its_session) == session and state != "Z"
    return found


def must(fork: Fork) -> Outcome:
    """The outcome of a process that nothing was done to."""
    if fork.wait() != 0:
        raise RuntimeError("What was left alone failed.")
    return fork.outcome()
