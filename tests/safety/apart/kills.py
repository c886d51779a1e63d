"""Kills imports with SIGKILL at seeded points, runs them again, and compares what is there with an undisturbed run.

    python -m tests.safety.apart.kills [--of all|files|accounts|ties|KIND] [--kills 500] [--seed 1] [--naive]

On SQLite, or on the server of ALLIES_DATABASE_URL. Prints one line of JSON; exit code 1 when anything differs.
Each round has a member of its own in one database, and the kinds take turns. A warm process without an open connection
forks the importer; half of the rounds end it at a chosen statement, commit or file, the other half after a chosen time.
Every twentieth round ends the second run too, and reads through the child with its limits; the others read here. At the
end some are looked at once more. SIGKILL says nothing about a power cut, where what the disk has kept counts.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

from allies.people.models import Member
from allies.ties.reading import import_path
from allies.traces import batch, importing, reading
from allies.traces.accounts.spool import Spool
from allies.traces.models import Import, ImportState
from allies.traces.records import Item
from allies.traces.sources.child import MODULES, items
from allies.traces.sources.detect import detect
from allies.traces.sources.pieces import Setting
from tests.safety.apart import HOME, at_servers, contents, empty_home, forks, kinds, scratch
from tests.safety.apart.contents import AT
from tests.safety.apart.forks import Fork, Outcome, must
from tests.safety.apart.fuse import Fuse
from tests.safety.apart.kinds import Kind

TRACE_KEY = b"the same key, so the same uids.."
TRIES = 3
FULL_EVERY, LATER_EVERY = 20, 5  # rounds


@dataclass(frozen=True, slots=True)
class Point:
    """Where a run ends: at a step (each statement and commit has two, before and after), or after so many seconds."""

    step: int | None = None
    after_s: float | None = None


@dataclass(slots=True)
class Report:
    """What a series of kills found."""

    database: str
    kills: int = 0
    of_kinds: dict[str, int] = field(default_factory=dict)
    too_late: int = 0  # the run was through before its moment came: not counted as a kill
    steps: int = 0  # of all undisturbed runs
    seconds: float = 0.0
    retries: int = 0  # runs that were told that another process still reads, as a person may be right after a crash
    left_running: int = 0  # processes that a killed import left behind
    changed_later: int = 0  # members whose contents were right after their round and are not at the end
    empty: list[str] = field(default_factory=list)  # what even an undisturbed import leaves empty: not compared at all
    wrong: list[dict[str, Any]] = field(default_factory=list)


class Series:
    """Kills of imports, each for a member of its own, compared with one undisturbed import of the same kind."""

    def __init__(self, seed: int, report: Report, brought: Sequence[Kind]) -> None:
        self.chance = random.Random(seed)
        self.report = report
        self.kinds = brought
        self.undisturbed = cache(self._undisturbed)
        self.start_s = 0.0  # what the child with its limits takes until it reads

    def run(self, kills: int) -> None:
        """So many kills."""
        self.begin()
        found: dict[str, tuple[Kind, contents.Contents]] = {}
        for kind in cycle(self.kinds):
            if self.report.kills >= kills:
                break
            before = self.report.kills
            for _ in range(TRIES):  # until one was in time
                name, is_full = f"alice{len(found)}", len(found) % FULL_EVERY == 0
                found[name] = kind, self._round(kind, name, self._point(kind, is_full=is_full), is_full=is_full)
                if self.report.kills > before:
                    break
        self._look_again(dict(list(found.items())[::LATER_EVERY]))

    def begin(self) -> None:
        """An empty database; every kind once, undisturbed."""
        warm(self.kinds)
        firsts = [self.undisturbed(kind, 1) for kind in self.kinds]
        for kind, first in zip(self.kinds, firsts, strict=True):
            if not first["contents"]["traces"]:
                raise RuntimeError(f"Nothing of {kind.name} comes in.")
        self.start_s = must(self._fork(self.kinds[0], "whole", is_full=True))["seconds"] - firsts[0]["seconds"]
        self.report.steps = sum(first["steps"] for first in firsts)
        there = [one["contents"] for one in (*firsts, self.undisturbed(self.kinds[0], 2))]
        parts = {part for contents_ in there for part in contents_} - {"waiting"}
        self.report.empty = sorted(part for part in parts if not any(contents_.get(part) for contents_ in there))

    def _undisturbed(self, kind: Kind, times: int) -> Outcome:
        return must(self._fork(kind, f"undisturbed {kind.name} {times}", times=times))

    def _point(self, kind: Kind, *, is_full: bool) -> Point:
        first = self.undisturbed(kind, 1)
        if self.chance.random() < 0.5:
            return Point(step=self.chance.randint(1, first["steps"]))
        return Point(after_s=self.chance.uniform(0, first["seconds"] + (self.start_s if is_full else 0)))

    def _round(self, kind: Kind, name: str, point: Point, *, is_full: bool) -> contents.Contents:
        tries = 0
        outcome = self._until(kind, point, name, is_full=is_full, tries=tries)
        self.report.too_late += outcome is not None
        if outcome is None and is_full:
            tries += 1
            outcome = self._until(kind, point, name, is_full=True, tries=tries)
        return self._compare(kind, point, outcome or self.again(kind, name, is_full=is_full, tries=tries + 1))

    def _until(self, kind: Kind, point: Point, name: str, *, is_full: bool, tries: int) -> Outcome | None:
        """Start an import and end it at this point; its outcome where it had finished before."""
        fork = self._fork(kind, name, step=point.step, is_full=is_full, tries=tries)
        if point.after_s is not None:
            fork.wait_until_begun()
            time.sleep(point.after_s)
            os.kill(fork.process, signal.SIGKILL)
        code = fork.wait()
        if code == 0:
            return fork.outcome()
        if code != -signal.SIGKILL:
            raise RuntimeError(f"The import of {kind.name} failed by itself.")
        self.report.kills += 1
        self.report.of_kinds[kind.name] = self.report.of_kinds.get(kind.name, 0) + 1
        self.report.left_running += fork.left_running()
        return None

    def again(self, kind: Kind, name: str, *, is_full: bool = False, tries: int = 1) -> Outcome:
        """To the end."""
        for number in range(TRIES):
            fork = self._fork(kind, name, is_full=is_full, tries=tries + number)
            if fork.wait() == 0:
                return fork.outcome()
            self.report.retries += 1
        return {"done_before": 0, "contents": {}}

    def _compare(self, kind: Kind, point: Point, outcome: Outcome) -> contents.Contents:
        """An import killed after its last commit is done, though nobody knows: the next one finds all of it there."""
        times = 1 + outcome["done_before"] if kind.comes_again else 1
        left: contents.Contents = outcome["contents"]
        different = differing(self.undisturbed(kind, times)["contents"], left)
        if different:
            self.report.wrong.append({"kind": kind.name, "point": asdict(point), "parts": different})
        return left

    def _look_again(self, found: dict[str, tuple[Kind, contents.Contents]]) -> None:
        def look() -> Outcome:
            return {name: kind.look(Member.objects.get(username=name)) for name, (kind, _) in found.items()}

        later = must(Fork(look, HOME))
        self.report.changed_later = sum(later[name] != before for name, (_, before) in found.items())

    def _fork(
        self,
        kind: Kind,
        name: str,
        *,
        step: int | None = None,
        times: int = 1,
        is_full: bool = False,
        tries: int = 0,
    ) -> Fork:
        def work() -> Outcome:
            with nullcontext() if is_full else reading_here():
                return run_import(kind, name, Fuse(step), times=times, tries=tries)

        return Fork(work, HOME)


def differing(wanted: contents.Contents, there: contents.Contents) -> list[str]:
    """The parts that are not as they should be."""
    return [part for part in wanted if there.get(part) != wanted[part]]


def migrate() -> Outcome:
    """An empty database."""
    call_command("migrate", verbosity=0)
    return {}


@contextmanager
def reading_here() -> Iterator[None]:
    """Sources are read in this process, without a child."""

    def read(path: Path, *, skip: int = 0, now_s: int, columns: Any, on_table: Any, **_: object) -> Iterator[Item]:
        module = import_module(MODULES[detect(path).sort])
        return items(module.pieces(path, Setting(now_s=now_s, columns=columns, found=on_table)), skip, path.name)

    apart, reading.read = reading.read, read  # type: ignore[assignment]  # a generator as well
    try:
        yield
    finally:
        reading.read = apart


def run_import(kind: Kind, name: str, fuse: Fuse, *, times: int = 1, tries: int = 0) -> Outcome:
    """Runs in this process: how many were done before, how long it took, and what is there afterwards."""
    known = {"name": "Alice", "joined_at": AT, "trace_key": TRACE_KEY}
    member, _ = Member.objects.get_or_create(username=name, defaults=known)
    done_before = Import.objects.owned_by(member).filter(state=ImportState.DONE).count()
    importing.BATCH = kind.batch
    fuse.lay()
    fuse.lay_at(Spool, "begin", "add", "arrive", "clear")
    forks.say_begun()
    begun = time.monotonic()
    for time_ in range(times):
        kind.bring(member, AT + (tries + time_) * at_servers.FOR_EACH)
    seconds, steps = time.monotonic() - begun, fuse.steps
    return {"done_before": done_before, "steps": steps, "seconds": seconds, "contents": kind.look(member)}


def make_naive() -> None:
    """The same import without the transaction around a batch: what the harness must notice."""
    setattr(batch, batch.write.__name__, vars(batch.write)["__wrapped__"])


def warm(brought: Sequence[Kind]) -> None:
    """Load here what imports need, so that not every process of its own has to; no connection stays open."""
    migrate()
    member = Member.objects.create(username="warm", name="Warm", joined_at=AT)
    with reading_here():
        for kind in brought:
            kind.bring(member, AT)
    connections.close_all()
    gc.freeze()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Kill imports and compare.")
    parser.add_argument(
        "--of", default="all", help="files, accounts, all, ties (the mailbox, on into them), or one kind"
    )
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive", action="store_true", help="without the transaction, to see the harness notice")
    asked = parser.parse_args()
    empty_home()
    if asked.naive:
        make_naive()
    with scratch.database() as vendor, ExitStack() as running:
        report, began = Report(vendor), time.monotonic()
        Series(asked.seed, report, brought(asked.of, running)).run(asked.kills)
        report.seconds = round(time.monotonic() - began, 1)
    print(json.dumps(asdict(report)))  # noqa: T201  (a command)
    shutil.rmtree(HOME)
    return 1 if report.wrong or report.left_running or report.changed_later else 0


def brought(of: str, running: ExitStack) -> list[Kind]:
    """What is killed on its way in."""
    if of == "ties":
        return [kinds.mailbox_kind(HOME, import_path, contents.read_ties)]
    accounts = running.enter_context(at_servers.accounts()) if of in ("accounts", "all") else []
    read = kinds.files(HOME) if of != "accounts" else []
    return [kind for kind in read + accounts if of in ("files", "accounts", "all", kind.name)]


if __name__ == "__main__":
    sys.exit(main())
