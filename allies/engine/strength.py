"""What a member's events say about each tie: given and received, the usual rhythm, the silence, and the state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from allies.engine.events import DAY_S, Bools, Floats, Ints, checked, finite_numbers, same_length, whole_numbers
from allies.engine.gaps import between_days

NEVER_S = int(np.iinfo(np.int64).min)
"""Stands in a column of seconds where there was no event."""

ASKED_OFTEN = 3  # this many unanswered and the tie is one-sided; one or two may still be on their way
NEW_DAYS = 30.0
FRESH_DAYS = 30.0  # the grace of a tie without a rhythm of its own
MISSED_BEATS = 2.0  # a tie is warm until it misses its second beat
DORMANT_DAYS = 365.0
LONG_DORMANT_DAYS = 3 * 365.0  # Levin, Walter & Murnighan (2011): no contact for three years or more
RHYTHM_DAYS_NEEDED = 3  # days of contact; fewer have at most one gap, and one gap is no rhythm


class State(IntEnum):
    """How a tie stands. Closed, the sixth state, is a choice that the member makes and is not found here."""

    NEW = 0
    WARM = 1
    FADING = 2
    DORMANT = 3
    ONE_SIDED = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """One row for each of m ties. Times are UTC seconds, NEVER_S where there was none; days are NaN where unknown."""

    given: Ints  # (m,) int64, events that the owner gave
    received: Ints  # (m,) int64, events that the owner received
    first_s: Ints  # (m,) int64
    last_s: Ints  # (m,) int64
    last_given_s: Ints  # (m,) int64
    last_received_s: Ints  # (m,) int64
    rhythm_days: Floats  # (m,) float64, median gap between days of contact, NaN with fewer than 3 such days
    silence_days: Floats  # (m,) float64, days since last_s, NaN where there was no event


def summary(tie: ArrayLike, at_s: ArrayLike, outgoing: ArrayLike, size: ArrayLike, *, ties: int, now_s: int) -> Summary:
    """Given, received, first and last contact, rhythm and silence of each tie.

    tie : (n,) int in 0..ties-1.   at_s : (n,) int, UTC seconds, none after now_s and none equal to NEVER_S.
    outgoing : (n,) bool, the owner gave it.   size : (n,) int, people on the event.
    ties : int, how many ties there are, also those without an event.   now_s : int, UTC seconds.
    Returns a Summary of (ties,) arrays. The order of events changes nothing. O(n log n).
    Raises ValueError that names the argument when lengths differ or a value is out of range.

    >>> s = summary([0, 0, 0], [0, 86_400, 3 * 86_400], [True, False, True], [2, 2, 2], ties=2, now_s=4 * 86_400)
    >>> s.given.tolist(), s.received.tolist(), s.rhythm_days.tolist(), s.silence_days.tolist()
    ([2, 0], [1, 0], [1.5, nan], [1.0, nan])
    """
    if ties < 0:
        raise ValueError(f"ties must not be negative: {ties}.")
    tie, at_s, outgoing, size = checked(tie, at_s, outgoing, size, ties=ties, now_s=now_s)
    if at_s.size and int(at_s.min()) == NEVER_S:
        raise ValueError(f"at_s must be later than NEVER_S: index {int(np.argmin(at_s))}.")
    last_s = _latest(tie, at_s, ties)
    return Summary(
        given=np.bincount(tie[outgoing], minlength=ties).astype(np.int64),
        received=np.bincount(tie[~outgoing], minlength=ties).astype(np.int64),
        first_s=_earliest(tie, at_s, ties),
        last_s=last_s,
        last_given_s=_latest(tie[outgoing], at_s[outgoing], ties),
        last_received_s=_latest(tie[~outgoing], at_s[~outgoing], ties),
        rhythm_days=_rhythm_days(tie, at_s, ties),
        silence_days=silence_days(last_s, now_s=now_s),
    )


def silence_days(last_s: ArrayLike, *, now_s: int) -> Floats:
    """Days since each tie last spoke.

    last_s : (m,) int64, UTC seconds, NEVER_S where there was none.   now_s : int, UTC seconds.
    Returns (m,) float64 days, NaN where there was none. Raises ValueError if any last_s > now_s. O(m).

    >>> silence_days(np.array([0, NEVER_S]), now_s=86_400).tolist()
    [1.0, nan]
    """
    last = np.asarray(last_s, dtype=np.int64)
    if last.size and int(last.max()) > now_s:
        raise ValueError(f"last_s must not be after now_s ({now_s}): index {int(np.argmax(last))}.")
    # in float64, because the span between two int64 can be wider than int64
    silence = (float(now_s) - last.astype(np.float64)) / DAY_S
    return np.where(last == NEVER_S, np.nan, silence)


def overdue(summary: Summary, *, now_s: int) -> Floats:
    """Each tie's silence as a multiple of its own rhythm: 1.0 is due today, 3.0 is two beats late.

    summary : of m ties.   now_s : int, UTC seconds, not before any last contact.
    Returns (m,) float64, NaN where the tie has no rhythm. A rhythm shorter than a day counts as a day. O(m).

    >>> now_s = 6 * 86_400
    >>> spoke = [0, 86_400, 2 * 86_400]
    >>> overdue(summary([0, 0, 0], spoke, [True] * 3, [2] * 3, ties=1, now_s=now_s), now_s=now_s).tolist()
    [4.0]
    """
    return silence_days(summary.last_s, now_s=now_s) / np.maximum(summary.rhythm_days, 1.0)


def reciprocity(given: ArrayLike, received: ArrayLike) -> Floats:
    """How even a tie is: 1 where as much is given as received, 0 where all goes one way.

    given, received : (m,) int, at least 0, how often the owner gave and received.
    Returns (m,) float64, the smaller as a share of the even half, NaN where there was neither. O(m).
    Raises ValueError that names the argument when lengths differ or a count is negative.

    1 minus the bias of Kovanen, Saramäki & Kaski (2010), "Reciprocity of mobile phone calls", |given - received| /
    (given + received).

    >>> reciprocity([4, 3, 0, 0], [4, 1, 9, 0]).tolist()
    [1.0, 0.5, 0.0, nan]
    """
    given, received = whole_numbers(given, "given"), whole_numbers(received, "received")
    same_length(given=given, received=received)
    for name, count in (("given", given), ("received", received)):
        if count.min(initial=0) < 0:
            raise ValueError(f"{name} must not be negative: {int(count.min())} at index {int(np.argmin(count))}.")
    # in float64, because the sum of two int64 can be larger than int64
    one_way, other_way = given.astype(np.float64), received.astype(np.float64)
    both = one_way + other_way
    return np.where(both > 0, 2 * np.minimum(one_way, other_way) / np.maximum(both, 1.0), np.nan)


def state(summary: Summary, probability: ArrayLike, *, now_s: int) -> NDArray[np.int8]:
    """How each tie stands, as a State. The first line that fits is the state.

    one-sided   the owner gave three times or more and never received anything. Its mirror, someone who wrote and was
                never answered, is not one-sided: the owner can mend that by answering, so it is judged by its silence.
    new         no event yet, or the first one was at most 30 days ago.
    warm        silent for at most 30 days, or for at most twice its own rhythm, so that a yearly card keeps a tie warm
                all year and a weekly exchange that stops is noticed within five weeks, however close it was.
    dormant     silent for three years or more (Levin, Walter & Murnighan 2011, "Dormant ties"), or for a year or more
                and not likely to be in contact within the horizon of `probability`.
    fading      the rest.

    summary : of m ties.   probability : (m,) float in [0, 1], of `rhythm.contact_probability`.
    now_s : int, UTC seconds, not before any last contact.
    Returns (m,) int8. Raises ValueError when the probability has another length, is NaN or outside [0, 1]. O(m).

    Levin, Walter & Murnighan (2011), Organization Science 22(4), 923-939. The year and the two beats are ours:
    three years is when their respondents' ties had surely gone silent, a member wants to know sooner.

    >>> s = summary([0, 1, 1, 1], [0, 0, 1, 2], [False, True, True, True], [2] * 4, ties=3, now_s=400 * 86_400)
    >>> [State(x).name for x in state(s, [0.1, 0.1, 0.0], now_s=400 * 86_400)]
    ['DORMANT', 'ONE_SIDED', 'NEW']
    """
    chance = _probabilities(probability, len(summary.given))
    silence = silence_days(summary.last_s, now_s=now_s)
    age = silence_days(summary.first_s, now_s=now_s)
    patience = _patience_days(summary)
    is_silent = (silence >= LONG_DORMANT_DAYS) | ((silence >= DORMANT_DAYS) & (chance < 0.5))
    conditions = [
        (summary.given >= ASKED_OFTEN) & (summary.received == 0),
        np.isnan(silence) | (age <= NEW_DAYS),
        (silence <= patience) & (silence < LONG_DORMANT_DAYS),
        is_silent,
    ]
    found = [State.ONE_SIDED, State.NEW, State.WARM, State.DORMANT]
    return np.select(conditions, found, default=State.FADING).astype(np.int8)


def explain(summary: Summary, probability: ArrayLike, *, now_s: int, which: int) -> list[tuple[str, float]]:
    """What the state of one tie rests on: each number in words and its size, in the order in which `state` asks.

    which : int, index of the tie. The other arguments and errors are those of `state`. O(m).
    What is unknown is left out.

    >>> s = summary([0, 0], [0, 86_400], [True, True], [2, 2], ties=1, now_s=3 * 86_400)
    >>> explain(s, [0.25], now_s=3 * 86_400, which=0)[2:4]
    [('how even it is, 1 where as much is given as received', 0.0), ('days since the first contact', 3.0)]
    """
    chance = _probabilities(probability, len(summary.given))
    if not 0 <= which < len(chance):
        raise ValueError(f"which must lie in 0..{len(chance) - 1}: {which}.")
    terms = {
        "times given": summary.given,
        "times received": summary.received,
        "how even it is, 1 where as much is given as received": reciprocity(summary.given, summary.received),
        "days since the first contact": silence_days(summary.first_s, now_s=now_s),
        "days of silence": silence_days(summary.last_s, now_s=now_s),
        "usual days between days of contact": summary.rhythm_days,
        "days of silence within which it is warm": _patience_days(summary),
        "silence in usual gaps": overdue(summary, now_s=now_s),
        "probability of contact": chance,
    }
    told = ((words, float(column[which])) for words, column in terms.items())
    return [(words, size) for words, size in told if not np.isnan(size)]


def _patience_days(summary: Summary) -> Floats:
    """Twice the usual gap, and no less than anyone is given."""
    patience: Floats = np.maximum(np.nan_to_num(summary.rhythm_days * MISSED_BEATS, nan=0.0), FRESH_DAYS)
    return patience


def _probabilities(probability: ArrayLike, length: int) -> Floats:
    chance = finite_numbers(probability, "probability")
    if len(chance) != length:
        raise ValueError(f"probability has {len(chance)} rows, but the summary has {length}.")
    if chance.size and (chance.min() < 0 or chance.max() > 1):
        raise ValueError("probability must lie between 0 and 1.")
    return chance


def _latest(tie: Ints, at_s: Ints, ties: int) -> Ints:
    latest = np.full(ties, NEVER_S, dtype=np.int64)
    np.maximum.at(latest, tie, at_s)
    return latest


def _earliest(tie: Ints, at_s: Ints, ties: int) -> Ints:
    earliest = np.full(ties, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(earliest, tie, at_s)
    without: Bools = np.bincount(tie, minlength=ties) == 0
    earliest[without] = NEVER_S
    return earliest


def _rhythm_days(tie: Ints, at_s: Ints, ties: int) -> Floats:
    """Median gap in days between the days (UTC) on which each tie had contact; several events of a day are one."""
    gap_tie, gap_days = between_days(tie, at_s)
    order = np.lexsort((gap_days, gap_tie))
    gaps = np.bincount(gap_tie, minlength=ties)
    start = np.cumsum(gaps) - gaps
    rhythm = np.full(ties, np.nan)
    enough = gaps >= RHYTHM_DAYS_NEEDED - 1
    ordered = gap_days[order].astype(np.float64)
    low, high = start + (gaps - 1) // 2, start + gaps // 2
    rhythm[enough] = (ordered[low[enough]] + ordered[high[enough]]) / 2
    return rhythm
