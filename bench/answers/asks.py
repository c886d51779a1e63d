"""Who answered: posts in order of time, and before each of the last answered questions, whom would one have asked?"""

from __future__ import annotations

import json
import lzma
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from allies.engine import matching
from bench.tables import Figure, Table

LAST, RANKED, FIRST = 0.2, 50, 5
DECAY_S = 180 * 86_400


@dataclass(frozen=True, slots=True)
class Post:
    """One post; `opening` is the place of the post that its thread began with."""

    author: str
    text: str
    at_s: int
    opening: int


def measure(path: Path) -> Table:
    """Mean reciprocal rank of the first who then replied, and how often one of the first five did."""
    posts = _read(path)
    answered = _answered(posts)
    questions = sorted(answered)
    tested = set(questions[int(len(questions) * (1 - LAST)) :])
    router, lively = matching.Router(), _Lively()
    ranks: dict[str, list[float]] = {"ours": [], "most answers of late": []}
    for place, post in enumerate(posts):
        if place in tested:
            said = {
                "ours": router.rank(post.text, asker=post.author, at_s=post.at_s, limit=RANKED),
                "most answers of late": lively.rank(asker=post.author, at_s=post.at_s),
            }
            for who, people in said.items():
                ranks[who].append(_rank(people, answered[place]))
        opening = posts[post.opening]
        replies = post.opening != place and post.author != opening.author
        question = opening.text if replies else None
        router.learn(post.author, post.text, post.at_s, thread=str(post.opening), question=question)
        if replies:
            lively.learn(post.author, post.at_s)
    figures = []
    for name, target, score in (("MRR", 0.66, _reciprocal), (f"hit@{FIRST}", 0.86, _hit)):
        own, other = score(ranks["ours"]), score(ranks["most answers of late"])
        figures.append(Figure(name, f"{own:.3f}", f"{target}", own >= target, f"most answers of late {other:.3f}"))
    how = f"{len(posts):,} posts of r-package-devel; the last {len(tested)} answered questions, each before any reply."
    return Table("Quality: asks", how, figures)


class _Lively:
    """Who answered most, each answer fading over half a year."""

    def __init__(self) -> None:
        self._weight: defaultdict[str, float] = defaultdict(float)
        self._at_s: dict[str, int] = {}

    def learn(self, author: str, at_s: int) -> None:
        self._weight[author] = self._now(author, at_s) + 1
        self._at_s[author] = at_s

    def rank(self, *, asker: str, at_s: int) -> list[str]:
        known = sorted(self._weight, key=lambda author: (-self._now(author, at_s), author))
        return [author for author in known if author != asker][:RANKED]

    def _now(self, author: str, at_s: int) -> float:
        return self._weight[author] * math.exp((self._at_s.get(author, at_s) - at_s) / DECAY_S)


def _read(path: Path) -> list[Post]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: int(row["at_s"]))
    place = {row["id"]: number for number, row in enumerate(rows)}
    parent = [place.get(row["parent"], number) for number, row in enumerate(rows)]
    opening = []
    for number in range(len(rows)):
        above, seen = number, {number}
        while parent[above] != above and parent[above] not in seen:
            above = parent[above]
            seen.add(above)
        opening.append(above)
    return [
        Post(row["author"], f"{row['subject']}\n{row['text']}", int(row["at_s"]), opening[number])
        for number, row in enumerate(rows)
    ]


def _answered(posts: list[Post]) -> dict[int, set[str]]:
    """Opening post -> who else wrote in its thread."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for place, post in enumerate(posts):
        if post.opening != place and post.author != posts[post.opening].author:
            found[post.opening].add(post.author)
    return dict(found)


def _rank(people: list[str], replied: set[str]) -> float:
    """From 1; infinite where nobody of them replied."""
    return next((float(rank) for rank, author in enumerate(people, 1) if author in replied), math.inf)


def _reciprocal(ranks: list[float]) -> float:
    return float(np.mean(1 / np.array(ranks)))


def _hit(ranks: list[float]) -> float:
    return float(np.mean(np.array(ranks) <= FIRST))
