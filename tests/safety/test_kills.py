"""An import killed anywhere and run again leaves what an undisturbed one leaves: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 200

pytestmark = pytest.mark.kill


def _apart(module: str, home: Path, *options: str, own: Mapping[str, str] = os.environ) -> tuple[int, dict[str, Any]]:
    """In a process that has opened no connection yet; on the database that the whole test run is on."""
    command = [sys.executable, "-m", f"tests.safety.apart.{module}", *options]
    done = subprocess.run(command, cwd=ROOT, env={**own, "ALLIES_HOME": str(home)}, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def _on_sqlite() -> dict[str, str]:
    """The environment, whatever database the run is on: a row cannot even be locked outside a transaction elsewhere."""
    return {name: value for name, value in os.environ.items() if name != "ALLIES_DATABASE_URL"}


def test_killed_anywhere_and_run_again_gives_the_same(tmp_path: Path) -> None:
    code, report = _apart("kills", tmp_path / "home", "--kills", str(KILLS))
    assert report["wrong"] == [] and code == 0
    assert report["kills"] >= KILLS
    assert report["left_running"] == 0, "a killed import left its reader running"
    assert report["changed_later"] == 0
    assert report["steps"] > 100 and report["empty"] == [], "too little to be killed at, or to be lost"


def test_killed_on_the_way_into_the_ties_it_goes_on_at_once(tmp_path: Path) -> None:
    code, report = _apart("kills", tmp_path / "home", "--ties", "--kills", "12")
    assert report["wrong"] == [] and code == 0
    assert report["retries"] == 0, "the lease of a killed process must not keep the next one waiting"


def test_the_harness_notices_an_import_without_its_transaction(tmp_path: Path) -> None:
    code, report = _apart("kills", tmp_path / "home", "--naive", "--kills", "20", own=_on_sqlite())
    assert report["wrong"] and code == 1


def test_a_disk_that_runs_full_loses_nothing(tmp_path: Path) -> None:
    code, report = _apart("full_disks", tmp_path / "home", own=_on_sqlite())
    assert report["wrong"] == [] and code == 0
    assert report["full"] >= 5
