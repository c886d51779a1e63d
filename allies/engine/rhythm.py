"""How likely each tie is to be in contact soon."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import DAY_S, Floats, checked, whole_numbers

HALF_LIFE_DAYS = 30.0  # Roth et al. (2010), section 4: the decay of the interactions rank
OUTGOING_WEIGHT = 2.0  # the same: what the owner gave counts more than what arrived


def contact_probability(
    tie: ArrayLike,
    at_s: ArrayLike,
    outgoing: ArrayLike,
    size: ArrayLike,
    *,
    owner: ArrayLike,
    now_s: int,
    horizon_days: float,
) -> Floats:
    """The probability that each tie has an event within the horizon.

    tie : (n,) int, index into the m ties.   at_s : (n,) int, UTC seconds, none after now_s.
    outgoing : (n,) bool, the owner gave it.   size : (n,) int, people on the event, at least 1.
    owner : (m,) int, whose tie it is; ties are weighed against others of the same owner only.
    now_s : int, UTC seconds.   horizon_days : float, how far ahead, more than 0.
    Returns (m,) float64 in [0, 1]. Neither the order of events nor the numbering of ties changes it. O(n).
    Raises ValueError that names the argument when lengths differ or a value is out of range.

    Roth et al. (2010), "Suggesting friends using the implicit social graph", KDD, equation 1: events decay with their
    age, count double when given, and are shared among the people on them. The sum is a daily rate of contact, and
    1 - exp(-rate x horizon) the chance of at least one event of a Poisson process (Ross 2014, chapter 5).

    >>> contact_probability([0], [0], [True], [2], owner=[7, 7], now_s=0, horizon_days=30.0).round(2).tolist()
    [0.75, 0.0]
    """
    owner = whole_numbers(owner, "owner")
    ties = len(owner)
    tie, at_s, outgoing, size = checked(tie, at_s, outgoing, size, ties=ties, now_s=now_s)
    if not (np.isfinite(horizon_days) and horizon_days > 0):
        raise ValueError(f"horizon_days must be a number above 0: {horizon_days}.")
    age_days = (float(now_s) - at_s.astype(np.float64)) / DAY_S
    weight = np.where(outgoing, OUTGOING_WEIGHT, 1.0) / np.maximum(size - 1, 1) * 0.5 ** (age_days / HALF_LIFE_DAYS)
    mean_life_days = HALF_LIFE_DAYS / np.log(2)
    rate_per_day = np.bincount(tie, weights=weight, minlength=ties) / mean_life_days
    probability: Floats = -np.expm1(-rate_per_day * horizon_days)
    return probability
