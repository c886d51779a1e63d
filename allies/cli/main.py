"""The command `allies`: loads the one command that is called, and turns its errors into one line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Annotated, Any

import typer

from allies.cli import errors
from allies.cli.table import COMMANDS, Command, named

# Python looks for garbage after every 700 new objects, and again and again through what an import holds for long: more
# than a tenth of its time. Seldom is enough, for hardly anything of ours leads back to itself.
GARBAGE = 50_000, 20, 50

ABOUT = "Keeps your professional network alive in fifteen minutes a day, on your own machine."


def run() -> None:
    """What the installed command calls."""
    gc.set_threshold(*GARBAGE)
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; returns its exit code. No error leaves here as a traceback, unless ALLIES_DEBUG is set."""
    arguments = list(arguments) or ["--help"]
    try:
        outcome = _application(arguments)(args=arguments, prog_name="allies", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _close_quietly()
    except Exception as error:
        if errors.is_debugging() and not isinstance(error, errors.Refused):
            raise
        return errors.report(error, arguments)
    return outcome if isinstance(outcome, int) else 0


def _application(arguments: list[str]) -> typer.Typer:
    """All commands by name; the one that is called is real, the others are there to be listed."""
    called = named(arguments)
    application = typer.Typer(
        help=ABOUT,
        add_completion=False,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    application.callback()(_options)
    for command in COMMANDS:
        function = _load(command) if command.name == called else _listed
        application.command(command.name, help=command.help, rich_help_panel=command.group)(function)
    return application


def _load(command: Command) -> Callable[..., Any]:
    if command.needs_django:
        _start_django()
    return command.load()


def _start_django() -> None:
    # imported here, not above: what `--help` and `sample` do not need costs them half a second
    import django  # noqa: PLC0415
    from django.apps import apps  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allies.config.settings")
    if not apps.ready:
        django.setup()


def _listed() -> None:
    """Stands for a command that was not called."""


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"allies {metadata.version('allies')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Say which version this is.")
    ] = False,
) -> None:
    """What stands before any command."""


def _close_quietly() -> int:
    """Whoever read our output has left: nothing more to say, and nothing to complain of at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
