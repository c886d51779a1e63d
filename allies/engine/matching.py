"""Who is likely to answer a question, from what everyone asked and answered before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allies.engine import logistic
from allies.engine.events import DAY_S, Floats, Ints
from allies.engine.topics import Topics, Words

MEMORIES_DAYS = (30.0, 90.0, 365.0)
FEW = 3.0  # posts; with fewer, what someone writes about is half unknown
AGAIN = 1.25  # learned anew when there are a quarter more posts
LATEST_QUESTIONS = 300  # to learn the weights from
RIVALS = 200  # the liveliest; to add those beyond who answered would teach that the quiet answer
PRECISION = 1.0
DEFAULTS = np.array([0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 2.0])
"""Before anything is learned: answers of the last three months, and both kinds of likeness."""


@dataclass(frozen=True, slots=True)
class _Post:
    author: int
    at_s: int
    thread: str
    text: tuple[Ints, Floats]
    question: tuple[Ints, Floats] | None  # the words being answered, None for an opening post


_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0))


class Router:
    """Learns who answers what, post by post, and ranks people for a new question.

    People are scored by how much they answered of late, on three time scales, by how recently they wrote, and by how
    close the question lies to what they wrote and to the questions that they answered (profiles as in Balog, Azzopardi
    & de Rijke 2006, model 1, on the vectors of `topics`). How much each counts is learned from the latest questions and
    who answered them (conditional logit: McFadden 1974), starting from DEFAULTS.

    >>> router = Router()
    >>> router.learn("alice", "How do I bake bread?", 0, thread="1", question=None)
    >>> router.learn("bob", "With yeast.", 10, thread="1", question="How do I bake bread?")
    >>> router.learn("alice", "Which train goes north?", 20, thread="2", question=None)
    >>> router.learn("charlie", "The slow one.", 30, thread="2", question="Which train goes north?")
    >>> router.rank("My bread does not rise, how to bake it?", asker="alice", at_s=40, limit=2)
    ['bob', 'charlie']
    """

    def __init__(self) -> None:
        self._words = Words()
        self._number: dict[str, int] = {}
        self._authors: list[str] = []
        self._posts: list[_Post] = []
        self._openings: dict[str, tuple[Ints, Floats]] = {}
        self._learned = 0  # how many posts there were when topics and weights were learned
        self._profiles = _Profiles(None)
        self._weights = DEFAULTS

    def learn(self, author: str, text: str, at_s: int, *, thread: str, question: str | None) -> None:
        """One post, in order of time: `question` is the text being answered, None for an opening post.

        author, text, thread : str.   at_s : int, UTC seconds. O(words): what it means is worked out when asked.
        """
        number = self._number.setdefault(author, len(self._number))
        if number == len(self._authors):
            self._authors.append(author)
        counted = self._words.counted(text)
        asked = None
        if question is None:
            # the asker may write again in the same thread, and that is not the question
            self._openings.setdefault(thread, counted)
        else:
            asked = self._openings.get(thread) or self._words.counted(question)
        self._posts.append(_Post(number, at_s, thread, counted, asked))

    def rank(self, text: str, *, asker: str, at_s: int, limit: int) -> list[str]:
        """Who should be asked, best first, at most `limit` of them, never the asker.

        text, asker : str.   at_s : int, UTC seconds.   limit : int, at least 0; ValueError below.
        O(authors) for most calls; the topics and weights are learned anew whenever a quarter more posts have come.
        """
        if limit < 0:
            raise ValueError(f"limit must not be negative: {limit}.")
        self._catch_up()
        people, terms = self._profiles.terms(self._profiles.vectors([self._words.counted(text)])[0], at_s)
        score = terms @ self._weights
        ranked = sorted(zip((-score).tolist(), (self._authors[person] for person in people.tolist()), strict=True))
        return [author for _, author in ranked if author != asker][:limit]

    def _catch_up(self) -> None:
        if self._posts and len(self._posts) >= AGAIN * self._learned:
            self._learned = len(self._posts)
            self._profiles = _Profiles(Topics([post.text for post in self._posts], len(self._words)))
            self._weights = self._profiles.replay(self._posts)
        self._profiles.add_all(self._posts[self._profiles.posts :])


class _Profiles:
    """What is known of each author after some posts: how lively, and on what."""

    def __init__(self, topics: Topics | None) -> None:
        self.posts = 0
        self._topics = topics
        self._clock_s = 0
        width = topics.dimensions if topics else 0
        self._lively = np.zeros((0, len(MEMORIES_DAYS)))
        self._last_s = np.zeros(0)
        self._answers = np.zeros(0)
        self._written = np.zeros((0, width))
        self._answered = np.zeros((0, width))
        self._texts = np.zeros(0)
        self._everyone = np.zeros(width)
        self._counted: set[tuple[int, str]] = set()

    def vectors(self, texts: list[tuple[Ints, Floats]]) -> Floats:
        """(n, width) what the texts are about; of no width before anything is learned."""
        return self._topics.vectors(texts) if self._topics else np.zeros((len(texts), 0))

    def add_all(self, posts: list[_Post]) -> None:
        """Further posts, none before the last one."""
        if not posts:
            return
        texts = self.vectors([post.text for post in posts])
        questions = self.vectors([post.question or _NOTHING for post in posts])
        for post, text, question in zip(posts, texts, questions, strict=True):
            self._add(post, text, question)

    def _add(self, post: _Post, text: Floats, question: Floats) -> None:
        self._make_room(post.author)
        self._age(post.at_s)
        self._written[post.author] += text
        self._everyone += text
        self._texts[post.author] += 1
        self._last_s[post.author] = self._clock_s
        if post.question is not None:
            self._lively[post.author] += 1
            if (post.author, post.thread) not in self._counted:
                self._counted.add((post.author, post.thread))
                self._answers[post.author] += 1
                self._answered[post.author] += question
        self.posts += 1

    def terms(self, text: Floats, at_s: int) -> tuple[Ints, Floats]:
        """The people who have answered before, and (people, 7) float64, one column for each of DEFAULTS."""
        people = np.flatnonzero(self._answers > 0)
        if not len(people):
            return people, np.zeros((0, len(DEFAULTS)))
        age_days = max(0.0, float(at_s) - float(self._clock_s)) / DAY_S
        lively = self._lively[people] * np.exp(-age_days / np.array(MEMORIES_DAYS))
        silence_days = np.maximum(float(at_s) - self._last_s[people], 0.0) / DAY_S
        usual = self._everyone / max(self.posts, 1)
        about = text - usual
        columns = [
            *np.log(lively + 1e-3).T,
            -np.log1p(silence_days),
            np.log1p(self._answers[people]),
            _likeness(self._answered[people], self._answers[people], about, usual),
            _likeness(self._written[people], self._texts[people], about, usual),
        ]
        return people, np.stack(columns, axis=1)

    def replay(self, posts: list[_Post]) -> Floats:
        """Adds the posts one by one; the weights under which those who answered the latest questions stood out."""
        answerers: dict[str, set[int]] = {}
        for post in posts:
            if post.question is not None:
                answerers.setdefault(post.thread, set()).add(post.author)
        # only the first post of a thread: by a later one it shows who answered
        first = {post.thread: i for i, post in reversed(list(enumerate(posts)))}
        openings = sorted(i for thread, i in first.items() if thread in answerers and posts[i].question is None)
        latest = set(openings[-LATEST_QUESTIONS:])
        questions = []
        texts = self.vectors([post.text for post in posts])
        asked = self.vectors([post.question or _NOTHING for post in posts])
        for i, post in enumerate(posts):
            if i in latest:
                people, terms = self.terms(texts[i], post.at_s)
                answered = np.isin(people, list(answerers[post.thread]))
                rivals = np.argsort(-terms[:, 1], kind="stable")[:RIVALS]
                if answered[rivals].any():
                    questions.append((terms[rivals], answered[rivals].astype(np.float64)))
            self._add(post, texts[i], asked[i])
        return logistic.fit_choices(questions, prior=DEFAULTS, precision=PRECISION)

    def _age(self, at_s: int) -> None:
        """Lets the liveliness fade up to a moment; a post that comes late counts as of now."""
        if self.posts and at_s > self._clock_s:
            age_days = (float(at_s) - float(self._clock_s)) / DAY_S
            self._lively *= np.exp(-age_days / np.array(MEMORIES_DAYS))
        self._clock_s = max(at_s, self._clock_s) if self.posts else at_s

    def _make_room(self, author: int) -> None:
        if author < len(self._texts):
            return
        more = max(author + 1, 2 * len(self._texts), 64) - len(self._texts)
        for name in ("_lively", "_last_s", "_answers", "_written", "_answered", "_texts"):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros((more, *column.shape[1:]))]))


def _likeness(total: Floats, count: Floats, about: Floats, usual: Floats) -> Floats:
    """Cosine between the question and each profile, both without what everyone writes, less sure with few posts."""
    profile = total / np.maximum(count, 1.0)[:, None] - usual
    # the added speck keeps a profile that is just the usual from pointing anywhere
    length = (np.sqrt((profile**2).sum(axis=1)) + 0.05) * (np.sqrt(about @ about) + 1e-9)
    likeness: Floats = (profile @ about) / length * count / (count + FEW)
    return likeness
