"""Tables that a spreadsheet opens: what someone else wrote stays text."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.lib import tables


def _through(*cells: str) -> list[str]:
    stream = StringIO()
    tables.write(stream, ("a",) * len(cells), [cells])
    return list(csv.reader(StringIO(stream.getvalue(), newline="")))[1]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "  =cmd|'/c calc'!A1", "＝1"])
def test_a_formula_is_text(cell: str) -> None:
    """GHSA-xgwh-cgv9-783v: cells that a spreadsheet runs."""
    assert _through(cell)[0].startswith("'")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), min_size=2, max_size=4))
def test_what_goes_in_comes_out(cells: list[str]) -> None:
    read = _through(*cells)
    assert [one.removeprefix("'") for one in read] == [one.removeprefix("'") for one in cells]
    assert not any(one.lstrip(" ").startswith(tables.FORMULA) for one in read)
