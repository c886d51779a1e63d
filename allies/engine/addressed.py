"""Whom a question speaks to: people it names, and those who wrote under the same subject shortly before."""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np

from allies.engine.events import DAY_S, Floats, Ints

COLUMNS = 3
FADING_DAYS = 60.0
LATEST = 50  # posts of one subject that are remembered
NAMED_IN_FULL = 2  # parts of a name
_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|sv|vs|antw|tr|rv)\s*:\s*|\[[^\]]*\]\s*)+")


class Addressed:
    """Remembers the names of authors and who wrote under which subject.

    >>> addressed = Addressed()
    >>> addressed.name(0, np.array([4, 7])); addressed.name(1, np.array([5]))
    >>> addressed.terms("ovens", np.array([4, 7, 9]), np.array([0, 1]), 0).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """

    def __init__(self) -> None:
        self._authors: defaultdict[int, list[int]] = defaultdict(list)
        self._subjects: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)

    def name(self, author: int, words: Ints) -> None:
        """A further author, and the words that they are called."""
        for word in words.tolist():
            self._authors[word].append(author)

    def add(self, author: int, subject: str, at_s: int) -> None:
        """A further post. O(letters of its subject)."""
        if plain := _plain(subject):
            latest = self._subjects[plain]
            latest.append((author, float(at_s)))
            del latest[:-LATEST]

    def terms(self, subject: str, words: Ints, people: Ints, at_s: int) -> Floats:
        """(people, COLUMNS) float64: named in full; named in part, less so the more are called that; the same subject.

        subject : str.   words : (w,) int64, those of the question.   people : (n,) int64, ascending.   at_s : int, UTC
        seconds. O(words + whom they name + people).
        """
        terms = np.zeros((len(people), COLUMNS))
        named: defaultdict[int, list[int]] = defaultdict(list)
        for word in words.tolist():
            for author in self._authors.get(word, ()):
                named[author].append(word)
        for column, found in enumerate((*self._named(named), self._same_subject(subject, at_s))):
            if not found:
                continue
            meant = np.fromiter(found, dtype=np.int64)
            place = np.minimum(np.searchsorted(people, meant), max(len(people) - 1, 0))
            there = people[place] == meant if len(people) else np.zeros(len(meant), dtype=np.bool_)
            terms[place[there], column] = np.fromiter(found.values(), dtype=np.float64)[there]
        return terms

    def _named(self, named: dict[int, list[int]]) -> tuple[dict[int, float], dict[int, float]]:
        in_full = {author: 1.0 for author, parts in named.items() if len(parts) >= NAMED_IN_FULL}
        in_part = {
            a: 1.0 / min(len(self._authors[part]) for part in parts)
            for a, parts in named.items()
            if len(parts) < NAMED_IN_FULL
        }
        return in_full, in_part

    def _same_subject(self, subject: str, at_s: int) -> dict[int, float]:
        found: dict[int, float] = {}
        for author, when_s in self._subjects.get(_plain(subject), ()):
            found[author] = float(np.exp(-max(float(at_s) - when_s, 0.0) / DAY_S / FADING_DAYS))
        return found


def _plain(subject: str) -> str:
    return " ".join(_PREFIX.sub("", subject.strip().lower()).split())
