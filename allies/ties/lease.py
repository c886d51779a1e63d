"""One writer of a member's derived data at a time, wherever the workers run.

The lease is a row. Beside it its holder keeps a lock on a file, which the system lets go of however the holder ends:
where the row is taken and the lock is free, the holder was killed, and the next one goes on at once.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TextIO

from allies.lib import files, ids
from allies.people.models import Member
from allies.ties.models import Freshness

LASTS = timedelta(minutes=15)  # a writer that hangs is waited for no longer
WAIT_S = 20.0
NAP_S = 0.1


class Busy(RuntimeError):
    """Another process is bringing the same ties up to date."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write, until it runs out."""

    member: Member
    holder: str

    def check(self) -> None:
        """Raises Busy where the lease ran out and someone else took it: what was made must not be written."""
        if not Freshness.objects.owned_by(self.member).select_for_update().filter(leased_by=self.holder).exists():
            raise Busy("Bringing the ties up to date took too long, and another process took over. Nothing is lost.")


@contextmanager
def lease(member: Member, *, now_s: int, wait_s: float = WAIT_S) -> Iterator[Lease]:
    """Hold the lease while the block runs. Waits for another holder; Busy when that one is not done in time."""
    held = Lease(member, ids.new())
    Freshness.objects.owned_by(member).bulk_create([Freshness(owner=member)], ignore_conflicts=True)
    with (files.private_folder(files.home() / "leases") / member.key).open("w") as lock:
        for nap in range(int(wait_s / NAP_S) + 1):
            if _take(held, lock, datetime.fromtimestamp(now_s + nap * NAP_S, UTC)):
                break
            time.sleep(NAP_S)
        else:
            raise Busy("Another process is bringing the ties up to date. Try again in a minute.")
        try:
            yield held
        finally:
            mine = Freshness.objects.owned_by(member).filter(leased_by=held.holder)
            mine.update(leased_until=None, leased_by="")


def _take(held: Lease, lock: TextIO, at: datetime) -> bool:
    """Where the lock is ours no one else is at work, whatever the row says; else only time frees the row."""
    row = Freshness.objects.owned_by(held.member)
    free = row if _is_ours(lock) else row.filter(leased_until__lte=at)
    return free.update(leased_until=at + LASTS, leased_by=held.holder) == 1


def _is_ours(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
