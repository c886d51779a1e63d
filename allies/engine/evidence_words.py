"""What speaks for two people being one, in words that a person can check."""

from __future__ import annotations

from collections.abc import Sequence

from allies.engine.likeness import Like
from allies.engine.weighing import Evidence, Sort, Weighed

LONGEST_QUOTED = 60


def in_words(weighed: Weighed, name: Sequence[str]) -> tuple[str, ...]:
    """The evidence, the weightiest first and what speaks against it last; names as they were written."""
    said = [(piece, _sentence(piece, name)) for piece in weighed.evidence]
    return tuple(words for _, words in sorted(said, key=lambda pair: _speaks_against(pair[0])) if words)


def _speaks_against(piece: Evidence) -> bool:
    return piece.weight < 0


def _sentence(piece: Evidence, name: Sequence[str]) -> str:
    if piece.sort is Sort.NAME:
        return _of_names(piece, *(_quoted(name[row]) for row in piece.rows)) if min(piece.rows) >= 0 else ""
    return {
        Sort.ADDRESS: f"both use the address {piece.value}",
        Sort.HANDLE: f"both go by “{piece.value}”",
        Sort.SPELLED: f"“{piece.value}” of the one is the name of the other",
        Sort.SHORTENED: f"“{piece.value}” of the one is short for the name of the other",
        Sort.DOMAIN: f"both are at {piece.value}",
    }[piece.sort]


def _of_names(piece: Evidence, one: str, other: str) -> str:
    both = f"{one} and {other}"
    if piece.likeness.like is Like.SAME:
        return "the same name" + (", though others here have such names too" if piece.weight < 9 else "")
    return {
        Like.FORM: f"one may be short for the other: {both}",
        Like.SPELT: f"{both} are nearly spelled alike",
        Like.PART: f"one name is within the other: {both}",
        Like.INITIAL: f"the initials fit: {both}",
        Like.ONE_WORD: f"a word of the name is the same: {both}",
        Like.SHARED: f"a word of the name is the same, but not all: {both}",
        Like.KIN: f"but other first names, as in a family: {both}",
        Like.UNLIKE: f"but the names differ: {both}",
    }.get(piece.likeness.like, "")


def _quoted(name: str) -> str:
    short = " ".join(name.split())
    return f"“{short if len(short) <= LONGEST_QUOTED else short[: LONGEST_QUOTED - 1] + '…'}”"
