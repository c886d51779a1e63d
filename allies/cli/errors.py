"""Errors as a person reads them: one line that says what to do, and nothing of how the program is made."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from typer.exceptions import TyperException

from allies.cli.table import COMMANDS, named
from allies.lib import disks

NAMES = {command.name for command in COMMANDS}
EXIT_CODE = 2
SET_UP = "The database is not set up, or is older than this version. Run: allies init"
MISSING_TABLE = ("no such table", "no such column", "does not exist")


class Refused(Exception):
    """A command that cannot be carried out; the message says what to do."""

    def __init__(self, message: str, *, exit_code: int = EXIT_CODE) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def is_debugging() -> bool:
    """Whether the person wants to see errors whole."""
    return os.environ.get("ALLIES_DEBUG", "") not in ("", "0")


def report(error: Exception, arguments: Sequence[str]) -> int:
    """Say what went wrong, in one line on stderr; for a program on stdout too. Returns the exit code."""
    line = " ".join(explain(error, arguments).split())
    sys.stderr.write(f"{line}\n")
    if "--json" in arguments:
        sys.stdout.write(json.dumps({"error": line}, ensure_ascii=False) + "\n")
    return getattr(error, "exit_code", EXIT_CODE) if isinstance(error, Refused) else EXIT_CODE


def explain(error: Exception, arguments: Sequence[str]) -> str:
    """What to say of this error."""
    if isinstance(error, TyperException):
        return f"{_as_sentence(error.format_message())} See: allies {_command(arguments)}--help"
    if disks.is_full(error):
        return disks.SAYS
    if _is_from(error, "allies", "django.core.exceptions"):  # these say what to do
        return str(error)
    if _is_from(error, "django.db"):
        return _explain_database(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else f"{error.strerror}."
    return f"Something went wrong: {type(error).__name__}: {error}. To see it whole, set ALLIES_DEBUG=1."


def _explain_database(error: Exception) -> str:
    text = str(error)
    if any(phrase in text for phrase in MISSING_TABLE):
        return SET_UP
    if "locked" in text:
        return "Another process has been writing to the database for long. Try again when it is through."
    first = text.splitlines()[0] if text else type(error).__name__
    return f"The database does not answer: {first}. Look at it with: allies doctor"


def _is_from(error: Exception, *modules: str) -> bool:
    """Told by name: to import Django here would make every command wait for it."""
    return any(
        kind.__module__.split(".")[: len(parts)] == parts for kind in type(error).__mro__ for parts in _split(modules)
    )


def _split(modules: tuple[str, ...]) -> list[list[str]]:
    return [module.split(".") for module in modules]


def _as_sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _command(arguments: Sequence[str]) -> str:
    """The command that was called, with a space behind it; nothing where there is no such command."""
    given = named(arguments)
    return f"{given} " if given in NAMES else ""
