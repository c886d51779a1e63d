"""Messages of a few bytes, and where the recorded ones lie."""

from __future__ import annotations

import resource
from collections.abc import Iterable
from pathlib import Path

from allies.traces.reading import Limits, read
from allies.traces.records import Item, TraceRecord
from allies.traces.sources import messages
from allies.traces.sources.child import items, pieces_of
from allies.traces.sources.detect import detect
from allies.traces.sources.pieces import Refused, Setting

NOW_S = 1_776_157_200  # 14 April 2026
SENT_S = 1_772_442_900  # DATE
DATE = "Mon, 2 Mar 2026 10:15:00 +0100"
RECORDED = Path(__file__).parent / "recorded"


def message(*extra: str, text: str = "The notes are done.", **headers: str) -> bytes:
    """A message from alice to bob; a header given as "" is left out, `extra` are whole lines."""
    stated = {"From": "alice@allies.example", "To": "bob@bob.example", "Date": DATE, "Message-ID": "<1@allies.example>"}
    stated |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in stated.items() if value]
    return "\n".join([*lines, *extra, "", text, ""]).encode()


def parse(raw: bytes, *, folder: str = "") -> TraceRecord:
    """The record of one message, at a fixed moment."""
    return messages.parse(raw, now_s=NOW_S, folder=folder)


def reason(raw: bytes) -> str:
    """Why a message is refused; "" for one that is read."""
    try:
        parse(raw)
    except Refused as refused:
        return str(refused)
    return ""


def read_all(path: Path, *, skip: int = 0, limits: Limits | None = None) -> list[Item]:
    """All items of a source, through the reading child as the import reads them."""
    return list(read(path, skip=skip, now_s=NOW_S, limits=limits))


def read_here(path: Path) -> list[Item]:
    """All items of a source, read in this process: where it is not the child that a test is about."""
    setting = Setting(now_s=NOW_S)
    return list(items(pieces_of(path, detect(path).sort, setting), 0, path.name, setting.patience))


def children_cpu_s() -> float:
    """CPU time of all readers so far: what a busy machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def records(found: Iterable[Item]) -> list[TraceRecord]:
    """What was read."""
    return [item.record for item in found if item.record]


def reasons(found: Iterable[Item]) -> list[str]:
    """Why the others were refused."""
    return [item.reason for item in found if not item.record]
