"""The page about security names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
PAGE = TESTS.parent / "docs" / "SECURITY.md"
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def _tests(file: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_promise_is_tested_by_a_test_that_exists() -> None:
    named = NAMED.findall(PAGE.read_text())
    missing = [f"{file}::{test}" for file, test in named if test not in _tests(TESTS / file)]
    assert len(named) > 30 and missing == []


def test_every_line_of_its_tables_names_a_test() -> None:
    promises = PAGE.read_text().partition("## Promises")[2].partition("## Not promised")[0]
    lines = [
        line
        for line in promises.splitlines()
        if line.startswith("|") and not line.startswith(("|---", "| promise", "| what"))
    ]
    assert lines and [line for line in lines if not NAMED.search(line)] == []
