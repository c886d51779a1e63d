"""Work that waits in the database for a worker."""

from __future__ import annotations

import json

from django_tasks_db.models import DBTaskResult


def forget(word: str) -> int:
    """Remove every task, waiting or finished, whose arguments hold this word. Returns how many."""
    held = [task.pk for task in DBTaskResult.objects.iterator() if word in json.dumps(task.args_kwargs)]
    DBTaskResult.objects.filter(pk__in=held).delete()
    return len(held)
