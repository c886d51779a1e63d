"""The columns that describe what happened, checked once at the door of every engine function.

An event is one row seen from one side: which tie it belongs to, when it was, whether the owner of the tie gave it,
and how many people were on it (a letter between two has size 2).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

DAY_S = 86_400

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def whole_numbers(values: ArrayLike, name: str) -> Ints:
    """`values` as (n,) int64; `name` is the argument's name for the error.

    Raises ValueError when they are not one-dimensional, not whole, or do not fit in 64 bits.

    >>> whole_numbers([1, 2], "tie").tolist()
    [1, 2]
    >>> whole_numbers([0.5], "tie")
    Traceback (most recent call last):
    ValueError: tie must hold whole numbers, not float64.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, not of shape {array.shape}.")
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} must hold whole numbers, not {array.dtype}.")
    if array.dtype.kind == "u" and array.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{name} must fit in 64 bits with a sign.")
    return array.astype(np.int64, copy=False)


def finite_numbers(values: ArrayLike, name: str) -> Floats:
    """`values` as (n,) float64. Raises ValueError when they are not one-dimensional, NaN, infinite or not numbers.

    >>> finite_numbers([1, 2.5], "value").tolist()
    [1.0, 2.5]
    >>> finite_numbers([float("nan")], "value")
    Traceback (most recent call last):
    ValueError: value must hold finite numbers: NaN or infinity at index 0.
    """
    array: NDArray[Any] = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, not of shape {array.shape}.")
    if array.size and array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must hold numbers, not {array.dtype}.")
    floats = array.astype(np.float64)
    if not np.isfinite(floats).all():
        raise ValueError(
            f"{name} must hold finite numbers: NaN or infinity at index {int(np.argmin(np.isfinite(floats)))}."
        )
    return floats


def truths(values: ArrayLike, name: str) -> Bools:
    """`values` as (n,) bool. Raises ValueError when they are not one-dimensional booleans.

    >>> truths([True, False], "outgoing").tolist()
    [True, False]
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, not of shape {array.shape}.")
    if array.size and array.dtype != np.bool_:
        raise ValueError(f"{name} must hold booleans, not {array.dtype}.")
    return array.astype(np.bool_, copy=False)


def same_length(**columns: NDArray[Any]) -> int:
    """The common length of the columns. Raises ValueError that names the one of another length."""
    first, *others = columns.items()
    for name, column in others:
        if len(column) != len(first[1]):
            raise ValueError(f"{name} has {len(column)} rows, but {first[0]} has {len(first[1])}.")
    return len(first[1])


def within(indices: Ints, name: str, *, below: int) -> None:
    """Raises ValueError unless every index lies in 0..below-1.

    >>> within(np.array([0, 3]), "tie", below=3)
    Traceback (most recent call last):
    ValueError: tie must lie in 0..2: 3 at index 1.
    """
    wrong = (indices < 0) | (indices >= below)
    if wrong.any():
        place = int(np.argmax(wrong))
        reach = f"0..{below - 1}" if below else "nothing, as there are none"
        raise ValueError(f"{name} must lie in {reach}: {int(indices[place])} at index {place}.")


def not_later(at_s: Ints, now_s: int) -> None:
    """Raises ValueError when an event lies after `now_s`: what has not happened yet is no contact."""
    if at_s.size and int(at_s.max()) > now_s:
        place = int(np.argmax(at_s > now_s))
        raise ValueError(f"at_s must not be after now_s ({now_s}): {int(at_s[place])} at index {place}.")


def checked(
    tie: ArrayLike, at_s: ArrayLike, outgoing: ArrayLike, size: ArrayLike, *, ties: int, now_s: int
) -> tuple[Ints, Ints, Bools, Ints]:
    """The four columns of events as arrays of one length, none of them outside what they may hold.

    tie : (n,) int in 0..ties-1.   at_s : (n,) int, UTC seconds, none after now_s.   outgoing : (n,) bool.
    size : (n,) int, people on the event, at least 1 (a note to oneself about someone). O(n).
    Raises ValueError that names the argument at fault.

    >>> [c.tolist() for c in checked([0], [10], [True], [2], ties=1, now_s=10)]
    [[0], [10], [True], [2]]
    """
    tie, at_s, size = whole_numbers(tie, "tie"), whole_numbers(at_s, "at_s"), whole_numbers(size, "size")
    outgoing = truths(outgoing, "outgoing")
    same_length(tie=tie, at_s=at_s, outgoing=outgoing, size=size)
    within(tie, "tie", below=ties)
    not_later(at_s, now_s)
    if size.size and int(size.min()) < 1:
        place = int(np.argmax(size < 1))
        raise ValueError(f"size must be at least 1: {int(size[place])} at index {place}.")
    return tie, at_s, outgoing, size
