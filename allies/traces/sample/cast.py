"""The people with a part in the story, the same in every sample: who they are and what is to be seen in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .data import load
from .network import Network
from .people import Person


@dataclass(frozen=True, slots=True)
class Situation:
    """What a reader of the sample can find in one person."""

    kind: str  # "open-question", "fading", ...
    name: str
    emails: tuple[str, ...]
    tribe: str
    says: str  # in words


def situations() -> tuple[Situation, ...]:
    """All situations of the story, whatever the seed."""
    return tuple(
        Situation(row["situation"], f"{row['given']} {row['family']}", tuple(row["emails"]), row["tribe"], row["says"])
        for row in load("cast")["people"]
    )


def parts(network: Network) -> Iterator[tuple[Person, dict[str, Any]]]:
    """Each person of the cast with their part, as cast.toml has it."""
    people = {(one.given, one.family, one.tribe): one for one in network.people if one.situation}
    for row in load("cast")["people"]:
        yield people[row["given"], row["family"], row["tribe"]], row
