"""People found by skill: posts that speak of a subject vote for who wrote them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from allies.engine.events import DAY_S, Floats, Ints, finite_numbers, same_length, whole_numbers, within

POSTS = 10  # of each; what counts is that someone knows it, not that they never stop
SKILL_DAYS = 5 * 365.0


def votes(person: ArrayLike, weight: ArrayLike, at_s: ArrayLike, *, people: int, now_s: int) -> Floats:
    """(people,) float64, how surely each knows the subject; 0 where nothing speaks for someone.

    person : (n,) int in 0..people-1, who wrote each post.   weight : (n,) float, at least 0, how well it fits.
    at_s : (n,) int, UTC seconds; a post after now_s counts as of now.   people : int, at least 0.   now_s : int.
    The best ten posts of each count: the best wholly, the second half, the third a third; all fade over five years.
    The order of posts changes nothing. O(n log n). ValueError that names the argument for lengths, range, NaN.

    Voting, CombSUM of the best (Macdonald & Ounis 2006, "Voting for candidates"), with the discount of ranks so that
    many mentions in passing do not outvote one letter on the subject.

    >>> votes([0, 1, 1], [1.0, 0.75, 0.75], [0, 0, 0], people=3, now_s=0).tolist()
    [1.0, 1.125, 0.0]
    """
    person, weight, at_s = (
        whole_numbers(person, "person"),
        finite_numbers(weight, "weight"),
        whole_numbers(at_s, "at_s"),
    )
    same_length(person=person, weight=weight, at_s=at_s)
    within(person, "person", below=people)
    if weight.size and weight.min() < 0:
        raise ValueError(f"weight must not be negative: {weight.min()} at index {int(np.argmin(weight))}.")
    faded = weight * fading(at_s, now_s)
    order = np.lexsort((-faded, person))
    place = places(person[order])
    counted = faded[order] / (1.0 + place) * (place < POSTS)
    return np.bincount(person[order], counted, people).astype(np.float64)


def fading(at_s: Ints, now_s: int) -> Floats:
    """(n,) float64 in 0..1, what is left of a skill that was last seen then."""
    age_days = np.maximum(float(now_s) - at_s.astype(np.float64), 0.0) / DAY_S
    left: Floats = np.exp(-age_days / SKILL_DAYS)
    return left


def places(group: Ints) -> Ints:
    """(n,) int64, the place of each row among those of its group, in a column where groups stand together.

    >>> places(np.array([3, 3, 5])).tolist()
    [0, 1, 0]
    """
    return np.arange(len(group)) - np.searchsorted(group, group)
