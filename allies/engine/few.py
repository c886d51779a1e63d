"""The best plan of a short list of candidates, by going through every plan that differs in what still counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_OPTIONS, MOST_STATES = 40, 5_000  # beyond these a solver is faster


@dataclass(frozen=True, slots=True)
class Option:
    """One candidate. `channel` counts from 0."""

    value: float
    minutes: float
    gives: bool
    channel: int
    person: int


Counts = tuple[int, ...]  # chosen in each channel
State = tuple[float, Counts, int, bool]  # minutes, in each channel, asks beyond gives, whether anything asks
Plans = dict[State, tuple[float, tuple[int, ...]]]  # the best value that leads there, and by which options


def best(
    options: Sequence[Option], *, budget: float, per_channel: int, channels: int, balance: int
) -> list[int] | None:
    """Indices of the most valuable options that fit together, in ascending order; None when there are too many plans.

    budget : minutes.   per_channel : at most this many in one of the `channels`.   balance : asks may outnumber gives
    by this many; a plan that asks nothing is always allowed. At most one option is chosen for each person.

    Dynamic programming over the persons (Bellman 1957; Martello & Toth 1990, section 3.4, for the multiple-choice
    knapsack). Two plans that have used the same minutes, channels and balance can be continued alike: the better stays.

    >>> options = [Option(5, 10, False, 0, 0), Option(4, 5, True, 0, 1), Option(3, 5, True, 1, 2)]
    >>> best(options, budget=15, per_channel=2, channels=2, balance=0)
    [0, 1]
    """
    if len(options) > MOST_OPTIONS:
        return None
    by_person: dict[int, list[int]] = {}
    for index, option in enumerate(options):
        by_person.setdefault(option.person, []).append(index)
    plans: Plans = {(0.0, (0,) * channels, 0, False): (0.0, ())}
    for indices in by_person.values():
        plans = _with_one_more(plans, options, indices, budget=budget, per_channel=per_channel)
        if len(plans) > MOST_STATES:
            return None
    allowed = [found for (_, _, beyond, asks), found in plans.items() if beyond <= balance or not asks]
    return sorted(max(allowed, key=lambda found: found[0])[1])


def _with_one_more(
    plans: Plans, options: Sequence[Option], indices: Sequence[int], *, budget: float, per_channel: int
) -> Plans:
    """Every plan as it is, and with each option of one more person."""
    grown = dict(plans)
    for (minutes, counts, beyond, asks), (value, chosen) in plans.items():
        for index in indices:
            option = options[index]
            if minutes + option.minutes > budget or counts[option.channel] == per_channel:
                continue
            there = (*counts[: option.channel], counts[option.channel] + 1, *counts[option.channel + 1 :])
            state = (minutes + option.minutes, there, beyond + (-1 if option.gives else 1), asks or not option.gives)
            if state not in grown or grown[state][0] < value + option.value:
                grown[state] = (value + option.value, (*chosen, index))
    return grown
