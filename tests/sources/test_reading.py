"""The reading child: what it may not do, and that its end costs one item."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from allies.traces import reading
from allies.traces.reading import Limits, ReaderBroken, read
from tests.sources.samples import NOW_S, read_all, reasons, records
from tests.sources.test_mbox import numbered

ROOT = Path(reading.__file__).parents[2]
SHUT_IN = """
import os, sys, {modules}
sys.path.insert(0, {root!r})
from allies.traces.sources import prison
{before}
prison.shut_in(memory_bytes=300_000_000, cpu_s=1)
{deed}
"""
# Puts a deed where a message is parsed, in the child.
DEED = """
import json, os, signal, sys, time
order = sys.argv[1]
sys.path[:0] = json.loads(sys.argv[2])
from allies.traces.sources import child, messages, pieces
real = messages.parse
def parse(window, *, begin=0, end=None, **rest):
    raw = window[begin:end]
    {deed}
    return real(raw, **rest)
messages.parse = parse
child.main(order)
"""


def shut_in(deed: str, *, before: str = "", modules: str = "time") -> subprocess.CompletedProcess[bytes]:
    """Do something in a process that has shut itself in."""
    program = SHUT_IN.format(root=str(ROOT), deed=deed, before=before, modules=modules)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("deed", "modules"),
    [
        ("socket.socket()", "socket"),
        ("socket.getaddrinfo('allies.example', 80)", "socket"),
        ("open('/tmp/allies-forbidden', 'w')", "time"),
        ("open('/tmp/allies-forbidden', 'ab')", "time"),
        ("os.open('/tmp/allies-forbidden', os.O_CREAT | os.O_RDWR)", "time"),
        ("os.remove('/tmp/allies-forbidden')", "time"),
        ("os.rename('/tmp/allies-forbidden', '/tmp/b')", "time"),
        ("os.mkdir('/tmp/allies-forbidden')", "time"),
        ("os.system('true')", "time"),
        ("os.fork()", "time"),
        ("os.kill(os.getppid(), 9)", "time"),
        ("os.execv('/bin/true', ['true'])", "time"),
        ("subprocess.run(['true'])", "subprocess"),
        ("ctypes.CDLL(None)", "ctypes"),
        ("shutil.rmtree('/tmp/allies-forbidden')", "shutil"),
    ],
)
def test_a_reader_may_not_reach_out(deed: str, modules: str) -> None:
    done = shut_in(deed, modules=modules)
    assert done.returncode == 1
    assert b"Forbidden: a reader of foreign files may not" in done.stderr
    assert not Path("/tmp/allies-forbidden").exists()


def test_a_reader_reaches_no_server_that_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        open_before = f"line = socket.socket(); address = ('127.0.0.1', {port})"
        done = shut_in("line.connect(address)", before=open_before, modules="socket")
    assert b"Forbidden" in done.stderr


def test_the_kernel_lets_a_reader_write_no_file_that_is_open_already(tmp_path: Path) -> None:
    done = shut_in("os.write(file, b'x')", before=f"file = os.open({str(tmp_path / 'a')!r}, os.O_CREAT | os.O_RDWR)")
    assert b"File too large" in done.stderr
    assert (tmp_path / "a").read_bytes() == b""


def test_a_reader_that_wants_too_much_memory_gets_none() -> None:
    assert b"MemoryError" in shut_in("bytearray(400_000_000)").stderr
    assert shut_in("bytearray(40_000_000)").returncode == 0


def test_a_reader_that_takes_too_much_time_is_ended() -> None:
    assert shut_in("\nwhile True: pass").returncode == -signal.SIGXCPU


def test_a_reader_may_read() -> None:
    assert shut_in(f"open({__file__!r}).read(); os.listdir('/')").returncode == 0


def child_that(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """Let the reading child do something when it parses a message."""
    monkeypatch.setattr(reading, "PROGRAM", DEED.format(deed=deed))


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("os.abort()", "needs more memory than a reader is given"),
        ("os.read(0, 'no number')", "cannot be read (TypeError: 'str' object cannot be interpreted as an integer)"),
        ("signal.raise_signal(signal.SIGSEGV)", "crashes its reader"),
        ("signal.raise_signal(signal.SIGKILL)", "needs more memory or time than a reader is given"),
        ("signal.raise_signal(signal.SIGBUS)", "ends its reader"),
        ("os._exit(3)", "ends its reader"),
        ("time.sleep(60)", "takes over 3 s to read"),
        ("bytearray(10**12)", "needs more memory than a reader is given"),
        ("parse(raw)", "cannot be read (RecursionError: maximum recursion depth exceeded"),
        ("os.write(3, b'nonsense' + bytes([10]))", "breaks its reader"),
    ],
)
def test_a_message_that_ends_its_reader_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str, why: str
) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(40))
    child_that(monkeypatch, f"if b'<17@' in raw: {deed}")
    items = read_all(path, limits=Limits(item_s=3.0))
    assert [item.position for item in items] == list(range(1, 41))
    assert [item.position for item in items if item.record is None] == [17]
    assert items[16].reason.startswith(why)
    assert items[16].place == f"inbox.mbox, message 17, byte {len(numbered(16))}"


def test_several_bad_messages_are_each_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(12))
    child_that(monkeypatch, "if any(b'<%d@' % bad in raw for bad in (1, 2, 7, 12)): os._exit(3)")
    items = read_all(path)
    assert [item.position for item in items if item.record is None] == [1, 2, 7, 12]
    assert len(items) == 12


def test_a_source_whose_items_all_end_their_reader_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(12))
    child_that(monkeypatch, "os._exit(3)")
    items = read_all(path, limits=Limits(deaths=3))
    assert reasons(items) == ["ends its reader"] * 3 + ["the rest is left out: 3 items ended their reader"]
    assert items[-1].place == "inbox.mbox, from item 4"


def test_a_source_that_takes_all_the_time_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(5))
    child_that(monkeypatch, "while b'<3@' in raw: pass")
    items = read_all(path, limits=Limits(cpu_s=1))
    assert reasons(items) == ["the rest is left out: reading it takes too long"]


def test_a_child_that_does_not_start_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(1))
    monkeypatch.setattr(reading, "PROGRAM", "raise SystemExit(3)")
    with pytest.raises(ReaderBroken, match="install Allies again"):
        read_all(path)


def test_closing_the_reading_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(3))
    child_that(monkeypatch, "if b'<3@' in raw: time.sleep(600)")
    begun: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*args: Any, **kwargs: Any) -> subprocess.Popen[bytes]:
        begun.append(start(*args, **kwargs))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    items = read(path, now_s=NOW_S, limits=Limits(item_s=2.0))
    next(items)
    items.close()
    assert {child.returncode for child in begun} == {-signal.SIGKILL}


def test_what_a_parser_prints_is_no_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(3))
    child_that(monkeypatch, "print('noise', flush=True)")
    assert len(records(read_all(path))) == 3


def test_no_secret_of_ours_is_within_a_readers_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(1))
    monkeypatch.setenv("ALLIES_SECRET_KEY", "marked")
    child_that(monkeypatch, "raise pieces.Refused(repr(dict(os.environ)))")
    (reason,) = reasons(read_all(path))
    assert "marked" not in reason


def test_a_reader_is_begun_quickly_and_loads_no_more_than_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(1))
    child_that(monkeypatch, "raise pieces.Refused(' '.join(sys.modules))")
    begun = time.monotonic()
    (loaded,) = reasons(read_all(path))
    assert time.monotonic() - begun < 5
    assert not {"django", "numpy", "icalendar", "vobject", "charset_normalizer", "asyncio"} & set(loaded.split())
