"""What people wrote is printed as text: nothing in it moves the cursor, colours the screen or turns the line."""

from __future__ import annotations

import pytest

from allies.cli import show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bob Baker", "Bob Baker"),
        ("Bob\x1b[31m Baker", "Bob[31m Baker"),
        ("Bob\nBaker\tB\r", "Bob Baker B "),
        ("\u202eboB", "boB"),
        ("[red]Bob[/red]", "[red]Bob[/red]"),
        ("Bo\u0308b, सौम्या\u200d", "Bo\u0308b, सौम्या\u200d"),
        ("\ud800", ""),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert show.clean(text) == shown


def test_a_pipe_gets_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    show.table(("name", "state"), [("Bob\tBaker", "warm"), ("Charlie", "new")])
    assert capsys.readouterr().out == "Bob Baker\twarm\nCharlie\tnew\n"


def test_a_terminal_gets_columns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(show, "is_terminal", lambda: True)
    show.table(("name", "state"), [("[red]Bob", "warm"), ("Charlie", "new")])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [["name", "state"], ["[red]Bob", "warm"], ["Charlie", "new"]]
