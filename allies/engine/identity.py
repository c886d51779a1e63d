"""Which names and addresses belong to one person. Joining two people wrongly is worse than missing a pair."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from allies.engine.certain import by_address, by_full_name, without_shared
from allies.engine.commonness import Commonness
from allies.engine.company import Candidate, floor_without, in_company
from allies.engine.comparing import Comparing
from allies.engine.events import Ints, whole_numbers
from allies.engine.evidence_words import in_words
from allies.engine.groups import Groups, of_numbers
from allies.engine.profiles import Identity, Profile, taken_apart
from allies.engine.weighing import SURE, Weighed

UNSURE = 0.2  # what is less likely is not worth asking

__all__ = [
    "SURE",
    "UNSURE",
    "Candidate",
    "Resolution",
    "candidates",
    "floor_without",
    "in_company",
    "resolution",
    "resolve",
]


def resolve(name: Sequence[str], address: Sequence[str]) -> Ints:
    """The person behind each identity.

    name, address : (n,) str, as they were written; either may be "".
    Returns (n,) int64: people are numbered from 0 in the order of their first identity. Neither case, accents, the
    script, the order of the words of a name nor the order of the identities changes who is joined. O(n).
    Raises ValueError when the two have different lengths or hold something that is not text.

    Two identities are one person when they share an address of one person: not a role's ("info@"), a machine's
    ("root@localhost"), a desk's (three unlike names) or a family's (other first names before one family name); or a
    full name that few others could bear. Then whoever is one with a probability of SURE or more, as `candidates`
    weighs it, until no two such are left. Unlike full names are never joined by a handle.

    After Bird et al. (2006), "Mining email social networks", section 2.1, and Fellegi & Sunter (1969), "A theory for
    record linkage"; joining in rounds as in Bhattacharya & Getoor (2007), "Collective entity resolution".

    >>> resolve(["Alice Example", "alice", "Example, Alicé"], ["a@x.example", "a@x.example", ""]).tolist()
    [0, 0, 0]
    >>> resolve(["Alice", "Alice"], ["info@x.example", "info@x.example"]).tolist()
    [0, 1]
    """
    return resolution(name, address).person


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is one, and everyone compared as they then stand: so that who may be one need not be looked for anew."""

    person: Ints  # as `resolve` returns it
    _name: Sequence[str]
    _people: Comparing

    def candidates(self, *, at_least: float = UNSURE) -> list[Candidate]:
        """As `candidates` with this `person`, without threads and teams. ValueError for an `at_least` outside 0..1."""
        _checked(at_least)
        return in_company(_found(self._people, self._name, at_least), threads={}, teams={}, at_least=at_least)


def resolution(name: Sequence[str], address: Sequence[str]) -> Resolution:
    """As `resolve`, with what was found on the way.

    >>> found = resolution(["Bob Example", "Robert Example"], ["bob@x.example", "rob@y.example"])
    >>> found.person.tolist(), len(found.candidates())
    ([0, 1], 1)
    """
    identities = _read(name, address)
    groups, people = _resolved(identities, _commonness(identities))
    return Resolution(groups.numbered(), list(name), people)


def candidates(
    name: Sequence[str],
    address: Sequence[str],
    *,
    person: ArrayLike | None = None,
    threads: Sequence[Collection[int]] | None = None,
    teams: Sequence[Collection[int]] | None = None,
    at_least: float = UNSURE,
) -> list[Candidate]:
    """Pairs of people who may be one, so that a person can decide; the likeliest first.

    name, address : (n,) str, as for `resolve`.   person : (n,) int, who is one already; without it, as `resolve` finds,
    and then every pair is less likely than SURE, unless threads or teams add to it: these never join anyone.
    threads, teams : (n,) collections of int, what each identity wrote in and belongs to, where that is known.
    at_least : the smallest probability that is returned.
    Returns each pair of people once, by the first row of each, with the probability and the reasons in words; none less
    likely than one in a thousand. O(n).
    Raises ValueError for unequal lengths, for what is no text, and for an `at_least` outside 0..1.

    The probability is that of Fellegi & Sunter (1969): odds before any evidence of half a further identity a person,
    times, for each piece of evidence, how often two identities of one person show it over how often two people do by
    chance. The second is counted among the names, handles and domains at hand.

    >>> [pair] = candidates(["Bob Example", "Robert Example"], ["bob@x.example", "rob@y.example"])
    >>> pair.one, pair.other, pair.evidence
    (0, 1, ('one may be short for the other: “Bob Example” and “Robert Example”',))
    """
    _checked(at_least)
    identities = _read(name, address)
    for column, given in (("threads", threads), ("teams", teams)):
        if given is not None and len(given) != len(identities):
            raise ValueError(f"{column} has {len(given)} rows, but name has {len(identities)}.")
    people = _compared(identities, person)
    floor = at_least if threads is None and teams is None else floor_without(at_least)
    found = _found(people, name, floor)
    together = [_by_row(people.everyone.values(), given) for given in (threads, teams)]
    return in_company(found, threads=together[0], teams=together[1], at_least=at_least)


def _checked(at_least: float) -> None:
    if not 0 <= at_least <= 1:
        raise ValueError(f"at_least must lie in 0..1, not {at_least}.")


def _found(people: Comparing, name: Sequence[str], floor: float) -> list[Candidate]:
    return [
        _candidate(people.everyone[one], people.everyone[other], result, name)
        for (one, other), result in people.weighed.items()
        if result.probability >= floor
    ]


def _by_row(people: Iterable[Profile], given: Sequence[Collection[int]] | None) -> dict[int, set[int]]:
    """What each person stands in, by their first row."""
    if given is None:
        return {}
    return {person.row: {place for row in person.rows for place in given[row]} for person in people}


def _candidate(one: Profile, other: Profile, result: Weighed, name: Sequence[str]) -> Candidate:
    first, second = sorted((one.row, other.row))
    return Candidate(first, second, result.probability, in_words(result, name))


def _compared(identities: list[Identity], person: ArrayLike | None) -> Comparing:
    common = _commonness(identities)
    if person is None:
        return _resolved(identities, common)[1]
    numbers = whole_numbers(person, "person")
    if len(numbers) != len(identities):
        raise ValueError(f"person has {len(numbers)} rows, but name has {len(identities)}.")
    return Comparing(identities, of_numbers(numbers.tolist()), common)


def _resolved(identities: list[Identity], common: Commonness) -> tuple[Groups, Comparing]:
    """Join whoever is one for certain, then whoever is sure to be, until no two such are left."""
    groups = Groups(len(identities))
    groups.join_all(by_address(identities))
    groups.join_all(by_full_name(identities, common))
    people = Comparing(identities, groups, common)
    # all are decided on the people as they stand now, so that the order of the identities changes nothing
    while sure := [pair for pair, result in people.weighed.items() if result.probability >= SURE]:
        people.join(sure)
    return groups, people


def _read(name: Sequence[str], address: Sequence[str]) -> list[Identity]:
    if len(name) != len(address):
        raise ValueError(f"address has {len(address)} rows, but name has {len(name)}.")
    for column, values in (("name", name), ("address", address)):
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{column} must hold text; use an empty one where it is not known.")
    return without_shared([taken_apart(n, a) for n, a in zip(name, address, strict=True)])


def _commonness(identities: list[Identity]) -> Commonness:
    return Commonness(
        (identity.full for identity in identities if identity.full),
        ((identity.address.handle, identity.words) for identity in identities if identity.address.handle),
        (personal.rpartition("@")[2] for personal in {i.address.personal for i in identities} if personal),
        ((identity.full, identity.other) for identity in identities if identity.full and identity.other),
    )
