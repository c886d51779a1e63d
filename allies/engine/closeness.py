"""How close a question lies to what each author wrote, and to the questions that they answered."""

from __future__ import annotations

import numpy as np

from allies.engine.events import DAY_S, Floats, Ints

COLUMNS = 3
FEW = 3.0  # posts; with fewer, what someone writes about is half unknown
SPECK = 0.05  # of length: keeps a profile that is just the usual from pointing anywhere
SHARPNESS = 16.0  # a like question weighs e^16 times one that points nowhere near
QUESTION_DAYS = 365.0
PAIRS = 10_000  # the latest answers whose questions are compared one by one
FEW_ANSWERS = 3.0


class Closeness:
    """Grows post by post, from vectors of one `Topics`; made anew when those are."""

    def __init__(self, usual: Floats) -> None:
        """usual : (width,) float64, the mean of all vectors so far."""
        self._usual = usual
        width = len(usual)
        self._written, self._answered = np.zeros((0, width)), np.zeros((0, width))
        self._posts, self._answers = np.zeros(0), np.zeros(0)
        self._everyone, self._all_posts = np.zeros(width), 0
        self._pairs = 0
        self._author = np.zeros(0, dtype=np.int64)
        self._asked_s = np.zeros(0)
        self._question = np.zeros((0, width), dtype=np.float32)

    def start(self, author: Ints, vectors: Floats, answer: Ints, questions: Floats, asked_s: Ints) -> None:
        """Everything before the first `add`, at once: posts, and which of them answer what.

        author : (n,) int64.   vectors : (n, width).   answer : (m,) int64, the posts that answer.
        questions : (m, width), what each of them answers.   asked_s : (m,) int64, when that was answered. O(n width).
        """
        if not len(author):
            return
        self._make_room(int(author.max()))
        self._written += _summed(author, vectors, len(self._written))
        self._answered += _summed(author[answer], questions, len(self._written))
        self._posts += np.bincount(author, minlength=len(self._posts))
        self._answers += np.bincount(author[answer], minlength=len(self._posts))
        self._everyone, self._all_posts = vectors.sum(axis=0), len(vectors)
        for who, question, at_s in zip(
            author[answer[-PAIRS:]].tolist(), questions[-PAIRS:], asked_s[-PAIRS:].tolist(), strict=True
        ):
            self._remember(who, question, at_s)

    def add(self, author: int, vector: Floats, question: Floats | None, at_s: int) -> None:
        """One more post, and the question if it is the author's first answer to it. O(width)."""
        self._make_room(author)
        self._written[author] += vector
        self._everyone += vector
        self._posts[author] += 1
        self._all_posts += 1
        if question is not None:
            self._answered[author] += question
            self._answers[author] += 1
            self._remember(author, question, at_s)

    def terms(self, vector: Floats, people: Ints, at_s: int) -> Floats:
        """(people, COLUMNS) float64: likeness to what they answered, to what they wrote, and to single questions.

        vector : (width,) float64.   people : (n,) int64.   at_s : int, UTC seconds. O((people + PAIRS) width).
        """
        usual = self._everyone / max(self._all_posts, 1)
        about = vector - usual
        known = np.minimum(people, max(len(self._posts) - 1, 0))
        if not len(self._posts):
            return np.zeros((len(people), COLUMNS))
        columns = [
            _likeness(self._answered[known], self._answers[known], about, usual),
            _likeness(self._written[known], self._posts[known], about, usual),
            self._lift(vector, at_s)[known],
        ]
        terms = np.stack(columns, axis=1)
        terms[people >= len(self._posts)] = 0.0
        return terms

    def _lift(self, vector: Floats, at_s: int) -> Floats:
        """Logarithm of how much more each answers of questions like this one than of all, both fading over a year.

        A kernel estimate (Nadaraya 1964) of who answers at this place among the questions, over who answers at all.
        """
        latest = slice(0, min(self._pairs, PAIRS))
        lift: Floats = np.zeros(len(self._posts))
        about = _pointing(vector[None] - self._usual)[0]
        if latest.stop == 0 or not about.any():
            return lift
        age_days = np.maximum(float(at_s) - self._asked_s[latest], 0.0) / DAY_S
        # only how old they are beside one another counts
        fading = np.exp((age_days.min() - age_days) / QUESTION_DAYS)
        close = fading * np.exp(SHARPNESS * (self._question[latest] @ about.astype(np.float32)))
        close *= fading.sum() / close.sum()
        here = np.bincount(self._author[latest], close, len(lift))
        anywhere = np.bincount(self._author[latest], fading, len(lift))
        return np.log((here + FEW_ANSWERS) / (anywhere + FEW_ANSWERS))

    def _remember(self, author: int, question: Floats, at_s: int) -> None:
        """The latest PAIRS answers, in a ring."""
        if self._pairs == len(self._author) < PAIRS:
            more = min(max(2 * self._pairs, 64), PAIRS) - self._pairs
            self._author = np.concatenate([self._author, np.zeros(more, dtype=np.int64)])
            self._asked_s = np.concatenate([self._asked_s, np.zeros(more)])
            self._question = np.concatenate([self._question, np.zeros((more, len(question)), dtype=np.float32)])
        place = self._pairs % PAIRS
        self._author[place], self._asked_s[place] = author, float(at_s)
        self._question[place] = _pointing(question[None] - self._usual)[0]
        self._pairs += 1

    def _make_room(self, author: int) -> None:
        if author < len(self._posts):
            return
        more = max(author + 1, 2 * len(self._posts), 64) - len(self._posts)
        for name in ("_written", "_answered", "_posts", "_answers"):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros((more, *column.shape[1:]))]))


def _likeness(total: Floats, count: Floats, about: Floats, usual: Floats) -> Floats:
    """Cosine between the question and each profile, both without what everyone writes, less sure with few posts."""
    profile = total / np.maximum(count, 1.0)[:, None] - usual
    length = (np.sqrt((profile**2).sum(axis=1)) + SPECK) * (np.sqrt(about @ about) + 1e-9)
    likeness: Floats = (profile @ about) / length * count / (count + FEW)
    return likeness


def _pointing(vectors: Floats) -> Floats:
    length = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    pointing: Floats = vectors / np.where(length > 0, length, 1.0)
    return pointing


def _summed(row: Ints, vectors: Floats, rows: int) -> Floats:
    """(rows, width) sums of the vectors of each row."""
    # scipy.sparse takes a good part of a second to load, and only questions need it
    from scipy.sparse import csr_array  # noqa: PLC0415

    place = csr_array((np.ones(len(row)), (row, np.arange(len(row)))), shape=(rows, len(row)))
    summed: Floats = place @ vectors
    return summed
