"""Lets the disk run full under an import at several places, makes room, runs it again, and compares.

    python -m tests.safety.apart.full_disks

On SQLite, which is told that its file may grow by so many pages and no more. Prints one line of JSON.
"""

from __future__ import annotations

import json
import shutil
import sys

from django.db import connection

from allies.traces import importing
from tests.safety.apart import HOME
from tests.safety.apart.forks import Fork, Outcome, must
from tests.safety.apart.fuse import Fuse
from tests.safety.apart.kills import BATCH, TRACES, Report, Series, migrate, run_import

PAGES = (0, 1, 2, 3, 4, 6, 8, 10, 12, 14)


class FullDisks(Series):
    """As the kills, but the import ends with an error of its own."""

    def run_all(self) -> None:
        """One member for each number of pages that are left."""
        must(Fork(migrate, HOME))
        self.once = must(self._fork("undisturbed"))
        for pages in PAGES:
            ended = Fork(lambda pages=pages: self._cramped(pages), HOME)  # type: ignore[misc]
            if ended.wait() == 0:
                self.report.too_late += 1
                continue
            self.report.kills += 1
            outcome = self._again(f"alice{pages}", is_full=False)
            different = [part for part, wanted in self.once["contents"].items() if outcome["contents"][part] != wanted]
            if different:
                self.report.wrong.append({"pages": pages, "parts": different})

    def _cramped(self, pages: int) -> Outcome:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            used = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {used + pages}")
        return run_import(f"alice{pages}", self.mail, Fuse(), reach=self.reach)


def main() -> int:
    """The command."""
    importing.BATCH = BATCH
    report = Report("sqlite")
    FullDisks(1, report, reach=TRACES).run_all()
    sys.stdout.write(json.dumps({"full": report.kills, "had_room": report.too_late, "wrong": report.wrong}) + "\n")
    shutil.rmtree(HOME)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
