"""Everything in one command, for one person on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from allies.cli import supervise
from allies.cli.options import AsJson, Port


def run(
    mail: Annotated[str, typer.Option("--mail", metavar="PATH", help="A mailbox to bring in first.")] = "",
    me: Annotated[str, typer.Option("--me", metavar="ADDRESS", help="Whose mailbox it is: an address or a name.")] = "",
    port: Port = 8000,
    as_json: AsJson = False,
) -> None:
    """Set up, bring in a mailbox (or an invented network where there is nothing), print today's plan, then serve."""
    supervise.run(Path(mail) if mail else None, me=me, port=port, as_json=as_json)
