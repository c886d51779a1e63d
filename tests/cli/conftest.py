"""The command line as a fixture: commands in, what they printed out, at a fixed moment."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from allies.cli import main
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox

MINE = "alice@alice.example"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed for programs."""
        return json.loads(self.out)


Allies = Callable[..., Outcome]


@pytest.fixture
def allies(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], now: datetime) -> Allies:
    """Call a command: `allies("who", "bob", "--json")`. `typed` is what stands in its input."""
    monkeypatch.setattr("allies.lib.clock.now", lambda: now)

    def call(*arguments: object, typed: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capfd.readouterr()
        code = main.main([str(argument) for argument in arguments])
        return Outcome(code, *capfd.readouterr())

    return call


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """A small mailbox of alice's: bob asks and is answered, charlie asks and waits."""
    letters = (
        Letter("1", BOB, ALICE, day=60, subject="Template", text="Which template did you use?", delivered_to=MINE),
        Letter("2", ALICE, BOB, day=61, subject="Re: Template", text="The short one.", answers="1"),
        Letter("3", BOB, ALICE, day=75, subject="Thanks", text="It worked well.", delivered_to=MINE),
        Letter("4", CHARLIE, ALICE, day=100, subject="Audit", text="Could you look at it?", delivered_to=MINE),
    )
    return mbox(tmp_path / "alice.mbox", letters)
