"""Options that many commands share, in one wording."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print data for programs instead of lines for people.")]
MemberName = Annotated[
    str,
    typer.Option(
        "--member",
        metavar="NAME",
        envvar="ALLIES_MEMBER",
        show_envvar=False,
        help="Whose network, where several people use this instance.",
    ),
]
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")]
Port = Annotated[
    int,
    typer.Option("--port", envvar="PORT", show_envvar=False, min=1, max=65_535, help="Where to serve, on 127.0.0.1."),
]
HasLifeline = Annotated[bool, typer.Option("--lifeline", hidden=True)]  # see allies.cli.lifeline
