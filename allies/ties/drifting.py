"""What a tribe writes about in its last year, beside what it wrote about before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from allies.engine import apart, health

YEAR_S = 365 * 86_400
SURE = 1.645  # standard deviations, for a word to be told: one of twenty would by chance
THREADS = 3  # in which a word must stand
SHUFFLES = (19, 180)  # of conversations between the two years: the second lot only for what the first did not match
SEED = 1

Words = Mapping[str, Collection[int]]  # a word -> the conversations that it stands in
Ints = NDArray[np.int64]


def more_of(words: Words, subjects: Sequence[tuple[int, int, str]], *, last_s: int) -> list[str]:
    """The words that the last year has more of than the years before, the most telling first.

    subjects : (conversation, at_s, what it says), the newest first.   last_s : when anything last happened.
    """
    recent = {thread for thread, at_s, _ in subjects if at_s > last_s - YEAR_S}
    known = sorted(words)
    rows = [(int(thread in recent), place) for place, word in enumerate(known) for thread in words[word]]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2)
    if columns[:, 0].all():
        return []  # there were no years before
    found = apart.telling(columns[:, 0], columns[:, 1], groups=2, things=len(known))
    told = (found.group == 1) & (found.score > SURE) & (found.uses >= THREADS)
    return [known[thing] for thing in found.thing[told].tolist()]


def has_changed(words: Words, subjects: Sequence[tuple[int, int, str]], *, last_s: int) -> bool:
    """Whether the words of the last year differ more from those of the year before than chance would make them.

    Two handfuls from one bag differ too: chance is what the same conversations give, dealt out to the two years anew.
    """
    began: dict[int, int] = {}
    for thread, at_s, _ in subjects:
        began[thread] = min(at_s, began.get(thread, at_s))
    known = sorted(words)
    of: dict[int, list[int]] = {thread: [] for thread, at_s in began.items() if at_s > last_s - 2 * YEAR_S}
    for place, name in enumerate(known):
        for thread in words[name]:
            if thread in of:
                of[thread].append(place)
    # conversations in an order that does not come from their numbers
    talks = sorted((began[thread] > last_s - YEAR_S, began[thread], said) for thread, said in of.items() if said)
    is_later = np.array([later for later, _, _ in talks], dtype=np.int64)
    if is_later.all() or not is_later.any():
        return False
    talk = np.repeat(np.arange(len(talks)), [len(said) for _, _, said in talks])
    word = np.array([place for _, _, said in talks for place in said], dtype=np.int64)
    random = np.random.default_rng(SEED)
    (drift,) = _drifts(talk, word, is_later[None, :])
    return all(drift > _drifts(talk, word, _dealt(is_later, random, times)).max() for times in SHUFFLES)


def _dealt(is_later: Ints, random: np.random.Generator, times: int) -> Ints:
    """(times, talks) as many in each year as there were, but others."""
    return random.permuted(np.tile(is_later, (times, 1)), axis=1)


def _drifts(talk: Ints, word: Ints, is_later: Ints) -> NDArray[np.float64]:
    """(times,) how much the words of the two years differ, for each way of dealing the talks out to them."""
    times = len(is_later)
    row = np.repeat(np.arange(times), len(talk))
    return health.drift(row, np.tile(word, times), is_later[:, talk].ravel(), [0, 1, 2], tribes=times)[:, 1]
