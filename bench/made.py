"""Data made by seed, as large as the engine is to bear: events, pairs, posts, names, candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BEGIN, END = "bdfghjklmnprstvz", ("a", "e", "i", "o", "u", "ai", "ea", "ou", "yn", "er")
DAY_S = 86_400
NOW_S = 1_700_000_000
YEARS_S = 4 * 365 * DAY_S

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def events(rows: int, *, ties: int, owners: int) -> dict[str, Any]:
    """Columns of the engine: a few ties are lively, each lives for some time, and goes silent."""
    random = np.random.default_rng(1)
    tie = _drawn(random.pareto(1.2, ties) + 0.2, rows, random)
    begins, lasts = random.random(ties), random.random(ties) ** 2
    at = begins[tie] + (1 - begins[tie]) * lasts[tie] * random.random(rows)
    return {
        "tie": tie,
        "at_s": (NOW_S - YEARS_S * (1 - at)).astype(np.int64),
        "outgoing": random.random(rows) < random.random(ties)[tie],
        "size": 2 + random.poisson(random.pareto(2, rows) * 0.7),
        "owner": random.integers(0, owners, ties),
        "now_s": NOW_S,
        "ties": ties,
    }


@dataclass(frozen=True, slots=True)
class Network:
    """Pairs that lie within circles and across."""

    first: Ints
    second: Ints
    weight: Floats
    circle: Ints  # (people,) the one that each person was put in


def network(people: int, pairs: int, *, across: float, seed: int = 1) -> Network:
    """Circles of 20 to 2,000 and ties of a few to a thousand, both by power laws.

    After Lancichinetti, Fortunato & Radicchi (2008), "Benchmark graphs for testing community detection algorithms".
    across : share of the pairs that are drawn from everyone.
    """
    random = np.random.default_rng(seed)
    sizes = (20 * 2_000 / (2_000 - random.random(people) * 1_980)).astype(np.int64)
    circle = np.repeat(np.arange(people), sizes)[:people]
    reach = np.cumsum(np.minimum(random.pareto(1.5, people) + 1, 200))
    edges = np.searchsorted(circle, np.arange(circle[-1] + 2))
    below = np.concatenate([[0.0], reach])[edges]
    known = np.zeros(0, dtype=np.int64)
    while len(known) < pairs:
        rows = int(1.3 * (pairs - len(known))) + 100
        one = np.searchsorted(reach, random.random(rows) * reach[-1])
        stays = random.random(rows) >= across
        low, high = np.where(stays, below[circle[one]], 0.0), np.where(stays, below[circle[one] + 1], reach[-1])
        other = np.minimum(np.searchsorted(reach, low + random.random(rows) * (high - low)), people - 1)
        key = np.minimum(one, other) * people + np.maximum(one, other)
        known = np.unique(np.concatenate([known, key[one != other]]))
    known, name = random.permutation(known)[:pairs], random.permutation(people)
    of = np.empty(people, dtype=np.int64)
    of[name] = circle
    return Network(name[known // people], name[known % people], random.pareto(2, pairs) + 1, of)


def mailings(found: Network) -> tuple[Ints, Ints, Ints]:
    """(sender, recipient, at_s) of letters along these pairs, more where they weigh more."""
    random = np.random.default_rng(2)
    letters = np.minimum(np.ceil(found.weight), 12).astype(np.int64)
    one, other = np.repeat(found.first, letters), np.repeat(found.second, letters)
    turned = random.random(len(one)) < 0.5
    at_s = NOW_S - random.integers(0, YEARS_S // 2, len(one))
    return np.where(turned, other, one), np.where(turned, one, other), at_s


def running_words(count: int, random: np.random.Generator) -> list[str]:
    """Words as they follow one another in texts: 30,000, each the rarer the later it was made."""
    vocabulary = [_word(number) for number in range(30_000)]
    return [vocabulary[number] for number in _drawn(1 / (np.arange(30_000) + 10.0), count, random).tolist()]


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a list."""

    author: str
    text: str
    at_s: int
    thread: str
    question: str | None


def posts(count: int, *, authors: int, words: int = 60) -> list[Post]:
    """Threads of a question and three answers on one of 200 subjects, by those who know something of it."""
    random = np.random.default_rng(3)
    vocabulary = np.array([_word(number) for number in range(30_000)])
    usual = 1 / (np.arange(len(vocabulary)) + 10.0)
    common = vocabulary[_drawn(usual, 4_000_000, random)]
    subjects = random.integers(500, len(vocabulary), (200, 40))
    who_knows = _drawn(random.pareto(1.2, authors) + 0.1, 200 * 60, random).reshape(200, 60)
    told, question = [], ""
    for number in range(count):
        subject = (number // 4) % len(subjects)
        place = int(random.integers(0, len(common) - words))
        text = " ".join([*common[place : place + words], *vocabulary[random.choice(subjects[subject], 12)]])
        author = f"person{who_knows[subject, random.integers(0, who_knows.shape[1])]}"
        if number % 4 == 0:
            question = text
        at_s = NOW_S - YEARS_S + number * (YEARS_S // count)
        told.append(Post(author, text, at_s, str(number // 4), None if number % 4 == 0 else question))
    return told


def names(count: int, *, people: int) -> tuple[list[str], list[str], Ints]:
    """Names and addresses as people write them, and who is behind each."""
    random = np.random.default_rng(4)
    first = [_word(number).title() for number in range(600)]
    last = [_word(number * 7 + 3).title() for number in range(4_000)]
    given, family = _drawn(1 / (np.arange(600) + 8.0), people, random), random.integers(0, len(last), people)
    person = random.integers(0, people, count)
    written, addresses = [], []
    for one, way in zip(person.tolist(), random.integers(0, 5, count).tolist(), strict=True):
        a, b = first[given[one]], last[family[one]]
        written.append((f"{a} {b}", f"{b}, {a}", f"{a} {b}", a, f"{a[0]}. {b}")[way])
        local = (f"{a}.{b}", f"{a[0]}{b}", f"{b}{one % 90 + 10}", f"{a}.{b}", f"{a}")[(way + one) % 5]
        addresses.append(f"{local.lower()}@{last[one % 300].lower()}.example")
    return written, addresses, person


def candidates(count: int) -> dict[str, Any]:
    """Suggestions for one day, with the limits of a day on which asking is nearly used up."""
    random = np.random.default_rng(5)
    return {
        "value": random.random(count).round(3).tolist(),
        "minutes": random.choice([2.0, 3.0, 5.0, 8.0, 10.0, 15.0], count).tolist(),
        "gives": (random.random(count) < 0.4).tolist(),
        "channel": random.integers(0, 4, count).tolist(),
        "person": random.integers(0, int(0.6 * count), count).tolist(),
        "budget": 30.0,
        "per_channel": 3,
        "given": 4,
        "asked": 3,
    }


def _drawn(weight: Floats, count: int, random: np.random.Generator) -> Ints:
    """(count,) numbers, each as often as it weighs."""
    upto = np.cumsum(weight)
    number: Ints = np.minimum(np.searchsorted(upto, random.random(count) * upto[-1]), len(weight) - 1)
    return number


def _word(number: int) -> str:
    """A word that can be said, another for each number."""
    said = ""
    number += len(BEGIN) * len(END)
    while number:
        number, syllable = divmod(number, len(BEGIN) * len(END))
        said += BEGIN[syllable % len(BEGIN)] + END[syllable // len(BEGIN)]
    return said
