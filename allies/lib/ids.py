"""Random ids for addresses of things: unguessable, never reused, safe in a URL and on a command line."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that reads as something else
LENGTH = 12  # 59 bits


def new() -> str:
    """A new random id."""
    number, letters = secrets.randbelow(len(ALPHABET) ** LENGTH), []
    for _ in range(LENGTH):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)


def is_id(text: str) -> bool:
    """Whether this could be one of our ids: nothing in it means anything to a file system or a URL."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def new_key() -> bytes:
    """A new random key of 32 bytes."""
    return secrets.token_bytes(32)
