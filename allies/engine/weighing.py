"""Weighs what speaks for and against two people being one: the log-odds of Fellegi & Sunter (1969)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from allies.engine.commonness import SHORTEST_WORD, Commonness
from allies.engine.likeness import NOTHING_KNOWN, UNLIKE, Like, Likeness, Name, compare
from allies.engine.profiles import Profile

SURE = 0.85  # two people this likely to be one are joined
FURTHER = 0.5  # identities a person has beyond the first, about: half the people of a mailbox have a second address
SAME_HANDLE = 0.4  # how often two identities of one person have the same local part
SAME_DOMAIN = 0.3
SLIP = 0.02  # even a telling handle is shared by two people about so often: "developer", a firm's name, a hero's
MOST_OF_DOMAIN = 30.0
SINGLE_UNLIKE = 0.3  # who goes by one word that is no part of the other's name
SAME_ADDRESS = 0.01  # people that have an address that someone else has too
_OTHERS = (Like.UNLIKE, Like.KIN)
_OPEN = (Like.ONE_WORD, Like.INITIAL)  # names that leave open what a handle may tell
_OF_WORDS = (Like.SAME, Like.FORM, Like.SPELT, Like.PART, Like.ONE_WORD, Like.SHARED)  # names with such in common


class Sort(StrEnum):
    """What a piece of evidence is about."""

    NAME = "name"
    ADDRESS = "address"
    HANDLE = "handle"
    SPELLED = "spelled"
    SHORTENED = "shortened"
    DOMAIN = "domain"


class Evidence(NamedTuple):  # of which several are made for each of very many pairs
    """One thing that speaks for or against: `weight` is the logarithm of the ratio of likelihoods."""

    sort: Sort
    weight: float
    likeness: Likeness = NOTHING_KNOWN
    value: str = ""
    rows: tuple[int, int] = (-1, -1)


NO_NAME = Evidence(Sort.NAME, 0.0)


class Weighed(NamedTuple):
    """Two people compared."""

    probability: float
    evidence: tuple[Evidence, ...]


def weigh(one: Profile, other: Profile, common: Commonness) -> Weighed:
    """The probability that two people are one, and what it rests on. The same whichever comes first."""
    if other.row < one.row:
        one, other = other, one
    name = _by_name(one, other, common)
    handle = _by_handle(one, other, name, common)
    agreeing = [name] if name.likeness.like is not Like.UNKNOWN else []
    if handle is not None:
        agreeing.append(handle)
    if handle is not None or name.likeness.like.agrees:
        agreeing += _by_domain(one, other, common)
    odds = math.log(FURTHER / common.people) + math.fsum([piece.weight for piece in agreeing])
    probability = 1 / (1 + math.exp(-odds)) if odds > -500 else 0.0
    if name.likeness.like in _OTHERS or _may_be_another(one, other, name.likeness, common):
        probability = min(probability, math.nextafter(SURE, 0))  # whoever has two unlike names is asked about
    return Weighed(probability, tuple(sorted(agreeing, key=lambda piece: (-piece.weight, piece.sort))))


def _may_be_another(one: Profile, other: Profile, likeness: Likeness, common: Commonness) -> bool:
    """Whether the name is the same in Latin letters alone, where several people here have it in other letters."""
    if likeness.like is not Like.SAME or not common.of_several:
        return False
    if common.of_several.isdisjoint([tuple(sorted(word for word, _, _ in likeness.words if len(word) > 1))]):
        return False
    written, read = ({letters for some in who.other.values() for letters in some} for who in (one, other))
    return written.isdisjoint(read)


def is_sure_by_name(words: Name, common: Commonness) -> bool:
    """Whether this full name alone makes two people one: too few others may bear it by chance."""
    odds = FURTHER / common.people * Like.SAME.chance / common.words(words)
    return odds / (1 + odds) >= SURE


def _by_name(one: Profile, other: Profile, common: Commonness) -> Evidence:
    """The names of each that are most alike; a name in one word counts where there is no other."""
    found = [_named(one, other, mine, theirs, common) for mine in one.some_names for theirs in other.some_names]
    if not found:
        found = [*_singly(one, other, common)]
    if len(found) < 2:
        return found[0] if found else NO_NAME
    return max(found, key=lambda piece: (piece.weight, -piece.rows[0], -piece.rows[1]))


def _named(one: Profile, other: Profile, mine: Name, theirs: Name, common: Commonness) -> Evidence:
    likeness = _compared(one, other, mine, theirs)
    share = 1.0 if likeness.like is Like.UNKNOWN or likeness.like in _OTHERS else common.name(likeness)
    return Evidence(Sort.NAME, math.log(likeness.chance / share), likeness, rows=(one.names[mine], other.names[theirs]))


def _compared(one: Profile, other: Profile, mine: Name, theirs: Name) -> Likeness:
    likeness = compare(mine, theirs) if mine <= theirs else compare(theirs, mine)
    if one.other and other.other and likeness.like in _OF_WORDS:
        written, read = one.other.get(mine), other.other.get(theirs)
        if written and read and not any(a <= b or b <= a for a in written for b in read):
            return UNLIKE  # only in Latin letters are these alike
    return likeness


def _singly(one: Profile, other: Profile, common: Commonness) -> Iterator[Evidence]:
    """Comparisons in which one side has a single word for a name."""
    for mine, row in one.singles.items():
        for theirs, other_row in [*((name, other.names[name]) for name in other.some_names), *_as_names(other)]:
            yield _one_word(_compared(one, other, (mine,), theirs), (row, other_row), common)
    for theirs_single, other_row in other.singles.items():
        for name in one.some_names:
            yield _one_word(_compared(one, other, name, (theirs_single,)), (one.names[name], other_row), common)


def _as_names(profile: Profile) -> list[tuple[Name, int]]:
    return [((single,), row) for single, row in profile.singles.items()]


def _one_word(likeness: Likeness, rows: tuple[int, int], common: Commonness) -> Evidence:
    if likeness.like is not Like.ONE_WORD:
        return Evidence(Sort.NAME, math.log(SINGLE_UNLIKE), NOTHING_KNOWN, rows=rows)
    return Evidence(Sort.NAME, math.log(likeness.chance / common.name(likeness)), likeness, rows=rows)


def _by_handle(one: Profile, other: Profile, name: Evidence, common: Commonness) -> Evidence | None:
    """The best of: the same address, the same local part, a local part that spells the other's name."""
    if not one.may_be_called_as(other):
        return None
    likeness = name.likeness
    found = [*_handles(one, other, likeness, common)]
    is_open = likeness.like in _OPEN
    if is_open or not likeness.like.agrees:
        found += [*_spellings(one, other, common), *_spellings(other, one, common)]
    if is_open:  # what the handle says once more counts once
        found = [piece._replace(weight=max(piece.weight - name.weight, 0.0)) for piece in found]
    return max([*found, *_addresses(one, other, common)], key=lambda piece: (piece.weight, piece.value), default=None)


def _addresses(one: Profile, other: Profile, common: Commonness) -> Iterator[Evidence]:
    for personal in sorted(one.personal.keys() & other.personal.keys()):
        rows = one.personal[personal], other.personal[personal]
        yield Evidence(Sort.ADDRESS, math.log(common.people / SAME_ADDRESS), value=personal, rows=rows)


def _handles(one: Profile, other: Profile, likeness: Likeness, common: Commonness) -> Iterator[Evidence]:
    is_told = likeness.like is Like.SHARED or (likeness.like.agrees and likeness.like not in _OPEN)
    words = frozenset(word for pair in likeness.words for word in pair[:2]) if is_told else frozenset()
    for handle in one.in_one_word.keys() & other.in_one_word.keys():
        if handle in one.handles or handle in other.handles:
            share = max(common.handle(handle, words), SLIP / common.people, common.namesakes(handle) / common.people)
            rows = one.in_one_word[handle], other.in_one_word[handle]
            yield Evidence(Sort.HANDLE, math.log(SAME_HANDLE / min(share, 1.0)), value=handle, rows=rows)


def _spellings(named: Profile, called: Profile, common: Commonness) -> Iterator[Evidence]:
    """Where a handle, or a name in one word, of one person is the name of the other."""
    words_of = called.in_one_word
    if named.spellings.isdisjoint(words_of):
        return
    for sort, spellings in ((Sort.SPELLED, named.spelled), (Sort.SHORTENED, named.shortened)):
        for handle in spellings.keys() & words_of.keys():
            if len(handle) > SHORTEST_WORD:
                name = spellings[handle]
                words = name if sort is Sort.SPELLED else (_long_part(handle, name), handle[0])
                share = max(common.words(words), SLIP / common.people, common.namesakes(handle) / common.people)
                rows = named.names[name], words_of[handle]
                ordered = rows if named.row <= called.row else rows[::-1]
                yield Evidence(sort, math.log(SAME_HANDLE / min(share, 1.0)), value=handle, rows=ordered)


def _long_part(handle: str, name: Name) -> str:
    return next(word for word in (name[-1], name[0]) if word in (handle[1:], handle[:-1]))


def _by_domain(one: Profile, other: Profile, common: Commonness) -> Iterator[Evidence]:
    both = one.domains.keys() & other.domains.keys()
    if both:
        rarest = min(both, key=lambda domain: (common.domain(domain), domain))
        ratio = min(SAME_DOMAIN / common.domain(rarest), MOST_OF_DOMAIN)
        rows = one.domains[rarest], other.domains[rarest]
        yield Evidence(Sort.DOMAIN, math.log(ratio), value=rarest, rows=rows)
