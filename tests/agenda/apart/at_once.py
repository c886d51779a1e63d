"""Today's plan asked for by several processes at once.

    python -m tests.agenda.apart.at_once

On SQLite, or on the server of ALLIES_DATABASE_URL. Prints one line of JSON: the keys that each process was given, and
those that are there afterwards.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from allies.agenda import actions, queries
from allies.agenda.models import Suggestion
from allies.people.actions import create_member
from allies.people.models import Member
from tests.agenda.apart import HOME
from tests.agenda.network import Network, crowd
from tests.safety.apart import scratch
from tests.safety.apart.forks import Fork, Outcome, must

AT_ONCE = 4
NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)


def _begin() -> Outcome:
    call_command("migrate", verbosity=0)
    with TemporaryDirectory() as folder:
        network = Network(create_member("alice", name="Alice", at=NOW), Path(folder), NOW)
        crowd(network, 30)
        network.bring_in()
    return {}


def _all_at_once() -> list[list[str]]:
    gate, opener = os.pipe()

    def work() -> Outcome:
        os.close(opener)
        member = Member.objects.get()
        queries.today(member, now=NOW)  # with everything loaded, and a connection open
        os.read(gate, 1)  # ends when the other side is closed
        return {"keys": [row.key for row in actions.plan_day(member, now=NOW).suggestions]}

    forks = [Fork(work, HOME) for _ in range(AT_ONCE)]
    os.close(opener)
    codes = [fork.wait() for fork in forks]
    if any(codes):
        raise RuntimeError("A process broke.")
    return [fork.outcome()["keys"] for fork in forks]


def _there() -> Outcome:
    rows = Suggestion.objects.owned_by(Member.objects.get()).order_by("place")
    return {"keys": list(rows.values_list("key", flat=True))}


def main() -> int:
    """The command."""
    with scratch.database():
        must(Fork(_begin, HOME))
        given = _all_at_once()
        there = must(Fork(_there, HOME))["keys"]
    sys.stdout.write(json.dumps({"given": given, "there": there}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
