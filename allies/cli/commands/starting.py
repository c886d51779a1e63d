"""Setting up: the database, the first member, and ways to sign in."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from allies.cli import first_start, show, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName


def init(
    username: Annotated[
        str, typer.Option("--username", help="The name to sign in by. Default: as on this machine.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="Your own name, as others write it.")] = "",
    zone: Annotated[
        str, typer.Option("--zone", help="Your time zone, such as Europe/Berlin. Default: the machine's.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Set up the database and the first member. Again after an upgrade; it changes nothing that is right already."""
    first_start.migrate()
    member, is_new = first_start.ensure_member(username, name=name, zone=zone)
    if as_json:
        show.data({"member": member.username, "home": str(settings.ALLIES_HOME), "created": is_new})
        return
    show.line(f"Ready, for {member.username}, in {settings.ALLIES_HOME}.")
    if is_new:
        show.note("Next: allies import PATH, then allies today. The pages: allies serve, and allies link to sign in.")


def link(as_json: AsJson = False, member: MemberName = "") -> None:
    """A link to the pages that signs you in once, within half an hour."""
    url = first_start.sign_in_link(whose.member(member))
    if as_json:
        show.data({"link": url})
    else:
        show.line(url)


def password(as_json: AsJson = False, member: MemberName = "") -> None:
    """Choose a password for the pages. It is asked for twice; in a pipe it is the first line of the input."""
    owner = whose.member(member)
    chosen = _ask_twice() if show.is_answerable() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(chosen, owner)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    owner.set_password(chosen)
    owner.save(update_fields=["password"])
    if as_json:
        show.data({"member": owner.username, "password": "set"})
    else:
        show.line(f"The password of {owner.username} is set.")


def _ask_twice() -> str:
    chosen: str = typer.prompt("New password", hide_input=True)
    if typer.prompt("Once more", hide_input=True) != chosen:
        raise Refused("The two differ. Nothing was changed; try again: allies password")
    return chosen
