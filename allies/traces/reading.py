"""Reads a foreign file in a child process with limits, so that nothing in the file can harm the program that asked.

A child that dies (out of memory, out of time, crashed) costs the item at hand alone: a second child, which hands on
every item at once, finds which one that is; it is refused with its place, and a third goes on after it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from allies.traces.ahead import Ahead
from allies.traces.records import Item
from allies.traces.sources import wire
from allies.traces.sources.pieces import Table, unseen

PIPE_BYTES = 1 << 20
START_S = 60.0  # that a child may take to begin, on a machine that is busy
PROGRAM = (
    "import json, sys; order = sys.argv[1]; sys.path[:0] = json.loads(sys.argv[2]); "
    "from allies.traces.sources.child import main; main(order)"
)
Told = Mapping[str, Mapping[str, str]]
DEATHS = {
    signal.SIGKILL: "needs more memory or time than a reader is given",
    signal.SIGABRT: "needs more memory than a reader is given",
    signal.SIGSEGV: "crashes its reader",
}


class ReaderBroken(RuntimeError):
    """The reading child does not start: an installation that is not whole."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reading child may use. The defaults read a mailbox of any size, and stop what is made to be endless."""

    memory_bytes: int = 1_000_000_000
    item_s: float = 20.0  # without a sign of life
    cpu_s: int = 120  # for a small file; more for a larger one:
    cpu_s_per_mb: float = 5.0
    message_bytes: int = 50_000_000
    deaths: int = 20  # items that end their reader; then the rest of the source is given up


def read(
    path: Path,
    *,
    skip: int = 0,
    now_s: int,
    limits: Limits | None = None,
    columns: Told | None = None,
    on_table: Callable[[Table], None] = unseen,
    size_mb: float | None = None,
    refused_before: int = 0,
) -> Generator[Item, None, None]:
    """The items of a source in reading order, after the first `skip`: each a record, or a reason why there is none.

    path : a file or folder as `sources.detect.detect` knows them; what it does not know gives one refusal.
    skip : items to pass over without reading them. Positions are the same at every reading with the same `now_s`.
    now_s : UTC seconds. What is dated over a day later is refused; calendars give what took place until then.
    columns : what the member said that columns of lists hold, as `sources.pieces.Setting.columns`.
    size_mb : of all files there, which the time that a reader gets goes by; looked up where it is not said.
    refused_before : how many right before the first of these were refused: of too many in a row the rest is not read.
    on_table : called with each list of people that is found, before its first row; again where a reader was replaced.

    Streaming: a bounded number of items is in flight. Closing the generator ends the child. Bad input raises nothing;
    ReaderBroken is raised where the child cannot start.
    """
    limits = limits or Limits()
    size_mb = sizes_mb(path) if size_mb is None else size_mb
    position, done, is_careful, deaths = skip, 0.0, False, 0
    rest = ""
    while not rest:
        where = {"skip": position, "refused_before": refused_before}
        order = _order(path, where, now_s, limits, size_mb, columns or {}, is_careful=is_careful)
        reader = _Reader(order, limits.item_s, on_table)
        begun_at = position
        try:
            for item in reader.items():
                position, done = item.position, item.done
                refused_before = refused_before + 1 if item.record is None else 0
                yield item
        finally:
            reader.end()
        if not reader.reason:
            return
        if reader.is_out_of_time:
            rest = "reading it takes too long"
        elif is_careful and position == begun_at:
            position, deaths, refused_before = position + 1, deaths + 1, refused_before + 1
            yield Item(position, reader.place or f"{path.name}, item {position}", done, None, reader.reason)
            is_careful = False
            if deaths == limits.deaths:
                rest = f"{deaths} items ended their reader"
        else:
            is_careful = True
    yield Item(position + 1, f"{path.name}, from item {position + 1}", 1.0, None, f"the rest is left out: {rest}")


def sizes_mb(path: Path) -> float:
    """Size of a file, or of the files in a folder, which the time that a reader gets goes by."""
    try:
        return (_size_within(path) if path.is_dir() else path.lstat().st_size) / 1e6
    except OSError:
        return 0.0


def _size_within(top: Path) -> int:
    size, folders = 0, [str(top)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    size += entry.stat(follow_symlinks=False).st_size
    return size


def _order(
    path: Path, where: dict[str, int], now_s: int, limits: Limits, size_mb: float, columns: Told, *, is_careful: bool
) -> str:
    return json.dumps(
        {
            "path": str(path),
            **where,
            "now_s": now_s,
            "message_bytes": limits.message_bytes,
            "columns": columns,
            "memory_bytes": limits.memory_bytes,
            "cpu_s": int(limits.cpu_s + limits.cpu_s_per_mb * size_mb),
            "is_careful": is_careful,
        }
    )


class _Reader:
    """One child at work. `reason` says afterwards why it ended early, "" if it read to the end."""

    def __init__(self, order: str, item_s: float, on_table: Callable[[Table], None]) -> None:
        self.reason = ""
        self.is_out_of_time = False  # of CPU time for the whole source
        self.place = ""  # of the item at hand, where the child was told to say so
        self._item_s = item_s
        self._on_table = on_table
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and the path is data within the order
            [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, order, json.dumps(_module_paths())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},  # no secret of ours is within its reach
            pipesize=PIPE_BYTES,
            close_fds=True,
        )
        self._ahead = Ahead(cast("IO[bytes]", self._process.stdout))

    def items(self) -> Iterator[Item]:
        """What the child hands on, until it ends."""
        held, has_begun = b"", False
        while data := self._data(self._item_s if has_begun else max(START_S, self._item_s)):
            has_begun = True
            data = held + data if held else data
            end = data.rfind(b"\n") + 1
            lines, held = data[:end], data[end:]
            try:
                yield from self._taken(lines)
            except wire.BadLine:
                self.reason = "breaks its reader"
                return
            if len(held) > wire.LINE_BYTES:
                self.reason = "breaks its reader"
                return
        self._judge(has_begun=has_begun)

    def _taken(self, lines: bytes) -> Iterable[Item]:
        """The items of whole lines. Raises BadLine."""
        if wire.has_items_only(lines):
            return wire.decode_all(lines)
        return filter(None, map(self._taken_alone, lines.split(b"\n")))

    def _taken_alone(self, line: bytes) -> Item | None:
        """The item of a line; None for one that says something else. Raises BadLine."""
        if line.startswith(wire.PLACE):
            self.place = wire.decode_place(line)
        elif line.startswith(wire.TABLE):
            self._on_table(wire.decode_table(line))
        elif line:
            return wire.decode(line)
        return None

    def end(self) -> None:
        """Stop the child, if it still runs, and forget it."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._ahead.close()

    def _data(self, wait_s: float) -> bytes:
        """What the child wrote; nothing when it has ended, or was silent for too long."""
        block = self._ahead.take(wait_s)
        if block is None:
            self.reason = f"takes over {wait_s:g} s to read"
        return block or b""

    def _judge(self, *, has_begun: bool) -> None:
        if self.reason:
            return
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            self.is_out_of_time, self.reason = True, "takes too long to read"
        elif code < 0:
            self.reason = DEATHS.get(signal.Signals(-code), "ends its reader")
        elif code and not has_begun:
            raise ReaderBroken("The reader of files does not start: install Allies again.")
        elif code:
            self.reason = "ends its reader"


def _module_paths() -> list[str]:
    """Where our package and the parsers lie: the child looks nowhere else, and runs no start-up hooks of the site."""
    return [str(Path(__file__).resolve().parents[2]), *(entry for entry in sys.path if entry)]
