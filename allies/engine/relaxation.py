"""A plan as rows of a linear programme: what its limits are worth, and its optimum by a general solver."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from typing import Any

import numpy as np

from allies.engine.events import Floats, Ints
from allies.engine.options import NOWHERE, Limits, Options, Prices

INFEASIBLE = 2  # how scipy.optimize says that nothing meets the constraints


@dataclass(frozen=True, slots=True)
class Programme:
    """Minimise `cost` x, with `rows` x at most `most` and x within 0 and `highest`.

    Columns: n options, then what each of t tribes holds beyond what is free. Rows: minutes, channels, tribes, balance
    if there is one, persons with several options.
    """

    cost: Floats  # (n + t,)
    rows: Any  # (r, n + t) csr_array
    most: Floats  # (r,)
    highest: Floats  # (n + t,)
    options: int
    channels: int
    tribes: int
    has_balance: bool


def programme(options: Options, limits: Limits) -> Programme:
    """These options within these limits. O(n)."""
    # scipy takes a good part of a second to load, and most commands never plan
    from scipy.sparse import csr_array, eye_array, hstack, vstack  # noqa: PLC0415

    count, channels, tribes = len(options.value), options.channels, options.tribes
    rows = [
        csr_array(options.minutes[None, :]),
        _members(options.channel, channels, csr_array),
        _members(options.tribe, tribes, csr_array),
    ]
    most = [np.array([limits.budget]), np.full(channels, float(limits.per_channel))]
    most.append(np.full(tribes, float(limits.per_tribe)))
    if limits.balance is not None:
        rows.append(csr_array(np.where(options.gives, -1.0, 1.0)[None, :]))
        most.append(np.array([float(limits.balance)]))
    _, person = np.unique(options.person, return_inverse=True)
    several = np.flatnonzero(np.bincount(person) > 1)
    rows.append(_members(person.ravel(), count, csr_array)[several])
    most.append(np.ones(len(several)))
    over = csr_array((rows[0].shape[0] + channels, tribes)), -eye_array(tribes, format="csr")
    below = csr_array((sum(block.shape[0] for block in rows[3:]), tribes))
    beyond = np.zeros(tribes) if isinf(limits.crowding) else np.full(tribes, np.inf)
    paid = np.zeros(tribes) if isinf(limits.crowding) else np.full(tribes, limits.crowding)
    return Programme(
        cost=np.r_[-options.value, paid],
        rows=hstack([vstack(rows), vstack([*over, below])], format="csr"),
        most=np.concatenate(most),
        highest=np.r_[np.ones(count), beyond],
        options=count,
        channels=channels,
        tribes=tribes,
        has_balance=limits.balance is not None,
    )


def prices(found: Programme, limits: Limits) -> Prices | None:
    """What one more minute or place would be worth if options could be done in part; None where no plan is allowed.

    The dual of the linear relaxation (HiGHS, Huangfu & Hall 2018, in scipy.optimize.linprog).
    """
    from scipy.optimize import linprog  # noqa: PLC0415  (as above)

    bounds = np.stack([np.zeros_like(found.highest), found.highest], axis=1)
    solved = linprog(found.cost, A_ub=found.rows, b_ub=found.most, bounds=bounds, method="highs")
    if solved.status == INFEASIBLE:
        return None
    # the solver's last digits may lie on the wrong side of 0
    worth = np.maximum(-solved.ineqlin.marginals, 0.0)
    first_tribe = 1 + found.channels
    tribes = np.minimum(worth[first_tribe : first_tribe + found.tribes], limits.crowding)
    ask = float(worth[first_tribe + found.tribes]) if found.has_balance else 0.0
    return Prices(float(worth[0]), worth[1:first_tribe], ask, tribes)


def optimum(found: Programme) -> Ints:
    """The options of the best plan, in ascending order; none where no plan is allowed.

    Branch and cut (HiGHS in scipy.optimize.milp) with no gap allowed.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (as above)

    whole = np.zeros(len(found.cost))
    whole[: found.options] = 1
    solved = milp(
        found.cost,
        constraints=LinearConstraint(found.rows, ub=found.most),
        integrality=whole,
        bounds=Bounds(0, found.highest),
        options={"mip_rel_gap": 0.0},
    )
    if solved.status == INFEASIBLE:
        return np.zeros(0, dtype=np.int64)
    if solved.x is None:
        raise RuntimeError(f"No plan was found: {solved.message}")
    taken: Ints = np.flatnonzero(solved.x[: found.options] > 0.5)
    return taken


def _members(label: Ints, labels: int, csr_array: Any) -> Any:
    """(labels, n) matrix with a 1 where the option carries the label."""
    carries = np.flatnonzero(label != NOWHERE)
    return csr_array((np.ones(len(carries)), (label[carries], carries)), shape=(labels, len(label)))
