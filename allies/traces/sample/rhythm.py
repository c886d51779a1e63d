"""When things happen: regular but human gaps, waking hours, time to answer."""

from __future__ import annotations

from random import Random

DAY_S = 86_400
HOUR_S = 3_600
YEAR_S = int(365.25 * DAY_S)


def moments(rng: Random, *, from_s: int, until_s: int, gap_days: float) -> list[int]:
    """Times in [from_s, until_s) with gaps that scatter around `gap_days` (gamma, shape 4: seldom twice as long)."""
    found = []
    at_s = from_s + rng.random() * gap_days * DAY_S
    while at_s < until_s:
        found.append(int(at_s))
        at_s += rng.gammavariate(4.0, gap_days / 4.0) * DAY_S
    return found


def waking(rng: Random, at_s: int, *, is_private: bool) -> int:
    """The same moment or the next one at which people write: office hours, or any evening in private matters."""
    day, second = divmod(at_s, DAY_S)
    opens, closes = (7.5 * HOUR_S, 22 * HOUR_S) if is_private else (8.2 * HOUR_S, 17.8 * HOUR_S)
    if second > closes:
        day, second = day + 1, -1
    while not is_private and (day + 3) % 7 >= 5:
        day, second = day + 1, -1
    if second < opens:
        second = int(opens + rng.random() * 2.5 * HOUR_S)
    return day * DAY_S + second


def some_time_that_day(rng: Random, at_s: int, *, is_private: bool) -> int:
    """A waking moment on the day of `at_s`, or on the next working day."""
    return waking(rng, at_s // DAY_S * DAY_S + int((8 + rng.random() * 11) * HOUR_S), is_private=is_private)


def answer_s(rng: Random, at_s: int, *, usual_days: float, is_private: bool) -> int:
    """When a mail of `at_s` is answered by someone who takes about `usual_days`."""
    delay_s = max(300.0, rng.lognormvariate(0.0, 0.8) * usual_days * DAY_S)
    return waking(rng, at_s + int(delay_s), is_private=is_private)
