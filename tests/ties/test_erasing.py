"""What was erased is overwritten: now, or once the database is free."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from allies.people import erasing as rows
from allies.people.models import Member
from allies.ties import erasing
from allies.ties.work import scrub_later


def test_a_busy_database_is_scrubbed_by_a_worker_later(alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    scrubbed: list[bool] = []

    def busy() -> None:
        scrubbed.append(False)
        raise OperationalError("database is locked")

    monkeypatch.setattr(rows, "scrub", busy)
    erasing.erase_member(alice)
    assert not Member.objects.exists()
    assert [task.task_path for task in DBTaskResult.objects.all()] == [scrub_later.module_path]
    monkeypatch.setattr(rows, "scrub", lambda: scrubbed.append(True))
    scrub_later.call()
    assert scrubbed == [False, True]
