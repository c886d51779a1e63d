"""What is wrong is found, and what is right is not complained of."""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from allies.cli import findings
from allies.people.models import Member
from tests.cli.conftest import Allies

Usage = namedtuple("Usage", "total used free")


def _states(allies: Allies, about: str) -> list[str]:
    return [one["state"] for one in allies("doctor", "--json").data["checks"] if one["check"] == about]


def test_a_well_instance_is_well(allies: Allies, alice: Member) -> None:
    outcome = allies("doctor", "--json")
    assert (outcome.code, outcome.data["ok"]) == (0, True)
    assert {"python", "home", "disk", "database", "tables", "derived", "worker"} <= {
        one["check"] for one in outcome.data["checks"]
    }
    assert "problem" not in {one["state"] for one in outcome.data["checks"]}


def test_in_a_pipe_it_is_lines(allies: Allies, alice: Member) -> None:
    lines = allies("doctor").out.splitlines()
    assert all(line.count("\t") == 2 for line in lines)


@pytest.mark.parametrize(
    ("version", "state"),
    [((3, 6, 23), "ok"), ((3, 7, 0), "warning"), ((3, 40, 1), "warning"), ((3, 51, 2), "warning"), ((3, 51, 3), "ok")],
)
@pytest.mark.django_db
def test_the_race_of_sqlite_is_told(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], state: str) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert findings.sqlite_race().state == state


def test_a_folder_that_others_can_open_is_a_problem(allies: Allies, alice: Member) -> None:
    home = Path(settings.ALLIES_HOME)
    home.chmod(0o755)
    try:
        outcome = allies("doctor", "--json")
        assert (outcome.code, outcome.data["ok"]) == (1, False)
        assert f"Run: chmod go= '{home}'" in outcome.out
    finally:
        home.chmod(0o700)
    assert "problem" not in _states(allies, "home")


@pytest.mark.parametrize(("free", "state"), [(10**12, "ok"), (10**9, "warning"), (10**7, "problem")])
def test_little_room_is_told(monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**13, 0, free))
    assert findings.disk().state == state


def test_work_that_waits_for_nobody_is_a_problem(allies: Allies, alice: Member) -> None:
    assert _states(allies, "worker") == ["ok"]
    DBTaskResult.objects.create(
        status="READY",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="nowhere.task",
        backend_name="default",
        exception_class_path="",
        traceback="",
    )
    assert _states(allies, "worker") == ["problem"]


def test_derived_data_that_is_behind_is_told(allies: Allies, alice: Member, mailbox: Path, now: object) -> None:

    assert allies("import", mailbox).code == 0
    assert _states(allies, "derived") == ["ok"]


@pytest.mark.django_db
def test_without_a_member_it_says_how_to_begin(allies: Allies) -> None:
    outcome = allies("doctor")
    assert outcome.code == 0
    assert "There is no member yet. Run: allies init" in outcome.out
