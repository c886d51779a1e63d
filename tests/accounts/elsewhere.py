"""The other side of an account, as tests of pages and commands need it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from allies.traces.accounts.shapes import Arrival, Cursor, Login, NotInStep, Reach, Step
from tests.letters import ALICE, BOB, Letter

PASSWORD = "not to be shown anywhere"


class Other:
    """The other side: three messages, or a refusal."""

    refuses = ""

    def steps(self, login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
        if self.refuses:
            raise NotInStep(self.refuses, waits_for_member=True)
        assert login.secret == PASSWORD
        if not cursor:
            letters = [Letter(str(day), BOB, ALICE, day=day) for day in (1, 2, 3)]
            yield Step(tuple(Arrival(f"INBOX/{one.id}.eml", one.as_bytes()) for one in letters), {"at": 3})
