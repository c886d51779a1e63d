"""What someone is called, from how their name is written."""

from __future__ import annotations

import pytest

from allies.people import naming


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Baker, Bob", "Bob Baker"),
        ("van den Berg, Anna Maria", "Anna Maria van den Berg"),
        ("Berg, Anna van den", "Anna van den Berg"),
        ("BAKER, BOB", "BOB BAKER"),
        ("baker, bob", "bob baker"),
        ("Baker, B.", "B. Baker"),
        ("王, 小明", "小明 王"),
        ("Nguyen, Le", "Le Nguyen"),
    ],
)
def test_who_is_written_by_family_name_first_is_turned_round(written: str, said: str) -> None:
    assert naming.tidy(written) == said


@pytest.mark.parametrize(
    "written",
    [
        "Bob, the baker",
        "Bob, The Baker",
        "bob, the baker",
        "Bob, my neighbour",
        "Bob, from work",
        "Bob, baker in town",
        "Bob, der Bäcker",
        "Bob, le boulanger",
        "Bob, plumber",
        "Baker, Ltd.",
        "Baker, Bob, MD",
    ],
)
def test_what_someone_is_stays_behind_the_comma(written: str) -> None:
    assert naming.tidy(written) == written
