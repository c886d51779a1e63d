"""How much mail is measured with: as much as the targets name, or little, for trying out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Messages, contacts, questions. Of `people`, about three in four come to write or be written."""

    beside_others: int
    alone: int
    searched: int
    questions: int
    contacts: int
    people: int


FULL = Sizes(beside_others=50_000, alone=1_000_000, searched=200_000, questions=500, contacts=20_000, people=55_000)
SMALL = Sizes(beside_others=1_000, alone=5_000, searched=2_000, questions=100, contacts=500, people=2_000)
