"""Who answers: learning posts and ranking people, beside a search engine for texts."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import numpy as np

from allies.engine import matching
from bench import made, peers
from bench.tables import Figure, Table

POSTS, AUTHORS, QUESTIONS = 100_000, 5_000, 300
LIMIT_MS, LEAST_A_SECOND = 20.0, 5_000


def measure() -> Table:
    """All posts learned, then questions one by one, with a new post learned before each."""
    told = made.posts(POSTS + QUESTIONS, authors=AUTHORS)
    posts, later = told[:POSTS], told[POSTS:]
    router, begun = matching.Router(), time.perf_counter()
    for post in posts:
        router.learn(post.author, post.text, post.at_s, thread=post.thread, question=post.question)
    learned_s = time.perf_counter() - begun
    milliseconds = []
    for post in later:
        router.learn(post.author, post.text, post.at_s, thread=post.thread, question=post.question)
        begun = time.perf_counter()
        _rank(router, post)
        milliseconds.append((time.perf_counter() - begun) * 1e3)
    peer = _peer(posts, later)
    p95_ms, rate = float(np.percentile(milliseconds, 95)), POSTS / learned_s
    bm25 = "BM25 (bm25s)"
    figures = [
        Figure(
            f"rank, p95, {POSTS:,} posts learned",
            f"{p95_ms:.1f} ms",
            f"{LIMIT_MS:.0f} ms",
            p95_ms < LIMIT_MS,
            f"{peer['p95_ms'] / p95_ms:.1f} x {bm25}",
        ),
        Figure(
            "learn, posts a second",
            f"{rate:,.0f}",
            f"{LEAST_A_SECOND:,}",
            rate >= LEAST_A_SECOND,
            f"{rate / (POSTS / peer['seconds']):.1f} x {bm25}",
        ),
        Figure("the longest that one of them waits", f"{max(milliseconds):.0f} ms"),
    ]
    how = (
        f"Posts of 72 words by {AUTHORS:,} people; {QUESTIONS} questions, one post more learned before each. `learn` "
        "takes a post in; topics and weights are learned anew, a part at each question, when a quarter more have come, "
        "as they have before the first. The peer finds posts alone, in an index that is made whole at once."
    )
    return Table("Asks", how, figures)


def _rank(router: matching.Router, post: made.Post) -> None:
    router.rank(post.text, asker=post.author, at_s=post.at_s, limit=10)


def _peer(posts: list[made.Post], later: list[made.Post]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        told, asked = Path(folder) / "posts.jsonl", Path(folder) / "questions.json"
        told.write_text("\n".join(json.dumps({"author": post.author, "text": post.text}) for post in posts))
        asked.write_text(json.dumps([{"text": post.text} for post in later]))
        return peers.ask("search", told, asked)
