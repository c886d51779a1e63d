"""How likely two people agree by chance: in a word of a name, a whole name, the local part of an address, a domain.

Counted among the very people at hand: a name that is rare in one network and common in another weighs in each what it
says there (the frequency weights of Fellegi & Sunter 1969, "A theory for record linkage", section 3.3.1).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from allies.engine.likeness import Answer, How, Like, Likeness, Name
from allies.engine.nicknames import full_names, is_given_name

OUTSIDE = 200  # people beyond those seen, so that a handful does not make a name look common
UNSEEN = 0.5  # added to every count: what was not seen may still come (Jeffreys)
SHORTEST_WORD = 3  # of a name within a handle
LETTERS_IN_USE = 15  # with which names begin; the rare ones apart
LETTERS = 10.0  # how many ways each further letter of a handle could have gone; letters are not drawn evenly
NEIGHBOURS = 5.0  # words that are nearly spelled like another


class Commonness:
    """Counts over the names, handles and domains at hand."""

    def __init__(
        self,
        names: Iterable[Name],
        handles: Iterable[tuple[str, Name]],
        domains: Iterable[str],
        others: Iterable[tuple[Name, frozenset[str]]] = (),
    ) -> None:
        """names : one a person at most, words in order.   handles : with the name beside each, if any.
        domains : of each address.   others : names with what they are in a script that Latin letters do not tell."""
        distinct = {tuple(sorted(name)) for name in names}
        self.people = len(distinct) + OUTSIDE
        self.bearers = Counter(word for name in distinct for word in set(name))
        self.domains = Counter(domains)
        self._at_domains = self.domains.total()
        self._letters = Counter(letter for name in distinct for letter in {word[0] for word in name})
        self._forms = Counter(full for word, count in self.bearers.items() for full in [*full_names(word)] * count)
        self._beside: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for name in distinct:
            for word in name:
                for other in name:
                    if other != word:
                        self._beside[word, other[0]].add(other)
        self.of_several = {name for name, count in Counter(name for name, _ in set(others)).items() if count > 1}
        self._unlike = _unlike_by_handle(handles)
        self._handles: dict[str, float] = {}  # their shares, as they are asked for

    def name(self, likeness: Likeness) -> float:
        """The share of people whose name would be as much like this one."""
        own = 1 if likeness.like in (Like.SAME, Like.ONE_WORD) else 2
        share = 1.0
        for one, other, how in sorted(likeness.words, key=_in_order):
            share *= self._word(one, other, how, own)
        if likeness.like is Like.INITIAL:
            share = max(share, self._sharing_the_initial(likeness) / self.people)
        return share

    def words(self, words: Iterable[str]) -> float:
        """The share of people who bear all these words."""
        share = 1.0
        for word in sorted(words):
            share *= self.initial(word) if len(word) == 1 else self._others(word, 1)
        return share

    def initial(self, letter: str) -> float:
        """The share of people with a name that begins so; of those outside, a fair part."""
        return min((self._letters[letter] + OUTSIDE / LETTERS_IN_USE) / self.people, 1.0)

    def handle(self, handle: str, of: frozenset[str] = frozenset()) -> float:
        """The share of people who would choose this local part; `of`: words of a name that they bear anyway."""
        if handle.isdigit():
            return 1.0
        if of and (told := _told(handle, of)):  # "alice.example" is no news of Alice Example, "aexample7" a little
            return 0.5 * LETTERS ** -min(told - 1, 2)
        if handle not in self._handles:
            ways = (self._explained(handle, at) for at in range(len(handle) + 1))
            self._handles[handle] = max(LETTERS ** (1 - len(handle)), *ways)
        return self._handles[handle]

    def namesakes(self, handle: str) -> int:
        """How many people with names that have nothing in common have this handle, beyond the first."""
        return self._unlike.get(handle, 0)

    def domain(self, domain: str) -> float:
        """The share of addresses at this domain, but for the two compared."""
        return min((max(self.domains[domain] - 2, 0) + UNSEEN) / (self._at_domains + OUTSIDE), 1.0)

    def _explained(self, handle: str, at: int) -> float:
        """As a known word up to `at`, and a known word or loose letters after it; or the other way round."""
        first, last = handle[:at], handle[at:]
        known = [word for word in (first, last) if len(word) >= SHORTEST_WORD and self._is_word(word)]
        if not known:
            return 0.0
        loose = len(handle) - sum(map(len, known))
        share = LETTERS**-loose
        for word in known:
            share *= self._others(word, 0)
        return share

    def _is_word(self, word: str) -> bool:
        return self.bearers[word] > 0 or is_given_name(word)

    def _word(self, one: str, other: str, how: How, own: int) -> float:
        if how is How.EQUAL:
            return self.initial(one) if len(one) == 1 else self._others(one, own)
        if how is How.INITIAL:
            return self.initial(one[0])
        if how is How.FORM:
            return max(self._share(self._forms[full] - own + 1) for full in sorted(full_names(one) & full_names(other)))
        return min(NEIGHBOURS * self._share(self.bearers[one] + self.bearers[other] - own), 1.0)

    def _others(self, word: str, own: int) -> float:
        """The share of people who bear a word; of a given name that is known here, one more outside."""
        return self._share(max(self.bearers[word] - own, 0) + is_given_name(word))

    def _share(self, others: float) -> float:
        return min((max(others, 0) + UNSEEN) / self.people, 1.0)

    def _sharing_the_initial(self, likeness: Likeness) -> int:
        """How many others the initial could stand for, beside the same family name."""
        whole = [one for one, _, how in likeness.words if how is How.EQUAL and len(one) > 1]
        spelled = [(one, other) for one, other, how in likeness.words if how is How.INITIAL]
        own = {word for pair in spelled for word in pair}
        beside = [self._beside[word, one[0]] for word in whole for one, _ in spelled]
        return max((len(words) - len(words & own) for words in beside), default=0)


def _in_order(pair: Answer) -> tuple[How, str, str]:
    """The same whichever name comes first, so that the product is."""
    one, other, how = pair
    return (how, one, other) if one < other else (how, other, one)


def _told(handle: str, of: frozenset[str]) -> int:
    """One more than the letters of a handle that are no word or initial of this name; 0 where it has no word of it."""
    rest, found = handle, False
    for word in sorted(of, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD and word in rest:
            rest, found = rest.replace(word, "", 1), True
    if not found:
        return 0
    for word in sorted(of):
        rest = rest.replace(word[0], "", 1)
    return 1 + len(rest)


def _unlike_by_handle(handles: Iterable[tuple[str, Name]]) -> dict[str, int]:
    names: defaultdict[str, set[Name]] = defaultdict(set)
    for handle, name in handles:
        if len(name) >= 2:
            names[handle].add(name)
    return {handle: len(unlike(some)) - 1 for handle, some in names.items() if len(some) > 1}


def unlike(names: Iterable[Name]) -> list[set[str]]:
    """The names as sets of words, those that share a word taken together."""
    apart: list[set[str]] = []
    for name in filter(None, names):
        sharing = [words for words in apart if words & set(name)]
        apart = [words for words in apart if not words & set(name)] + [set(name).union(*sharing)]
    return apart
