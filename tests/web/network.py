"""A small network around alice: bob asks and waits, charlie went silent, a team writes to one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from allies.people.models import Member
from allies.ties import reading
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox

ALICES = "alice@alice.example"
TEAM = 7


def bring(member: Member, folder: Path, *, now: datetime) -> None:
    """Read alice's mailbox in, as it stands at this moment."""
    path = folder / "alice.mbox"
    path.write_bytes(_mailbox(now))
    reading.import_path(member, path, name="alice.mbox", at=now, me=ALICES)


@lru_cache(maxsize=2)
def _mailbox(now: datetime) -> bytes:
    """Written once for all the tests that need it."""
    with TemporaryDirectory() as folder:
        return mbox(Path(folder) / "alice.mbox", letters(now)).read_bytes()


def letters(now: datetime) -> list[Letter]:
    """The mailbox, told backwards from this moment."""
    today = (now - datetime(2026, 1, 1, tzinfo=UTC)).days + 1
    return [*_with_bob(today), *_with_charlie(today), *_in_the_team(today)]


def _with_bob(today: int) -> Iterator[Letter]:
    """Every three weeks; his last question waits."""
    for number, day in enumerate(range(today - 400, today - 30, 21)):
        yield from _exchange(f"bob{number}", BOB, day, "Evaluation")
    yield Letter(
        "waits", BOB, ALICE, day=today - 9, subject="Which audit template?", delivered_to=ALICES,
        text="Which audit template did you use for the second site? I would like to send ours on Friday.",
    )  # fmt: skip


def _with_charlie(today: int) -> Iterator[Letter]:
    """Every two weeks, until five months ago."""
    for number, day in enumerate(range(today - 500, today - 150, 14)):
        yield from _exchange(f"charlie{number}", CHARLIE, day, "The visit in spring")


def _in_the_team(today: int) -> Iterator[Letter]:
    """Seven people of one workplace, who write to everyone at once."""
    team = [f"Person {number} <person{number}@team.example>" for number in range(TEAM)]
    for number, day in enumerate(range(today - 200, today - 3, 6)):
        sender = team[number % TEAM]
        others = ", ".join([*(one for one in team if one != sender), ALICE])
        yield Letter(f"team{number}", sender, others, day=day, subject="Our week", delivered_to=ALICES)
        yield Letter(f"answer{number}", ALICE, sender, day=day, subject="Re: Our week", answers=f"team{number}")


def _exchange(key: str, other: str, day: int, subject: str) -> Iterator[Letter]:
    yield Letter(key, other, ALICE, day=day, subject=subject, delivered_to=ALICES, text="Here are the notes.")
    yield Letter(f"{key}-re", ALICE, other, day=day + 1, subject=f"Re: {subject}", answers=key, text="Thank you!")
