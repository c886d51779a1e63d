"""Long work in short steps, so that who waits for an answer need not wait for all of it."""

from __future__ import annotations

from collections.abc import Generator
from math import inf
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Steps: TypeAlias = Generator[int, None, T]
"""Yields after each step how much work it was, counted the same everywhere, not timed; returns what was made."""


def advanced(steps: Steps[T], work: float) -> tuple[T | None, float]:
    """Works until at least so much is done or nothing is left: what was made once it is there, and the work left over.

    >>> def counting() -> Steps[str]:
    ...     yield 2
    ...     yield 2
    ...     return "made"
    >>> steps = counting()
    >>> advanced(steps, 1)
    (None, -1)
    >>> advanced(steps, 5)
    ('made', 3)
    """
    while work > 0:
        try:
            work -= next(steps)
        except StopIteration as end:
            made: T = end.value
            return made, work
    return None, work


def finished(steps: Steps[T]) -> T:
    """All steps at once."""
    made, _ = advanced(steps, inf)
    if made is None:
        raise ValueError("steps must make something.")
    return made
