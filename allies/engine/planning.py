"""The choice of today's few suggestions among the many that could be made."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from allies.engine import few
from allies.engine.events import Bools, Floats, Ints, finite_numbers, same_length, truths, whole_numbers

INFEASIBLE = 2  # how scipy.optimize.milp says that nothing meets the constraints


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
) -> Ints:
    """The most valuable set of suggestions that fits the day.

    value : (n,) float, at least 0.   minutes : (n,) float, at least 0.   gives : (n,) bool, False for an ask.
    channel, person : (n,) int, where it would happen and with whom.   budget : float, minutes of today.
    per_channel : int, at most this many in one channel.   given, asked : int, what was given and asked of late.
    Returns (k,) int64 indices, best value first: at most one for each person, minutes within the budget, and asks only
    so far as `asked` and they together stay within `given` and what is chosen to give (none while that is overdrawn).
    Exact and deterministic. Raises ValueError that names the argument when lengths differ or a value is out of range.

    A 0-1 knapsack with side constraints (Martello & Toth 1990), solved to the optimum: a short list by dynamic
    programming (`few.best`), a long one by branch and cut (HiGHS, Huangfu & Hall 2018, in scipy.optimize.milp).

    >>> limits = dict(budget=15, per_channel=2, given=0, asked=0)
    >>> choose([5, 4, 3], [10, 5, 5], [False, True, True], [0, 0, 1], [0, 1, 2], **limits).tolist()
    [0, 1]
    >>> choose([5], [10], [False], [0], [0], **limits).tolist()
    []
    """
    value, minutes = finite_numbers(value, "value"), finite_numbers(minutes, "minutes")
    gives = truths(gives, "gives")
    channel, person = whole_numbers(channel, "channel"), whole_numbers(person, "person")
    same_length(value=value, minutes=minutes, gives=gives, channel=channel, person=person)
    _refuse_negative(value=value, minutes=minutes, budget=budget, per_channel=per_channel, given=given, asked=asked)
    # worthless or too long can never be part of the best plan; gives of no value may still pay for an ask
    open_to = np.flatnonzero((minutes <= budget) & ((value > 0) | gives))
    if per_channel == 0 or not len(open_to):
        return np.zeros(0, dtype=np.int64)
    most = per_channel * len(np.unique(channel[open_to]))
    open_to = open_to[
        _promising(value[open_to], minutes[open_to], gives[open_to], channel[open_to], person[open_to], most)
    ]
    taken = _best_plan(
        value[open_to], minutes[open_to], gives[open_to], channel[open_to], person[open_to],
        budget=budget, per_channel=per_channel, balance=given - asked,
    )  # fmt: skip
    chosen = open_to[taken]
    return chosen[np.lexsort((chosen, -value[chosen]))].astype(np.int64)


def _refuse_negative(**amounts: Floats | float) -> None:
    for name, amount in amounts.items():
        least = np.min(amount, initial=0.0)
        # "not >=" and not "<", because NaN is refused as well
        if not least >= 0:
            raise ValueError(f"{name} must not be negative: {least}.")


def _promising(value: Floats, minutes: Floats, gives: Bools, channel: Ints, person: Ints, most: int) -> Ints:
    """Indices of the candidates that may be in the best plan of at most so many.

    With as many others of the same kind that are worth no less and take no longer, each with someone else, one of those
    is always free to take the candidate's place. O(n^2).
    """
    rank = np.empty(len(value), dtype=np.int64)
    rank[np.lexsort((np.arange(len(value)), minutes, -value))] = np.arange(len(value))
    kept = []
    for i in range(len(value)):
        better = (rank < rank[i]) & (minutes <= minutes[i]) & (channel == channel[i]) & (gives == gives[i])
        if len(np.unique(person[better])) < most:
            kept.append(i)
    return np.array(kept, dtype=np.int64)


def _best_plan(
    value: Floats, minutes: Floats, gives: Bools, channel: Ints, person: Ints,
    *, budget: float, per_channel: int, balance: int,
) -> Ints:  # fmt: skip
    """The better of a plan that asks within the balance and one that only gives, which is always allowed.

    As one problem the two would need a yes-or-no on top, and take the solver many times longer.
    """
    _, place = np.unique(channel, return_inverse=True)
    options = [
        few.Option(*row)
        for row in zip(*(column.tolist() for column in (value, minutes, gives, place, person)), strict=True)
    ]
    at_hand = few.best(options, budget=budget, per_channel=per_channel, channels=int(place.max()) + 1, balance=balance)
    if at_hand is not None:
        return np.array(at_hand, dtype=np.int64)
    everyone = np.arange(len(value))
    best = np.zeros(0, dtype=np.int64)
    # within a balance that is not overdrawn a plan that only gives is among the first
    for rows in (everyone,) if balance >= 0 else (everyone, np.flatnonzero(gives)):
        within = None if len(rows) < len(value) or gives.all() else balance
        found = rows[_optimum(value[rows], minutes[rows], gives[rows], channel[rows], person[rows],
                              budget=budget, per_channel=per_channel, balance=within)]  # fmt: skip
        if value[found].sum() > value[best].sum():
            best = found
    return best


def _optimum(
    value: Floats, minutes: Floats, gives: Bools, channel: Ints, person: Ints,
    *, budget: float, per_channel: int, balance: int | None,
) -> Ints:  # fmt: skip
    """Indices of the best plan; none when the balance allows of none. Without a balance, giving and asking are free."""
    if not len(value):
        return np.zeros(0, dtype=np.int64)
    # scipy.optimize takes a good part of a second to load, and most commands never plan
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array, vstack  # noqa: PLC0415

    people, channels = _membership(person, csr_array), _membership(channel, csr_array)
    rows = [people, channels, csr_array(minutes[None, :])]
    upper = [np.ones(people.shape[0]), np.full(channels.shape[0], float(per_channel)), np.array([budget])]
    if balance is not None:
        rows.append(csr_array(np.where(gives, -1.0, 1.0)[None, :]))
        upper.append(np.array([float(balance)]))
    result = milp(
        -value,
        constraints=LinearConstraint(vstack(rows), ub=np.concatenate(upper)),
        integrality=np.ones(len(value)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if result.status == INFEASIBLE:
        return np.zeros(0, dtype=np.int64)
    if result.x is None:
        raise RuntimeError(f"No plan was found: {result.message}")
    taken: Ints = np.flatnonzero(result.x > 0.5)
    return taken


def _membership(label: Ints, csr_array: Any) -> Any:
    """(labels, n) matrix with a 1 where the candidate carries the label."""
    _, row = np.unique(label, return_inverse=True)
    return csr_array((np.ones(len(label)), (row, np.arange(len(label)))))
