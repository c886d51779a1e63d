"""The manual is whole: every command with every option, every setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from allies.cli.table import COMMANDS, Command

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS_PAGE = (ROOT / "docs" / "guide" / "commands.md").read_text()
SETTINGS_PAGE = (ROOT / "docs" / "guide" / "settings.md").read_text()
READ_FROM = ("allies", "setup", "bench")
TESTS_READ = (ROOT / "tests" / "conftest.py", ROOT / "tests" / "fixtures.py", ROOT / "tests" / "strictness.py")
SETTING = re.compile(r"\bALLIES_[A-Z]+(?:_[A-Z]+)*\b")


def _section(name: str) -> str:
    return COMMANDS_PAGE.partition(f"### `allies {name}`\n")[2].partition("\n### ")[0]


def _options(command: Command) -> set[str]:
    application = typer.Typer(add_completion=False)
    application.command(command.name)(command.load())
    shown = [parameter for parameter in get_command(application).params if not getattr(parameter, "hidden", False)]
    return {name for parameter in shown for name in parameter.opts if name.startswith("--")}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_its_section_with_every_option(command: Command) -> None:
    section = _section(command.name)
    assert f"    allies {command.name}" in section
    missing = {option for option in _options(command) if option not in section and option != "--help"}
    assert missing == set()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_json(command: Command) -> None:
    assert "--json" in _options(command)


def test_the_manual_has_no_command_that_is_not_there() -> None:
    assert re.findall(r"^### `allies ([\w-]+)`$", COMMANDS_PAGE, re.MULTILINE) == sorted(
        [command.name for command in COMMANDS], key=lambda name: COMMANDS_PAGE.index(f"### `allies {name}`")
    )


def _code() -> str:
    """Everything that reads a setting."""
    files = [path for folder in READ_FROM for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".sh")]
    return "".join(path.read_text() for path in (*files, *TESTS_READ))


def test_every_setting_is_in_the_manual() -> None:
    used = set(SETTING.findall(_code()))
    assert {"ALLIES_HOME", "ALLIES_DATABASE_URL", "ALLIES_DEBUG"} <= used
    assert {name for name in used if f"`{name}`" not in SETTINGS_PAGE} == set()


def test_every_setting_of_the_manual_is_used() -> None:
    code, listed = _code(), re.findall(r"^\| `(\w+)` \|", SETTINGS_PAGE, re.MULTILINE)
    assert len(listed) > 5
    assert {name for name in listed if name not in code} == set()
