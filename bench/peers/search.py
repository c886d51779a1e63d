"""BM25 over the posts of a file of JSON lines: an index of texts (bm25s), asked as whoever routes questions would."""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np

FOUND = 200  # posts, for the people behind them to be ranked


def main(posts: str, questions: str) -> None:
    """Prints seconds to index all posts, and the 95th percentile of milliseconds of a question."""
    bm25s = import_module("bm25s")
    told = [json.loads(line) for line in Path(posts).read_text().splitlines()]
    authors = [post["author"] for post in told]
    begun = time.perf_counter()
    index = bm25s.BM25()
    index.index(bm25s.tokenize([post["text"] for post in told], show_progress=False), show_progress=False)
    seconds = time.perf_counter() - begun
    milliseconds = []
    for question in json.loads(Path(questions).read_text()):
        begun = time.perf_counter()
        words = bm25s.tokenize(question["text"], show_progress=False)
        found, _ = index.retrieve(words, k=FOUND, show_progress=False)
        list(dict.fromkeys(authors[post] for post in found[0].tolist()))
        milliseconds.append((time.perf_counter() - begun) * 1e3)
    print(json.dumps({"seconds": seconds, "p95_ms": float(np.percentile(milliseconds, 95))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
