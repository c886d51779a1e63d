"""Accounts elsewhere: connected, kept in step, let go."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from allies.cli import bringing, show, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName
from allies.lib import clock
from allies.people.models import Member
from allies.ties import in_step, refresh
from allies.traces.accounts import actions, claims, queries
from allies.traces.accounts.plain import account_as_data
from allies.traces.accounts.queries import AccountRow
from allies.traces.models import AccountKind

NOT_ALL = 1  # the exit code when an account could not be brought in step

Kind = Annotated[str, typer.Argument(metavar="KIND", help=f"{', '.join(AccountKind.values)}.")]
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="Its server or URL: imap.mail.example.")]
User = Annotated[str, typer.Option("--user", metavar="NAME", help="The name that you sign in with there.")]
Every = Annotated[
    int, typer.Option("--every", metavar="MINUTES", help="How often it is brought in step; 0 for as is usual.")
]
AccountId = Annotated[str, typer.Argument(metavar="ID", help="As `allies accounts` prints it.")]


def connect(
    kind: Kind, address: Address, user: User = "", every: Every = 0, as_json: AsJson = False, member: MemberName = ""
) -> None:
    """Connect an account and bring it in step. Its password is asked for; in a pipe it is the first line of input."""
    owner = whose.member(member)
    secret = "" if kind in actions.WITHOUT_SECRET and not user else _ask_secret(kind)
    made = actions.connect(owner, kind, address, username=user, secret=secret, every_minutes=every, at=clock.now())
    _bring_all(owner, [made.key], as_json=as_json)


def accounts(
    has_new_key: Annotated[
        bool, typer.Option("--new-key", help="Seal everyone's passwords with a new key; the old one is forgotten.")
    ] = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """The accounts that are kept in step: when they last were, what they found, what is wrong."""
    if has_new_key:
        show.note(f"Sealed with a new key: {actions.change_key()}.")
    owner = whose.member(member)
    _show(queries.accounts(owner, at=clock.now()), as_json=as_json)


def sync(
    account: Annotated[str, typer.Argument(metavar="[ID]", help="One account; all of them without it.")] = "",
    from_start: Annotated[bool, typer.Option("--from-start", help="Read all of it again. Nothing is doubled.")] = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Bring accounts in step now. Ends with 1 where one could not be."""
    owner = whose.member(member)
    keys = [_known(owner, account)] if account else [row.key for row in queries.accounts(owner, at=clock.now())]
    for key in keys:
        actions.ask(owner, key, at=clock.now(), from_start=from_start)
    _bring_all(owner, keys, as_json=as_json)


def disconnect(
    account: AccountId,
    take_back: Annotated[bool, typer.Option("--take-back", help="Take back all that came in through it, too.")] = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Let an account go, and forget its password. What came in stays, unless you take it back."""
    owner = whose.member(member)
    row = queries.account(owner, _known(owner, account), at=clock.now())
    taken_back = actions.disconnect(owner, row.key, take_back=take_back)
    if taken_back:
        refresh.refresh(owner, now_s=clock.now_s())
    if as_json:
        show.data({"id": row.key, "disconnected": True, "taken_back": taken_back})
    else:
        stays = "All that came in through it is taken back." if take_back else "What came in through it stays."
        show.line(f"Disconnected: {row.name}. {stays}")


def _bring_all(owner: Member, keys: list[str], *, as_json: bool) -> None:
    with bringing.resumable():
        for key in keys:
            _bring(owner, key)
    rows = [queries.account(owner, key, at=clock.now()) for key in keys]
    _show(rows, as_json=as_json)
    if any(row.failure for row in rows):
        raise typer.Exit(NOT_ALL)


def _bring(owner: Member, key: str) -> None:
    """One account, unless a worker is at it just now, who will do as well."""
    made = claims.claim(owner, key, at=clock.now(), if_due=False)
    if made is None:
        show.note("A worker is bringing it in step just now.")
        return
    try:
        in_step.bring(made)
    except KeyboardInterrupt:
        made.let_go()
        raise


def _show(rows: list[AccountRow], *, as_json: bool) -> None:
    if as_json:
        show.data([account_as_data(row) for row in rows])
        return
    show.table(("id", "account", "kind", "in step", "found", "how it is"), [_cells(row) for row in rows])


def _cells(row: AccountRow) -> tuple[str, ...]:
    when = f"{row.last_in_step_at:%Y-%m-%d %H:%M}" if row.last_in_step_at else "never"
    state = row.failure or ("being brought in step" if row.is_at_work else "well")
    if row.left_out:
        state += f"; not opened by the server: {', '.join(row.left_out)}"
    return (row.key, row.name, row.kind, when, str(row.found), state)


def _ask_secret(kind: str) -> str:
    if not show.is_answerable():
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Token" if kind == AccountKind.MASTODON else "Password", hide_input=True)
    return asked


def _known(owner: Member, key: str) -> str:
    if key in {row.key for row in queries.accounts(owner, at=clock.now())}:
        return key
    raise Refused(f"There is no account {key}. See which there are: allies accounts")
