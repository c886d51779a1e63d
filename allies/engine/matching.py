"""Who is likely to answer a question, from what everyone asked and answered before."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict

from allies.engine.events import DAY_S

MEMORY_DAYS = 180.0  # after so long without an answer, an answerer's weight has fallen to 1/e
_WORD = re.compile(r"[a-z][a-z0-9_.]{2,}")


class Router:
    """Learns who answers what, post by post, and ranks people for a new question.

    Weight of an answerer: answers given, fading over half a year, times the idf-weighted overlap between the new
    question and the questions that they answered (Balog, Azzopardi & de Rijke 2006, model 1).

    >>> router = Router()
    >>> router.learn("alice", "How do I bake bread?", 0, thread="1", question=None)
    >>> router.learn("bob", "With yeast.", 10, thread="1", question="How do I bake bread?")
    >>> router.learn("alice", "Which train goes north?", 20, thread="2", question=None)
    >>> router.learn("charlie", "The slow one.", 30, thread="2", question="Which train goes north?")
    >>> router.rank("My bread does not rise, how to bake it?", asker="alice", at_s=40, limit=2)
    ['bob', 'charlie']
    """

    def __init__(self) -> None:
        self._weight: defaultdict[str, float] = defaultdict(float)
        self._last_s: dict[str, int] = {}
        self._answered: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._questions_with: Counter[str] = Counter()
        self._questions = 0

    def learn(self, author: str, text: str, at_s: int, *, thread: str, question: str | None) -> None:
        """One post, in order of time: `question` is the text being answered, None for an opening post.

        author, text, thread : str.   at_s : int, UTC seconds. O(words of the question).
        """
        if question is None:
            self._questions += 1
            self._questions_with.update(set(_words(text)))
            return
        self._weight[author] = self._faded(author, at_s) + 1.0
        self._last_s[author] = max(at_s, self._last_s.get(author, at_s))
        self._answered[author].update(set(_words(question)))

    def rank(self, text: str, *, asker: str, at_s: int, limit: int) -> list[str]:
        """Who should be asked, best first, at most `limit` of them, never the asker.

        text, asker : str.   at_s : int, UTC seconds.   limit : int, at least 0; ValueError below. O(answerers x words).
        """
        if limit < 0:
            raise ValueError(f"limit must not be negative: {limit}.")
        telling = [w for w in sorted(set(_words(text))) if self._questions_with[w]]
        scored = [(-self._score(author, telling, at_s), author) for author in self._weight if author != asker]
        return [author for _, author in heapq.nsmallest(limit, scored)]

    def _score(self, author: str, telling: list[str], at_s: int) -> float:
        answered = self._answered[author]
        overlap = math.fsum(
            math.log1p(answered[w]) * math.log(self._questions / self._questions_with[w])
            for w in telling
            if w in answered
        )
        return self._faded(author, at_s) * (0.1 + overlap / (1 + math.log1p(answered.total())))

    def _faded(self, author: str, at_s: int) -> float:
        age_days = max(0.0, float(at_s) - float(self._last_s.get(author, at_s))) / DAY_S
        return self._weight[author] * math.exp(-age_days / MEMORY_DAYS)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
