"""Tribes: who is in one, what it is called, how it lives, where it is drawn."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from allies.people.models import Member
from allies.ties import boxes, layout, naming, queries, refresh
from allies.ties.naming import Evidence
from allies.ties.shapes import TribeRow
from allies.traces.records import As
from tests.ties.network import NOW_S, Network, days_ago


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


def circle(network: Network, *names: str, times: int = 8, subject: str = "", since: float = 0) -> None:
    """These people write to each other in turn, each to all the others."""
    for number in range(times * len(names)):
        sender = names[number % len(names)]
        others = [name for name in names if name != sender]
        network.mail(sender, *others, at_s=days_ago(since + 1 + number * 3), subject=subject)


def tribes(network: Network) -> list[TribeRow]:
    refresh.refresh(network.member, now_s=NOW_S)
    return queries.tribes(network.member)


def test_two_circles_are_two_tribes_the_larger_first(network: Network) -> None:
    circle(network, "bob", "charlie", "dana", "erin")
    circle(network, "frank", "grace", "heidi")
    found = tribes(network)
    assert [(row.size, row.place) for row in found] == [(4, 0), (3, 1)]
    assert {name for _, name in found[1].people} == {"Frank", "Grace", "Heidi"}
    assert found[0].name.endswith("and 2 others")


def test_two_are_no_tribe_and_the_member_is_in_none(network: Network) -> None:
    network.mail("bob", "charlie", "me", at_s=days_ago(2))
    assert tribes(network) == []


def test_a_circle_around_the_members_own_messages(network: Network) -> None:
    for day in range(1, 60, 5):
        network.mail("me", "bob", "charlie", "dana", at_s=days_ago(day))
    assert [row.size for row in tribes(network)] == [3]


def test_inside_when_most_share_the_members_work_domain(network: Network) -> None:
    network.handle("me")
    network.mail("me", "bob@work.example", "charlie@work.example", "dana@other.example", at_s=days_ago(9))
    network.person("me@work.example")
    assert [row.is_inside for row in tribes(network)] == [False]
    handle = network.handle("me@work.example")
    handle.person = network.person("me")
    handle.save()
    assert [(row.is_inside, row.name) for row in tribes(network)] == [(True, "Work")]


def test_a_free_mail_provider_is_no_employer(network: Network) -> None:
    network.person("me")
    handle = network.handle("me@gmail.com")
    handle.person = network.person("me")
    handle.save()
    network.mail("me", "bob@gmail.com", "charlie@gmail.com", "dana@gmail.com", at_s=days_ago(9))
    (row,) = tribes(network)
    assert not row.is_inside
    assert set(row.name.replace(",", "").split()) == {"Bob", "Charlie", "and", "Dana"}


def test_a_list_gives_its_name(network: Network) -> None:
    for number in range(12):
        one, other = (("bob", "charlie"), ("charlie", "dana"), ("dana", "bob"))[number % 3]
        roles = {As.FROM: [one], As.LIST: ["harbour-list"], As.REPLIED_TO: [other]}
        network.trace(roles, at_s=days_ago(number + 1))
    assert [row.name for row in tribes(network)] == ["Harbour list"]


@pytest.mark.parametrize(("since", "state"), [(0, "warm"), (150, "fading"), (800, "dormant")])
def test_how_lively_it_is(network: Network, since: float, state: str) -> None:
    circle(network, "bob", "charlie", "dana", since=since)
    (row,) = tribes(network)
    assert row.state == state
    assert int(row.last_at.timestamp()) == days_ago(since + 1)


def test_one_tribe_by_its_key(network: Network, bob: Member) -> None:
    circle(network, "bob", "charlie", "dana")
    (row,) = tribes(network)
    assert queries.tribe(network.member, row.key) == row
    assert {person.name for person in queries.tribe_people(network.member, row.key)} == {"Bob", "Charlie", "Dana"}
    assert [person.key for person in queries.tribe_people(network.member, row.key)] == [key for key, _ in row.people]
    for viewer, key in ((bob, row.key), (network.member, "nothing")):
        with pytest.raises(Http404):
            queries.tribe(viewer, key)
        with pytest.raises(Http404):
            queries.tribe_people(viewer, key)


def test_the_map_shows_everyone_and_who_is_in_touch(network: Network, bob: Member) -> None:
    circle(network, "bob", "charlie", "dana", "erin")
    circle(network, "frank", "grace", "heidi")
    network.mail("me", "bob", at_s=days_ago(1))
    refresh.refresh(network.member, now_s=NOW_S)
    found = queries.tribe_map(network.member)
    assert [node.tribe_place for node in found.nodes] == [0] * 4 + [1] * 3
    assert max(found.nodes, key=lambda node: node.weight).name == "Bob"
    assert len(found.lines) == 6 + 3
    assert all(found.nodes[a].tribe_place == found.nodes[b].tribe_place for a, b in found.lines)
    assert [name for name, _, _ in found.labels] == [row.name for row in queries.tribes(network.member)]
    assert all(0 <= share <= 1 for node in found.nodes for share in (node.x, node.y, node.weight))
    assert queries.tribe_map(bob).nodes == []


# names


def evidence(
    *subjects: str,
    names: tuple[str, ...] = ("Bob Baker", "Charlie Cook", "Dana Dean", "Erin East"),
    year: int = 2022,
    domains: dict[str, int] | None = None,
    lists: dict[str, int] | None = None,
) -> Evidence:
    at_s = int(np.datetime64(f"{year}-06-01").astype("datetime64[s]").astype(int))
    told = [(number, at_s, subject) for number, subject in enumerate(subjects)]
    return Evidence(list(names), Counter(domains or {}), Counter(lists or {}), max(len(subjects), 1), told)


WORKSHOP = ("Re: Workshop plan", "workshop: rooms", "The workshop dinner", "Notes of the workshop")


@pytest.mark.parametrize(
    ("tribe", "name"),
    [
        (evidence(*WORKSHOP), "Workshop 2022"),
        (evidence(*WORKSHOP, lists={"Harbour": 3}), "Harbour"),
        (evidence(*WORKSHOP, lists={"Harbour": 1}), "Workshop 2022"),
        (evidence(*WORKSHOP, domains={"harbour.example": 3}), "Harbour"),
        (evidence(*WORKSHOP, domains={"harbour.example": 2}), "Workshop 2022"),
        (evidence("Thursday table", "Re: Thursday table", "Thursday table again"), "Thursday table 2022"),
        (evidence("Hello", "Thanks", "Question", "Re: Hello"), "Bob, Charlie and 2 others"),
        (evidence(names=("Baker, Bob", "charlie@cook.example", "Dana")), "Bob, charlie and Dana"),
        (evidence("The Harbour Trust dinner", domains={"harbourtrust.example": 3}), "Harbour Trust"),
    ],
)
def test_what_a_tribe_is_called(tribe: Evidence, name: str) -> None:
    assert naming.names([tribe]) == [name]


def test_no_two_are_called_the_same() -> None:
    same = [evidence(*WORKSHOP, domains={"harbour.example": 4}) for _ in range(3)] + [evidence() for _ in range(3)]
    found = naming.names(same)
    assert found[:3] == ["Harbour", "Harbour, workshop 2022", "Workshop 2022"]
    assert len(set(found)) == len(found)


def test_a_list_that_carries_several_tribes_names_none() -> None:
    several = [evidence(*WORKSHOP, lists={"Everyone": 4}), evidence("a", "b", "c", "d", lists={"Everyone": 4})]
    assert "Everyone" not in naming.names(several)


# the map

sizes = st.lists(st.integers(3, 60), min_size=1, max_size=12)


def placed(told: list[int], names: list[str]) -> list[layout.Place]:
    inner = [np.array([[0, one] for one in range(1, size)], dtype=np.int64) for size in told]
    return layout.places(told, names, inner, np.ones((len(told), len(told))))


@settings(max_examples=20, deadline=None)
@given(sizes)
def test_everyone_is_on_the_sheet_and_the_same_each_time(told: list[int]) -> None:
    names = [f"Tribe {number}" for number in range(len(told))]
    first, again = placed(told, names), placed(told, names)
    assert all(np.array_equal(one.people, other.people) for one, other in zip(first, again, strict=True))
    for place in first:
        assert (place.people >= 0).all() and (place.people <= 1).all()
        assert 0 <= place.x <= 1 and 0 <= place.y <= 1
    assert sum(len(place.people) for place in first) <= layout.PEOPLE + 3 * len(told)


def test_a_network_of_250_has_room_for_its_people_and_names() -> None:
    told = [40, 35, 32, 30, 28, 25, 22, 20, 18]
    places = placed(told, ["Harbour"] * 9)
    assert [len(place.people) for place in places] == told
    spots = np.concatenate([place.people for place in places]) * (layout.SHEET, 1.0)
    apart = np.sqrt(((spots[:, None] - spots[None, :]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, 1.0)
    assert apart.min() > 0.015  # as many sixtieths of the height as a person is wide
    for number, place in enumerate(places):
        middle = place.people.mean(axis=0)
        nearest = min(range(9), key=lambda other: float(((places[other].people.mean(axis=0) - middle) ** 2).sum()))
        assert nearest == number
        assert place.y < place.people[:, 1].min()
    labels = np.array([[place.x * layout.SHEET, place.y] for place in places])
    beside = np.abs(labels[:, None] - labels[None, :])
    touching = (beside[:, :, 0] < 7 * layout.LETTER * 0.8) & (beside[:, :, 1] < layout.LINE * 0.8)
    assert touching.sum() == len(places)  # each with itself


def test_of_many_the_map_draws_some_of_each() -> None:
    drawn = layout.quotas([4_000, 300, 40, 3])
    assert drawn.sum() <= layout.PEOPLE + 3
    assert drawn.tolist() == sorted(drawn.tolist(), reverse=True)
    assert drawn[-1] == 3
    assert layout.quotas([5, 4, 3]).tolist() == [5, 4, 3]


def test_boxes_come_apart() -> None:
    half = np.full((2, 6), 0.12)
    middle, left = boxes.apart(half, half, np.array([0.0, 1.0]), np.zeros((6, 6)), sheet=1.65)
    assert left.max() < 1e-3
    between = np.abs(middle[:, :, None] - middle[:, None, :]).max(axis=3)
    assert (between[:, ~np.eye(6, dtype=bool)] > 0.24 - 1e-3).all()
    drawn = boxes.spread(middle[0], half[0], half[0], sheet=1.65)
    assert np.allclose((drawn - 0.12).min(axis=0), (0, 0))
    assert np.allclose((drawn + 0.12).max(axis=0), (1.65, 1))
