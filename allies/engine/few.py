"""The best plan, by going through every plan that differs in what still counts and does not already lose too much."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf, log2

import numpy as np

from allies.engine.events import Floats, Ints
from allies.engine.options import NOWHERE, Limits, Options, Prices

MOST_PLANS = 50_000  # unfinished ones, beyond which another way is faster
FEW_PLANS = 500  # which are not worth looking through for equal ones
MOST_BITS = 52  # of a whole number in a float64
MINUTES, PLACES, BEYOND, MATES, LOST = range(5)
ORDER = [LOST, MINUTES, MATES, BEYOND, PLACES]  # the last counts most
NOTHING = -1  # what is chosen where nothing is
ROUNDING = 1e-9  # two sums of the same numbers may differ by so much


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan, and what it loses against a plan without limits that pays the prices; inf where there is none."""

    lost: float
    chosen: list[int]


Choice = tuple[int, float]  # of one person: an option or NOTHING, and what this choice loses


def best(
    options: Options,
    limits: Limits,
    prices: Prices,
    *,
    most_lost: float = inf,
    most_plans: int = MOST_PLANS,
    width: int = 0,
) -> Found | None:
    """The most valuable options that fit together, among all plans that lose at most so much.

    Returns the indices in ascending order, with what they lose; None with more than `most_plans` to go through.
    A plan holds at most one option for each person, and all options of a person are of one tribe.
    width : go on with so many plans only, those that have lost least; what is found may then be less than the best.

    Dynamic programming over the persons (Bellman 1957; Martello & Toth 1990, section 3.4, for the multiple-choice
    knapsack). Two plans that have used the same minutes, channels and balance can be continued alike: the better stays.
    With prices (Lagrange multipliers; Fisher 1981) each person has one choice that pays best; every other choice, and
    every place that stays empty at its price, loses, and no plan regains what it has lost. So whatever loses more than
    `most_lost` is left out, and if anything remains at the end, the best of it is the best of all.

    >>> options = Options(
    ...     *(np.array(column) for column in ([5.0, 4, 3], [10.0, 5, 5], [False, True, True])),
    ...     *(np.array(column) for column in ([0, 0, 1], [0, 1, 2], [0, 0, NOWHERE])),
    ... )
    >>> limits = Limits(budget=15, per_channel=2, balance=0, per_tribe=2, crowding=1.0)
    >>> best(options, limits, Prices.nothing(options))
    Found(lost=3.0, chosen=[0, 1])
    """
    search = _Search(options, limits, prices, most_lost, width)
    if options.channels * log2(search.radix) > MOST_BITS:
        return None
    for tribe, persons in _tribes(options, prices, most_lost):
        for choices in persons:
            search.add(choices)
            if search.plans.shape[1] > most_plans:
                return None
        if tribe != NOWHERE:
            search.close_tribe(tribe)
    return search.end()


def bound(options: Options, limits: Limits, prices: Prices) -> float:
    """What no plan is worth more than; any plan is worth this less what it loses."""
    _, person = np.unique(options.person, return_inverse=True)
    most = _most(prices.left(options), person.ravel())
    places = limits.per_channel * prices.channel.sum() + limits.per_tribe * prices.tribe.sum()
    return float(most.sum() + places + limits.budget * prices.minute + (limits.balance or 0) * prices.ask)


def _tribes(options: Options, prices: Prices, most_lost: float) -> list[tuple[int, list[list[Choice]]]]:
    """Each tribe with its persons, and of each person the choices that lose little enough."""
    left, person = prices.left(options), np.unique(options.person, return_inverse=True)[1].ravel()
    most = _most(left, person)
    loses = most[person] - left
    rows = np.flatnonzero(loses <= most_lost)
    tribes: dict[int, dict[int, list[Choice]]] = {tribe: {} for tribe in np.flatnonzero(prices.tribe).tolist()}
    choices = zip(options.tribe[rows].tolist(), person[rows].tolist(), rows.tolist(), loses[rows].tolist(), strict=True)
    for tribe, one, row, lost in choices:
        nothing = [(NOTHING, float(most[one]))] if most[one] <= most_lost else []
        tribes.setdefault(tribe, {}).setdefault(one, nothing).append((row, lost))
    return [(tribe, list(persons.values())) for tribe, persons in sorted(tribes.items())]


def _most(left: Floats, person: Ints) -> Floats:
    """What the best choice of each person leaves; nothing can always be chosen."""
    most = np.zeros(int(person.max(initial=-1)) + 1)
    np.maximum.at(most, person, left)
    return most


class _Search:
    """Plans that grow person by person, and the way each came.

    plans : (5, s) float64, a column for each unfinished plan: its minutes; how many are in each channel, as digits of
    one number; asks beyond gives; chosen in the tribe at hand; lost.
    """

    def __init__(self, options: Options, limits: Limits, prices: Prices, most_lost: float, width: int) -> None:
        self.options, self.limits, self.prices = options, limits, prices
        self.most_lost, self.width = most_lost, width
        self.radix = min(limits.per_channel, len(options.value)) + 1
        self.plans = np.zeros((5, 1))
        self.way: list[tuple[Ints, Ints]] = []  # of each step: which plan each came from, what it added

    def add(self, choices: list[Choice]) -> None:
        """Every plan with each of these choices."""
        came = [self._can_take(row, loses) for row, loses in choices]
        grown = [
            self.plans[:, rows] + self._takes(row, loses)[:, None]
            for (row, loses), rows in zip(choices, came, strict=True)
        ]
        added = np.repeat([row for row, _ in choices], [len(rows) for rows in came])
        self._keep(np.concatenate(grown, axis=1), np.concatenate(came), added)

    def close_tribe(self, tribe: int) -> None:
        """All of a tribe are through: crowding is paid for, and a place that was kept for it and not used is lost."""
        price = float(self.prices.tribe[tribe])
        over = self.plans[MATES] - self.limits.per_tribe
        # a tribe that may not be crowded is not, and inf is no factor for 0
        each = 0.0 if isinf(self.limits.crowding) else self.limits.crowding - price
        self.plans[LOST] += np.where(over > 0, over * each, -over * price)
        self.plans[MATES] = 0
        rows = np.flatnonzero(self.plans[LOST] <= self.most_lost)
        self._keep(self.plans[:, rows], rows, np.full(len(rows), NOTHING))

    def end(self) -> Found:
        """The best of what is there, when minutes, places and balance that stay unused are lost at their price."""
        limits, prices = self.limits, self.prices
        minutes, _, beyond, _, lost = self.plans
        lost = lost + (limits.budget - minutes) * prices.minute
        for channel, price in enumerate(prices.channel.tolist()):
            lost = lost + (limits.per_channel - self._in(channel)) * price
        if limits.balance is not None:
            spare = limits.balance - beyond
            lost = np.where(spare < 0, inf, lost + spare * prices.ask)
        if not len(lost) or lost.min() > self.most_lost:
            return Found(inf, [])
        return Found(float(lost.min()), self._chosen(int(lost.argmin())))

    def _can_take(self, row: int, loses: float) -> Ints:
        """The plans in which this choice still fits."""
        plans, limits = self.plans, self.limits
        fits = plans[LOST] + loses <= self.most_lost
        if row != NOTHING:
            fits &= plans[MINUTES] <= limits.budget + ROUNDING - self.options.minutes[row]
            fits &= self._in(int(self.options.channel[row])) < limits.per_channel
            if self.options.tribe[row] != NOWHERE and isinf(limits.crowding):
                fits &= plans[MATES] < limits.per_tribe
        return np.flatnonzero(fits)

    def _takes(self, row: int, loses: float) -> Floats:
        """(5,) what this choice adds to a plan."""
        if row == NOTHING:
            return np.array([0.0, 0.0, 0.0, 0.0, loses])
        options = self.options
        owed = 0.0 if self.limits.balance is None else -1.0 if options.gives[row] else 1.0
        place = float(self.radix ** int(options.channel[row]))
        return np.array([options.minutes[row], place, owed, float(options.tribe[row] != NOWHERE), loses])

    def _in(self, channel: int) -> Floats:
        """How many each plan has in the channel."""
        found: Floats = self.plans[PLACES] // self.radix**channel % self.radix
        return found

    def _keep(self, plans: Floats, came: Ints, added: Ints) -> None:
        """These are the plans now; one that takes no fewer minutes than another and is worth no more is left out."""
        if plans.shape[1] > FEW_PLANS:
            order = np.lexsort(plans[ORDER])
            ordered = plans[:, order]
            group = (ordered[PLACES:LOST, 1:] != ordered[PLACES:LOST, :-1]).any(axis=0)
            worse = ordered[LOST] - ordered[MINUTES] * self.prices.minute  # the higher, the less a plan is worth
            # each group far below the one before, so that the least so far is always one of its own
            worse -= np.r_[0, np.cumsum(group)] * (float(np.ptp(worse)) + 1.0)
            kept = order[np.r_[True, worse[1:] < np.minimum.accumulate(worse)[:-1]]]
            if self.width:
                kept = kept[np.argsort(plans[LOST, kept], kind="stable")[: self.width]]
            plans, came, added = plans[:, kept], came[kept], added[kept]
        self.plans = plans
        self.way.append((came, added))

    def _chosen(self, plan: int) -> list[int]:
        chosen = []
        for came, added in reversed(self.way):
            if added[plan] != NOTHING:
                chosen.append(int(added[plan]))
            plan = int(came[plan])
        return sorted(chosen)
