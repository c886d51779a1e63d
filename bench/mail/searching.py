"""Questions to the text index, of words that stand together in a letter: common ones, and ones that are rare."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import numpy as np

from bench import letters
from bench.mail import programs
from bench.mail.homes import Home, say, warm
from bench.mail.sizes import Sizes
from bench.tables import Figure, Table
from bench.timing import faster

LIMIT_MS = 15.0
MOST_WORDS = 3
IN_BATCHES = "--batch-size=20000"  # else mu holds 250,000 messages in memory; only its answers are timed here
WORD = re.compile(r"[a-z0-9]{4,}")


def measure(sizes: Sizes) -> Table:
    """The same Maildir for both, the same questions one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"writing {sizes.searched:,} plain letters, as a Maildir")
        written = letters.Writer(sizes.people).letters(sizes.searched)
        questions: list[str] = []
        heard = _listened(written, questions, sizes.searched // sizes.questions)
        maildir = letters.maildir(folder / "mail", heard)
        warm(maildir)
        home = Home(folder / "home")
        home.bring_in(maildir)
        own = _ask(folder / "questions.json", questions, home)
        indexed = programs.mu(maildir, folder / "mu", options=[IN_BATCHES])
        of_mu = _p95(programs.ask_mu(folder / "mu", questions)) if indexed else None
    search, who = _p95(own["search"]), _p95(own["who"])
    beside = faster(search, of_mu, "mu") if of_mu else programs.MISSING
    figures = [
        Figure("messages for a question, p95", f"{search:.1f} ms", f"{LIMIT_MS:.0f} ms", search < LIMIT_MS, beside),
        Figure("median", f"{np.median(own['search']):.1f} ms"),
        Figure("people for a question (`allies who`), p95", f"{who:.1f} ms"),
        Figure("questions that found something", f"{np.count_nonzero(own['found']):,} of {len(questions):,}"),
    ]
    how = (
        f"{len(questions):,} questions of one to {MOST_WORDS} words drawn from the letters, every other one of rare "
        f"words or numbers; {programs.SHOWN} messages each, in one process that opens the index for each. The peer is "
        f"one `mu server` over the same Maildir, asked as mu4e asks it for {programs.SHOWN} messages. notmuch is not "
        "asked: it is a new process for each question."
    )
    return Table(f"Search over {sizes.searched:,} messages", how, figures)


def _listened(written: Iterable[bytes], questions: list[str], every: int) -> Iterator[bytes]:
    """Hand the letters on, and make a question of one now and then."""
    random = Random(11)
    for number, letter in enumerate(written):
        if number % every == 0:
            questions.append(_question(letter, len(questions), random))
        yield letter


def _question(letter: bytes, number: int, random: Random) -> str:
    """Words from the first lines that are not headers: any of them, or, every other time, the longest."""
    body = letter.partition(b"\n\n")[2].decode()
    lines = [line for line in body.splitlines() if line[:1].isupper() and ":" not in line]
    words = list(dict.fromkeys(WORD.findall(" ".join(lines[:3]).lower())))
    count = number % MOST_WORDS + 1
    return " ".join(sorted(words, key=len)[-count:] if number % 2 else random.sample(words, count))


def _ask(path: Path, questions: list[str], home: Home) -> dict[str, list[float]]:
    """What `bench.mail.inside` measured: milliseconds, and how many messages were found."""
    path.write_text(json.dumps(questions))
    say(f"{len(questions):,} questions")
    command = [sys.executable, "-m", "bench.mail.inside", str(path)]
    ran = subprocess.run(command, env=home.environment, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, list[float]] = json.loads(ran.stdout)
    return told


def _p95(milliseconds: list[float]) -> float:
    return float(np.percentile(milliseconds, 95))
