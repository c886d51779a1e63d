"""Kills an import with SIGKILL at seeded points, runs it again, and compares what is there with an undisturbed run.

    python -m tests.safety.apart.kills [--kills 200] [--seed 1] [--ties] [--naive]

On SQLite, or on the server of ALLIES_DATABASE_URL. Prints one line of JSON; exit code 1 when anything differs.
Each round has a member of its own in one database. A warm process without an open connection forks the importer; half
of the rounds end it at a chosen statement or commit, the other half after a chosen time. Every eighth round ends the
second run too, and reads the mailbox through its child with limits; the others write what was read before. At the end
everyone is looked at once more. SIGKILL says nothing about a power cut, where what the disk has kept counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command

from allies.people.models import Member
from allies.ties.reading import import_path
from allies.traces import batch, importing, reading
from allies.traces.models import Import, ImportState
from allies.traces.records import Item
from tests.safety.apart import HOME, contents, mailbox, scratch
from tests.safety.apart.contents import AT
from tests.safety.apart.forks import Fork, Outcome, must
from tests.safety.apart.fuse import Fuse

MESSAGES, BATCH = 48, 12
TRACE_KEY = b"the same key, so the same uids.."
TRIES = 3


@dataclass(frozen=True, slots=True)
class Point:
    """Where a run ends: at a step (each statement and commit has two, before and after), or after so many seconds."""

    step: int | None = None
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a mailbox is brought: what does it, and what is compared."""

    bring: Callable[..., object]
    look: Callable[[Member], contents.Contents]


TRACES = Reach(importing.run, contents.read)
TIES = Reach(import_path, contents.read_ties)


@dataclass(slots=True)
class Report:
    """What a series of kills found."""

    database: str
    kills: int = 0
    too_late: int = 0  # the run was through before its moment came: not counted as a kill
    steps: int = 0
    seconds: float = 0.0
    retries: int = 0  # runs that were told that another process still reads, as a person may be right after a crash
    left_running: int = 0  # processes that a killed import left behind
    changed_later: int = 0  # members whose contents were right after their round and are not at the end
    empty: list[str] = field(default_factory=list)  # what even an undisturbed import leaves empty: not compared at all
    wrong: list[dict[str, Any]] = field(default_factory=list)


class Series:
    """Kills of imports, each for a member of its own, compared with one undisturbed import."""

    def __init__(self, seed: int, report: Report, *, reach: Reach) -> None:
        self.reach = reach
        self.chance = random.Random(seed)
        self.report = report
        self.mail = HOME / "kills.mbox"
        mailbox.write(self.mail, messages=MESSAGES, seed=7)
        self.items = list(reading.read(self.mail, now_s=int(AT.timestamp())))

    def run(self, kills: int) -> None:
        """So many kills."""
        must(Fork(migrate, HOME))
        self.undisturbed = [must(self._fork(f"undisturbed{times}", times=times)) for times in (1, 2, 3)]
        self.report.steps = self.undisturbed[0]["steps"]
        self.report.empty = [part for part, there in self.undisturbed[1]["contents"].items() if not there]
        points = self._points()
        found: dict[str, contents.Contents] = {}
        while self.report.kills < kills:
            name = f"alice{len(found)}"
            found[name] = self._round(name, next(points), is_full=self.report.kills % 8 == 0)
        later = must(Fork(lambda: {name: self.reach.look(Member.objects.get(username=name)) for name in found}, HOME))
        self.report.changed_later = sum(later[name] != found[name] for name in found)

    def _points(self) -> Iterator[Point]:
        while True:
            yield Point(step=self.chance.randint(1, self.undisturbed[0]["steps"]))
            yield Point(after_s=self.chance.uniform(0, self.undisturbed[0]["seconds"]))

    def _round(self, name: str, point: Point, *, is_full: bool) -> contents.Contents:
        outcome = self._until(point, name, is_full=is_full)
        self.report.too_late += outcome is not None
        if outcome is None and is_full:
            outcome = self._until(point, name, is_full=True)
        return self._compare(point, outcome or self._again(name, is_full=is_full))

    def _until(self, point: Point, name: str, *, is_full: bool) -> Outcome | None:
        """Start an import and end it at this point; its outcome where it had finished before."""
        fork = self._fork(name, step=point.step, is_full=is_full)
        if point.after_s is not None:
            time.sleep(point.after_s)
            os.kill(fork.process, signal.SIGKILL)
        code = fork.wait()
        if code == 0:
            return fork.outcome()
        if code != -signal.SIGKILL:
            raise RuntimeError("The import failed by itself.")
        self.report.kills += 1
        self.report.left_running += fork.left_running()
        return None

    def _again(self, name: str, *, is_full: bool) -> Outcome:
        for _ in range(TRIES):
            fork = self._fork(name, is_full=is_full)
            if fork.wait() == 0:
                return fork.outcome()
            self.report.retries += 1
        return {"done_before": 0, "contents": {}}

    def _compare(self, point: Point, outcome: Outcome) -> contents.Contents:
        """An import killed after its last commit is done, though nobody knows: the next one finds all of it there."""
        wanted: contents.Contents = self.undisturbed[outcome["done_before"]]["contents"]
        different = [part for part in wanted if outcome["contents"].get(part) != wanted[part]]
        if different:
            self.report.wrong.append({"point": asdict(point), "parts": different})
        left: contents.Contents = outcome["contents"]
        return left

    def _fork(self, name: str, *, step: int | None = None, times: int = 1, is_full: bool = False) -> Fork:
        def work() -> Outcome:
            if not is_full:
                _replay(self.items)
            return run_import(name, self.mail, Fuse(step), times=times, reach=self.reach)

        return Fork(work, HOME)


def migrate() -> Outcome:
    """An empty database."""
    call_command("migrate", verbosity=0)
    return {}


def _replay(items: list[Item]) -> None:
    """In this process, reading gives what was read before."""
    setattr(reading, reading.read.__name__, lambda path, *, skip, **_: iter(items[skip:]))


def run_import(name: str, mail: Path, fuse: Fuse, *, reach: Reach, times: int = 1) -> Outcome:
    """Runs in this process: how many were done before, how long it took, and what is there afterwards."""
    known = {"name": "Alice", "joined_at": AT, "trace_key": TRACE_KEY}
    member, _ = Member.objects.get_or_create(username=name, defaults=known)
    done_before = Import.objects.owned_by(member).filter(state=ImportState.DONE).count()
    fuse.lay()
    began = time.monotonic()
    for _ in range(times):
        reach.bring(member, mail, at=AT)
    seconds, steps = time.monotonic() - began, fuse.steps
    return {"done_before": done_before, "steps": steps, "seconds": seconds, "contents": reach.look(member)}


def make_naive() -> None:
    """The same import without the transaction around a batch: what the harness must notice."""
    setattr(batch, batch.write.__name__, vars(batch.write)["__wrapped__"])


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Kill imports and compare.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive", action="store_true", help="without the transaction, to see the harness notice")
    parser.add_argument("--ties", action="store_true", help="all the way into ties, tribes and index")
    asked = parser.parse_args()
    importing.BATCH = BATCH
    if asked.naive:
        make_naive()
    with scratch.database() as vendor:
        report, began = Report(vendor), time.monotonic()
        Series(asked.seed, report, reach=TIES if asked.ties else TRACES).run(asked.kills)
        report.seconds = round(time.monotonic() - began, 1)
    print(json.dumps(asdict(report)))  # noqa: T201  (a command)
    shutil.rmtree(HOME)
    return 1 if report.wrong or report.left_running or report.changed_later else 0


if __name__ == "__main__":
    sys.exit(main())
