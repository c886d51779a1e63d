"""The rhythm that each person keeps with the owner: how often, from when to when, who begins, who answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from .cast import parts
from .network import Network
from .people import Person
from .rhythm import DAY_S, YEAR_S
from .tribes import Tribe

GAP_DAYS = {
    "weekly": 7.0,
    "three_weekly": 21.0,
    "six_weekly": 42.0,
    "quarterly": 91.0,
    "yearly": 365.0,
    "remote": 115.0,
    "admirer": 130.0,
}
ONE_SIDED = ("remote", "admirer")
_CLOSEST_FIRST = tuple(GAP_DAYS)
_SURE = 1.0
_ONE_SIDED_YEARS = 2.1
_HAS_ENDED = 0.15  # of the looser ties in a circle that goes on


@dataclass(frozen=True, slots=True)
class Bond:
    """One stretch of time in which a person and the owner write to each other."""

    person: Person
    kind: str  # a key of GAP_DAYS
    gap_days: float
    from_s: int
    until_s: int
    they_open: float  # share of the threads that they begin
    they_answer: float
    owner_answers: float
    their_days: float  # how long an answer takes them
    owner_days: float


def bonds(network: Network) -> list[Bond]:
    """All bonds of the network: those of the cast, then the drawn ones, circle by circle."""
    found = [_scripted(network, person, row) for person, row in parts(network) if "gap_days" in row or "rhythm" in row]
    for tribe in network.tribes:
        found.extend(_drawn(network, tribe, network.random(f"bonds/{tribe.key}")))
    return found


def _scripted(network: Network, person: Person, row: dict[str, Any]) -> Bond:
    kind = row.get("rhythm", "weekly")
    years = row.get("from_years", _ONE_SIDED_YEARS if kind in ONE_SIDED else 7.5)
    return Bond(
        person=person,
        kind=kind,
        gap_days=row.get("gap_days", GAP_DAYS[kind]),
        from_s=network.now_s - int(years * YEAR_S),
        until_s=network.now_s - row.get("until_days", 0) * DAY_S,
        they_open=0.5,
        they_answer=_SURE,
        owner_answers=_SURE,
        their_days=0.6,
        owner_days=0.7,
    )


def _drawn(network: Network, tribe: Tribe, rng: Random) -> Iterator[Bond]:
    people = [one for one in network.people if one.tribe == tribe.key and not one.situation]
    rng.shuffle(people)
    since_s, until_s = network.since_s(tribe), network.until_s(tribe)
    is_over = tribe.until_years > 0.0
    for person, kind in zip(people, _kinds(tribe.ties), strict=False):
        from_s = max(since_s, person.joined_s) + int(rng.random() * 60 * DAY_S)
        if kind in ONE_SIDED:
            from_s = max(from_s, network.now_s - int(_ONE_SIDED_YEARS * YEAR_S))
        end_s = min(until_s, person.left_s) if is_over else until_s
        if not is_over and kind in ("six_weekly", "quarterly") and rng.random() < _HAS_ENDED:
            end_s = from_s + int(rng.uniform(0.4, 0.9) * (end_s - from_s))
        yield _bond(rng, person, kind, from_s, end_s)
    for person, kind in zip(people, _kinds(tribe.after), strict=False):
        yield _bond(rng, person, kind, until_s, network.now_s)


def _kinds(mix: Mapping[str, int]) -> list[str]:
    return [kind for kind in _CLOSEST_FIRST for _ in range(mix.get(kind, 0))]


def _bond(rng: Random, person: Person, kind: str, from_s: int, until_s: int) -> Bond:
    return Bond(
        person=person,
        kind=kind,
        gap_days=GAP_DAYS[kind] * rng.uniform(0.8, 1.25),
        from_s=from_s,
        until_s=until_s,
        they_open=rng.uniform(0.3, 0.7),
        they_answer=rng.uniform(0.75, 1.0),
        owner_answers=rng.uniform(0.85, 1.0),
        their_days=rng.choice((0.2, 0.5, 1.0, 2.0)),
        owner_days=rng.choice((0.4, 0.7, 1.2)),
    )
