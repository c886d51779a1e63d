"""The usual gap between contacts of each tie, how far gaps are from it, and how unusual the silence of today."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import DAY_S, Floats, Ints, not_later, same_length, whole_numbers, within

# Before a member's own ties say better: a gap of a month, between and within ties by a factor of e, as if seen in
# FIRST_TIES ties and FIRST_GAPS gaps.
FIRST_GAP_DAYS, FIRST_VARIANCE = 30.0, 1.0
FIRST_TIES, FIRST_GAPS = 5.0, 4.0
LEAST_BETWEEN = 0.1  # variance between ties, below which single ties would not be heard
SHORTEST_SILENCE_DAYS = 0.5
MOST = 0.8  # of a tie's gaps lie within its interval


@dataclass(frozen=True, slots=True)
class Gaps:
    """One row for each of m ties; NaN where there was no contact."""

    usual_days: Floats  # (m,) float64, the gap that half of this tie's gaps stay below
    low_days: Floats  # (m,) float64, above this and
    high_days: Floats  # (m,) float64, below this a gap of this tie lies, with a probability of 0.8
    longer: Floats  # (m,) float64, the probability that a gap of this tie lasts longer than its silence has


def usual(tie: ArrayLike, at_s: ArrayLike, *, ties: int, now_s: int) -> Gaps:
    """The usual gap of each tie, between what most of its gaps lie, and how unusual its silence is.

    tie : (n,) int in 0..ties-1.   at_s : (n,) int, UTC seconds, none after now_s.   ties : int, how many there are.
    now_s : int, UTC seconds.   All ties of one member: what is usual for the others counts where a tie has few gaps.
    Returns Gaps of (ties,) arrays. Gaps lie between days (UTC) with contact, so several events of a day are one.
    The order of events and the numbering of ties change nothing. O(n log n).
    Raises ValueError that names the argument when lengths differ or a value is out of range.

    Log-normal gaps (Stouffer, Malmgren & Amaral 2006, "Log-normal statistics in e-mail communication patterns"), with a
    conjugate prior for the mean and variance of each tie (Gelman et al. 2013, section 3.3) that is itself learned from
    all the member's ties.
    So a next gap has Student's t in its logarithm: with few gaps almost anything is usual, with many little is.

    >>> weekly = [7 * 86_400 * week for week in range(9)]
    >>> told = usual([0] * 9, weekly, ties=2, now_s=weekly[-1] + 21 * 86_400)
    >>> told.usual_days.round(1).tolist(), told.longer.round(2).tolist()
    ([7.4, nan], [0.01, nan])
    """
    if ties < 0:
        raise ValueError(f"ties must not be negative: {ties}.")
    tie, at_s = whole_numbers(tie, "tie"), whole_numbers(at_s, "at_s")
    same_length(tie=tie, at_s=at_s)
    within(tie, "tie", below=ties)
    not_later(at_s, now_s)
    gap_tie, gap_days = between_days(tie, at_s)
    # scipy takes a while to load, and reading a page needs none of this
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415

    count, mean, spread = _log_gaps(gap_tie, gap_days, ties)
    first_mean, within_ties, between_ties = _usual_for_the_member(count, mean, spread)
    heard = count + within_ties / between_ties
    middle = (count * mean + within_ties / between_ties * first_mean) / heard
    freedom = FIRST_GAPS + count
    moved = count * (within_ties / between_ties) / heard * (mean - first_mean) ** 2
    variance = (FIRST_GAPS * within_ties + spread + moved) / freedom
    scale = np.sqrt(variance * (1 + 1 / heard))
    reach = stdtrit(freedom, (1 + MOST) / 2) * scale
    silence = np.log(np.maximum(_silence_days(tie, at_s, ties, now_s), SHORTEST_SILENCE_DAYS))
    longer = stdtr(freedom, -(silence - middle) / scale)
    columns = (np.exp(middle), np.exp(middle - reach), np.exp(middle + reach), longer)
    return Gaps(*(np.where(np.isnan(silence), np.nan, column) for column in columns))


def between_days(tie: Ints, at_s: Ints) -> tuple[Ints, Ints]:
    """(k,) tie and (k,) days of each gap between the days (UTC) on which a tie had contact, sorted by tie and time.

    Several events of a day are one. O(n log n).

    >>> [column.tolist() for column in between_days(np.array([0, 0, 0]), np.array([0, 5, 3 * DAY_S]))]
    [[0], [3]]
    """
    day = np.floor_divide(at_s, DAY_S)
    order = np.lexsort((day, tie))
    tie, day = tie[order], day[order]
    first_of_day = np.r_[True, (np.diff(tie) != 0) | (np.diff(day) != 0)][: len(tie)]
    tie, day = tie[first_of_day], day[first_of_day]
    same = tie[1:] == tie[:-1]
    return tie[1:][same], np.diff(day)[same]


def _log_gaps(gap_tie: Ints, gap_days: Ints, ties: int) -> tuple[Floats, Floats, Floats]:
    """(ties,) how many gaps each tie has, the mean of their logarithms, and the sum of their squares about it."""
    logs = np.log(gap_days.astype(np.float64))
    count: Floats = np.bincount(gap_tie, minlength=ties).astype(np.float64)
    mean: Floats = np.bincount(gap_tie, weights=logs, minlength=ties) / np.maximum(count, 1.0)
    spread = np.bincount(gap_tie, weights=(logs - mean[gap_tie]) ** 2, minlength=ties)
    return count, mean, spread.astype(np.float64)


def _usual_for_the_member(count: Floats, mean: Floats, spread: Floats) -> tuple[float, float, float]:
    """Mean of the ties' mean log gaps, variance within a tie, and variance between ties, over all ties with a gap."""
    known = count > 0
    enough = float(np.sum(count[known] - 1) + FIRST_GAPS)
    inside = float(spread[known].sum() + FIRST_GAPS * FIRST_VARIANCE) / enough
    weight = float(known.sum()) + FIRST_TIES
    middle = float(mean[known].sum() + FIRST_TIES * np.log(FIRST_GAP_DAYS)) / weight
    apart = float(((mean[known] - middle) ** 2 - inside / count[known]).sum() + FIRST_TIES * FIRST_VARIANCE) / weight
    return middle, inside, max(apart, LEAST_BETWEEN)


def _silence_days(tie: Ints, at_s: Ints, ties: int, now_s: int) -> Floats:
    last_s = np.full(ties, -np.inf)
    # in float64, because the span between two int64 can be wider than int64
    np.maximum.at(last_s, tie, at_s.astype(np.float64))
    silence: Floats = np.where(np.isinf(last_s), np.nan, (float(now_s) - last_s) / DAY_S)
    return silence
