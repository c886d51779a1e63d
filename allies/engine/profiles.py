"""What is known of one person, from all their identities; and the keys that two who may be one have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from allies.engine.likeness import SHORTEST_SPELT, Name, sound
from allies.engine.names import (
    NO_ADDRESS,
    Address,
    address_parts,
    addresses_within,
    is_forwarded,
    name_words,
    other_letters,
)
from allies.engine.nicknames import full_names

MOST_NAMES = 8  # of one person, that are compared
SHORTEST_SPELLED = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity taken apart."""

    words: Name  # of the name
    address: Address
    within: tuple[str, ...]  # personal addresses written into the name
    other: frozenset[str] = frozenset()  # what the name is in a script that Latin letters do not tell

    @property
    def full(self) -> Name:
        """The words of a full name in one order, without middle initials; none if fewer than two words remain."""
        long = [word for word in self.words if len(word) > 1]
        return tuple(sorted(long)) if len(long) >= 2 else ()

    @property
    def initials(self) -> str:
        """The initials beside the full name."""
        return "".join(sorted(word for word in self.words if len(word) == 1))


def taken_apart(name: str, address: str) -> Identity:
    """An identity from what was written."""
    parts = address_parts(address) if address else NO_ADDRESS
    if is_forwarded(name) and "=" not in address:
        parts = NO_ADDRESS
    found = addresses_within(name) if "at" in name.lower() or "@" in name else []
    within = tuple(filter(None, (address_parts(text).personal for text in found)))
    return Identity(name_words(name), parts, within, other_letters(name))


@dataclass(slots=True)
class Profile:
    """One person: each thing known of them, with the first row that says it."""

    rows: list[int]  # in their order
    names: dict[Name, int]  # two words or more
    singles: dict[str, int]  # names of one word
    handles: dict[str, int]  # of addresses
    domains: dict[str, int]  # of personal addresses
    personal: dict[str, int]
    other: dict[Name, set[frozenset[str]]]  # each name as it is in a script that Latin letters do not tell
    row: int = field(init=False)
    some_names: tuple[Name, ...] = field(init=False)  # the longest first
    spelled: dict[str, Name] = field(init=False)  # each full name as one word, both ways round, as local parts are
    shortened: dict[str, Name] = field(init=False)  # with an initial: "aexample" and "alicee" of Alice Example
    in_one_word: dict[str, int] = field(init=False)  # what the person is called in one word: local parts and names
    called: frozenset[str] = field(init=False)  # the same, and addresses
    spellings: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.row = self.rows[0]
        self.some_names = tuple(sorted(self.names, key=lambda name: (-len("".join(name)), name))[:MOST_NAMES])
        self.spelled = {"".join(way): name for name in self.some_names for way in (name, name[::-1])}
        self.shortened = {short: name for name in self.some_names for short in _shortened(name)}
        self.in_one_word = {**self.singles, **self.handles}
        self.called = frozenset((*self.in_one_word, *self.personal))
        self.spellings = frozenset((*self.spelled, *self.shortened))

    def may_be_called_as(self, other: Profile) -> bool:
        """Whether an address, a local part or a name in one word of one is also the other's, or spells their name."""
        return not (
            self.called.isdisjoint(other.called)
            and self.called.isdisjoint(other.spellings)
            and self.spellings.isdisjoint(other.called)
        )


def _shortened(name: Name) -> tuple[str, ...]:
    first, last = name[0], name[-1]
    return (first[0] + last, first + last[0], last + first[0]) if len(first) > 1 and len(last) > 1 else ()


def profile(identities: Sequence[Identity], rows: Iterable[int]) -> Profile:
    """The person of these rows."""
    ordered = sorted(rows)
    names: dict[Name, int] = {}
    singles: dict[str, int] = {}
    handles: dict[str, int] = {}
    domains: dict[str, int] = {}
    personal: dict[str, int] = {}
    other: dict[Name, set[frozenset[str]]] = {}
    for row in ordered:
        identity = identities[row]
        words, address = identity.words, identity.address
        if len(words) >= 2:
            names.setdefault(words, row)
        elif words:
            singles.setdefault(words[0], row)
        if identity.other:
            other.setdefault(words, set()).add(identity.other)
        if address.handle:
            handles.setdefault(address.handle, row)
        if address.personal:
            personal.setdefault(address.personal, row)
            if "noreply" not in address.domain:
                domains.setdefault(address.domain, row)
        for within in identity.within:
            personal.setdefault(within, row)
    return Profile(ordered, names, singles, handles, domains, personal, other)


def keys(of: Profile) -> tuple[list[str], list[str]]:
    """What two who may be one person have at least one of in common: keys that ask for others, and keys to be found by.

    Two who both have a key only to be found by are not compared for it: a full name does not ask for the other first
    names with its initial, an initial does. A key may stand there twice.
    """
    asked, had = list[str](), list[str]()
    for name in of.some_names:
        _add_name_keys(name, of.domains, asked, had)
    asked += [f"handle {handle}" for handle in of.handles]
    had += [f"handle {handle}" for handle in (*of.singles, *of.spellings)]
    asked += [f"address {personal}" for personal in of.personal]
    for domain in of.domains:
        asked += [f"at {domain} {full}" for single in of.singles for full in full_names(single)]
        had += [f"at {domain} {full}" for name in of.some_names for full in full_names(name[0])]
    # a name finds the one word that it is spelled as, though neither has an address
    asked += [f"called {handle}" for handle in of.spellings]
    had += [f"called {single}" for single in of.singles if len(single) > SHORTEST_SPELLED]
    return asked, had


def _add_name_keys(name: Name, domains: Iterable[str], asked: list[str], had: list[str]) -> None:
    words = set(name)
    long = sorted(word for word in words if len(word) > 1)
    written = " ".join(long)
    asked.append(f"name {written}")
    asked.append("sound " + " ".join(sorted(map(sound, long))))
    asked += [f"name {domain} {written}" for domain in domains]
    for word in long:
        for other in words:
            if other != word:
                (asked if len(other) == 1 else had).append(f"initial {word} {other[0]}")
                if len(other) > 1:
                    asked += [f"form {word} {full}" for full in full_names(other)]
                    asked += [f"slip {word} {rest}" for rest in _with_one_letter_less(other)]


@lru_cache(maxsize=100_000)
def _with_one_letter_less(word: str) -> tuple[str, ...]:
    """The word, and it without each of its letters: two words one slip apart have one of these in common (Bocek, Hunt &
    Stiller 2007, "Fast similarity search in large dictionaries")."""
    if len(word) < SHORTEST_SPELT:
        return ()
    return (word, *{word[:at] + word[at + 1 :] for at in range(len(word))})
