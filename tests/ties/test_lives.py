"""Which tribe is which as years pass, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from allies.engine import tribes
from allies.engine.events import Ints
from allies.lib import files
from allies.people.models import Member
from allies.ties import cuts, queries, refresh
from allies.ties.models import Tribe
from allies.ties.tribe_shapes import TribeView
from tests.ties.derived import derived
from tests.ties.network import NOW_S, Network, days_ago

FIVE = ("bob", "charlie", "dana", "erin", "frank")


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


def seconds(year: int, day: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) + day * 86_400


def circle(network: Network, *names: str, year: int, times: int = 6) -> None:
    """These people write to each other in turn through a year, each to all the others."""
    for number in range(times * len(names)):
        sender = names[number % len(names)]
        network.mail(sender, *(name for name in names if name != sender), at_s=seconds(year, 3 + 4 * number))


def views(network: Network) -> list[TribeView]:
    refresh.refresh(network.member, now_s=NOW_S)
    return [queries.tribe_view(network.member, row.key) for row in queries.tribes(network.member)]


def test_a_tribe_keeps_its_key_when_another_is_in_its_middle(network: Network) -> None:
    circle(network, *FIVE, year=2024)
    for day in range(9):
        network.mail("bob", FIVE[1 + day % 4], at_s=seconds(2024, 30 * day))
    (before,) = views(network)
    for day in range(90):
        network.mail("frank", FIVE[day % 4], at_s=days_ago(day))
    circle(network, *FIVE, "grace", "heidi", year=2025)
    (after,) = views(network)
    assert [view.row.people[0][1] for view in (before, after)] == ["Bob", "Frank"]
    assert before.row.key == after.row.key
    assert after.row.size == 7


def test_a_tribe_keeps_its_key_as_the_year_ends(network: Network) -> None:
    circle(network, *FIVE, year=2025)
    keys = []
    for at in (datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)):
        refresh.refresh(network.member, now_s=int(at.timestamp()))
        keys.append(Tribe.objects.owned_by(network.member).get().key)
    assert keys[0] == keys[1]


def test_it_began_and_grew(network: Network) -> None:
    circle(network, "bob", "charlie", "dana", year=2022)
    circle(network, *FIVE, year=2024)
    (view,) = views(network)
    assert [(row.year, str(row)) for row in view.history] == [
        (2022, "Began with three people."),
        (2024, "Grew to five people."),
    ]


def test_two_that_became_one(network: Network) -> None:
    circle(network, "bob", "charlie", "dana", "erin", year=2022)
    circle(network, "grace", "heidi", "ivan", year=2022)
    for year in (2023, 2024):
        circle(network, "bob", "charlie", "dana", "erin", "grace", "heidi", "ivan", year=year, times=12)
    (view,) = views(network)
    (joined,) = [row for row in view.history if "became part" in row.after]
    assert joined.key == "" and joined.before == "The circle around "
    assert set(joined.name.split(" and ")) < {"Grace", "Heidi", "Ivan"}


def test_one_that_split(network: Network) -> None:
    here, there = ("bob", "charlie", "dana", "erin", "frank"), ("grace", "heidi", "ivan", "judy")
    circle(network, *here, *there, year=2020, times=1)
    for year in range(2021, 2026):
        circle(network, *here, year=year, times=15)
        circle(network, *there, year=year, times=15)
    old, new = sorted(views(network), key=lambda view: -view.row.size)
    assert [(row.key, row.before) for row in new.history[:1]] == [(old.row.key, "Grew out of ")]
    assert new.row.key in {row.key for row in old.history if row.after == " went its own way."}


def test_what_was_found_for_the_past_is_kept_and_made_again_equal(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in (2023, 2024, 2025):
        circle(network, *FIVE, year=year)
    refresh.refresh(network.member, now_s=NOW_S)
    found: list[int] = []
    find = tribes.find

    def counted(*columns: Ints, people: int, seed: int, runs: int) -> Ints:
        found.append(runs)
        return find(*columns, people=people, seed=seed, runs=runs)

    monkeypatch.setattr(tribes, "find", counted)
    network.mail("bob", "charlie", "dana", at_s=days_ago(3))
    refresh.refresh(network.member, now_s=NOW_S)
    assert found == [cuts.RUNS]
    before = derived(network.member)
    refresh.rebuild(network.member, now_s=NOW_S)
    assert found[1:] == [1, 1, 1, cuts.RUNS]
    assert derived(network.member) == before


def test_a_file_that_was_cut_short_is_made_again(network: Network) -> None:
    circle(network, *FIVE, year=2025)
    refresh.refresh(network.member, now_s=NOW_S)
    before = derived(network.member)
    place = files.derived(network.member.key) / "groups"
    place.write_bytes(place.read_bytes()[:-3])
    refresh.refresh(network.member, now_s=NOW_S)
    assert derived(network.member) == before
