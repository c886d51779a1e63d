"""Times and subjects as people say them."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.agenda import words

TODAY = date(2026, 3, 12)  # a Thursday


def test_the_examples_beside_the_code_hold() -> None:
    ran = doctest.testmod(words)
    assert (ran.failed, ran.attempted > 5) == (0, True)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "two days ago"),
        (13, "13 days ago"),
        (14, "two weeks ago"),
        (41, "six weeks ago"),
        (42, "in January"),
        (300, "in May"),
        (340, "in April 2025"),
        (800, "in January 2024"),
        (-3, "today"),
    ],
)
def test_ago(days: int, said: str) -> None:
    assert words.ago(TODAY - timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("days", "said"), [(1, "yesterday"), (2, "on Tuesday"), (6, "on Friday"), (7, "seven days ago")]
)
def test_on(days: int, said: str) -> None:
    assert words.on(TODAY - timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0.1, "the same day"),
        (1, "within a day"),
        (4.2, "within five days"),
        (6.9, "within a week"),
        (9, "within nine days"),
    ],
)
def test_within(days: float, said: str) -> None:
    assert words.within(days) == said or (days == 4.2 and words.within(days) == "within five days")


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("Re: AW: Fwd: [team] Lunch", "Lunch"),
        ("Re[2]: Lunch", "Lunch"),
        ("  Lunch\n at  noon ", "Lunch at noon"),
        ("Re:", ""),
        ("[team]", ""),
        ("Reading list", "Reading list"),
        ("{person} and {person}", "and"),
        ("a" * 100, "a" * 60 + "…"),
        (
            "The very long subject of a message that goes on, and on, and on",
            "The very long subject of a message that goes on, and on…",
        ),
    ],
)
def test_subject(subject: str, said: str) -> None:
    assert words.subject(subject) == said


@given(st.text(max_size=300))
def test_a_subject_is_short_plain_and_settled(text: str) -> None:
    said = words.subject(text)
    assert len(said) <= words.QUOTED + 1
    assert "\n" not in said and "{person}" not in said
    assert words.subject(said) == said
