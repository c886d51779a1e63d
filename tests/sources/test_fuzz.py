"""Changed samples of every source are read within limits, to clean records or clear reasons; harm would be found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import changes
from tests.sources.samples import RECORDED

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 80
READERS = {
    "endless": ("while True: pass", "its reader ended with SIGXCPU"),
    "greedy": ("held = [b'x' * 1_000_000 for _ in range(600)]", "needs 6"),
    "writing": ("(path.parent / 'left').write_bytes(b'')", "a reader of foreign files may not write"),
    "fallen": ("import os; os._exit(3)", "its reader ended with code 3"),
    "raising": ("raise KeyError('marked')", "marked"),
    "unclean": ("yield replace(item, record=replace(record, text='a\\0'))", "NULs in it"),
    "dateless": ("yield replace(item, record=replace(record, at_s=-1))", "happened at -1"),
    "silent": ("yield replace(item, record=None)", "is neither a record nor a reason"),
    "good": ("yield item", ""),
}
JUDGED = """
import sys
from pathlib import Path
from msgspec.structs import replace
from allies.traces.records import As, HandleKind, Item, Kind, Role, TraceRecord
from tests.fuzz import judging
record = TraceRecord("1", Kind.MAIL, 1, (Role(As.FROM, HandleKind.EMAIL, "alice@allies.example"),))
item = Item(1, "place", 1.0, record)
def reader(path):
    {0}
    yield from ()
print(judging.judge(Path(sys.argv[1]), reader=reader, cpu_s=1).faults)
"""


def run(*command: str) -> str:
    """What a process of its own says: one that is copied for each reading holds little."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_changed_samples_are_read_within_limits() -> None:
    said = run("-m", "tests.fuzz", "--seed", "1", "--rounds", str(ROUNDS))
    assert f"{ROUNDS} changed sources: " in said
    assert ", 0 findings" in said, said


@pytest.mark.parametrize("name", READERS)
def test_a_reader_that_does_harm_is_found(tmp_path: Path, name: str) -> None:
    body, finding = READERS[name]
    (tmp_path / "file").write_bytes(b"x")
    said = run("-c", JUDGED.format(body), str(tmp_path / "file"))
    assert finding in said
    assert (said == "[]\n") == (name == "good")


def test_the_same_seed_makes_the_same_changes(tmp_path: Path) -> None:
    data = (RECORDED / "inbox.mbox").read_bytes()
    made = [changes.changed(data, b"other", Random(seed)) for seed in ("a", "a", "b")]
    assert made[0] == made[1] != made[2]
    assert max(map(len, made)) < 2 * changes.LARGEST_BYTES
