"""`allies run`: set up, bring in, plan; then the server and the worker beside each other, ending together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from allies.agenda import actions
from allies.cli import first_start, network_in, ports, show, today_lines
from allies.cli.errors import Refused
from allies.lib import clock

LONGEST_START_S = 60
LONGEST_GOODBYE_S = 5
BETWEEN_LOOKS_S = 0.2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Child:
    """A command that runs beside this one. It ends when this process does, whatever happens to it."""

    name: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, name: str, port: int) -> Child:
        """Run `allies NAME` in a group of its own: Ctrl-C reaches this process alone, which then ends the others."""
        command = [sys.executable, "-m", "allies.cli", name, "--lifeline"]
        environment = os.environ | {"PORT": str(port)}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, start_new_session=True)  # noqa: S603  (our own)
        return cls(name, process)

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def wait_or_end(self, deadline_s: float) -> None:
        """Wait for it until the deadline; then end it, and whatever it started and left behind."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline_s - time.monotonic()))
        with suppress(ProcessLookupError):  # nobody of its group is left
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def run(mail: Path | None, *, me: str, port: int, as_json: bool) -> None:
    """The whole of `allies run`. Refused when one of the two ends by itself."""
    ports.ensure_free(port)
    first_start.migrate()
    member, _ = first_start.ensure_member()
    network_in.bring(member, mail, me=me)
    with _stopping() as stop, _children(port) as children:
        view = actions.plan_day(member, now=clock.now())  # while they start
        if not as_json:
            today_lines.write(view)
        _wait_for_pages(children, port, stop)
        children.append(Child.start("worker", port))  # not earlier: the pages come sooner without it
        if not stop.is_set():
            _welcome(first_start.address(port), first_start.sign_in_link(member, port), as_json)
        _watch(children, stop)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C and polite signals set."""
    stop = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _children(port: int) -> Iterator[list[Child]]:
    """The server, and what is added beside it; all have ended when this ends."""
    children = [Child.start("serve", port)]
    try:
        yield children
    finally:
        for child in children:
            child.process.terminate()
        deadline_s = time.monotonic() + LONGEST_GOODBYE_S
        for child in children:
            child.wait_or_end(deadline_s)


def _wait_for_pages(children: Sequence[Child], port: int, stop: threading.Event) -> None:
    deadline_s = time.monotonic() + LONGEST_START_S
    is_served = ports.wait_until_served(
        port, while_true=lambda: not stop.is_set() and _all_run(children) and time.monotonic() < deadline_s
    )
    if not is_served and not stop.is_set():
        _say_who_ended(children)
        raise Refused(f"No page came within {LONGEST_START_S} s. Look for what is wrong: allies doctor")


def _welcome(address: str, link: str, as_json: bool) -> None:
    if as_json:
        show.data({"url": address, "link": link})
    else:
        show.line(f"Served at {address}. This signs you in, once, within half an hour:")
        show.line(link)
        show.note("Ctrl-C stops.")
    sys.stdout.flush()


def _watch(children: Sequence[Child], stop: threading.Event) -> None:
    """Return when asked to stop; Refused when a child ends by itself."""
    while not stop.wait(BETWEEN_LOOKS_S):
        _say_who_ended(children)


def _all_run(children: Sequence[Child]) -> bool:
    return all(child.is_running() for child in children)


def _say_who_ended(children: Sequence[Child]) -> None:
    for child in children:
        if not child.is_running():
            code = child.process.returncode
            raise Refused(
                f"The {child.name} process ended by itself ({code}), so all of it was stopped. Start it again."
            )
