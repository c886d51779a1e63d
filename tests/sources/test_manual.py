"""The manual names every source, and every reason that it is likely to be asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from allies.traces.sources.child import MODULES
from allies.traces.sources.detect import LABELS, Sort

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "sources.md").read_text()


@pytest.mark.parametrize("sort", Sort)
def test_every_source_is_in_the_manual(sort: Sort) -> None:
    assert f"| {LABELS[sort]} |" in PAGE
    assert sort in MODULES


@pytest.mark.parametrize(
    "reason",
    [
        *("no date", "dated in the future", "more than 50 MB", "nested more than 50 deep", "cut off"),
        *("links are not followed", "has not taken place yet", "a card without a name", "the rest is left out"),
    ],
)
def test_the_manual_says_why_things_are_refused(reason: str) -> None:
    assert reason in PAGE
