"""What posts mean: their topics, who is close to what, and how much that and the rest counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allies.engine import addressed, closeness, liveliness
from allies.engine.choices import fit_any
from allies.engine.closeness import Closeness
from allies.engine.events import Floats, Ints
from allies.engine.lessons import Lesson
from allies.engine.steps import Steps
from allies.engine.topics import Topics

REACH = 20_000  # the latest posts that count for who wrote and answered what; what came before is too old to tell
TOGETHER = 2_000  # posts of one step
TAKING, LESSON, WEIGHING = 3, 40, 10_000  # what a post, a lesson and all weights cost, beside a text on all topics
PRECISION = 30.0  # of each weight, for a term of the usual spread
SPREAD = 0.05  # the least; what hardly differs among those there were cannot be told to matter
DEFAULTS = np.zeros(liveliness.COLUMNS + addressed.COLUMNS + closeness.COLUMNS)
"""Before anything is learned: answers of the last three months, and likeness to what was answered, what was written."""
DEFAULTS[liveliness.OF_A_SEASON] = 1.0
DEFAULTS[-closeness.COLUMNS :] = (2.0, 2.0, 0.5)


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it was learned."""

    author: int
    at_s: int
    text: tuple[Ints, Floats]  # of `topics.Words`
    asked: tuple[Ints, Floats] | None  # the words of the question, where this is the author's first answer to it


class Meaning:
    """Topics with those who are close to them, growing post by post, and the weights that were learned with them."""

    def __init__(self, topics: Topics, near: Closeness, weights: Floats, posts: int) -> None:
        """near : of these topics, with the first `posts` posts taken in.   weights : (k,) of all terms."""
        self._topics = topics
        self._closeness = near
        self.weights = weights
        self._posts = posts

    def take_in(self, posts: Sequence[Post], work: float) -> float:
        """The posts that came since, the earliest first, as far as the work goes: what is left of it. O(those)."""
        while self._topics.dimensions and self._posts < len(posts) and work > 0:
            since = posts[self._posts : self._posts + 1 + int(min(work, TAKING * TOGETHER)) // TAKING]
            for post, text, question in zip(since, *_vectors(self._topics, since), strict=True):
                _draw_close(self._closeness, post, text, question)
            self._posts += len(since)
            work -= TAKING * len(since)
        return work

    def terms(self, words: tuple[Ints, Floats], people: Ints, at_s: int) -> Floats:
        """(people, closeness.COLUMNS) float64, how close a question lies to each. `words` : of `Words.known`."""
        return self._closeness.terms(self._topics.vectors([words])[0], people, at_s)


def nothing() -> Meaning:
    """Before anything is learned."""
    return Meaning(Topics([], 0), Closeness(np.zeros(0)), DEFAULTS, 0)


def learned(posts: Sequence[Post], words: int, lessons: Sequence[tuple[Lesson, Floats]], reach: int) -> Steps[Meaning]:
    """What the latest posts mean, and the weights under which who answered the latest questions stood out.

    words : how many are numbered.   lessons : of `Lessons.latest`, none later than the posts.   reach : posts, at least
    1.   O(reach x topics), in steps; one unit of work is one text on all topics.
    """
    begin, posts_now = max(len(posts) - reach, 0), len(posts)
    posts = posts[begin:]
    lessons = [lesson for lesson in lessons if lesson[0].post >= begin]
    topics = yield from Topics.in_steps([post.text for post in posts], words)
    texts, asked = yield from _all_vectors(topics, posts)
    near, known = Closeness(texts.mean(axis=0)), lessons[0][0].post - begin if lessons else len(posts)
    _begin_close(near, posts[:known], texts, asked)
    yield known
    questions = []
    for lesson, chosen in lessons:
        for i in range(known, lesson.post - begin):
            _draw_close(near, posts[i], texts[i], asked[i])
        known = lesson.post - begin
        close = near.terms(texts[known], lesson.rivals, lesson.at_s)
        questions.append((np.concatenate([lesson.terms, close], axis=1), chosen))
        yield LESSON
    for i in range(known, len(posts)):
        _draw_close(near, posts[i], texts[i], asked[i])
    weights = _weighed(questions)
    yield WEIGHING * len(questions) // 1000
    return Meaning(topics, near, weights, posts_now)


def _all_vectors(topics: Topics, posts: Sequence[Post]) -> Steps[tuple[Floats, Floats]]:
    texts, asked = np.zeros((2, len(posts), topics.dimensions))
    for start in range(0, len(posts), TOGETHER):
        rows = slice(start, start + TOGETHER)
        texts[rows], asked[rows] = _vectors(topics, posts[rows])
        yield 2 * len(posts[rows])
    return texts, asked


def _vectors(topics: Topics, posts: Sequence[Post]) -> tuple[Floats, Floats]:
    """(n, width) of the texts, and of the questions that they answer, nought where they answer none."""
    texts = topics.vectors([post.text for post in posts])
    asked = np.zeros_like(texts)
    answers = [i for i, post in enumerate(posts) if post.asked is not None]
    asked[answers] = topics.vectors([counted for post in posts if (counted := post.asked) is not None])
    return texts, asked


def _begin_close(near: Closeness, posts: Sequence[Post], texts: Floats, asked: Floats) -> None:
    """Takes in these posts at once; `texts` and `asked` begin with theirs."""
    author = np.array([post.author for post in posts], dtype=np.int64)
    answers = np.array([i for i, post in enumerate(posts) if post.asked is not None], dtype=np.int64)
    when_s = np.array([posts[i].at_s for i in answers], dtype=np.int64)
    near.start(author, texts[: len(posts)], answers, asked[answers], when_s)


def _draw_close(near: Closeness, post: Post, text: Floats, question: Floats) -> None:
    near.add(post.author, text, question if post.asked is not None else None, post.at_s)


def _weighed(questions: list[tuple[Floats, Floats]]) -> Floats:
    """The weights, each held to its default as firmly as its term is spread."""
    if not questions:
        return DEFAULTS
    spread = np.maximum(np.concatenate([terms for terms, _ in questions]).std(axis=0), SPREAD)
    scaled = [(terms / spread, chosen) for terms, chosen in questions]
    precision = np.full(len(DEFAULTS), PRECISION)
    weights: Floats = fit_any(scaled, prior=DEFAULTS * spread, precision=precision) / spread
    return weights
