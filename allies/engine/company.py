"""What two who may be one person have in common beside their names: threads they wrote in, teams they belong to."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

MOST = 3.0  # company can tip the scales, not fill them: those who know each other stand in the same threads too


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two rows of two people who may be one: how likely, and why, the weightiest reason first."""

    one: int
    other: int
    probability: float
    evidence: tuple[str, ...]


def in_company(
    pairs: Sequence[Candidate],
    *,
    threads: Mapping[int, Collection[int]],
    teams: Mapping[int, Collection[int]],
    at_least: float = 0.0,
) -> list[Candidate]:
    """The pairs anew, with what the two have in common; the likeliest first.

    pairs : as `identity.candidates` gives them.   threads, teams : by the rows that the pairs name, whatever number
    stands for a thread or a team; a row that is missing stands in none.   at_least : as for `candidates`.
    Each kind multiplies the odds by the square root of one more than what is in common, both together by MOST at most.
    O(pairs and what they stand in). After Bhattacharya & Getoor (2007), "Collective entity resolution in relational
    data", section 4; how much company weighs is set low by judgement: no data with known answers has it.

    >>> pair = Candidate(0, 1, 0.5, ("the same name",))
    >>> in_company([pair], threads={0: [7, 8, 9], 1: [7, 8, 9]}, teams={})[0].probability
    0.6666666666666666
    """
    weighed = [_in_company(pair, threads, teams) for pair in pairs]
    kept = [pair for pair in weighed if pair.probability >= at_least]
    return sorted(kept, key=lambda pair: (-pair.probability, pair.one, pair.other))


def floor_without(at_least: float) -> float:
    """The smallest probability that company could still lift to this one.

    >>> round(floor_without(0.5), 3)
    0.25
    """
    return at_least / (at_least + MOST * (1 - at_least)) if at_least < 1 else 1.0


def _in_company(
    pair: Candidate, threads: Mapping[int, Collection[int]], teams: Mapping[int, Collection[int]]
) -> Candidate:
    counts = [len(set(where.get(pair.one, ())) & set(where.get(pair.other, ()))) for where in (threads, teams)]
    if not any(counts):
        return pair
    ratio = min(math.prod(math.sqrt(1 + count) for count in counts), MOST)
    probability = pair.probability * ratio / (pair.probability * ratio + 1 - pair.probability)
    said = [words for words in (_of_threads(counts[0]), _of_teams(counts[1])) if words]
    return replace(pair, probability=probability, evidence=(*pair.evidence, *said))


def _of_threads(count: int) -> str:
    return f"wrote in {count} of the same threads" if count > 1 else "wrote in the same thread" if count else ""


def _of_teams(count: int) -> str:
    return f"in {count} of the same teams" if count > 1 else "in the same team" if count else ""
