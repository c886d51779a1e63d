"""A list of people narrowed: inside or outside, by how someone is reached, by what a list calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from allies.people.models import Handle, Member
from allies.ties import queries, reading, refresh
from allies.ties.narrowing import Choices, Narrow
from allies.traces.records import As, HandleKind, Kind
from tests.ties.network import NOW, NOW_S, Network, days_ago

DONORS, LETTERS = (f"{name}-list@{name}-list.example" for name in ("donor", "letters"))


@pytest.fixture
def network(alice: Member) -> Network:
    """Bob, charlie and dana work where alice does; erin, frank and grace do not. Erin has a phone; frank is a donor."""
    network = Network(alice)
    network.person("me")
    Handle.objects.create(
        owner=alice, person=network.person("me"), kind=HandleKind.EMAIL, value="me@work.example", by_hand=True
    )
    inside = [f"{name}@work.example" for name in ("bob", "charlie", "dana")]
    for circle in (inside, ["erin", "frank", "grace"]):
        for number in range(24):
            sender = circle[number % 3]
            network.mail(
                sender, *(one for one in circle if one != sender), "me@work.example", at_s=days_ago(number * 3 + 1)
            )
    Handle.objects.create(owner=alice, person=network.person("erin"), kind=HandleKind.PHONE, value="+4930123456")
    network.trace({As.NAMED: ["frank"], As.LIST: ["donor-list"]}, at_s=days_ago(9), kind=Kind.CARD)
    network.trace({As.FROM: ["grace"], As.LIST: ["letters-list"]}, at_s=days_ago(8))
    refresh.refresh(alice, now_s=NOW_S)
    return network


def found(network: Network, **to: str) -> set[str]:
    return {row.name for row in queries.people(network.member, narrow=Narrow(**to)).rows}


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ({"where": "inside"}, {"Bob", "Charlie", "Dana"}),
        ({"where": "outside"}, {"Erin", "Frank", "Grace"}),
        ({"channel": "phone"}, {"Erin"}),
        ({"channel": "slack"}, set()),
        ({"channel": "no such"}, set()),
        ({"role": DONORS}, {"Frank"}),
        ({"role": LETTERS}, set()),
        ({"where": "outside", "channel": "mail", "role": DONORS}, {"Frank"}),
        ({}, {"Bob", "Charlie", "Dana", "Erin", "Frank", "Grace"}),
    ],
)
def test_the_list_holds_who_is_asked_for(network: Network, to: dict[str, str], names: set[str]) -> None:
    assert found(network, **to) == names


def test_the_states_are_counted_of_whom_it_is_narrowed_to(network: Network) -> None:
    page = queries.people(network.member, narrow=Narrow(channel="phone"))
    assert (page.total, sum(page.counts.values())) == (1, 1)


def test_only_what_there_is_can_be_chosen(
    network: Network, bob: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        assert queries.choices(network.member) == Choices(["mail", "phone"], [(DONORS, DONORS)])
    assert queries.choices(bob) == Choices([], [])


def test_a_list_that_is_brought_in_can_be_asked_for(alice: Member, tmp_path: Path) -> None:
    path = tmp_path / "donors.csv"
    path.write_text("Name,Email\nBob Baker,bob@bob.example\nCharlie Cook,charlie@charlie.example\n")
    reading.import_path(alice, path, at=NOW)
    ((role, written),) = queries.choices(alice).roles
    assert (role, written.casefold()) == ("donors", "donors")
    page = queries.people(alice, narrow=Narrow(role=role))
    assert {row.name for row in page.rows} == {"Bob Baker", "Charlie Cook"}
