"""The whole network at one moment: its owner, its circles, its people."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from . import casting
from .people import Person
from .rhythm import YEAR_S
from .tribes import Tribe, tribes


@dataclass(frozen=True, slots=True)
class Network:
    """Everyone there is, and when now is."""

    seed: int
    now_s: int
    owner: Person
    tribes: tuple[Tribe, ...]
    people: tuple[Person, ...]

    def members(self, tribe: Tribe) -> list[Person]:
        """Who belongs to the circle, in whatever second place."""
        return [one for one in self.people if tribe.key in (one.tribe, *one.also) and one.addresses]

    def tribe_of(self, person: Person) -> Tribe:
        return next(one for one in self.tribes if one.key == person.tribe)

    def since_s(self, tribe: Tribe) -> int:
        return self.now_s - int(tribe.from_years * YEAR_S)

    def until_s(self, tribe: Tribe) -> int:
        return self.now_s - int(tribe.until_years * YEAR_S)

    def random(self, purpose: str) -> Random:
        """A stream of its own for each purpose, so that a change in one leaves the others as they were."""
        return Random(f"{self.seed}/{purpose}")  # noqa: S311  a made-up network needs repeatable numbers, not secret ones


def build(*, seed: int, now_s: int) -> Network:
    """The network that belongs to this seed."""
    circles = tribes()
    people = casting.Casting(Random(f"{seed}/people"), now_s).everyone(circles)  # noqa: S311  as above
    return Network(seed, now_s, casting.owner(now_s), circles, tuple(people))
