"""What a worker that died left half done is done by the next; what a living one does is left to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from allies.cli import workers

HOLD = """
import fcntl, sys, time
with open(sys.argv[1], "w") as stream:
    fcntl.flock(stream, fcntl.LOCK_EX)
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other() -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, called "other"."""
    path = workers.folder() / "other"
    process = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    path.unlink(missing_ok=True)


def _task(*worker_ids: str) -> DBTaskResult[..., object]:
    return DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="nowhere.task",
        worker_ids=list(worker_ids),
        backend_name="default",
        exception_class_path="",
        traceback="",
    )


def test_a_worker_is_alive_as_long_as_it_is() -> None:
    with workers.presence() as key:
        assert key in workers.alive()
    assert key not in workers.alive()


@pytest.mark.django_db
def test_the_task_of_a_living_worker_is_left_to_it(other: subprocess.Popen[str]) -> None:
    task = _task("other")
    assert workers.alive() == ["other"]
    assert workers.take_back() == 0
    task.refresh_from_db()
    assert task.status == "RUNNING"


@pytest.mark.django_db
def test_the_task_of_a_killed_worker_is_given_to_the_next(other: subprocess.Popen[str]) -> None:
    task = _task("other")
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert workers.take_back() == 1
    task.refresh_from_db()
    assert task.status == "READY"
    assert not (Path(settings.ALLIES_HOME) / "workers" / "other").exists()
    assert workers.take_back() == 0


@pytest.mark.django_db
def test_a_task_that_ends_its_workers_is_given_up(other: subprocess.Popen[str]) -> None:
    task = _task("first", "second", "other")
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert workers.take_back() == 1
    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == ("FAILED", "allies.cli.workers.WorkerDied")


@pytest.mark.django_db
def test_the_task_of_a_worker_of_another_home_is_left_alone() -> None:
    task = _task("elsewhere")
    assert workers.take_back() == 0
    task.refresh_from_db()
    assert task.status == "RUNNING"
