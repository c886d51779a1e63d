"""Which posts speak for someone: those that hold the telling words of a text, or answer a question that does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from allies.engine.events import Floats, Ints

SATURATION, LENGTH_SHARE = 1.2, 0.75
ANSWERING = 0.5  # of its own words are worth those of the question that a post answers: it may have been a bad answer
TELLING = 0.5  # a word in more than this share of posts proves nothing
ASKING = 0.3  # who asks may not know
MOST_WORDS = 20  # the rarest of a text
CHUNKS = 8  # of the index; with more, they become one
ENOUGH = 0.1  # of what a post with all the words once would weigh


@dataclass(frozen=True, slots=True)
class Proof:
    """A post that speaks for its author."""

    post: int  # how many were learned before it
    weight: float  # 1 for all the telling words, once each, in a post of usual length
    answers: bool  # whether it answers a question on the subject


_Counted = tuple[Ints, Floats]  # words as `topics.Words` numbers them, and how often each


class Proofs:
    """Where each word stands, and how often: in posts, and in the questions that they answer.

    Weights are those of BM25 (Robertson & Zaragoza 2009, equation 3.15) over what all the words together would weigh.
    """

    def __init__(self) -> None:
        self._author: list[int] = []
        self._at_s: list[int] = []
        self._texts: list[_Counted] = []
        self._asked: list[_Counted | None] = []
        self._opens: list[bool] = []
        self._posts_of: defaultdict[int, list[int]] = defaultdict(list)
        self._words = 0.0
        self._chunks: list[tuple[Ints, Ints]] = []  # words ascending, and the posts that hold each
        self._indexed = 0

    def add(self, author: int, at_s: int, text: _Counted, asked: _Counted | None, *, opens: bool) -> None:
        """A further post, and the question where it is the first answer of its author. O(1)."""
        self._posts_of[author].append(len(self._author))
        self._author.append(author)
        self._at_s.append(at_s)
        self._texts.append(text)
        self._asked.append(asked)
        self._opens.append(opens)

    def of(self, author: int, text: _Counted, limit: int) -> list[Proof]:
        """The posts of an author that speak for them, the best first, those alike by the later. O(their posts)."""
        words, worth = self._telling(text)
        found = [self._proof(post, words, worth) for post in self._posts_of.get(author, ())]
        telling = [proof for proof in found if proof.weight >= ENOUGH]
        return sorted(telling, key=lambda proof: (-proof.weight, -proof.post))[:limit]

    def holding(self, text: _Counted) -> tuple[Ints, Floats, Ints]:
        """Authors, weights and times of the posts that speak of this. O(posts that hold any of its telling words)."""
        words, worth = self._telling(text)
        posts = np.unique(np.concatenate([np.zeros(0, np.int64), *(self._where(word) for word in words.tolist())]))
        found = [proof for post in posts.tolist() if (proof := self._proof(post, words, worth)).weight >= ENOUGH]
        author = np.array([self._author[proof.post] for proof in found], dtype=np.int64)
        at_s = np.array([self._at_s[proof.post] for proof in found], dtype=np.int64)
        return author, np.array([proof.weight for proof in found]), at_s

    def _proof(self, post: int, words: Ints, worth: Floats) -> Proof:
        own, asked = self._weight(self._texts[post], words, worth), 0.0
        if (question := self._asked[post]) is not None:
            asked = ANSWERING * self._weight(question, words, worth)
        return Proof(post, own * (ASKING if self._opens[post] else 1.0) + asked, asked > 0)

    def _telling(self, text: _Counted) -> tuple[Ints, Floats]:
        """Its rarest words that are known, ascending, and what each is worth, 1 together."""
        self._index()
        posts = len(self._author)
        held = np.array([len(self._where(word)) for word in text[0].tolist()], dtype=np.int64)
        telling = np.flatnonzero((held > 0) & (held <= max(TELLING * posts, 2)))
        rarest = np.sort(telling[np.argsort(held[telling], kind="stable")[:MOST_WORDS]])
        worth = np.log1p((posts - held[rarest] + 0.5) / (held[rarest] + 0.5))
        return text[0][rarest], worth / max(float(worth.sum()), 1e-9)

    def _weight(self, text: _Counted, words: Ints, worth: Floats) -> float:
        place = np.minimum(np.searchsorted(text[0], words), max(len(text[0]) - 1, 0))
        there = text[0][place] == words if len(text[0]) else np.zeros(len(words), dtype=np.bool_)
        if not there.any():
            return 0.0
        count = text[1][place[there]]
        length = float(text[1].sum()) * len(self._author) / max(self._words, 1.0)
        often = count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length))
        return float(often @ worth[there])

    def _where(self, word: int) -> Ints:
        """The posts that hold this word, or answer a question that does."""
        found = [posts[slice(*np.searchsorted(words, (word, word + 1)).tolist())] for words, posts in self._chunks]
        return np.concatenate([np.zeros(0, np.int64), *found])

    def _index(self) -> None:
        """Takes in the posts that came since. O(their words), and once in a while all words."""
        if self._indexed == len(self._author):
            return
        start = self._indexed if len(self._chunks) < CHUNKS else 0
        held = [np.union1d(self._texts[i][0], asked[0]) if (asked := self._asked[i]) else self._texts[i][0]
                for i in range(start, len(self._author))]  # fmt: skip
        words = np.concatenate(held)
        posts = np.repeat(np.arange(start, len(self._author)), [len(one) for one in held])
        order = np.argsort(words, kind="stable")
        self._chunks = [*(self._chunks if start else []), (words[order], posts[order])]
        self._words += sum(float(count.sum()) for _, count in self._texts[self._indexed :])
        self._indexed = len(self._author)
