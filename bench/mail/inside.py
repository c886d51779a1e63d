"""What can only be measured inside the process: `python -m bench.mail.inside QUESTIONS.json`, with ALLIES_HOME set."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import django

from bench.mail.programs import SHOWN


def main(path: str) -> None:
    """Prints of every question how many messages it found, and the milliseconds to find them, and to find people."""
    from allies.people.queries import solo_member
    from allies.ties import index, queries

    member = solo_member()
    assert member is not None
    questions: list[str] = json.loads(Path(path).read_text())
    told = {
        "found": [float(len(index.search(member, question, SHOWN))) for question in questions],
        "search": _milliseconds(questions, lambda question: index.search(member, question, SHOWN)),
        "who": _milliseconds(questions, lambda question: queries.who(member, question)),
    }
    print(json.dumps(told))


def _milliseconds(questions: Sequence[str], ask: Callable[[str], object]) -> list[float]:
    taken = []
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - begun) * 1e3)
    return taken


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allies.config.settings")
    django.setup()
    main(*sys.argv[1:])
