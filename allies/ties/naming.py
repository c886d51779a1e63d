"""What a tribe is called: after its list, its organisation, what it speaks of, or who is in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np

from allies.engine import apart
from allies.ties import drifting
from allies.ties.mail_domains import organisation

MOST = 0.5  # of the people, or of the traces
LONGEST = 40  # letters
OF_THREADS = 0.08  # of the tribe's threads
ONE_YEAR = 0.6  # of the threads, for the year to be in the name
SHORTEST = 4  # letters of a telling word
PHRASE = 0.6  # of a word's threads in which the same neighbour stands beside it, for the two to be the name
CANDIDATES = 5
WORDS, FEWER_WORDS = 5, 3  # that a page names
LISTS = 2  # and domains, that a page names
FEW = 0.2  # of what a list carries in all tribes, for it to be said of this one
PEOPLE = 2  # who write from a domain
_PHRASE = re.compile(r"[^\W\d_][^\W_]*(?: [^\W\d_][^\W_]*)*")
_TAG = re.compile(r"\[[^\]]{1,40}\]|\b(?:re|fwd?|aw|wg|sv|vs|antw)\s*:", re.IGNORECASE)
_COMMON = """
about after again agenda also always another answer anyone april august based because been before being best better
between both call calling can't cannot change changes could date dates december does doesn't doing done don't down
each error every february file files first found friday from further getting give given going good great happy have
hello help here idea info information into issue issues january join july june just know last later latest like list
little look looking made mail make many march meet meeting message monday more most need needed news next note notes
november october only open other over please plan possible problem problems proposal query question questions quick
regarding reminder reply report request same saturday second seems september several should show since small some
something soon still such sunday sure take test thank thanks than that their them then there these they thing things
think this those through thursday time today tomorrow trying tuesday two under unsubscribe until update updated
updates used using very want was wednesday week weekend welcome well were what when where which while with without
wondering work working works would wrong year years yesterday your
"""
_EMPTY = frozenset(_COMMON.split())


Use = tuple[str, int]  # as it is written, and the year


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a tribe is known by."""

    names: list[str]  # of its people, the most central first
    domains: Counter[str]  # how many of its people have an address there
    lists: Counter[str]  # name of a list -> how many of its traces that list carried
    traces: int  # how many traces it has
    subjects: list[tuple[int, int, str]]  # (thread, at_s, subject)
    first_s: int = 0  # when anything first happened in it
    last_s: int = 0


def names(tribes: Sequence[Evidence]) -> list[str]:
    """A name for each tribe, no two alike. Those that come first have the first choice."""
    return called(tribes)[0]


def called(tribes: Sequence[Evidence]) -> tuple[list[str], list[dict[str, Any]]]:
    """The names, and what each tribe is known by."""
    carried = _carried(tribes)
    used = [_Uses(tribe) for tribe in tribes]
    telling = _telling(used)
    taken: set[str] = set()
    names = []
    for tribe, uses, words in zip(tribes, used, telling, strict=True):
        written = list(dict.fromkeys(uses.named_after(word) for word, _ in words[:CANDIDATES]))
        name = next(name for name in _candidates(tribe, uses, written, carried) if name.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    # with one tribe alone there is nobody to be apart from
    least = drifting.SURE if len(tribes) > 1 else -1.0
    sets_apart = [
        list(dict.fromkeys(uses.named_after(word, with_year=False) for word, score in words[:WORDS] if score > least))
        for uses, words in zip(used, telling, strict=True)
    ]
    lately = [_lately(tribe, uses) for tribe, uses in zip(tribes, used, strict=True)]
    return names, [
        _known_by(tribe, words, *now, carried) for tribe, words, now in zip(tribes, sets_apart, lately, strict=True)
    ]


def _lately(tribe: Evidence, uses: _Uses) -> tuple[list[str], bool]:
    """What a tribe writes about in its last year more than before, and whether that is other than the year before."""
    words = {word: at for word, at in uses.words.items() if says_something(word)}
    more = drifting.more_of(words, tribe.subjects, last_s=tribe.last_s)[:FEWER_WORDS]
    has_changed = drifting.has_changed(words, tribe.subjects, last_s=tribe.last_s)
    return list(dict.fromkeys(uses.named_after(word, with_year=False) for word in more)), has_changed


def _known_by(
    tribe: Evidence, words: list[str], lately: list[str], has_changed: bool, carried: Counter[str]
) -> dict[str, Any]:
    """What sets a tribe apart: the words that it uses more than others do, its lists, its domains, its years."""
    return {
        "words": words,
        "lately": lately,
        "has_changed": has_changed,
        "lists": [name for name, traces in tribe.lists.most_common(LISTS) if traces > FEW * carried[name]],
        "domains": [[domain, people] for domain, people in tribe.domains.most_common(LISTS) if people >= PEOPLE],
        "years": [datetime.fromtimestamp(at_s, UTC).year for at_s in (tribe.first_s, tribe.last_s)],
    }


def _carried(tribes: Sequence[Evidence]) -> Counter[str]:
    """How many traces of all tribes each list carried."""
    carried = Counter[str]()
    for tribe in tribes:
        carried.update(tribe.lists)
    return carried


def _telling(used: Sequence[_Uses]) -> list[list[tuple[str, float]]]:
    """The words of each tribe that could give it a name, with how much they tell of it, the most telling first.

    Those that it uses more than others beyond doubt come before the rest; among these, often and in few tribes.
    """
    known = sorted({word for uses in used for word in uses.words if says_something(word)})
    number = {word: place for place, word in enumerate(known)}
    rows = [
        (tribe, number[word], len(at))
        for tribe, uses in enumerate(used)
        for word, at in uses.words.items()
        if word in number
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    each = np.repeat(columns[:, :2], columns[:, 2], axis=0)
    found = apart.telling(each[:, 0], each[:, 1], groups=len(used), things=len(known))
    spread = np.bincount(columns[:, 1], minlength=len(known))
    weight = found.uses * np.log1p(len(used) / spread[found.thing])
    told: list[list[tuple[str, float]]] = [[] for _ in used]
    for row in np.lexsort((found.thing, -weight.round(9), found.score <= drifting.SURE)).tolist():
        tribe, word = int(found.group[row]), known[int(found.thing[row])]
        if used[tribe].is_frequent(word):
            told[tribe].append((word, float(found.score[row])))
    return told


def _candidates(tribe: Evidence, uses: _Uses, words: list[str], carried: Counter[str]) -> Iterator[str]:
    for name, traces in tribe.lists.most_common(1):
        # a list that carries several tribes says nothing about which one this is
        if traces > MOST * tribe.traces and traces > MOST * carried[name]:
            yield name[:LONGEST]
    for domain, people in tribe.domains.most_common(1):
        if people > MOST * len(tribe.names):
            owner = organisation(domain)
            owner = (uses.apart(owner.casefold()) or owner)[:LONGEST]
            yield owner
            yield from (
                f"{owner}, {word[:1].lower() + word[1:]}" for word in words if word.lower() not in owner.lower()
            )
    yield from words
    called = _people(tribe.names)
    yield called
    yield from (f"{called} ({number})" for number in range(2, 1_000))


class _Uses:
    """In which threads of a tribe each word, and each two neighbouring words, stand: as written, and in what year."""

    def __init__(self, tribe: Evidence) -> None:
        self.words: defaultdict[str, dict[int, Use]] = defaultdict(dict)
        self.pairs: defaultdict[tuple[str, str], dict[int, Use]] = defaultdict(dict)
        self.threads = len({thread for thread, _, _ in tribe.subjects})
        for thread, at_s, subject in tribe.subjects:
            year = datetime.fromtimestamp(at_s, UTC).year
            for phrase in _PHRASE.findall(_TAG.sub(" ", subject)):
                written = phrase.split()
                for word in written:
                    self.words[word.casefold()].setdefault(thread, (word, year))
                for one, other in pairwise(written):
                    self.pairs[one.casefold(), other.casefold()].setdefault(thread, (f"{one} {other}", year))

    def is_frequent(self, word: str) -> bool:
        """Whether a word stands in enough threads to be a name."""
        return len(self.words[word]) >= max(drifting.THREADS, OF_THREADS * self.threads)

    def apart(self, label: str) -> str:
        """Two neighbouring words that make up this label when written together; "" where there are none."""
        together = [pair for pair in self.pairs if "".join(pair) == label]
        return _written(self.pairs[together[0]].values()) if together else ""

    def named_after(self, word: str, *, with_year: bool = True) -> str:
        """The word as it is written, with the neighbour that mostly stands beside it, and the year that it is of."""
        uses = self.words[word]
        beside = {pair: len(self.pairs[pair]) for pair in self.pairs if word in pair and not _is_loose(pair)}
        best = min(beside, key=lambda pair: (-beside[pair], pair), default=None)
        if best is not None and beside[best] >= PHRASE * len(uses):
            uses = self.pairs[best]
        name = _written(uses.values())[:LONGEST]
        year, threads = Counter(year for _, year in uses.values()).most_common(1)[0]
        return f"{name} {year}" if with_year and threads >= ONE_YEAR * len(uses) else name


def says_something(word: str) -> bool:
    """Whether a word could tell one tribe, or person, from another.

    >>> says_something("audit"), says_something("please"), says_something("tea")
    (True, False, False)
    """
    return len(word) >= SHORTEST and word not in _EMPTY


def _written(uses: Iterable[Use]) -> str:
    """As it is written most often, its first letter large."""
    forms = Counter(written for written, _ in uses)
    most = min(forms, key=lambda form: (-forms[form], form))
    return most[:1].upper() + most[1:]


def _is_loose(pair: tuple[str, str]) -> bool:
    """Whether two neighbours are no name: "facilitators meet", where "Thursday table" is one."""
    return min(map(len, pair)) < SHORTEST or pair[1] in _EMPTY


def _people(names: Sequence[str]) -> str:
    first = [_first_name(name) for name in names]
    if len(first) <= 3:
        return f"{', '.join(first[:-1])} and {first[-1]}"
    return f"{first[0]}, {first[1]} and {len(first) - 2} others"


def _first_name(name: str) -> str:
    """What someone is called in passing.

    >>> _first_name("Bob Baker"), _first_name("Baker, Bob"), _first_name("bob@bob.example")
    ('Bob', 'Bob', 'bob')
    """
    last, comma, first = name.partition(",")
    words = (first if comma and first.strip() else last).split("@")[0].split()
    return words[0] if words else name
