"""A disk that is full, known by whatever notices it first, in words that a person can act on."""

from __future__ import annotations

import errno

SAYS = "The disk is full. Make room there, then try again: nothing that came in is lost."
_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT})
_WORDS = ("database or disk is full", "no space left on device", "disk quota exceeded", "(os error 28)")


def is_full(error: BaseException | None) -> bool:
    """Whether there was no room: as the system says it, a database, or a library that writes files of its own.

    >>> is_full(OSError(28, "No space left on device")), is_full(ValueError("IoError: no space left on device"))
    (True, True)
    >>> is_full(OSError(2, "No such file or directory")), is_full(None)
    (False, False)
    """
    while error is not None:
        text = str(error).lower()
        if (isinstance(error, OSError) and error.errno in _NUMBERS) or any(words in text for words in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False
