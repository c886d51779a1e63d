"""What a tribe is called: after its list, its organisation, what it speaks of, or who is in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log

from allies.ties.mail_domains import organisation

MOST = 0.5  # of the people, or of the traces
LONGEST = 40  # letters
THREADS = 3  # in which a word must stand to give a name
OF_THREADS = 0.08  # of the tribe's threads
ONE_YEAR = 0.6  # of the threads, for the year to be in the name
_WORD = re.compile(r"[^\W\d_][^\W_]{3,}")
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
    telling = _telling_words(tribes)
    taken: set[str] = set()
    chosen = []
    for tribe, words in zip(tribes, telling, strict=True):
        name = next(name for name in _candidates(tribe, words, carried) if name.casefold() not in taken)
        taken.add(name.casefold())
        chosen.append(name)
    return chosen


def _candidates(tribe: Evidence, words: list[str], carried: Counter[str]) -> Iterator[str]:
    for name, traces in tribe.lists.most_common(1):
        # a list that carries several tribes says nothing about which one this is
        if traces > MOST * tribe.traces and traces > MOST * carried[name]:
            yield name[:LONGEST]
    for domain, people in tribe.domains.most_common(1):
        if people > MOST * len(tribe.names):
            owner = organisation(domain)[:LONGEST]
            yield owner
            yield from (
                f"{owner}, {word[:1].lower() + word[1:]}" for word in words if word.lower() not in owner.lower()
            )
    yield from words
    called = _people(tribe.names)
    yield called
    yield from (f"{called} ({number})" for number in range(2, 1_000))


def _telling_words(tribes: Sequence[Evidence]) -> list[list[str]]:
    """For each tribe the words that its subjects use and others' do not, the most telling first, with their year."""
    used = [_threads_by_word(tribe) for tribe in tribes]
    spread = Counter(word for words in used for word in words)
    told = []
    for words in used:
        threads = len({thread for by_thread in words.values() for thread, _ in by_thread})
        least = max(THREADS, OF_THREADS * threads)
        weights = {
            word: len(by_thread) * log(1 + len(tribes) / spread[word])
            for word, by_thread in words.items()
            if len(by_thread) >= least
        }
        best = sorted(weights, key=lambda word: (-weights[word], word))[:5]
        told.append([_with_year(word, words[word]) for word in best])
    return told


def _threads_by_word(tribe: Evidence) -> dict[str, dict[tuple[int, str], int]]:
    """word -> {(thread, the word as it is written there): year}, one entry a thread."""
    found: defaultdict[str, dict[int, tuple[str, int]]] = defaultdict(dict)
    for thread, at_s, subject in tribe.subjects:
        for written in _WORD.findall(_TAG.sub(" ", subject)):
            word = written.casefold()
            if word not in _EMPTY:
                found[word].setdefault(thread, (written, datetime.fromtimestamp(at_s, UTC).year))
    return {
        word: {(thread, written): year for thread, (written, year) in by_thread.items()}
        for word, by_thread in found.items()
    }


def _with_year(word: str, by_thread: dict[tuple[int, str], int]) -> str:
    forms = Counter(written for _, written in by_thread)
    written = min(forms, key=lambda form: (-forms[form], form))
    shown = written if written.isupper() else word[:1].upper() + word[1:]
    year, threads = Counter(by_thread.values()).most_common(1)[0]
    return f"{shown[:LONGEST]} {year}" if threads >= ONE_YEAR * len(by_thread) else shown[:LONGEST]


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
