"""Mail comes in when it comes: a worker waits at the server, one worker alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from allies.people.models import Member
from allies.ties import watching
from allies.traces.accounts import imap_watch, queries
from allies.traces.accounts.shapes import Login, NotInStep, Reach
from allies.traces.models import Account
from tests.accounts.answering import answering
from tests.accounts.conftest import Bring
from tests.accounts.dovecot import PASSWORD, Dovecot, Mailbox
from tests.letters import ALICE, BOB, Letter

LONG_S = 60.0


@pytest.fixture
def reach(settings: Settings, mail_server: Dovecot) -> Reach:
    """As far as the mail server, for whoever watches too."""
    settings.ALLIES_ALSO_HOSTS = frozenset({("localhost", mail_server.port)})
    return Reach(also=settings.ALLIES_ALSO_HOSTS)


@pytest.fixture
def later(mailbox: Mailbox) -> Iterator[None]:
    """Messages come, one after the other: however late someone begins to wait, one more comes."""
    mailbox.put(Letter("1", BOB, ALICE))
    over = threading.Event()

    def put() -> None:
        number = 1
        while not over.wait(0.5):
            number += 1
            mailbox.put(Letter(str(number), BOB, ALICE))

    thread = threading.Thread(target=put)
    thread.start()
    yield
    over.set()
    thread.join()


def _login(server: Dovecot) -> Login:
    return Login(server.url, "alice", PASSWORD)


def test_it_wakes_when_a_message_comes(mail_server: Dovecot, reach: Reach, later: None) -> None:
    began_s = time.monotonic()
    assert imap_watch.watch(_login(mail_server), reach, most_s=LONG_S)
    assert time.monotonic() - began_s < LONG_S


def test_it_leaves_when_nothing_comes(mail_server: Dovecot, mailbox: Mailbox, reach: Reach) -> None:
    mailbox.put(Letter("1", BOB, ALICE))
    assert not imap_watch.watch(_login(mail_server), reach, most_s=0.3)


def test_a_server_that_does_not_offer_it_is_left_at_once() -> None:
    answers = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n"}
    with answering(lambda command: answers.get(command, b"")) as told:
        login, reach = (
            Login(f"imap://localhost:{told.port}", "a", "b"),
            Reach(also=frozenset({("localhost", told.port)})),
        )
        assert not imap_watch.watch(login, reach, most_s=LONG_S)
    assert b"IDLE" not in told.commands


def test_what_came_is_handed_out(
    alice: Member, bring: Bring, connected: str, mail_server: Dovecot, reach: Reach, later: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(watching, "WATCH_S", LONG_S)
    bring()
    assert queries.watchable(alice) == [connected]
    assert watching.watch_once(alice.key, connected, _login(mail_server), rest=lambda: None)
    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs["args"][:2] == [alice.key, connected]


def test_where_it_cannot_watch_it_rests(alice: Member, connected: str, mail_server: Dovecot, reach: Reach) -> None:
    rests: list[int] = []
    wrong = Login(mail_server.url, "alice", "wrong")
    assert not watching.watch_once(alice.key, connected, wrong, rest=lambda: rests.append(1))
    assert rests == [1] and not DBTaskResult.objects.exists()
    with pytest.raises(NotInStep):
        imap_watch.watch(wrong, reach, most_s=1)


def test_only_what_is_well_is_watched(alice: Member, bring: Bring, connected: str) -> None:
    assert queries.watchable(alice) == []
    bring()
    assert queries.watchable(alice) == [connected]
    Account.objects.owned_by(alice).update(failures=1)
    assert queries.watchable(alice) == []


def test_one_worker_alone_watches(connected: str) -> None:
    with watching.alone(connected) as first, watching.alone(connected) as second:
        assert (first, second) == (True, False)
    with watching.alone(connected) as again:
        assert again
