"""The worker beside the pages."""

from __future__ import annotations

import logging
from typing import Annotated

import typer
from django_tasks_db.management.commands.db_worker import Worker

from allies.cli import due, first_start, lifeline, show, workers
from allies.cli.errors import SET_UP, Refused
from allies.cli.options import AsJson, HasLifeline

BETWEEN_LOOKS_S = 1.0  # how long an upload may wait to be seen


def worker(
    is_batch: Annotated[bool, typer.Option("--batch", help="Do what waits now, then end.")] = False,
    has_lifeline: HasLifeline = False,
    as_json: AsJson = False,
) -> None:
    """Do what the pages leave for later. Any number of workers can run at once."""
    if not has_lifeline and not first_start.is_migrated():
        raise Refused(SET_UP)
    taken_back = workers.take_back()
    with workers.presence() as key:
        if has_lifeline:
            lifeline.hold()
        elif as_json:
            show.data({"worker": key, "taken_back": taken_back})
        due.look() if is_batch else due.keep_looking()
        _work(key, is_batch)


def _work(key: str, is_batch: bool) -> None:
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # its goodbye at Ctrl-C is not news
    todo = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=BETWEEN_LOOKS_S,
        batch=is_batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=key,
    )
    todo.configure_signals()
    todo.run()
