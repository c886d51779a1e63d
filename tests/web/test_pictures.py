"""The strip and the map, as numbers."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from allies.ties.shapes import MapNode, Strip, TribeMap
from allies.web import maps, strips

MARCH = date(2026, 3, 12)


def test_the_last_month_stands_at_the_right_end() -> None:
    picture = strips.small(Strip("2026-02", [0, 3], [1, 0]), until=MARCH)
    assert [(bar.x, bar.side) for bar in picture.bars] == [("94.44%", "down"), ("97.22%", "up")]


def test_months_since_the_last_contact_are_empty() -> None:
    picture = strips.small(Strip("2025-03", [2], [0]), until=MARCH)
    (bar,) = picture.bars
    assert float(bar.x.rstrip("%")) < 70


def test_the_small_one_shows_three_years_and_the_tall_one_all() -> None:
    years_ago = Strip("2019-01", [1] * 87, [0] * 87)
    assert len(strips.small(years_ago, until=MARCH).bars) == 36
    tall = strips.tall(years_ago, until=MARCH)
    assert len(tall.bars) == 87
    assert [year for _, year in tall.years] == [2019, 2021, 2023, 2025]
    assert tall.said == "7 years of contact: 87 given, drawn above the line, 0 received, below it."


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=160))
def test_every_bar_stays_inside_the_picture(months: list[tuple[int, int]]) -> None:
    strip = Strip("2013-01", [given for given, _ in months], [received for _, received in months])
    for picture in (strips.small(strip, until=MARCH), strips.tall(strip, until=MARCH)):
        for bar in picture.bars:
            assert float(bar.y) >= 0
            assert float(bar.y) + float(bar.height) <= picture.height
            assert float(bar.x.rstrip("%")) + float(bar.width.rstrip("%")) <= 100.01


def node(tribe: int, *, is_inside: bool = False) -> MapNode:
    return MapNode("p", "Bob", tribe, is_inside, 0.5, 0.5, 1.0)


def test_squares_are_inside_circles_outside_and_small_tribes_are_grey() -> None:
    picture = maps.draw(TribeMap([node(0, is_inside=True), node(12)], [(0, 1)], []))
    assert [(one.is_inside, one.colour) for one in picture.nodes] == [(True, 0), (False, None)]
    assert len(picture.lines) == 1


spot = st.floats(0, 1)


@given(st.lists(st.tuples(st.text("abcdefgh ", min_size=1, max_size=30), spot, spot), max_size=12))
def test_no_label_covers_another_or_leaves_the_sheet(labels: list[tuple[str, float, float]]) -> None:
    placed = maps.draw(TribeMap([], [], labels)).labels
    for one, other in combinations(placed, 2):
        halves = (len(one.name) + len(other.name)) * maps.LETTER / 2
        assert abs(one.y - other.y) >= maps.LINE or abs(one.x - other.x) >= halves
    for label in placed:
        half = len(label.name) * maps.LETTER / 2
        assert half <= label.x <= maps.WIDTH - half
        assert 0 < label.y < maps.HEIGHT


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)), min_size=1, max_size=48))
def test_a_tribes_bars_stay_inside_and_are_as_tall_as_there_was_much(periods: list[tuple[int, int]]) -> None:
    messages, people = [one for one, _ in periods], [other for _, other in periods]
    picture = strips.counts(messages, people, years=[(0, 2024)], said="said")
    assert all(float(bar.y) >= 0 and float(bar.y) + float(bar.height) <= picture.height for bar in picture.bars)
    for side, counts in (("up", messages), ("down", people)):
        tall = [float(bar.height) for bar in picture.bars if bar.side == side]
        shown = [count for count in counts if count]
        assert len(tall) == len(shown)
        for (one, height), (other, other_height) in combinations(zip(shown, tall, strict=True), 2):
            assert (height <= other_height) if one < other else (height >= other_height)


def test_of_many_years_some_are_named() -> None:
    years = [(4 * at, 2015 + at) for at in range(11)]
    picture = strips.counts([1] * 44, [1] * 44, years=years, said="said")
    assert [year for _, year in picture.years] == [2015, 2018, 2021, 2024]
