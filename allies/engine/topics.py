"""What a text is about: a vector in which texts on one subject lie close, learned from the texts themselves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from allies.engine.events import Floats, Ints
from allies.engine.steps import Steps, finished

DIMENSIONS = 150
OVERSAMPLING = 10
POWER_STEPS = 1
COMMON = 0.3  # a word in more than this share of texts says nothing about the subject
LATEST_TEXTS = 10_000  # to learn from; enough for the words of one community, and each step stays short
# a dot may stand in the middle, as in the names of files, but not at the end
_WORD = re.compile(r"[^\W\d_]\w+(?:\.\w+)*")
_PLAIN_WORD = re.compile(_WORD.pattern, re.ASCII)  # half as fast again
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)


class Words:
    """Numbers words in the order of their first appearance."""

    def __init__(self) -> None:
        self._number: defaultdict[str, int] = defaultdict()
        self._number.default_factory = self._number.__len__

    def __len__(self) -> int:
        return len(self._number)

    def counted(self, text: str) -> tuple[Ints, Floats]:
        """The numbers of the text's own words, ascending, and how often each stands there. Quoted lines do not count.

        >>> Words().counted("bread, bread\\n> butter")
        (array([0]), array([2.]))
        """
        counts = _counts(text)
        return _by_number(list(map(self._number.__getitem__, counts)), list(counts.values()))

    def known(self, text: str) -> tuple[Ints, Floats]:
        """As `counted`, of the words that were counted before; the others get no number.

        >>> Words().known("bread")
        (array([], dtype=int64), array([], dtype=float64))
        """
        known = {self._number[word]: count for word, count in _counts(text).items() if word in self._number}
        return _by_number(list(known), list(known.values()))


def _counts(text: str) -> Counter[str]:
    own = _QUOTED.sub("", text.lower()) if ">" in text else text.lower()
    return Counter((_PLAIN_WORD if own.isascii() else _WORD).findall(own))


def _by_number(number: list[int], count: list[int]) -> tuple[Ints, Floats]:
    found = np.array(number, dtype=np.int64)
    order = np.argsort(found)
    return found[order], np.array(count, dtype=np.float64)[order]


class Topics:
    """Latent semantic analysis (Deerwester et al. 1990): weighted words, projected on their main directions."""

    def __init__(self, texts: Sequence[tuple[Ints, Floats]], words: int) -> None:
        """texts : of `Words.counted`.   words : how many words are numbered. O(words of LATEST_TEXTS x DIMENSIONS)."""
        finished(self._learning(texts, words))

    @classmethod
    def in_steps(cls, texts: Sequence[tuple[Ints, Floats]], words: int) -> Steps[Topics]:
        """The same topics, learned in steps of which each goes over the texts once."""
        topics = cls([], 0)
        yield from topics._learning(texts, words)
        return topics

    def _learning(self, texts: Sequence[tuple[Ints, Floats]], words: int) -> Steps[bool]:
        texts = texts[-LATEST_TEXTS:]
        holding = np.bincount(np.concatenate([np.zeros(0, np.int64), *(w for w, _ in texts)]), minlength=words)
        rare = 1 + min(2, len(texts) // 500)
        telling = (holding >= rare) & (holding <= max(COMMON * len(texts), 2))
        self._column = np.where(telling, np.cumsum(telling) - 1, -1)
        self._rarity = np.log((1 + len(texts)) / (1 + holding[telling])) + 1.0
        yield len(texts)
        self._directions = yield from self._main_directions(texts)
        return True

    @property
    def dimensions(self) -> int:
        """How long the vectors are."""
        return int(self._directions.shape[1])

    def vectors(self, texts: Sequence[tuple[Ints, Floats]]) -> Floats:
        """(n, dimensions) float64, each of length 1, or 0 for a text without a telling word known when learning."""
        projected = np.asarray(self._matrix(texts) @ self._directions)
        length = np.sqrt((projected**2).sum(axis=1, keepdims=True))
        vectors: Floats = projected / np.where(length > 0, length, 1.0)
        return vectors

    def _matrix(self, texts: Sequence[tuple[Ints, Floats]]) -> Any:
        """(n, telling words) sparse, each row the text's words weighted by number and rarity, of length 1."""
        # scipy.sparse takes a good part of a second to load, and only questions need it
        from scipy.sparse import csr_array  # noqa: PLC0415

        row = np.repeat(np.arange(len(texts)), [len(word) for word, _ in texts])
        word = np.concatenate([np.zeros(0, np.int64), *(w for w, _ in texts)])
        count = np.concatenate([np.zeros(0), *(c for _, c in texts)])
        known = word < len(self._column)
        known[known] = self._column[word[known]] >= 0
        row, column, count = row[known], self._column[word[known]], count[known]
        weight = (1.0 + np.log(count)) * self._rarity[column]
        length = np.sqrt(np.bincount(row, weight**2, len(texts)))
        start = np.cumsum(np.bincount(row + 1, minlength=len(texts) + 1))
        return csr_array((weight / length[row], column, start), shape=(len(texts), len(self._rarity)))

    def _main_directions(self, texts: Sequence[tuple[Ints, Floats]]) -> Steps[Floats]:
        """(telling words, k) float64, by the randomised range finder of Halko, Martinsson & Tropp (2011, alg. 4.4)."""
        matrix = self._matrix(texts)
        size = min(DIMENSIONS + OVERSAMPLING, *matrix.shape)
        basis = matrix @ np.random.default_rng(0).standard_normal((matrix.shape[1], size))
        yield len(texts)
        for _ in range(POWER_STEPS):
            basis = np.linalg.qr(basis)[0]
            yield len(texts)
            turned = matrix.T @ basis
            yield len(texts)
            basis = matrix @ turned
            yield len(texts)
        basis = np.linalg.qr(basis)[0]
        yield len(texts)
        small = matrix.T @ basis
        yield len(texts)
        # through the small square matrix, which is many times faster than taking the tall one apart
        squared, turn = np.linalg.eigh(small.T @ small)
        kept = np.flatnonzero(squared > 1e-12)[::-1][:DIMENSIONS]
        directions: Floats = small @ turn[:, kept] / np.sqrt(squared[kept])
        return directions
