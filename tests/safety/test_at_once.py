"""Several workers at the same work at once: nothing is doubled, no one breaks, and who comes too late is told so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
THROUGH, TOO_LATE = {"done"}, {"RunElsewhere", "Taken", "Lost", "Busy"}

pytestmark = pytest.mark.kill


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each piece of work, on the database that the whole test run is on."""
    own = {**os.environ, "ALLIES_HOME": str(tmp_path_factory.mktemp("at-once") / "home")}
    command = [sys.executable, "-m", "tests.safety.apart.at_once"]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("work", ["one import", "two imports", "an account", "a claim that ran out", "ties", "all"])
def test_of_several_workers_at_once_nothing_is_doubled_and_no_one_breaks(report: dict[str, Any], work: str) -> None:
    assert report[work]["wrong"] == []
    assert set(report[work]["said"]) <= THROUGH | TOO_LATE


def test_an_account_is_brought_in_step_by_one_of_them(report: dict[str, Any]) -> None:
    assert report["an account"]["said"] == {"done": 2, "Taken": 4}
