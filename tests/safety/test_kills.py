"""An import killed anywhere and run again leaves what an undisturbed one leaves: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.accounts import dovecot

ROOT = Path(__file__).resolve().parent.parent.parent
ON_POSTGRES = os.environ.get("ALLIES_TEST_DATABASE_URL", "").startswith("postgres")
FILES, ACCOUNTS = (70, 30) if ON_POSTGRES else (320, 80)  # 500 on both: `make kills` does 500 on each
KINDS = frozenset(
    {"mbox", "maildir", "allies-talk.pipermail", "workshop.eml", "takeout.zip", "mastodon.tar.gz", "x.zip"}
    | {"linkedin.zip", "slack.zip", "github.tar.gz", "issues.json", "pulls.json", "history.log", "team.ics"}
    | {"people.vcf", "donors.csv", "Mitglieder.csv", "pupils.xlsx", "garden.rss", "letters.atom", "notes.json"}
    | {"reading.opml", "twice", "whatsapp", "signal", "sigexport", "calls.xml", "sms.xml"}
)
AT_SERVERS = frozenset({"imap", "caldav", "carddav", "feed", "mastodon"})
OWN_DISKS = ("unshare", "--user", "--map-root-user", "--mount")
MOUNTED = 'mount -t tmpfs none "$0" && exec "$@"'

pytestmark = pytest.mark.kill


def _apart(
    module: str, home: Path, *options: str, own: Mapping[str, str] = os.environ, before: Sequence[str] = ()
) -> tuple[int, dict[str, Any]]:
    """In a process that has opened no connection yet; on the database that the whole test run is on."""
    command = [*before, sys.executable, "-m", f"tests.safety.apart.{module}", *options]
    done = subprocess.run(command, cwd=ROOT, env={**own, "ALLIES_HOME": str(home)}, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def _on_sqlite() -> dict[str, str]:
    """The environment, whatever database the run is on: a row cannot even be locked outside a transaction elsewhere."""
    return {name: value for name, value in os.environ.items() if name != "ALLIES_DATABASE_URL"}


def _is_the_same(report: dict[str, Any], code: int, *, kinds: frozenset[str], kills: int) -> None:
    assert report["wrong"] == [] and code == 0
    assert set(report["of_kinds"]) == kinds and sum(report["of_kinds"].values()) == report["kills"] >= kills
    assert report["left_running"] == 0, "a killed import left its reader running"
    assert report["changed_later"] == 0


def test_files_of_every_kind_killed_anywhere_and_brought_again_give_the_same(tmp_path: Path) -> None:
    code, report = _apart("kills", tmp_path / "home", "--of", "files", "--kills", str(FILES))
    _is_the_same(report, code, kinds=KINDS, kills=FILES)
    assert report["steps"] > 2_000 and report["empty"] == [], "too little to be killed at, or to be lost"


def test_accounts_of_every_kind_killed_anywhere_go_on_and_give_the_same(tmp_path: Path) -> None:
    if not Path(dovecot.PROGRAM).exists():
        pytest.skip(dovecot.MISSING)
    code, report = _apart("kills", tmp_path / "home", "--of", "accounts", "--kills", str(ACCOUNTS))
    _is_the_same(report, code, kinds=AT_SERVERS, kills=ACCOUNTS)
    assert report["retries"] == 0, "the claim of a killed process ran out, and the next one has it"


def test_killed_on_the_way_into_the_ties_it_goes_on_at_once(tmp_path: Path) -> None:
    code, report = _apart("kills", tmp_path / "home", "--of", "ties", "--kills", "12")
    assert report["wrong"] == [] and code == 0
    assert report["retries"] == 0, "the lease of a killed process must not keep the next one waiting"


if not ON_POSTGRES:  # there it would be the same once more

    def test_the_harness_notices_an_import_without_its_transaction(tmp_path: Path) -> None:
        code, report = _apart("kills", tmp_path / "home", "--of", "mbox", "--naive", "--kills", "20", own=_on_sqlite())
        assert report["wrong"] and code == 1

    def test_a_disk_that_runs_full_loses_nothing_and_says_what_to_do(tmp_path: Path) -> None:
        if subprocess.run([*OWN_DISKS, "true"], capture_output=True, check=False).returncode:
            pytest.skip("Here no one may have a disk of their own (unshare), so none can be let run full.")
        home = tmp_path / "home"
        home.mkdir()
        code, report = _apart("full_disks", home, own=_on_sqlite(), before=[*OWN_DISKS, "sh", "-c", MOUNTED, str(home)])
        assert {part: told["wrong"] for part, told in report.items()} == {part: [] for part in report} and code == 0
        assert set(report) == {"mail", "derived", "account", "sending", "worker"}
        for told in report.values():
            assert told["full"] >= 1 and told["had_room"] >= 1
            assert [words for words in told["said"] if "The disk is full" not in words and "no room" not in words] == []
