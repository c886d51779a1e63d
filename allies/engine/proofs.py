"""Which posts speak for someone: those that hold the telling words of a text, or answer a question that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allies.engine.events import Bools, Floats, Ints

SATURATION, LENGTH_SHARE = 1.2, 0.75
ANSWERING = 0.5  # of its own words are worth those of the question that a post answers: it may have been a bad answer
TELLING = 0.5  # a word in more than this share of texts proves nothing
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


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where words stand, sorted by word: one row for each word of a post, and of the question that it answers."""

    # narrow, because there are a hundred for each post
    word: NDArray[np.int32]
    post: NDArray[np.int32]
    count: NDArray[np.float32]
    length: NDArray[np.float32]  # words of the text it stands in
    answers: Bools  # stands in the question

    @classmethod
    def of(cls, posts: Ints, texts: list[_Counted], *, answers: bool) -> _Rows:
        """Rows of one text for each of these posts, as they come."""
        return cls(
            word=np.concatenate([np.zeros(0, np.int32), *(word.astype(np.int32) for word, _ in texts)]),
            post=np.repeat(posts.astype(np.int32), [len(word) for word, _ in texts]),
            count=np.concatenate([np.zeros(0, np.float32), *(count.astype(np.float32) for _, count in texts)]),
            length=np.repeat(np.array([c.sum() for _, c in texts], np.float32), [len(word) for word, _ in texts]),
            answers=np.full(sum(len(word) for word, _ in texts), answers),
        )

    @classmethod
    def together(cls, parts: Sequence[_Rows]) -> _Rows:
        """These rows, one part after another."""
        columns = zip(*((part.word, part.post, part.count, part.length, part.answers) for part in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))

    def __len__(self) -> int:
        return len(self.word)

    def at(self, rows: Ints | slice) -> _Rows:
        """Some of them."""
        return _Rows(self.word[rows], self.post[rows], self.count[rows], self.length[rows], self.answers[rows])

    def holding(self, word: int) -> _Rows:
        """Those of one word, where they are sorted."""
        # of the same type, or all words would be converted
        first, end = np.searchsorted(self.word, np.array((word, word + 1), dtype=np.int32)).tolist()
        return self.at(slice(first, end))


class Proofs:
    """Where each word stands, and how often: in posts, and in the questions that they answer.

    Weights are those of BM25 (Robertson & Zaragoza 2009, equation 3.15) over what all the words together would weigh.
    """

    def __init__(self) -> None:
        self._author: list[int] = []
        self._at_s: list[int] = []
        self._opens: list[bool] = []
        self._texts: list[_Counted] = []
        self._asked: list[_Counted | None] = []
        self._words = 0.0
        self._questions = 0
        self._chunks: list[_Rows] = []
        self._indexed = 0

    def add(self, author: int, at_s: int, text: _Counted, asked: _Counted | None, *, opens: bool) -> None:
        """A further post, and the question where it is the first answer of its author. O(1)."""
        self._author.append(author)
        self._at_s.append(at_s)
        self._opens.append(opens)
        self._texts.append(text)
        self._asked.append(asked)

    def of(self, authors: Sequence[int], text: _Counted, limit: int) -> list[list[Proof]]:
        """For each author the posts that speak for them, the best first, those alike by the later.

        O(posts that hold its words).
        """
        post, weight, answers = self._weighed(text)
        author = np.array([self._author[one] for one in post.tolist()], dtype=np.int64)
        found = []
        for one in authors:
            own = np.flatnonzero(author == one)
            best = own[np.lexsort((-post[own], -weight[own]))[:limit]].tolist()
            found.append([Proof(int(post[row]), float(weight[row]), bool(answers[row])) for row in best])
        return found

    def holding(self, text: _Counted) -> tuple[Ints, Floats, Ints]:
        """Authors, weights and times of the posts that speak of this. O(posts that hold its words)."""
        post, weight, _ = self._weighed(text)
        author = np.array([self._author[one] for one in post.tolist()], dtype=np.int64)
        return author, weight, np.array([self._at_s[one] for one in post.tolist()], dtype=np.int64)

    def _weighed(self, text: _Counted) -> tuple[Ints, Floats, Bools]:
        """The posts that speak of this, ascending, how much, and whether because of what they answer."""
        self._index()
        rows, worth = self._telling(text)
        length = rows.length * len(self._author) / max(self._words, 1.0)
        often = rows.count * (SATURATION + 1) / (rows.count + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length))
        post, row = np.unique(rows.post.astype(np.int64), return_inverse=True)
        opens = np.array([self._opens[one] for one in post.tolist()], dtype=np.bool_)
        said = np.bincount(row, worth * often * ~rows.answers, len(post)) * np.where(opens, ASKING, 1.0)
        answered = ANSWERING * np.bincount(row, worth * often * rows.answers, len(post))
        sure = said + answered >= ENOUGH
        return post[sure], (said + answered)[sure], answered[sure] > 0

    def _telling(self, text: _Counted) -> tuple[_Rows, Floats]:
        """Where its rarest words stand, and what each row's word is worth: 1 for all of them together."""
        texts = len(self._author) + self._questions
        places = [[chunk.holding(word) for chunk in self._chunks] for word in text[0].tolist()]
        held = np.array([sum(map(len, rows)) for rows in places], dtype=np.int64)
        telling = np.flatnonzero((held > 0) & (held <= max(TELLING * texts, 2)))
        rarest = telling[np.argsort(held[telling], kind="stable")[:MOST_WORDS]]
        worth = np.log1p((texts - held[rarest] + 0.5) / (held[rarest] + 0.5))
        each = np.repeat(worth / max(float(worth.sum()), 1e-9), held[rarest])
        return _Rows.together([_NONE, *(rows for word in rarest.tolist() for rows in places[word])]), each

    def _index(self) -> None:
        """Takes in the posts that came since. O(their words), and once in a while all words."""
        since = range(self._indexed, len(self._author))
        if not since:
            return
        answers = [i for i in since if self._asked[i] is not None]
        asked = [question for i in since if (question := self._asked[i]) is not None]
        said = _Rows.of(np.array(since), self._texts[self._indexed :], answers=False)
        parts = [said, _Rows.of(np.array(answers, dtype=np.int64), asked, answers=True)]
        if len(self._chunks) == CHUNKS:
            parts, self._chunks = [*self._chunks, *parts], []
        rows = _Rows.together(parts)
        self._chunks.append(rows.at(np.argsort(rows.word, kind="stable")))
        self._words += float(said.count.sum())
        self._questions += len(asked)
        self._indexed = len(self._author)


_NONE = _Rows.of(np.zeros(0, np.int64), [], answers=False)
