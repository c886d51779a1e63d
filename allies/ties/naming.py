"""What a tribe is called: after its list, its organisation, what it speaks of, or who is in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from math import log

from allies.ties.mail_domains import organisation

MOST = 0.5  # of the people, or of the traces
LONGEST = 40  # letters
THREADS = 3  # in which a word must stand to give a name
OF_THREADS = 0.08  # of the tribe's threads
ONE_YEAR = 0.6  # of the threads, for the year to be in the name
SHORTEST = 4  # letters of a telling word
PHRASE = 0.6  # of a word's threads in which the same neighbour stands beside it, for the two to be the name
CANDIDATES = 5
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


def names(tribes: Sequence[Evidence]) -> list[str]:
    """A name for each tribe, no two alike. Those that come first have the first choice."""
    carried = Counter[str]()
    for tribe in tribes:
        carried.update(tribe.lists)
    used = [_Uses(tribe) for tribe in tribes]
    spread = Counter(word for uses in used for word in uses.words)
    taken: set[str] = set()
    chosen = []
    for tribe, uses in zip(tribes, used, strict=True):
        words = uses.names(spread=spread, tribes=len(tribes))
        candidates = _candidates(tribe, uses, words, carried)
        name = next(name for name in candidates if name.casefold() not in taken)
        taken.add(name.casefold())
        chosen.append(name)
    return chosen


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

    def names(self, *, spread: Counter[str], tribes: int) -> list[str]:
        """The words that this tribe uses and others do not, the most telling first, with their neighbour and year."""
        least = max(THREADS, OF_THREADS * self.threads)
        weights = {
            word: len(uses) * log(1 + tribes / spread[word])
            for word, uses in self.words.items()
            if len(uses) >= least and len(word) >= SHORTEST and word not in _EMPTY
        }
        best = sorted(weights, key=lambda word: (-weights[word], word))[:CANDIDATES]
        return list(dict.fromkeys(self._named_after(word) for word in best))

    def apart(self, label: str) -> str:
        """Two neighbouring words that make up this label when written together; "" where there are none."""
        together = [pair for pair in self.pairs if "".join(pair) == label]
        return _written(self.pairs[together[0]].values()) if together else ""

    def _named_after(self, word: str) -> str:
        uses = self.words[word]
        beside = {pair: len(self.pairs[pair]) for pair in self.pairs if word in pair and not _is_loose(pair)}
        best = min(beside, key=lambda pair: (-beside[pair], pair), default=None)
        if best is not None and beside[best] >= PHRASE * len(uses):
            uses = self.pairs[best]
        name = _written(uses.values())[:LONGEST]
        year, threads = Counter(year for _, year in uses.values()).most_common(1)[0]
        return f"{name} {year}" if threads >= ONE_YEAR * len(uses) else name


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
