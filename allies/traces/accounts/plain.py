"""Accounts as plain data: what `--json` prints and the API serves. Times are ISO 8601 in UTC; no secrets."""

from __future__ import annotations

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.traces.accounts.queries import AccountRow
from allies.traces.plain import moment


class AccountData(TypedDict):
    """One account: `next_at` is null where it waits for its member."""

    id: str
    kind: str
    name: str
    url: str
    username: str
    every_minutes: int
    connected_at: str
    last_in_step_at: str | None
    next_at: str | None
    is_at_work: bool
    found: int
    failure: str
    left_out: list[str]


def account_as_data(row: AccountRow) -> AccountData:
    """One account as a list shows it."""
    return {
        "id": row.key,
        "kind": row.kind,
        "name": row.name,
        "url": row.url,
        "username": row.username,
        "every_minutes": row.every_minutes,
        "connected_at": row.connected_at.isoformat(),
        "last_in_step_at": moment(row.last_in_step_at),
        "next_at": moment(row.next_at),
        "is_at_work": row.is_at_work,
        "found": row.found,
        "failure": row.failure,
        "left_out": list(row.left_out),
    }
