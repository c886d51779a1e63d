"""How two names are alike: the same, a short form, an initial, a spelling, a part; or of one family, or another's."""

from __future__ import annotations

import re
from enum import Enum, IntEnum
from functools import lru_cache
from typing import NamedTuple

from allies.engine.nicknames import are_forms_of_one

NUMBER = re.compile(r"\d+")
SHORTEST_SPELT = 5  # in shorter words one letter makes another name: "Anna", "Hanna"
SHORTEST_SOUNDED = 4
LIKE_A_PART = 0.1

Name = tuple[str, ...]


class Like(Enum):
    """How two names stand to one another. `chance`: how often two identities of one person do so."""

    SAME = ("the same name", 0.5)
    FORM = ("a short form", 0.03)
    SPELT = ("nearly the same spelling", 0.05)
    PART = ("one name within the other", 0.04)
    INITIAL = ("an initial", 0.05)
    ONE_WORD = ("one word of the name", 0.08)
    SHARED = ("one word in common", 0.02)
    UNKNOWN = ("no name to compare", 1.0)
    KIN = ("another first name of the same family", 0.001)
    UNLIKE = ("another name", 0.03)

    def __init__(self, said: str, chance: float) -> None:
        self.said = said
        self.chance = chance

    @property
    def agrees(self) -> bool:
        """Whether the names speak for one person."""
        return self in _AGREEING


_AGREEING = (Like.SAME, Like.FORM, Like.SPELT, Like.PART, Like.INITIAL, Like.ONE_WORD)


class How(IntEnum):
    """How one word of a name answers a word of the other, the surest first."""

    EQUAL = 0
    FORM = 1
    SPELT = 2
    INITIAL = 3


Answer = tuple[str, str, How]  # a word of each name
Answers = tuple[Answer, ...]


class Likeness(NamedTuple):
    """Two names compared, and the words that answer one another."""

    like: Like
    words: Answers = ()

    @property
    def chance(self) -> float:
        """How often two identities of one person are so: a part that is only like the other is rarer than either."""
        if self.like is Like.PART and any(how in (How.FORM, How.SPELT) for _, _, how in self.words):
            return self.like.chance * LIKE_A_PART
        return self.like.chance


NOTHING_KNOWN = Likeness(Like.UNKNOWN)
UNLIKE = Likeness(Like.UNLIKE)


def compare(one: Name, other: Name) -> Likeness:
    """How two names are alike; the order of the two, and of the words in each, changes nothing but for kin.

    one, other : words as `names.name_words` gives them; the family name of kin is the last word. O(words squared).

    >>> compare(("bob", "baker"), ("robert", "baker")).like, compare(("b", "baker"), ("bob", "baker")).like
    (<Like.FORM: ('a short form', 0.03)>, <Like.INITIAL: ('an initial', 0.05)>)
    >>> compare(("alice", "baker"), ("bob", "baker")).like.name, compare(("alice", "b"), ("charlie", "c")).like.name
    ('KIN', 'UNLIKE')
    """
    if not one or not other:
        return NOTHING_KNOWN
    if (mine := _numbers(one)) and (theirs := _numbers(other)) and mine != theirs:
        return UNLIKE  # "Room 1", "Room 2" are named to be told apart
    mine_left, theirs_left = set(one), set(other)
    is_single = len(mine_left) == 1 or len(theirs_left) == 1
    pairs = _answering(mine_left, theirs_left)
    if is_single:
        return Likeness(Like.ONE_WORD, pairs) if pairs and pairs[0][2] <= How.FORM else UNLIKE
    long_left = [[word for word in left if len(word) > 1] for left in (mine_left, theirs_left)]
    if all(long_left):
        return Likeness(_apart(one, other, pairs), pairs)
    return Likeness(_together(pairs, is_all=not (mine_left and theirs_left), has_more=any(long_left)), pairs)


@lru_cache(maxsize=100_000)
def _numbers(name: Name) -> tuple[str, ...]:
    return tuple(sorted(NUMBER.findall(" ".join(name))))


def _apart(one: Name, other: Name, pairs: Answers) -> Like:
    """How names are alike of which each has a word that the other does not answer."""
    if not [word for word, _, how in pairs if how is How.EQUAL and len(word) > 1]:
        return Like.UNLIKE
    return Like.KIN if one[-1] == other[-1] and one[0] != other[0] else Like.SHARED


def _together(pairs: Answers, *, is_all: bool, has_more: bool) -> Like:
    """How names are alike of which one is answered but for initials.

    is_all : also its initials.   has_more : the other has words beside.
    """
    whole = [how for word, _, how in pairs if how is not How.INITIAL and len(word) > 1]
    if not whole:
        return Like.UNKNOWN if pairs else Like.UNLIKE  # "A. B." may be anyone with these initials
    if len(pairs) < 2:
        return Like.SHARED
    if not is_all:
        return Like.SHARED  # two initials that differ: "Alice B. Example", "Alice C. Example"
    if len(whole) < 2:
        return Like.INITIAL
    if has_more:
        return Like.PART
    return (Like.SAME, Like.FORM, Like.SPELT)[max(whole)]


def _answering(mine_left: set[str], theirs_left: set[str]) -> Answers:
    """Pairs of words that answer one another, each word once, the surest first; takes them out of what is left."""
    equal = mine_left & theirs_left
    mine_left -= equal
    theirs_left -= equal
    pairs = [(word, word, How.EQUAL) for word in sorted(equal)]
    found = [(how, mine, theirs) for mine in mine_left for theirs in theirs_left if (how := _how(mine, theirs))]
    for how, mine, theirs in sorted(found):
        if mine in mine_left and theirs in theirs_left:
            mine_left.remove(mine)
            theirs_left.remove(theirs)
            pairs.append((mine, theirs, how))
    return tuple(pairs)


@lru_cache(maxsize=100_000)
def _how(one: str, other: str) -> How | None:
    """How two different words answer one another, if they do."""
    if min(len(one), len(other)) == 1:
        return How.INITIAL if one[0] == other[0] else None
    if are_forms_of_one(one, other):
        return How.FORM
    return How.SPELT if _nearly(one, other) else None


def _nearly(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) >= SHORTEST_SOUNDED and sound(short) == sound(long):
        return True
    return len(short) >= SHORTEST_SPELT and len(long) - len(short) <= 1 and _one_slip(short, long)


def _one_slip(short: str, long: str) -> bool:
    """Whether one letter put in, left out, changed, or swapped with its neighbour leads from one word to the other."""
    at = 0
    while at < len(short) and short[at] == long[at]:
        at += 1
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    rest_short, rest_long = short[at:], long[at:]
    return rest_short[1:] == rest_long[1:] or (
        rest_short[:2] == rest_long[:2][::-1] and rest_short[2:] == rest_long[2:]
    )


_SOUNDS = tuple(
    (re.compile(pattern), sounded)
    for pattern, sounded in (
        (r"sch|sh|tsch|tch|cz|cs|ch", "x"),
        (r"ph", "f"),
        (r"th|dh", "t"),
        (r"ck|[cq]", "k"),
        (r"w", "v"),
        (r"(?<=[aou])e", ""),  # as ä, ö and ü are written without their dots
        (r"ou|oo|oy", "u"),
        (r"[jy]+|ii|ie|ee|ei|iy", "i"),
        (r"z", "s"),
        (r"(?<=.)h", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """A word as several languages would write it alike: "Sergey" and "Sergej", "Klöckner" and "Kloeckner".

    >>> sound("sergey") == sound("sergej"), sound("kloeckner") == sound("klockner"), sound("anna") == sound("hanna")
    (True, True, False)
    """
    for pattern, sounded in _SOUNDS:
        word = pattern.sub(sounded, word)
    return word
