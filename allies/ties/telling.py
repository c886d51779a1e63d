"""What someone is on: the words of theirs that say most, by the text index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from allies.people.models import Member
from allies.ties import index
from allies.ties.naming import says_something

TWICE = 2  # texts of someone's in which a word must stand to say what they are on


@dataclass(frozen=True, slots=True)
class Telling:
    """A word of someone's, how much it says, and the traces that hold it."""

    word: str
    rarity: float
    traces: list[int]


def telling(member: Member, texts: Iterable[str], *, words: int, limit: int) -> list[Telling]:
    """The words that say most about what these texts are on, each in two of them at least; the most telling first.

    limit : traces that are found for each, those first in which it weighs most.
    """
    words_of = index.opened(member)
    if words_of is None:
        return []
    uses = Counter(word for text in texts for word in set(words_of.analyzer.analyze(text)) if says_something(word))
    rarity = {word: words_of.rarity(word) for word, count in uses.items() if count >= TWICE}
    best = sorted(rarity, key=lambda word: (-uses[word] * rarity[word], word))[:words]
    return [Telling(word, rarity[word], [trace for trace, _ in words_of.search(word, limit)]) for word in best]
