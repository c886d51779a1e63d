"""A wrong setting is refused in one line that says what to write instead: through a process, as it is met."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def _allies(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALLIES_")}
    environment = kept | {"ALLIES_HOME": str(home)} | settings
    command = [sys.executable, "-m", "allies.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ALLIES_HOME", "/dev/null/home", "Choose another folder."),
        ("ALLIES_URL", "allies.example", "ALLIES_URL must look like https://allies.example"),
        ("ALLIES_DATABASE_URL", "mysql://localhost/allies", "must look like postgresql://user@host/name"),
        ("ALLIES_ALSO_HOSTS", "mail.home", "must look like calendar.home:5232,mail.home:143, not 'mail.home'"),
        ("ALLIES_ALSO_HOSTS", "mail.home:143,http://x:1/", "not 'http://x:1/'"),
        ("ALLIES_GOOGLE_CLIENT", "only-an-id", "ALLIES_GOOGLE_CLIENT must be an id and a secret with a space between"),
        ("ALLIES_LOG_LEVEL", "LOUD", "ALLIES_LOG_LEVEL must be one of DEBUG,"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, name: str, value: str, says: str) -> None:
    done = _allies(tmp_path, "link", "--json", **{name: value})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert says in done.stderr
    assert json.loads(done.stdout) == {"error": done.stderr.strip()}


def test_before_it_is_set_up_it_says_how(tmp_path: Path) -> None:
    done = _allies(tmp_path, "link")
    assert done.stderr == "The database is not set up, or is older than this version. Run: allies init\n"
    assert _allies(tmp_path, "init").returncode == 0
    assert _allies(tmp_path, "link").returncode == 0


def test_help_needs_nothing(tmp_path: Path) -> None:
    done = _allies(tmp_path, "--help", ALLIES_HOME="/dev/null/home")
    assert done.returncode == 0
    assert "today " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_whoever_reads_the_pipe_may_leave(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALLIES_")}
    done = subprocess.run(
        f"'{sys.executable}' -m allies.cli sample '{tmp_path}/sample' --json | head -c 1",
        env=kept | {"ALLIES_HOME": str(tmp_path)},
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{", "")
