"""Who may be one person: pairs to decide, how likely, and why."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.engine import comparing
from allies.engine.comparing import MOST_IN_COMMON, Comparing, Index
from allies.engine.groups import Groups
from allies.engine.identity import SURE, Candidate, _commonness, _read, candidates, resolution, resolve
from allies.engine.likeness import Like, compare
from allies.engine.profiles import Profile, keys, profile
from allies.engine.weighing import weigh
from tests.engine.events import shuffled
from tests.engine.town import town

NAMES = ["Alice Example", "Example, Alice", "Ali Example", "A. Example", "Alise Example", "Alice M. Example", "Alice"]
NAMES += ["Bob Example", "Robert Baker", "Bob Baker", "Bobby", "charlie99", "", "unknown", "Alice Example-Baker"]
NAMES += ["李伟", "李薇", "Li Wei"]
ADDRESSES = [
    "alice@one.example",
    "alice@two.example",
    "aexample@one.example",
    "charlie99@one.example",
    "bob@one.example",
]
ADDRESSES += ["charlie99@two.example", "info@one.example", "root@localhost", "", "alice.example@three.example"]
people = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ADDRESSES)), max_size=12)


def only(*identities: tuple[str, str], at_least: float = 0.0) -> Candidate:
    """The one pair of these."""
    [pair] = candidates([n for n, _ in identities], [a for _, a in identities], at_least=at_least)
    return pair


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (("Bob Baker", "b@one.example"), ("Robert Baker", "r@two.example"), "may be short for the other"),
        (("B. Baker", "b@one.example"), ("Robert Baker", "r@two.example"), "the initials fit"),
        (("Alice Example", "a@one.example"), ("Alise Example", "b@two.example"), "nearly spelled alike"),
        (("Alice Example", "a@one.example"), ("Alice Maria Example", "b@two.example"), "one name is within the other"),
        (("Alice", "a@one.example"), ("Alice Example", "b@one.example"), "both are at one.example"),
        (("", "aexample@one.example"), ("Alice Example", "b@two.example"), "short for the name of the other"),
        (("Alice Example", "charlie99@one.example"), ("Bob Baker", "charlie99@two.example"), "both go by “charlie99”"),
    ],
)
def test_the_unsure_are_asked_about_with_the_reason(one: tuple[str, str], other: tuple[str, str], words: str) -> None:
    if one[0] == "B. Baker":
        other = ("Bob Baker", "r@two.example")
    pair = only(one, other)
    assert 0.005 < pair.probability < SURE
    assert any(words in reason for reason in pair.evidence)


def test_what_speaks_against_comes_last() -> None:
    pair = only(("Alice Example", "charlie99@one.example"), ("Bob Baker", "charlie99@two.example"))
    assert "but the names differ" in pair.evidence[-1]


def test_namesakes_are_asked_about_and_told_apart_the_more_there_are() -> None:
    """Two with one common name and no other link are not joined; a rare domain in common speaks for them."""
    words = [f"{one}{other}{one}" for one in "bcd" for other in "aeiou"]
    names = [*(f"Alice {w}" for w in words), *(f"{w}{w} Example" for w in words)]
    others = [f"{i}@{i}.example" for i in range(len(names))]
    addresses = [*others, "x@far.example", "y@near.example"]
    [far] = candidates([*names, "Alice Example", "Alice Example"], addresses, at_least=0.1)
    assert far.probability < SURE
    assert (far.one, far.other) == (len(names), len(names) + 1)
    assert far.evidence == ("the same name, though others here have such names too",)
    group = resolve([*names, "Alice Example", "Alice Example"], [*others, "x@near.example", "y@near.example"])
    assert group[-1] == group[-2]


def test_threads_and_teams_tip_the_scales_and_join_no_one() -> None:
    names, addresses = ["B. Baker", "Bob Baker"], ["b@one.example", "bob@two.example"]
    [alone] = candidates(names, addresses, at_least=0.0)
    [together] = candidates(names, addresses, at_least=0.0, threads=[{1, 2}, {2, 1}], teams=[{7}, {7}])
    assert alone.probability < together.probability < 0.99
    assert "wrote in 2 of the same threads" in together.evidence and "in the same team" in together.evidence
    strangers = candidates(["Alice One", "Bob Two"], ["a@a.example", "b@b.example"], threads=[{1}, {1}], at_least=0.0)
    assert strangers == []


@settings(max_examples=50)
@given(people)
def test_whoever_is_sure_is_joined_already(rows: list[tuple[str, str]]) -> None:
    names, addresses = [n for n, _ in rows], [a for _, a in rows]
    group = resolve(names, addresses)
    pairs = candidates(names, addresses, at_least=0.0)
    assert all(pair.probability < SURE and group[pair.one] != group[pair.other] for pair in pairs)
    again = candidates(names, addresses, person=group, at_least=0.0)
    assert [(p.one, p.other, p.probability) for p in again] == [(p.one, p.other, p.probability) for p in pairs]


@settings(max_examples=50)
@given(people)
def test_comparing_all_with_all_finds_no_one_more(rows: list[tuple[str, str]]) -> None:
    """The slow twin of the index: every pair weighed."""
    identities = _read([n for n, _ in rows], [a for _, a in rows])
    common = _commonness(identities)
    everyone = [profile(identities, [row]) for row in range(len(rows))]
    all_pairs = {
        (one, other): weigh(everyone[one], everyone[other], common) for one, other in combinations(range(len(rows)), 2)
    }
    found = Comparing(identities, Groups(len(rows)), common).weighed
    assert len(rows) <= MOST_IN_COMMON
    for pair, result in all_pairs.items():
        if result.probability >= 0.5:
            assert found[pair] == result
    assert all(all_pairs[pair] == result for pair, result in found.items())


def by_sets(everyone: dict[int, Profile], most: int) -> set[tuple[int, int]]:
    """The slow twin of an index: a set for each key."""
    asking, having = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for number, person in everyone.items():
        for ways, some in zip((asking, having), keys(person), strict=True):
            for key in some:
                ways[key].add(number)
    found: set[tuple[int, int]] = set()
    for key in asking.keys() | having.keys():
        had = having[key] - asking[key]
        if 1 < len(asking[key]) + len(had) <= most:
            found.update((min(pair), max(pair)) for pair in combinations(asking[key], 2))
            found.update((min(pair), max(pair)) for pair in product(asking[key], had))
    return found


@settings(max_examples=50)
@given(people, st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=4), st.integers(1, 12))
def test_an_index_finds_the_pairs_that_share_a_key(
    rows: list[tuple[str, str]], joins: list[tuple[int, int]], most: int
) -> None:
    """Among all at first; among those who were joined, and everyone else, later."""
    identities = _read([n for n, _ in rows], [a for _, a in rows])
    groups, index = Groups(len(rows)), Index()
    everyone = {row: profile(identities, [row]) for row in range(len(rows))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "MOST_IN_COMMON", most)
        for number, person in everyone.items():
            index.add(number, person)
        assert index.pairs(groups.roots()) == sorted(by_sets(everyone, most))
        groups.join_all((one, other) for one, other in joins if max(one, other) < len(rows))
        everyone = {number: profile(identities, some) for number, some in groups.members().items()}
        grown = {number for number, person in everyone.items() if len(person.rows) > 1}
        for number in grown:
            index.add(number, everyone[number])
        found = set(index.pairs(groups.roots()))
    assert found <= by_sets(everyone, 2 * len(rows))
    assert {pair for pair in by_sets(everyone, most) if not grown.isdisjoint(pair)} <= found


@settings(max_examples=50)
@given(people, st.integers(0, 99))
def test_the_order_of_identities_changes_no_probability(rows: list[tuple[str, str]], seed: int) -> None:
    def said(some: list[tuple[str, str]], number: list[int]) -> list[tuple[frozenset[int], float]]:
        group = resolve([n for n, _ in some], [a for _, a in some])
        lowest = {g: min(n for n, h in zip(number, group, strict=True) if h == g) for g in set(group.tolist())}
        pairs = candidates([n for n, _ in some], [a for _, a in some], at_least=0.0)
        return sorted(
            ((frozenset((lowest[group[p.one]], lowest[group[p.other]])), round(p.probability, 9)) for p in pairs),
            key=lambda pair: sorted(pair[0]),
        )

    order = shuffled(len(rows), seed).tolist()
    assert said(rows, list(range(len(rows)))) == said([rows[i] for i in order], order)


LONG = ["a" * 1_000_000, "(" * 1_000_000, "@" * 100_000, "a@" + "b." * 50_000]
hostile = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["\ud800", "\u202ealice", "\0", "=@=", "via via", *LONG]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(hostile, hostile), max_size=6))
def test_hostile_text_does_no_harm(rows: list[tuple[str, str]]) -> None:
    names, addresses = [n for n, _ in rows], [a for _, a in rows]
    pairs = candidates(names, addresses, at_least=0.0)
    assert all(0 <= pair.probability < SURE and max(map(len, pair.evidence), default=0) < 500 for pair in pairs)
    assert pairs == candidates(names, addresses, at_least=0.0)


WORDS = ["alice", "alise", "bob", "robert", "b", "a", "baker", "m"]
some_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(tuple)


@given(some_words, some_words)
def test_two_names_are_as_much_alike_both_ways(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert compare(one, other).like == compare(other, one).like
    assert compare(one, one).like in (Like.SAME, Like.ONE_WORD, Like.INITIAL, Like.UNKNOWN)


def test_how_likely_is_how_often() -> None:
    """On an invented town where it is known who is who, of those called likely as many are one as was said."""
    names, addresses, truth = town(3_000, 7)
    bins: defaultdict[int, list[bool]] = defaultdict(list)
    for pair in candidates(names, addresses, person=np.arange(len(names))):
        bins[min(int(pair.probability * 4), 3)].append(truth[pair.one] == truth[pair.other])
    told = {said: sum(right) / len(right) for said, right in bins.items() if len(right) > 30}
    assert {1, 2, 3} <= told.keys()
    for said, share in told.items():
        assert abs(share - (said + 0.5) / 4) < 0.2


def test_no_one_one_and_wrong_columns() -> None:
    assert candidates([], []) == []
    assert candidates(["Alice"], [""]) == []
    with pytest.raises(ValueError, match="address has 1 rows"):
        candidates(["Alice", "Bob"], [""])
    with pytest.raises(ValueError, match="person has 1 rows"):
        candidates(["Alice", "Bob"], ["", ""], person=[0])
    with pytest.raises(ValueError, match="threads has 1 rows"):
        candidates(["Alice", "Bob"], ["", ""], threads=[{1}])
    with pytest.raises(ValueError, match="at_least must lie in"):
        candidates([], [], at_least=float("nan"))


@given(people)
def test_what_a_resolution_found_is_what_is_found_anew(identities: list[tuple[str, str]]) -> None:
    names, addresses = [n for n, _ in identities], [a for _, a in identities]
    found = resolution(names, addresses)
    assert found.person.tolist() == resolve(names, addresses).tolist()
    assert found.candidates(at_least=0.1) == candidates(names, addresses, person=found.person, at_least=0.1)


def test_a_resolution_of_a_town_is_what_is_found_anew() -> None:
    names, addresses, _ = town(300, seed=3)
    found = resolution(names, addresses)
    assert len(found.candidates()) > 0
    assert found.candidates() == candidates(names, addresses, person=found.person)
    with pytest.raises(ValueError, match="at_least"):
        found.candidates(at_least=1.5)
