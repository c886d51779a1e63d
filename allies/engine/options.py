"""What a plan is made from: candidates, limits, and what a place within the limits is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allies.engine.events import Bools, Floats, Ints

NOWHERE = -1  # the tribe of who is in none


@dataclass(frozen=True, slots=True)
class Options:
    """n candidates. Channels and tribes count from 0; the tribe is NOWHERE for who is in none."""

    value: Floats
    minutes: Floats
    gives: Bools
    channel: Ints
    person: Ints
    tribe: Ints

    def at(self, rows: Ints) -> Options:
        """Some of them."""
        return Options(
            self.value[rows],
            self.minutes[rows],
            self.gives[rows],
            self.channel[rows],
            self.person[rows],
            self.tribe[rows],
        )

    @property
    def channels(self) -> int:
        """How many there are."""
        return int(self.channel.max(initial=-1)) + 1

    @property
    def tribes(self) -> int:
        """How many there are."""
        return int(self.tribe.max(initial=NOWHERE)) + 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan may hold."""

    budget: float  # minutes
    per_channel: int
    balance: int | None  # asks may outnumber gives by so many; None where nothing asks
    per_tribe: int  # so many of one tribe for nothing
    crowding: float  # what each further one of the tribe costs; inf where there may be none


@dataclass(frozen=True, slots=True)
class Prices:
    """What a minute, a place in each channel, an ask and a place in each tribe are worth to the rest of the plan.

    Any prices from 0 up lead to the best plan; the nearer they are to what a further minute or place would bring, the
    fewer plans there are to go through.
    """

    minute: float
    channel: Floats
    ask: float
    tribe: Floats  # none above `Limits.crowding`

    @classmethod
    def nothing(cls, options: Options) -> Prices:
        """Everything for free."""
        return cls(0.0, np.zeros(options.channels), 0.0, np.zeros(options.tribes))

    def left(self, options: Options) -> Floats:
        """(n,) what remains of each value when the option has paid for all that it takes."""
        ask = np.where(options.gives, -self.ask, self.ask)
        tribe = np.r_[self.tribe, 0.0][options.tribe]  # NOWHERE is the last, which costs nothing
        places = self.channel[options.channel] + tribe
        left: Floats = options.value - options.minutes * self.minute - places - ask
        return left
