"""Who is likely to answer a question, from what everyone asked and answered before."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from operator import index

import numpy as np

from allies.engine import lessons, meaning
from allies.engine.addressed import Addressed
from allies.engine.events import Floats, Ints
from allies.engine.lessons import Lesson, Lessons
from allies.engine.liveliness import Liveliness
from allies.engine.meaning import Meaning, Post
from allies.engine.proofs import Proof, Proofs
from allies.engine.steps import Steps, advanced, finished
from allies.engine.topics import Words
from allies.engine.votes import votes

AGAIN = 1.25  # topics and weights are learned anew when there are a quarter more posts
MOST = 3_000  # the liveliest authors that are ranked, beside those whom the question names
WORK = 15_000  # of `meaning.learned` for one question; takes a good fifth of a second
HASTY = 2_000  # posts to learn from at once, where too little is known to serve meanwhile: a fraction of a second
FAR_MORE = 2.0  # times as many posts as when it began last; what is known says too little
PROOFS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Someone to ask, how likely it is that they answer if one of those suggested does, and what speaks for them."""

    author: str
    chance: float
    proofs: list[Proof]  # the posts that speak for them, the best first; none where they are just there


@dataclass(frozen=True, slots=True)
class Finding:
    """Someone who knows a subject, how surely beside the others, and the posts that prove it."""

    author: str
    weight: float
    proofs: list[Proof]


class Router:
    """Learns who answers what, post by post, and ranks people for a new question.

    People are scored by how lively they are (answers and posts on several time scales, how recently, at which hours),
    by whether the question speaks to them, and by how close it lies to what they wrote, to what they answered (profiles
    as in Balog, Azzopardi & de Rijke 2006, model 1, on the vectors of `topics`), and to the single questions that they
    answered. How much each counts is learned from the latest questions and who answered them (conditional logit:
    McFadden 1974), starting from DEFAULTS.

    >>> router = Router()
    >>> router.learn("alice", "How do I bake bread?", 0, thread="1", question=None)
    >>> router.learn("bob", "With yeast.", 10, thread="1", question="How do I bake bread?")
    >>> router.learn("alice", "Which train goes north?", 20, thread="2", question=None)
    >>> router.learn("charlie", "The slow train.", 30, thread="2", question="Which train goes north?")
    >>> router.rank("My bread does not rise, how to bake it?", asker="alice", at_s=40, limit=2)
    ['bob', 'charlie']
    >>> [(proof.post, proof.answers) for proof in router.evidence("bob", "How do I bake bread?", limit=1)]
    [(1, True)]
    >>> [found.author for found in router.find("train", at_s=40, limit=1)]
    ['charlie']
    """

    def __init__(self) -> None:
        self._words = Words()
        self._number: dict[str, int] = {}
        self._authors: list[str] = []
        self._posts: list[Post] = []
        self._openings: dict[str, tuple[Ints, Floats]] = {}
        self._answered: set[tuple[int, str]] = set()
        self._lively = Liveliness()
        self._addressed = Addressed()
        self._lessons = Lessons()
        self._proofs = Proofs()
        self._meaning = meaning.nothing()
        self._next: Steps[Meaning] | None = None  # what posts mean, while it is learned anew
        self._settled = 0  # how many posts there were when that began last

    def learn(self, author: str, text: str, at_s: int, *, thread: str, question: str | None) -> None:
        """One post, in order of time: `question` is the text being answered, None for an opening post.

        author, text, thread : str.   at_s : int of 64 bits, UTC seconds; ValueError where it is not. O(words) for an
        answer, and for a question O(authors) too. Posts are numbered from 0 as they come.
        """
        at_s = _seconds(at_s)
        number = self._numbered(author)
        counted = self._words.counted(text)
        opens = question is None and thread not in self._openings
        asked = None
        if opens:
            # the asker may write again in the same thread, and that is not the question
            self._openings[thread] = counted
        elif question is not None and (number, thread) not in self._answered:
            self._answered.add((number, thread))
            asked = self._openings.get(thread) or self._words.counted(question)
        self._proofs.add(number, at_s, counted, asked, opens=opens)
        post = Post(number, at_s, counted, asked)
        self._live(post, thread, text.partition("\n")[0], opens=opens)
        self._posts.append(post)

    def settle(self) -> None:
        """Learns topics and weights anew where a quarter more posts have come, and takes in all that came since.

        Questions bring that about by themselves, a part each, and use the topics and weights of before meanwhile; where
        those are of less than half the posts, or there are none, the question learns from the latest posts in haste.
        Called beforehand, even the first question after many posts knows all.
        O(latest posts x topics) with a quarter more posts, else O(posts since).
        """
        self._work_on(math.inf)

    def rank(
        self, text: str, *, asker: str, at_s: int, limit: int,
        load: Mapping[str, float] | None = None, away: Collection[str] = (),
    ) -> list[str]:  # fmt: skip
        """Who should be asked, best first, at most `limit` of them, never the asker.

        text, asker : str.   at_s : int, UTC seconds.   limit : int, at least 0.
        load : how often each was asked of late, at least 0: who was asked once counts half, twice a third, so that
        others who are nearly as good come first.   away : who is not there and is left out.
        O(authors + answers x topics), and a bounded part of learning anew; see `settle`. ValueError that names the
        argument out of range.
        """
        people, score = self._scored(text, asker, at_s, limit, load, away)
        return [self._authors[person] for person in people[_best(score, people, self._authors)[:limit]].tolist()]

    def suggest(
        self, text: str, *, asker: str, at_s: int, limit: int,
        load: Mapping[str, float] | None = None, away: Collection[str] = (),
    ) -> list[Suggestion]:  # fmt: skip
        """As `rank`, each with the chance that it is they who answer if someone does, and what speaks for them."""
        people, score = self._scored(text, asker, at_s, limit, load, away)
        if not len(people):
            return []
        odds = np.exp(score - score.max())
        chance = odds / odds.sum()
        best = _best(score, people, self._authors)[:limit]
        proofs = self._proofs.of(people[best].tolist(), self._words.known(text), PROOFS)
        return [
            Suggestion(self._authors[people[row]], float(chance[row]), proven)
            for row, proven in zip(best.tolist(), proofs, strict=True)
        ]

    def evidence(self, author: str, text: str, *, limit: int) -> list[Proof]:
        """The posts that speak for an author, the best first: what they wrote on it, and what they answered of it.

        author, text : str; who wrote nothing has none.   limit : int, at least 0; ValueError below.
        O(posts with these words).
        """
        _not_negative(limit, "limit")
        if author not in self._number:
            return []
        return self._proofs.of([self._number[author]], self._words.known(text), limit)[0]

    def find(self, text: str, *, at_s: int, limit: int) -> list[Finding]:
        """People who know about something, the best first, with posts that prove it; also who never answered anyone.

        text : str.   at_s : int, UTC seconds.   limit : int, at least 0; ValueError below. O(posts with these words).
        """
        _not_negative(limit, "limit")
        at_s = _seconds(at_s)
        counted = self._words.known(text)
        person, weight, when_s = self._proofs.holding(counted)
        sure = votes(person, weight, when_s, people=len(self._authors), now_s=at_s)
        people = np.flatnonzero(sure > 0)
        best = people[_best(sure[people], people, self._authors)[:limit]].tolist()
        proofs = self._proofs.of(best, counted, PROOFS)
        return [Finding(self._authors[one], float(sure[one]), proven) for one, proven in zip(best, proofs, strict=True)]

    def _scored(
        self, text: str, asker: str, at_s: int, limit: int, load: Mapping[str, float] | None, away: Collection[str]
    ) -> tuple[Ints, Floats]:
        _not_negative(limit, "limit")
        at_s = _seconds(at_s)
        eased = _eased(load or {}, self._number)
        self._work_on(WORK)
        people = self._lively.liveliest(MOST)
        out = [self._number[one] for one in (asker, *away) if one in self._number]
        people = people[~np.isin(people, out)]
        words = self._words.known(text)
        terms = self._terms(text.partition("\n")[0], words, people, at_s)
        close = self._meaning.terms(words, people, at_s)
        score = np.concatenate([terms, close], axis=1) @ self._meaning.weights
        for person, ease in eased.items():
            score[people == person] -= ease
        return people, score

    def _work_on(self, work: float) -> None:
        """Takes in what came since, and goes on learning anew, as far as that much work goes."""
        if work < math.inf and len(self._posts) > HASTY and len(self._posts) >= FAR_MORE * self._settled:
            self._meaning = finished(self._learned(HASTY))
            self._begin()
            return
        if self._next is None and self._posts and len(self._posts) >= AGAIN * self._settled:
            self._begin()
        # half at most, or many posts at once would put off learning anew
        work = work / 2 + self._meaning.take_in(self._posts, work / 2)
        if self._next is not None:
            made, work = advanced(self._next, work)
            if made is not None:
                self._meaning, self._next = made, None
                self._work_on(work)

    def _begin(self) -> None:
        self._settled, self._next = len(self._posts), self._learned(meaning.REACH)

    def _learned(self, reach: int) -> Steps[Meaning]:
        return meaning.learned(self._posts[:], len(self._words), self._lessons.latest(), reach)

    def _live(self, post: Post, thread: str, subject: str, *, opens: bool) -> None:
        """Takes in who was there and who answered; a question as it stood, to learn from."""
        if opens:
            rivals = self._lively.liveliest(lessons.RIVALS)
            terms = self._terms(subject, post.text, rivals, post.at_s)
            self._lessons.add(thread, Lesson(len(self._posts), post.at_s, rivals, terms))
        if post.asked is not None:
            self._lessons.answered(thread, post.author)
        self._lively.add(post.author, post.at_s, opens=opens, answers=post.asked is not None)
        self._addressed.add(post.author, subject, post.at_s)

    def _terms(self, subject: str, words: tuple[Ints, Floats], people: Ints, at_s: int) -> Floats:
        lively = self._lively.terms(people, at_s)
        return np.concatenate([lively, self._addressed.terms(subject, words[0], people, at_s)], axis=1)

    def _numbered(self, author: str) -> int:
        number = self._number.setdefault(author, len(self._number))
        if number == len(self._authors):
            self._authors.append(author)
            self._addressed.name(number, self._words.counted(author)[0])
        return number


def _best(score: Floats, people: Ints, authors: list[str]) -> Ints:
    """Rows by score, the highest first; those alike by name, so that the order of numbering changes nothing."""
    named = sorted(zip((-score).tolist(), [authors[one] for one in people.tolist()], range(len(people)), strict=True))
    return np.array([row for _, _, row in named], dtype=np.int64)


def _eased(load: Mapping[str, float], number: Mapping[str, int]) -> dict[int, float]:
    for author, asked in load.items():
        if not (math.isfinite(asked) and asked >= 0):
            raise ValueError(f"load must hold finite numbers of at least 0: {asked} of {author}.")
    return {number[author]: math.log1p(asked) for author, asked in load.items() if author in number}


def _not_negative(limit: int, name: str) -> None:
    # written so that NaN is refused as well
    if not limit >= 0:
        raise ValueError(f"{name} must not be negative: {limit}.")


def _seconds(at_s: int) -> int:
    try:
        whole = index(at_s)
    except TypeError:
        raise ValueError(f"at_s must be a whole number: {at_s}.") from None
    if not -(2**63) <= whole < 2**63:
        raise ValueError(f"at_s must fit in 64 bits with a sign: {at_s}.")
    return whole
