"""An import killed anywhere and run again leaves what an undisturbed one leaves: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 200

pytestmark = pytest.mark.kill


def _series(home: Path, *options: str, kills: int) -> tuple[int, dict[str, Any]]:
    """On the database that the whole test run is on, in a process that has opened no connection yet."""
    command = [sys.executable, "-m", "tests.safety.kills", "--kills", str(kills), *options]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "ALLIES_HOME": str(home)}, capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_killed_anywhere_and_run_again_gives_the_same(tmp_path: Path) -> None:
    code, report = _series(tmp_path / "home", kills=KILLS)
    assert report["wrong"] == [] and code == 0
    assert report["kills"] >= KILLS
    assert report["left_running"] == 0, "a killed import left its reader running"
    assert report["changed_later"] == 0
    assert report["steps"] > 100, "too few places to be killed at"


def test_the_harness_notices_an_import_without_its_transaction(tmp_path: Path) -> None:
    code, report = _series(tmp_path / "home", "--naive", kills=20)
    assert report["wrong"] and code == 1
