"""Workers: who is alive, and what a dead one left half done.

A worker holds a lock on a file of its own for as long as it lives. The system lets go of the lock when the worker
ends, however it ends; so a file whose lock is free names a dead worker, and its task can be given to another.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django_tasks_db.models import DBTaskResult

from allies.lib import files, ids

MOST_TRIES = 3  # a task that ended so many workers is not given to another


class WorkerDied(RuntimeError):
    """The workers that did this task ended in the middle of it."""


def folder() -> Path:
    """Where the files of the workers lie."""
    return files.private_folder(files.home() / "workers")


@contextmanager
def presence() -> Iterator[str]:
    """The id of a new worker, who is alive until this ends."""
    key = ids.new()
    path = folder() / key
    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        try:
            yield key
        finally:
            path.unlink(missing_ok=True)


def alive() -> list[str]:
    """The ids of the workers that live."""
    return sorted(path.name for path in folder().iterdir() if _is_held(path))


def take_back() -> int:
    """Give the tasks of dead workers to whoever comes next. Returns how many."""
    dead = [path for path in folder().iterdir() if not _is_held(path)]
    names = {path.name for path in dead}
    left = [task for task in DBTaskResult.objects.running() if task.worker_ids and task.worker_ids[-1] in names]
    for task in left:
        _give_back(task)
    for path in dead:
        path.unlink(missing_ok=True)
    return len(left)


def _give_back(task: DBTaskResult[..., object]) -> None:
    if len(task.worker_ids) >= MOST_TRIES:
        task.set_failed(WorkerDied(f"{MOST_TRIES} workers ended in the middle of this task."))
        return
    running = DBTaskResult.objects.running().filter(pk=task.pk, worker_ids=task.worker_ids)
    running.update(status="READY", started_at=None)


def _is_held(path: Path) -> bool:
    try:
        with path.open() as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:  # it has just ended, in good order
        return False
    return False
