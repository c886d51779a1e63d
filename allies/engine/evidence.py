"""What a tie's past says about its future, as a few numbers that grow with every further contact."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allies.engine.events import DAY_S, Bools, Floats, Ints

WEEK_DAYS = 7.0
SCALES_DAYS = (10.0, 30.0, 90.0, 270.0, 810.0)
OCCASIONS_DAYS = (1.0, 7.0, 30.0, 90.0)
DIRECTION_SCALE_DAYS = 270.0
TURNS_DAYS = (90.0, 810.0)
ACTIVE_DAYS = 60.0
LONGEST_SILENCE_DAYS = 4000.0  # beyond eleven years, longer says no more
SHORTEST_MEMORY_DAYS, LONGEST_MEMORY_DAYS = 90.0, 3650.0
FIRST_CONTACTS = 0.02  # pseudo-occasions of a tie without any event, so that its odds are not nought
SMALLEST = float(np.finfo(np.float64).tiny)
HIGHEST_ODDS = 6.0  # log-odds; a rate cannot be surer than about 1 in 400 either way

WORDS = (
    "how often you are usually in touch",
    "contact in the last ten days",
    "contact in the last month",
    "contact in the last three months",
    "contact in the last year",
    "contact over the years",
    "days with contact",
    "weeks with contact",
    "months with contact",
    "quarters with contact",
    "how recently you were in touch",
    "weeks in which you gave",
    "weeks in which you received",
    "contact in small company",
    "how often word went to and fro in the last three months",
    "how often word went to and fro in the last two years",
    "how active you were with others lately",
    "how active you were with others over the year",
    "how many of your other ties are alive",
    "how many other ties you have",
)
GROWING = 16  # the first so many grow with each further contact; the rest are about the owner's other ties


@dataclass(frozen=True, slots=True)
class History:
    """Events sorted by tie and, within a tie, from the latest to the earliest."""

    tie: Ints  # (n,) int64 in 0..m-1
    age_days: Floats  # (n,) float64, at least 0
    outgoing: Bools  # (n,)
    share: Floats  # (n,) float64, 1 among two, 1/(size-1) in a crowd
    owner: Ints  # (m,) int64 in 0..owners-1

    @classmethod
    def of(cls, tie: Ints, at_s: Ints, outgoing: Bools, size: Ints, *, owner: Ints, now_s: int) -> History:
        """Checked columns (see `events.checked`) as a history. O(n log n)."""
        # in float64, because the span between two int64 can be wider than int64
        age_days = (float(now_s) - at_s.astype(np.float64)) / DAY_S
        order = _by_tie_latest_first(tie, at_s)
        share = 1.0 / np.maximum(size.astype(np.float64) - 1.0, 1.0)
        _, index = np.unique(owner, return_inverse=True)
        return cls(tie[order], age_days[order], outgoing[order], share[order], index.ravel())

    @property
    def span_days(self) -> float:
        """Age of the earliest event, 0 without events."""
        return float(self.age_days.max(initial=0.0))

    def known(self) -> Bools:
        """(m,) bool, whether the tie has an event."""
        known: Bools = np.bincount(self.tie, minlength=len(self.owner)) > 0
        return known

    def before(self, days: float) -> History:
        """The history as it stood so many days ago."""
        old = self.age_days >= days
        return replace(self.at(old), age_days=self.age_days[old] - days)

    def at(self, rows: Bools | Ints) -> History:
        """Some of the events, by mask or by ascending index."""
        return History(self.tie[rows], self.age_days[rows], self.outgoing[rows], self.share[rows], self.owner)

    def occasions(self, days: float) -> Ints:
        """Index of the latest event of each tie in each period of so many days, counted back from now.

        Ten mails of one afternoon are one occasion; ten over ten months are ten.
        """
        return _latest_of_each_period(self.tie, self.age_days, days)

    def total(self, weight: Floats) -> Floats:
        """(m,) sum of the weights of each tie's events."""
        return _counts(self.tie, len(self.owner), weight)


def terms(history: History, horizon_days: float) -> Floats:
    """(m, 20) float64, one column for each of WORDS.

    A further event, and a latest event that is later still, never lowers any of the first 16 columns of its own tie and
    never changes the other four. O(n).
    """
    weekly = history.at(history.occasions(WEEK_DAYS))
    faded = [weekly.total(np.exp(-weekly.age_days / scale)) for scale in SCALES_DAYS]
    counted = [_counts(history.tie[history.occasions(days)], len(history.owner)) for days in OCCASIONS_DAYS]
    silence = _silence_days(history)
    columns = [
        rate_odds(weekly, horizon_days),
        *np.log1p([*faded, *counted]),
        -np.log1p(silence),
        *_directions(history),
        _small_company(history),
        *(np.log1p(turns(history.at(history.age_days <= days))) for days in TURNS_DAYS),
        *_owners_others(history, faded, silence),
    ]
    return np.stack(columns, axis=1)


def rate_odds(weekly: History, horizon_days: float) -> Floats:
    """(m,) log-odds of at least one event within the horizon if each tie goes on as it has.

    With n weeks of contact, fading over T days, the rate has the density Gamma(n, T), and no event within h the chance
    (T / (T + h))^n: the negative binomial model of Schmittlein, Morrison & Colombo (1987, equation 3) with the
    discounting of West & Harrison (1997, 10.8). T is the horizon itself, within 90 days and 10 years: to look far
    ahead, look far back.
    """
    memory = min(max(horizon_days, SHORTEST_MEMORY_DAYS), LONGEST_MEMORY_DAYS)
    weeks = weekly.total(np.exp(-weekly.age_days / memory)) + FIRST_CONTACTS
    log_none = -weeks * np.log1p(horizon_days / memory)
    odds: Floats = np.log(np.maximum(-np.expm1(log_none), SMALLEST)) - log_none
    return np.clip(odds, -HIGHEST_ODDS, HIGHEST_ODDS)


def turns(history: History) -> Floats:
    """(m,) how often word went to and fro: by how much the longest run of events that alternate is longer than one.

    What happened in the same second, as the two sides of a meeting do, stands once in a run, on the side that fits.
    So a run lasts however many events are put between its own, and a later last event still ends it. O(n).
    """
    tie, age_days, ties = history.tie, history.age_days, len(history.owner)
    if not len(tie):
        return np.zeros(ties)
    starts = np.ones(len(tie), dtype=np.bool_)
    starts[1:] = (tie[1:] != tie[:-1]) | (age_days[1:] != age_days[:-1])
    first = np.flatnonzero(starts)
    gave = np.maximum.reduceat(history.outgoing, first)
    both = gave & np.maximum.reduceat(~history.outgoing, first)
    moment_tie, single = tie[first], np.flatnonzero(~both)
    # every moment of both sides is a turn, so an odd number of them between two others turns their sides about
    side = (gave.astype(np.int64) + np.cumsum(both))[single] % 2
    is_turn = np.ones(len(single), dtype=np.bool_)
    is_turn[1:] = (side[1:] != side[:-1]) | (moment_tie[single][1:] != moment_tie[single][:-1])
    length = _counts(moment_tie[both], ties) + _counts(moment_tie[single[is_turn]], ties)
    return np.maximum(length - 1.0, 0.0)


def _silence_days(history: History) -> Floats:
    silence = np.full(len(history.owner), LONGEST_SILENCE_DAYS)
    np.minimum.at(silence, history.tie, history.age_days)
    return silence


def _directions(history: History) -> list[Floats]:
    """Weeks in which the owner gave, and in which they received, each fading over most of a year."""
    found = []
    for one_way in (np.flatnonzero(history.outgoing), np.flatnonzero(~history.outgoing)):
        tie, age_days = history.tie[one_way], history.age_days[one_way]
        weekly = _latest_of_each_period(tie, age_days, WEEK_DAYS)
        weight = np.exp(-age_days[weekly] / DIRECTION_SCALE_DAYS)
        found.append(np.log1p(_counts(tie[weekly], len(history.owner), weight)))
    return found


def _small_company(history: History) -> Floats:
    """Weeks of contact, each weighed by its most personal event: of a mailing to k people each has 1/k."""
    latest = history.occasions(WEEK_DAYS)
    if not len(latest):
        return np.zeros(len(history.owner))
    personal = history.share * np.exp(-history.age_days / DIRECTION_SCALE_DAYS)
    return np.log1p(_counts(history.tie[latest], len(history.owner), np.maximum.reduceat(personal, latest)))


def _owners_others(history: History, faded: list[Floats], silence: Floats) -> list[Floats]:
    """How lively the owner is with everyone else: a silence of all ties says little about one of them."""
    known = history.known().astype(np.float64)
    others = _sum_of_others(known, history.owner)
    active = _sum_of_others((silence < ACTIVE_DAYS) * known, history.owner)
    lately, over_the_year = (_sum_of_others(faded[i], history.owner) for i in (1, 3))
    return [np.log1p(lately), np.log1p(over_the_year), active / (others + 1.0) - 0.5, np.log1p(others)]


def _sum_of_others(values: Floats, owner: Ints) -> Floats:
    """For each tie the sum over the other ties of the same owner."""
    # subtracting can leave a speck below nought, of which there is no logarithm
    rest: Floats = np.maximum(np.bincount(owner, weights=values)[owner] - values, 0.0) if len(owner) else values
    return rest


def _counts(tie: Ints, ties: int, weight: Floats | None = None) -> Floats:
    return np.bincount(tie, weights=weight, minlength=ties).astype(np.float64)


def _latest_of_each_period(tie: Ints, age_days: Floats, days: float) -> Ints:
    """Index of the first row of each tie and period, in columns sorted by tie and age."""
    period = np.floor(age_days / days)
    first = np.ones(len(tie), dtype=np.bool_)
    first[1:] = (tie[1:] != tie[:-1]) | (period[1:] != period[:-1])
    return np.flatnonzero(first)


def _by_tie_latest_first(tie: Ints, at_s: Ints) -> Ints:
    """The order that sorts by tie and, within a tie, from the latest to the earliest."""
    if not len(tie):
        return np.zeros(0, dtype=np.int64)
    latest_s, earliest_s = int(at_s.max()), int(at_s.min())
    span_s = latest_s - earliest_s + 1
    if (int(tie.max()) + 1) * span_s > np.iinfo(np.int64).max:
        return np.lexsort((-at_s.astype(np.float64), tie))
    # one key sorts several times faster than two
    return np.argsort(tie * span_s + (latest_s - at_s))
