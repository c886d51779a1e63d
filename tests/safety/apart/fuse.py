"""Ends its own process at a chosen database step, as a power cord would: no handler runs, nothing is said."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection

COMMIT = "_commit"  # Django's own: a commit is no statement, so no wrapper sees it


class Fuse:
    """Counts a step before and after every statement and every commit; at the step `last` the process is gone."""

    def __init__(self, last: int | None = None) -> None:
        self.last = last
        self.steps = 0

    def lay(self) -> None:
        """From now on every statement of this process burns it."""
        connection.execute_wrappers.append(self._around_statement)
        setattr(connection, COMMIT, self._around(getattr(connection, COMMIT)))

    def lay_at(self, owner: type, *names: str) -> None:
        """So does every call of these: what is put on the disk beside the database."""
        for name in names:
            setattr(owner, name, self._around(getattr(owner, name)))

    def _burn(self) -> None:
        self.steps += 1
        if self.steps == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*given: Any) -> Any:
            self._burn()
            done = act(*given)
            self._burn()
            return done

        return acting

    def _around_statement(self, execute: Callable[..., Any], *given: Any) -> Any:
        return self._around(execute)(*given)
