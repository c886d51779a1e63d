"""Which names and addresses belong to one person."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.engine.identity import resolve
from allies.engine.names import normal
from tests.engine.events import shuffled

NAMES = [
    "Alice Example",
    "alice example",
    "Bob Example",
    "Example, Bob",
    "Charlie",
    "unknown",
    "",
    "Álice Example",
    "A. Example",
]
ADDRESSES = ["alice@one.example", "alice@two.example", "bob@one.example", "info@one.example", "root@localhost", ""]

identities = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ADDRESSES)), max_size=12)


def joined(*identities: tuple[str, str]) -> bool:
    """Whether all of them are said to be one person."""
    return len(set(resolve([n for n, _ in identities], [a for _, a in identities]).tolist())) == 1


@pytest.mark.parametrize(
    "identities",
    [
        (("Alice Example", "alice@one.example"), ("ali", "ALICE@one.example")),
        (("Alice Example", "alice@one.example"), ("Alice Example", "a@two.example")),
        (("Alice Example", ""), ("alice example", "")),
        (("Renée Example", "r@one.example"), ("Renee Example", "")),
        (("", "alice@one.example"), ("Alice Example", "alice@one.example")),
        (("Example, Alice", "a@one.example"), ("Dr. Alice Example (Sales)", "a@two.example")),
        (("Alice B. Example", "a@one.example"), ("Alice Example", "")),
        (("AliceExample", "a@one.example"), ("Alice Example", "")),
        (("Bob", "Bob.Example+lists@gmail.com"), ("B.", "bobexample@googlemail.com")),
        (("Bob", "7+bobby@users.noreply.host.example"), ("Roberta", "7+bob@users.noreply.host.example")),
        (("charlie99", "charlie99@users.noreply.host.example"), ("Charlie Example", "charlie99@one.example")),
        (("charlie99", ""), ("Charlie Example", "charlie99@one.example")),
        (("Charlie", "charlie.example@one.example"), ("Charlie Example", "c@two.example")),
        (("Alice (alice [at] one [dot] example)", ""), ("", "alice@one.example")),
        (("Алиса Примерова", "a@one.example"), ("Alisa Primerova", "")),
        (("王小明", "w@one.example"), ("Xiaoming Wang", "w@two.example")),
        (("김민준", "m@one.example"), ("Kim Min-jun", "mj@two.example")),
        (("박지훈", "p@one.example"), ("Jihun Park", "jp@two.example")),
        (("남궁민", "n@one.example"), ("Namgung Min", "nm@two.example")),
        (("محمد علي", "a@one.example"), ("مُحَمَّد عليّ", "b@two.example")),
        (("محمد علي", "a@one.example"), ("علي، محمد", "b@two.example")),
        (("أحمد حسن", "a@one.example"), ("احمد حسن", "b@two.example")),
        (("דוד כהן", "a@one.example"), ("דָּוִד כֹּהֵן", "b@two.example")),
        (("田中 太郎", "a@one.example"), ("田中　太郎", "b@two.example")),
        (("李伟", "a@one.example"), ("李 伟 (Sales)", "b@two.example")),
        (("'Alice Example' via Developers", "dev@lists.example"), ("Alice Example", "a@one.example")),
        (("", "alice=one.example@lists.example"), ("", "alice@one.example")),
        (("", "SRS0=ab1c=xy=one.example=alice@forward.example"), ("", "alice@one.example")),
        (("Bob Example", "bob@one.example"), ("Robert Example", "bob@one.example")),
    ],
)
def test_one_person_is_joined(identities: tuple[tuple[str, str], ...]) -> None:
    assert joined(*identities)


@pytest.mark.parametrize(
    "identities",
    [
        (("Alice Example", "info@one.example"), ("Bob Example", "info@one.example")),
        (("Alice Example", "root@localhost"), ("Bob Example", "root@localhost")),
        (("Alice Example", "noreply@one.example"), ("Bob Example", "noreply@one.example")),
        (("unknown", "a@one.example"), ("unknown", "b@two.example")),
        (("Your Name", "you@one.example"), ("Your Name", "someone@two.example")),
        (("Alice", "alice@one.example"), ("Alice", "alice@two.example")),
        (("Alice", ""), ("Alice", "")),
        (("", ""), ("", "")),
        (("Alice Example", "alice@one.example"), ("Bob Example", "bob@one.example")),
        (("Alice Example", "alexandra@one.example"), ("Bob Sample", "alexandra@two.example")),
        (("charlie99", ""), ("charlie99", "")),
        (("Alexandra", "alexandra@one.example"), ("Alexandra", "alexandra@two.example"), ("Alexandra Sample", "")),
        (("A. Example", "a@one.example"), ("A. Example", "a@two.example")),
        (("", "12345678@one.example"), ("", "12345678@two.example")),
        (("Alice Example", "7+a@users.noreply.host.example"), ("Bob Sample", "8+a@users.noreply.host.example")),
        (("Alice Example", "home@one.example"), ("Bob Example", "home@one.example")),
        (("Alice via Developers", "dev@lists.example"), ("Bob via Developers", "dev@lists.example")),
        (("Alice B. Example", "a@one.example"), ("Alice C. Example", "a@two.example")),
        (("Bob Example", "b@one.example"), ("Robert Example", "r@two.example")),
        (("B. Example", "b@one.example"), ("Bob Example", "b@two.example")),
        (("Alice Example", "alice@one.example"), ("Alice Sample", "alice@one.example.net")),
        (("李伟", "a@one.example"), ("李薇", "b@two.example")),  # Li Wei and Li Wei
        (("李伟", "liwei@one.example"), ("李薇", "liwei@two.example")),
        (("李伟", "a@one.example"), ("李薇", "b@one.example")),
        (("王芳", "a@one.example"), ("汪芳", "b@two.example")),
        (("田中太郎", "a@one.example"), ("田仲太郎", "b@one.example")),
        (("田中 太郎", "a@one.example"), ("田中 次郎", "b@two.example")),
        (("יוסף לוי", "a@one.example"), ("יוסף לביא", "b@one.example")),
        (("محمد علي", "a@one.example"), ("محمود علي", "b@one.example")),
        (("سليمان حسن", "a@one.example"), ("سلمان حسن", "b@one.example")),
    ],
)
def test_two_people_are_not(identities: tuple[tuple[str, str], ...]) -> None:
    assert not joined(*identities)


def test_who_is_the_same_in_latin_letters_alone_may_be_any_of_those_who_are() -> None:
    names = ["李伟", "李薇", "Li Wei", "Wei Li", "李伟"]
    group = resolve(names, [f"{row}@one.example" for row in range(len(names))])
    assert group.tolist() == [0, 1, 2, 3, 0]
    assert joined(("李伟", "a@one.example"), ("Li Wei", "b@two.example"))  # of whom there is no other


def test_an_address_under_three_unlike_names_is_a_desks() -> None:
    desk = [
        ("Alice Example", "desk@one.example"),
        ("Bob Sample", "desk@one.example"),
        ("Charlie Other", "desk@one.example"),
    ]
    assert not joined(*desk[:2], desk[2])
    assert len(set(resolve([n for n, _ in desk], [a for _, a in desk]).tolist())) == 3
    assert joined(*desk[:2])  # two names may be one person's, before and after a wedding


def test_a_common_name_joins_no_two_addresses() -> None:
    """Among many called Alice and many called Example, two of both names are rather two people."""
    words = [f"{one}{other}{one}" for one in "bcdfghjklm" for other in "aeiou"]
    names = [*(f"Alice {w}" for w in words), *(f"{w}{w} Example" for w in words), "Alice Example", "Alice Example"]
    common = resolve(names, [f"{i}@{i}.example" for i in range(len(names))])
    assert common[-1] != common[-2]
    rare = resolve([*names, "Dora Rare", "Dora Rare"], [f"{i}@{i}.example" for i in range(len(names) + 2)])
    assert rare[-1] == rare[-2]


def test_a_family_behind_one_address_stays_apart_also_from_who_has_no_name() -> None:
    home = "home@one.example"
    group = resolve(["Alice Example", "Bob Example", "", "Alice Example"], [home, home, home, "alice@two.example"])
    assert group.tolist() == [0, 1, 2, 0]


@given(identities, st.integers(0, 99))
def test_the_order_of_identities_changes_nothing(rows: list[tuple[str, str]], seed: int) -> None:
    order = shuffled(len(rows), seed)
    names, addresses = [n for n, _ in rows], [a for _, a in rows]
    group = resolve(names, addresses)
    again = resolve([names[i] for i in order], [addresses[i] for i in order])
    shuffled_group = group[order]
    together = shuffled_group[:, None] == shuffled_group[None, :]
    np.testing.assert_array_equal(together, again[:, None] == again[None, :])


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=8))
def test_any_text_gives_a_partition(rows: list[tuple[str, str]]) -> None:
    group = resolve([n for n, _ in rows], [a for _, a in rows])
    assert group.shape == (len(rows),) and group.dtype == np.int64
    assert sorted(set(group.tolist())) == list(range(len(set(group.tolist()))))


def test_no_one_and_one() -> None:
    assert resolve([], []).shape == (0,)
    assert resolve(["Alice"], [""]).tolist() == [0]


def test_columns_of_unequal_length_or_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="address has 1 rows"):
        resolve(["Alice", "Bob"], ["a@one.example"])
    with pytest.raises(ValueError, match="name must hold text"):
        resolve([None], [""])  # type: ignore[list-item]  # what a caller without types may pass


def test_normal_text_has_neither_case_nor_accents() -> None:
    assert normal("Ångström,  ÉMILE") == "angstrom emile"


@pytest.mark.parametrize("names", [("Room 1 Smith", "Room 2 Smith"), ("Person1 Smith", "Person2 Smith")])
def test_whoever_is_numbered_is_told_apart_by_the_number(names: tuple[str, str]) -> None:
    assert resolve(list(names), ["a@smith.example", "b@smith.example"]).tolist() == [0, 1]
    assert resolve([names[0], names[0]], ["a@smith.example", "b@smith.example"]).tolist() == [0, 0]
