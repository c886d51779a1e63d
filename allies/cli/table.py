"""Every command, where it is, and the line that `allies --help` shows for it.

A command's module is loaded when that command is called, and Django with it: `allies today` does not wait for what
`allies import` needs, and `allies --help` waits for nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

DAILY, BRINGING, LOOKING, KEEPING, RUNNING = "Every day", "Bring in", "Look", "Keep and leave", "Run it"


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `place` is "module:function" inside allies.cli.commands."""

    name: str
    place: str
    group: str
    help: str
    needs_django: bool = True

    def load(self) -> Callable[..., Any]:
        """The function behind the command."""
        module, function = self.place.split(":")
        loaded: Callable[..., Any] = getattr(importlib.import_module(f"allies.cli.commands.{module}"), function)
        return loaded


COMMANDS = (
    Command("today", "plan:today", DAILY, "Today's few suggestions, within the minutes you give."),
    Command("done", "plan:done", DAILY, "This suggestion is done."),
    Command("snooze", "plan:snooze", DAILY, "Not today: think this suggestion over again later."),
    Command("never", "plan:never", DAILY, "Never suggest this person."),
    Command("undo", "plan:undo", DAILY, "Take back what you said of a suggestion."),
    Command("log", "noting:log", DAILY, "Note a call, a letter, a meeting or a visit."),
    Command("who", "network:who", LOOKING, "Find people by name, address or tribe."),
    Command("person", "network:person", LOOKING, "Where you and one person are."),
    Command("review", "reviewing:review", LOOKING, "Who may be one person: say who is, and who is not."),
    Command("tribes", "network:tribes", LOOKING, "The groups that your traces show."),
    Command("import", "importing:import_", BRINGING, "Bring in mailboxes, calendars and address books."),
    Command("imports", "importing:imports", BRINGING, "What was brought in, and what was refused."),
    Command("refused", "importing:refused", BRINGING, "What an import refused, and why."),
    Command("undo-import", "importing:undo_import", BRINGING, "Take an import back, whole."),
    Command("connect", "accounts:connect", BRINGING, "Connect an account elsewhere, and keep it in step."),
    Command("accounts", "accounts:accounts", BRINGING, "The accounts that are kept in step, and how they are."),
    Command("sync", "accounts:sync", BRINGING, "Bring accounts in step now."),
    Command("disconnect", "accounts:disconnect", BRINGING, "Let an account go; keep what came in, or take it back."),
    Command("me", "importing:me", BRINGING, "Your own addresses and names: see them, add one, take one away."),
    Command("employer", "employer:employer", BRINGING, "Where you work and worked, for inside and outside."),
    Command("sample", "sample:sample", BRINGING, "Write an invented network, as files to import.", needs_django=False),
    Command("backup", "keeping:backup", KEEPING, "Write everything of every member into one file."),
    Command("export", "keeping:export", KEEPING, "Write everything of one member into one file, to take along."),
    Command("restore", "keeping:restore", KEEPING, "Bring a backup or an export back in."),
    Command("erase", "keeping:erase", KEEPING, "Erase a person, or everything. This cannot be undone."),
    Command("rebuild", "keeping:rebuild", KEEPING, "Make the derived data again from the traces."),
    Command("init", "starting:init", RUNNING, "Set up the database and the first member; again after an upgrade."),
    Command("link", "starting:link", RUNNING, "A link that signs you in once."),
    Command("password", "starting:password", RUNNING, "Choose a password for the pages."),
    Command("run", "running:run", RUNNING, "Set up, bring in, plan, then serve with a worker beside it."),
    Command("serve", "serving:serve", RUNNING, "Serve the pages."),
    Command("worker", "working:worker", RUNNING, "Do what the pages leave for later: reading uploads."),
    Command("doctor", "health:doctor", RUNNING, "Look for what is wrong, or soon will be."),
)


def named(arguments: Sequence[str]) -> str:
    """The command that these arguments call, or what stands in its place."""
    return next((argument for argument in arguments if not argument.startswith("-")), "")
