"""Whether a source is read as it must be: within its limits, to a clean record or a clear reason, writing nothing."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allies.traces.records import HandleKind, Item
from allies.traces.sources import child, prison, wire
from allies.traces.sources.detect import UnknownSource, detect
from allies.traces.sources.pieces import Setting

NOW_S = 1_776_157_200  # 14 April 2026
CPU_S = 5
MEMORY_BYTES = 512_000_000
KILLED_BYTES = 1_500_000_000  # of address space, which is more than what is used of it
WALL_S = 60
HARDLY_CLEAR = re.compile(r"cannot be read \((\w+)")  # an exception that the source did not foresee, met at the edge


@dataclass(slots=True)
class Verdict:
    """How one source was read. `faults` is empty where all is well."""

    faults: list[str] = field(default_factory=list)
    records: int = 0
    refused: int = 0
    surprises: Counter[str] = field(default_factory=Counter)  # reasons that name an exception
    cpu_s: float = 0.0
    memory_bytes: int = 0


def read(path: Path) -> Iterator[Item]:
    """The items of a source as the reading child makes them; one refusal for what is none."""
    try:
        sort = detect(path).sort
    except UnknownSource as error:
        yield Item(1, path.name, 1.0, None, str(error))
        return
    setting = Setting(now_s=NOW_S)
    yield from child.items(child.pieces_of(path, sort, setting), 0, path.name, setting.patience)


def judge(path: Path, *, reader: Callable[[Path], Iterator[Item]] = read, cpu_s: int = CPU_S) -> Verdict:
    """Read a source in a process with the limits of a reading child, and look at all that comes back."""
    before = _listed(path.parent)
    ours, theirs = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(ours)
        _read_shut_in(path, reader, theirs, cpu_s)
    os.close(theirs)
    told = b""
    while block := os.read(ours, 1 << 16):
        told += block
    os.close(ours)
    _, status, used = os.wait4(process, 0)
    verdict = _told(told, os.waitstatus_to_exitcode(status))
    verdict.cpu_s, verdict.memory_bytes = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    if verdict.cpu_s > cpu_s:
        verdict.faults.append(f"takes {verdict.cpu_s:.1f} s")
    if verdict.memory_bytes > MEMORY_BYTES:
        verdict.faults.append(f"needs {verdict.memory_bytes // 1_000_000} MB")
    if _listed(path.parent) != before:
        verdict.faults.append("changed what lies beside it")
    return verdict


def _listed(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(file), file.lstat().st_size) for file in folder.rglob("*"))


def _told(told: bytes, code: int) -> Verdict:
    if code or not told:
        name = signal.Signals(-code).name if code < 0 else f"code {code}"
        return Verdict(faults=[f"its reader ended with {name}"])
    found = json.loads(told)
    return Verdict(found["faults"], found["records"], found["refused"], Counter(found["surprises"]))


def _read_shut_in(path: Path, reader: Callable[[Path], Iterator[Item]], out: int, cpu_s: int) -> None:
    """In the forked process: never returns."""
    verdict = Verdict()
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        signal.alarm(WALL_S)
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - before writing is refused
            os.dup2(nowhere.fileno(), sys.stderr.fileno())
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        prison.shut_in(memory_bytes=KILLED_BYTES, cpu_s=cpu_s + 1)
        for position, item in enumerate(reader(path), 1):
            _look_at(item, position, verdict)
    except BaseException:  # whatever comes out of a source is what is looked for
        verdict.faults.append(f"raises {traceback.format_exc()[-1500:]}")
    told = {
        "faults": verdict.faults[:20],
        "records": verdict.records,
        "refused": verdict.refused,
        "surprises": dict(verdict.surprises.most_common(20)),
    }
    with contextlib.suppress(OSError):
        os.write(out, json.dumps(told).encode("utf-8", "replace"))
    os._exit(0)


def _look_at(item: Item, position: int, verdict: Verdict) -> None:
    faults = list(_faults(item, position))
    verdict.faults += faults[: max(20 - len(verdict.faults), 0)]
    verdict.records += item.record is not None
    verdict.refused += item.record is None
    if surprise := HARDLY_CLEAR.match(item.reason):
        verdict.surprises[surprise[1]] += 1


def _faults(item: Item, position: int) -> Iterator[str]:
    """What is wrong with an item."""
    line = wire.encode(item)
    arrived = wire.decode(line)
    if arrived.record != item.record or arrived.position != item.position:  # reasons are cleaned on their way
        yield "changes on its way"
    if len(line) > wire.LINE_BYTES:
        yield f"is {len(line)} bytes long"
    if item.position != position or not item.place or not 0 <= item.done <= 1:
        yield f"has no place: {item.position}, {item.place!r}, {item.done}"
    if (item.record is None) != bool(item.reason):
        yield f"is neither a record nor a reason: {item.reason!r}"
    if "Forbidden" in item.reason or "more memory" in item.reason:
        yield f"goes beyond its limits: {item.reason}"
    if item.record:
        yield from _faults_of_record(item.record)


def _faults_of_record(record: Any) -> Iterator[str]:
    if not record.uid.strip() or len(record.uid) > 600:
        yield f"has no id: {record.uid[:50]!r}"
    if not 0 <= record.at_s <= NOW_S + 2 * 86_400:
        yield f"happened at {record.at_s}"
    if not record.people or len(record.people) > 1_100:
        yield f"has {len(record.people)} people"
    if len(record.text) > 250_000 or len(record.subject) > 1_000:
        yield f"says {len(record.text)} characters under {len(record.subject)}"
    if record.minutes < 0:
        yield f"took {record.minutes} minutes"
    for who in record.people:
        if not who.value.strip() or "\n" in who.value or len(who.value) > 330 or len(who.name) > 1_000:
            yield f"has someone at {who.value[:50]!r}, called {who.name[:50]!r}"
        if who.kind is HandleKind.EMAIL and who.value.count("@") != 1:
            yield f"has an address that is none: {who.value[:50]!r}"
    written = [record.uid, record.subject, record.text, record.parent, record.root]
    for text in (*written, *(part for who in record.people for part in (who.value, who.name))):
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            yield f"has halves of characters or NULs in it: {text[:50]!r}"
