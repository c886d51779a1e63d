"""The choice of today's few suggestions among the many that could be made."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import Bools, Floats, Ints, finite_numbers, same_length, truths, whole_numbers


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

    A 0-1 knapsack with side constraints (Martello & Toth 1990), solved to the optimum by branch and cut
    (HiGHS, Huangfu & Hall 2018, in scipy.optimize.milp).

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
    taken = _optimum(
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


def _optimum(
    value: Floats, minutes: Floats, gives: Bools, channel: Ints, person: Ints,
    *, budget: float, per_channel: int, balance: int,
) -> Ints:  # fmt: skip
    # scipy.optimize takes a good part of a second to load, and most commands never plan
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array, hstack, vstack  # noqa: PLC0415

    n = len(value)
    asks = np.where(gives, -1.0, 1.0)
    # the last variable says "asking is open"; without it an overdrawn balance would leave no plan at all
    rows: list[Any] = [
        hstack([_membership(person, csr_array), csr_array((len(np.unique(person)), 1))]),
        hstack([_membership(channel, csr_array), csr_array((len(np.unique(channel)), 1))]),
        csr_array(np.r_[minutes, 0.0][None, :]),
        csr_array(np.r_[~gives, -float(n)][None, :]),
        csr_array(np.r_[asks, float(n + abs(balance))][None, :]),
    ]
    upper = np.concatenate([
        np.ones(rows[0].shape[0]),
        np.full(rows[1].shape[0], per_channel),
        [budget, 0.0, n + abs(balance) + balance],
    ])  # fmt: skip
    result = milp(
        -np.r_[value, 0.0],
        constraints=LinearConstraint(vstack(rows), ub=upper),
        integrality=np.ones(n + 1),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise RuntimeError(f"No plan was found: {result.message}")
    taken: Ints = np.flatnonzero(result.x[:-1] > 0.5)
    return taken


def _membership(label: Ints, csr_array: Any) -> Any:
    """(labels, n) matrix with a 1 where the candidate carries the label."""
    _, row = np.unique(label, return_inverse=True)
    return csr_array((np.ones(len(label)), (row, np.arange(len(label)))))
