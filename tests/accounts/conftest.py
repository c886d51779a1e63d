"""What tests of accounts ask for: a mail server, a mailbox there, and someone who brings it in step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from allies.people.models import Member
from allies.traces.accounts import actions, claims, keeping, queries
from allies.traces.accounts.keeping import Keeper
from allies.traces.accounts.queries import AccountRow
from allies.traces.accounts.shapes import Reach
from tests.accounts import dovecot
from tests.accounts.dovecot import Dovecot, Mailbox

Bring = Callable[..., AccountRow]


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Dovecot]:
    """One Dovecot for all."""
    with dovecot.running() as server:
        yield server


@pytest.fixture
def mailbox(mail_server: Dovecot) -> Mailbox:
    """Alice's mailbox there, empty."""
    return mail_server.mailbox("alice")


@pytest.fixture(autouse=True)
def _own_home(settings: Settings, tmp_path: Path) -> None:
    settings.ALLIES_HOME = tmp_path / "home"
    settings.ALLIES_HOME.mkdir()


class Clock:
    """Stands still, until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **time: float) -> datetime:
        """So much later."""
        self.at += timedelta(**time)
        return self.at


@pytest.fixture
def clock() -> Clock:
    """The clock of whoever brings accounts in step."""
    return Clock()


def keeper(clock: Clock, *, also: frozenset[tuple[str, int]], follow: Callable[[Member], None] | None = None) -> Keeper:
    """Reaches only what is named, and leaves nothing to chance."""
    return Keeper(Reach(also=also), clock, lambda: 0.5, follow or (lambda member: None))


@pytest.fixture
def connected(alice: Member, mail_server: Dovecot, mailbox: Mailbox, clock: Clock) -> str:
    """The key of alice's account."""
    return actions.connect(alice, "imap", mail_server.url, username="alice", secret=dovecot.PASSWORD, at=clock()).key


@pytest.fixture
def bring(alice: Member, connected: str, mail_server: Dovecot, clock: Clock) -> Bring:
    """Brings alice's mailbox in step; gives what she sees of it afterwards."""

    def now(*, also: frozenset[tuple[str, int]] = frozenset({("localhost", mail_server.port)})) -> AccountRow:
        made = claims.claim(alice, connected, at=clock(), if_due=False)
        assert made is not None
        keeping.bring_in_step(made, keeper(clock, also=also))
        return queries.account(alice, connected, at=clock())

    return now
