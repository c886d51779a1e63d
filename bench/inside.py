"""What can only be measured inside the process: `python -m bench.inside plan|busiest|pages`, with ALLIES_HOME set."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from statistics import median

import django

PEOPLE, MESSAGES, TIMES = 10_000, 60_000, 5


def plan() -> None:
    """Seconds that making today's plan takes, once everything is loaded."""
    from allies.agenda import actions
    from allies.agenda.models import Suggestion
    from allies.lib import clock
    from allies.people.queries import solo_member

    member = solo_member()
    assert member is not None
    seconds = []
    for _ in range(TIMES + 1):
        Suggestion.objects.owned_by(member).delete()
        begun = time.perf_counter()
        actions.plan_day(member, now=clock.now())
        seconds.append(time.perf_counter() - begun)
    print(median(seconds[1:]))


def busiest() -> None:
    """The name of who wrote most."""
    from allies.people.queries import solo_member
    from allies.traces.queries import candidates

    member = solo_member()
    assert member is not None
    print(candidates(member)[0].name)


def pages() -> None:
    """Each page with its queries and the median of its milliseconds."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from allies.lib import clock
    from allies.people import actions
    from allies.ties import reading

    call_command("migrate", verbosity=0)
    member = actions.create_member("alice", name="Alice Archer", at=clock.now())
    with tempfile.TemporaryDirectory() as folder:
        path = _mailbox(Path(folder) / "many.mbox", clock.now_s())
        reading.import_path(member, path, at=clock.now(), me="alice@alice.example")
    client = Client(SERVER_NAME="localhost")
    client.force_login(member)
    for page in ("/", "/people/", "/people/?text=ba", "/tribes/"):
        client.get(page)
        milliseconds = []
        for _ in range(TIMES):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                begun = time.perf_counter()
                response = client.get(page)
                milliseconds.append((time.perf_counter() - begun) * 1e3)
            assert response.status_code == 200, (page, response.status_code)
        print(page, len(queries), median(milliseconds))


def _mailbox(path: Path, now_s: int) -> Path:
    chance = random.Random(1)
    with path.open("w") as out:
        for number in range(MESSAGES):
            other = f"person{number % PEOPLE if number < PEOPLE else int(PEOPLE * chance.random() ** 3)}"
            at_s = now_s - int(chance.random() ** 2 * 4 * 365 * 86_400) - 3_600
            from_me = chance.random() < 0.5
            mine, theirs = (
                "Alice Archer <alice@alice.example>",
                f"{other.title()} Baker <{other}@team{hash_of(other)}.example>",
            )
            sender, to = (mine, theirs) if from_me else (theirs, mine)
            at = datetime.fromtimestamp(at_s, UTC)
            out.write(f"From x@x.example {at:%a %b %d %H:%M:%S %Y}\nMessage-ID: <{number}@x.example>\nFrom: {sender}\n")
            out.write(
                f"To: {to}\nDate: {format_datetime(at)}\nSubject: Notes {number % 97}\n\nShall we look at them?\n\n"
            )
    return path


def hash_of(name: str) -> int:
    """A small number for a name, the same in every run."""
    return sum(map(ord, name)) % 300


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allies.config.settings")
    django.setup()
    {"plan": plan, "busiest": busiest, "pages": pages}[sys.argv[1]]()
