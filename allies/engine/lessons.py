"""The latest questions with what was known of people before each, to learn from once someone has answered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from allies.engine.events import Floats, Ints

LATEST = 1_000  # answered questions to learn from
OPEN = 1_500  # questions that are remembered, answered or not
RIVALS = 100  # the liveliest; to add those beyond who answered would teach that the quiet answer


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question as it stood before any answer."""

    post: int  # its number
    at_s: int
    rivals: Ints  # (c,) the liveliest authors then, ascending
    terms: Floats  # (c, k) what was known of them


class Lessons:
    """Remembers questions and, as answers come, who gave them."""

    def __init__(self) -> None:
        self._lessons: OrderedDict[str, Lesson] = OrderedDict()
        self._answerers: dict[str, set[int]] = {}

    def add(self, thread: str, lesson: Lesson) -> None:
        """A further question, later than those before."""
        self._lessons[thread] = lesson
        if len(self._lessons) > OPEN:
            forgotten, _ = self._lessons.popitem(last=False)
            self._answerers.pop(forgotten, None)

    def answered(self, thread: str, author: int) -> None:
        """Someone answered in a thread."""
        if thread in self._lessons:
            self._answerers.setdefault(thread, set()).add(author)

    def latest(self) -> list[tuple[Lesson, Floats]]:
        """The latest questions that a rival answered, in order of time, with 1 for each rival who did, else 0."""
        found = []
        for thread, lesson in reversed(self._lessons.items()):
            chosen = np.isin(lesson.rivals, list(self._answerers.get(thread, ())))
            if chosen.any():
                found.append((lesson, chosen.astype(np.float64)))
            if len(found) == LATEST:
                break
        return found[::-1]
