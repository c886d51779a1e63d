"""What an account gave, on its way in: first it arrives file by file, then it has arrived, all at once.

Killed while it arrives, it is fetched again. Killed once it has arrived, it is read in from here: the cursor that goes
with it lies beside it, and moves into the database only when the import is done.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

from allies.lib import files
from allies.people.models import Member
from allies.traces.accounts.paths import safe
from allies.traces.accounts.shapes import Arrival, Cursor, Step

MOST_FILES, MOST_BYTES = 5_000, 250_000_000  # that wait here before they are read in
CURSOR = "cursor.json"


class Spool:
    """The folder of one account. `label` is what the account is called where a place is named."""

    def __init__(self, member: Member, key: str, label: str) -> None:
        self.top = files.spool(member.key) / key
        self._label = safe(label)
        self._files = self._bytes = 0
        self._cursor: Cursor | None = None

    @property
    def place(self) -> Path:
        """Where what has arrived lies: the same place each time."""
        return self.top / "arrived" / self._label

    def has_arrived(self) -> bool:
        """Whether something waits to be read in."""
        return (self.top / "arrived" / CURSOR).exists()

    def reached(self) -> Cursor:
        """Where the account is once that is read in."""
        found: Cursor = json.loads((self.top / "arrived" / CURSOR).read_text())
        return found

    def begin(self) -> None:
        """Forget what was arriving when something broke off, and what was being cleared away. Nothing has arrived."""
        for left in ("arriving", "cleared", "arrived"):
            shutil.rmtree(self.top / left, ignore_errors=True)
        self._files = self._bytes = 0
        self._cursor = None

    def add(self, step: Step) -> None:
        """Put down what came, for its owner alone to read."""
        for arrival in step.arrivals:
            self._write(arrival)
        self._cursor = step.cursor

    def is_full(self) -> bool:
        """Whether so much has come that it should be read in now."""
        return self._files >= MOST_FILES or self._bytes >= MOST_BYTES

    def arrive(self) -> Cursor | None:
        """All that came has arrived, if anything came; else where the account is: nothing has to be read in first."""
        if self._cursor is None or not self._files:
            return self._cursor
        files.replace(self._arriving() / CURSOR, json.dumps(self._cursor).encode())
        self._arriving().rename(self.top / "arrived")
        return None

    def clear(self) -> None:
        """What has arrived is in. Killed in here, all of it is still there, or none."""
        shutil.rmtree(self.top / "cleared", ignore_errors=True)
        with suppress(FileNotFoundError):
            (self.top / "arrived").rename(self.top / "cleared")
        shutil.rmtree(self.top / "cleared", ignore_errors=True)

    def remove(self) -> None:
        """The account is gone."""
        shutil.rmtree(self.top, ignore_errors=True)

    def _arriving(self) -> Path:
        return self.top / "arriving"

    def _write(self, arrival: Arrival) -> None:
        path = self._arriving() / self._label / arrival.name
        files.private_folder(path.parent)
        path.write_bytes(arrival.content)
        self._files += 1
        self._bytes += len(arrival.content)
