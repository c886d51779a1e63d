"""The choice of today's few suggestions among the many that could be made."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isfinite

import numpy as np
from numpy.typing import ArrayLike

from allies.engine import few, relaxation
from allies.engine.events import Bools, Floats, Ints, finite_numbers, same_length, truths, whole_numbers
from allies.engine.few import ROUNDING, Found
from allies.engine.options import NOWHERE, Limits, Options, Prices

SHORT, FEW_PLANS = 40, 5_000  # candidates gone through without asking first what minutes and places are worth
WIDTH = 200  # plans that are followed for a first good one
FIRST_LOST = 0.01  # of the bound: how much it may lose
WIDER = 4.0  # how much more, each time that there is none


def choose(
    value: ArrayLike,
    minutes: ArrayLike,
    gives: ArrayLike,
    channel: ArrayLike,
    person: ArrayLike,
    *,
    budget: float,
    per_channel: int,
    given: int,
    asked: int,
    tribe: ArrayLike | None = None,
    per_tribe: int = 1,
    crowding: float = 0.0,
    rested_days: ArrayLike | None = None,
    rest_days: ArrayLike | float = 0.0,
) -> Ints:
    """The most valuable set of suggestions that fits the day.

    value : (n,) float, at least 0.   minutes : (n,) float, at least 0.   gives : (n,) bool, False for an ask.
    channel, person : (n,) int, where it would happen and with whom.   budget : float, minutes of today.
    per_channel : int, at most this many in one channel.   given, asked : int, what was given and asked of late.
    tribe : (n,) int, to which tribe the person belongs, below 0 for none; the same in all rows of a person.
    per_tribe : int, so many of one tribe come for nothing.   crowding : float, how much less the plan is worth for each
    further one, inf where there may be none.
    rested_days : (n,) float, days since the last contact with the person, inf where there was none.
    rest_days : (n,) float or one for all, the least gap: who was in contact more lately is not chosen.
    Returns (k,) int64 indices, best value first: at most one for each person, minutes within the budget, and asks only
    so far as `asked` and they together stay within `given` and what is chosen to give (none while that is overdrawn).
    Exact and deterministic. Raises ValueError that names the argument when lengths differ or a value is out of range.

    A 0-1 knapsack with side constraints (Martello & Toth 1990), solved to the optimum: linear programming tells what
    minutes and places are worth, dynamic programming goes through the plans that can still be the best at these prices
    (`few.best`; Fisher 1981), and where they are too many a general solver takes over (`relaxation.optimum`).

    >>> limits = dict(budget=15, per_channel=2, given=0, asked=0)
    >>> choose([5, 4, 3], [10, 5, 5], [False, True, True], [0, 0, 1], [0, 1, 2], **limits).tolist()
    [0, 1]
    >>> choose([5], [10], [False], [0], [0], **limits).tolist()
    []
    >>> apart = dict(tribe=[0, 0, 1], crowding=2.0)
    >>> choose([5, 4, 3], [5, 10, 5], [True, True, True], [0, 0, 1], [0, 1, 2], **limits, **apart).tolist()
    [0, 2]
    """
    value, minutes = finite_numbers(value, "value"), finite_numbers(minutes, "minutes")
    gives = truths(gives, "gives")
    channel, person = whole_numbers(channel, "channel"), whole_numbers(person, "person")
    tribe = np.full(len(value), NOWHERE) if tribe is None else whole_numbers(tribe, "tribe")
    same_length(value=value, minutes=minutes, gives=gives, channel=channel, person=person, tribe=tribe)
    _refuse_negative(
        value=value, minutes=minutes, budget=budget, per_channel=per_channel, given=given, asked=asked,
        per_tribe=per_tribe, crowding=crowding,
    )  # fmt: skip
    tribe = np.where(tribe < 0, NOWHERE, tribe)
    _refuse_two_tribes(person, tribe)
    is_rested = _is_rested(rested_days, rest_days, len(value))
    # worthless or too long can never be part of the best plan; gives of no value may still pay for an ask
    open_to = np.flatnonzero(is_rested & (minutes <= budget + ROUNDING) & ((value > 0) | gives))
    if per_channel == 0 or not len(open_to):
        return np.zeros(0, dtype=np.int64)
    options = _renumbered(Options(value, minutes, gives, channel, person, tribe).at(open_to))
    limits = Limits(float(budget), per_channel, given - asked, per_tribe, crowding)
    chosen = open_to[_best_plan(options, limits)]
    return chosen[np.lexsort((chosen, -value[chosen]))].astype(np.int64)


def _renumbered(options: Options) -> Options:
    """Channels and tribes numbered from 0 without gaps; who is in no tribe stays nowhere."""
    nowhere = options.tribe == NOWHERE
    # NOWHERE comes first in the order of tribes
    tribe = np.where(nowhere, NOWHERE, _numbered(options.tribe) - nowhere.any())
    return replace(options, channel=_numbered(options.channel), tribe=tribe)


def _refuse_negative(**amounts: Floats | float) -> None:
    for name, amount in amounts.items():
        least = np.min(amount, initial=0.0)
        # "not >=" and not "<", because NaN is refused as well
        if not least >= 0:
            raise ValueError(f"{name} must not be negative: {least}.")


def _refuse_two_tribes(person: Ints, tribe: Ints) -> None:
    order = np.lexsort((tribe, person))
    differs = (np.diff(person[order]) == 0) & (np.diff(tribe[order]) != 0)
    if differs.any():
        place = int(order[1:][differs].min())
        raise ValueError(f"tribe must be the same in all rows of a person: another at index {place}.")


def _is_rested(rested_days: ArrayLike | None, rest_days: ArrayLike | float, count: int) -> Bools:
    """(count,) whether the least gap has passed since the last contact."""
    if rested_days is None:
        return np.ones(count, dtype=np.bool_)
    rested, least = (np.asarray(days, dtype=np.float64) for days in (rested_days, rest_days))
    for name, days in (("rested_days", rested), ("rest_days", least)):
        if days.shape != (count,) and (days.ndim or name == "rested_days"):
            raise ValueError(f"{name} must have {count} rows, not the shape {days.shape}.")
        if not (days >= 0).all():
            raise ValueError(f"{name} must hold numbers from 0 up: {float(np.min(days))}.")
    return np.broadcast_to(rested >= least, (count,))


def _numbered(labels: Ints) -> Ints:
    """The labels counted from 0 in their order."""
    return np.unique(labels, return_inverse=True)[1].ravel()


def _best_plan(options: Options, limits: Limits) -> Ints:
    """The better of a plan that asks within the balance and one that only gives, which is always allowed.

    As one problem the two would need a yes-or-no on top, and take much longer.
    """
    gifts = np.flatnonzero(options.gives)
    asks = len(options.value) - len(gifts)
    if asks and limits.balance is not None and limits.balance >= 0:
        return _solved(options, limits, at_least=0.0)
    only = gifts[_solved(options.at(gifts), replace(limits, balance=None), at_least=0.0)]
    if not asks:
        return only
    known = _worth(options, only, limits)
    both = _solved(options, limits, at_least=known)
    return both if _worth(options, both, limits) > known else only


def _solved(options: Options, limits: Limits, *, at_least: float) -> Ints:
    """The best plan within the limits, in ascending order; none where no plan is worth `at_least`."""
    if not len(options.value):
        return np.zeros(0, dtype=np.int64)
    if len(options.value) <= SHORT:
        found = few.best(options, limits, Prices.nothing(options), most_plans=FEW_PLANS)
        if found is not None:
            return np.array(found.chosen, dtype=np.int64)
    programme = relaxation.programme(options, limits)
    prices = relaxation.prices(programme, limits)
    if prices is None:
        return np.zeros(0, dtype=np.int64)
    bound = few.bound(options, limits, prices)
    to_lose = bound - at_least + ROUNDING
    at_hand = _at_hand(options, limits, prices, to_lose, FIRST_LOST * bound)
    found = few.best(options, limits, prices, most_lost=min(to_lose, at_hand.lost + ROUNDING))
    if found is None:
        return relaxation.optimum(programme)
    return np.array(found.chosen, dtype=np.int64)


def _at_hand(options: Options, limits: Limits, prices: Prices, to_lose: float, first_lost: float) -> Found:
    """A good plan, quickly."""
    most_lost = first_lost
    while True:
        found = few.best(options, limits, prices, most_lost=min(most_lost, to_lose), width=WIDTH)
        if found is None or isfinite(found.lost) or most_lost >= to_lose:
            return found or Found(inf, [])
        most_lost *= WIDER


def _worth(options: Options, chosen: Ints, limits: Limits) -> float:
    tribe = options.tribe[chosen]
    over = np.maximum(np.bincount(tribe[tribe != NOWHERE]) - limits.per_tribe, 0).sum()
    return float(options.value[chosen].sum()) - (limits.crowding * float(over) if over else 0.0)
