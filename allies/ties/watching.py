"""Waiting at mail servers, so that mail comes in when it comes and not a quarter of an hour later.

A watcher is a thread of a worker, for one mailbox; of several workers the one that holds a lock on a file watches. A
watcher that cannot watch costs nothing: the mailbox is still looked at now and then.
"""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, close_old_connections, connection

from allies.lib import clock, files
from allies.people.models import Member
from allies.ties import in_step
from allies.traces.accounts import imap_watch, keeping, queries
from allies.traces.accounts.shapes import Login, NotInStep
from allies.traces.models import Account, AccountKind

MOST = 50  # mailboxes that one worker watches: each is a line and a thread
WATCH_S = 9 * 60.0
REST_S = 15 * 60.0  # after something went wrong, or where the server does not offer it
log = logging.getLogger(__name__)


class Watchers:
    """The threads of one worker."""

    def __init__(self) -> None:
        self._threads: dict[str, threading.Thread] = {}

    def look(self) -> int:
        """Begin to watch what is well and not watched yet. Returns how many are watched."""
        self._threads = {key: thread for key, thread in self._threads.items() if thread.is_alive()}
        for member, key in _watchable():
            if key not in self._threads and len(self._threads) < MOST:
                thread = threading.Thread(target=_watch, args=[member.key, key], name=f"watch {key}", daemon=True)
                self._threads[key] = thread
                thread.start()
        return len(self._threads)


def _watchable() -> Iterator[tuple[Member, str]]:
    owners = Account.objects.owners(kind=AccountKind.IMAP, failures=0)
    for member in Member.objects.filter(pk__in=owners, is_active=True):
        yield from ((member, key) for key in queries.watchable(member))


def _watch(member_key: str, key: str) -> None:
    rest = threading.Event()
    with alone(key) as is_alone:
        while is_alone and (login := _login(member_key, key)) is not None:
            try:
                if not watch_once(member_key, key, login, rest=lambda: rest.wait(REST_S)):
                    return
            finally:
                connection.close()
        rest.wait(REST_S)  # another worker watches, or it is no longer well: look again later


def watch_once(member_key: str, key: str, login: Login, *, rest: Callable[[], object]) -> bool:
    """Wait there once, and hand the mailbox out when something came. False where there is nothing to wait for."""
    began_s = clock.monotonic_s()
    try:
        has_come = imap_watch.watch(login, in_step.reach(), most_s=WATCH_S)
    except NotInStep:
        rest()
        return False
    if has_come:
        try:
            member = Member.objects.get(key=member_key)
            if key in queries.watchable(member):  # it may have come to wait for its member meanwhile
                in_step.hand_out(member, key, at=clock.now(), if_due=False)
        except (DatabaseError, Member.DoesNotExist) as error:
            log.warning("What came could not be handed out: %s", error)
    elif clock.monotonic_s() - began_s < WATCH_S / 2:  # the server does not offer it
        rest()
        return False
    return True


def _login(member_key: str, key: str) -> Login | None:
    """As whom, while the mailbox is well; read anew each time, for a password may have changed."""
    try:
        close_old_connections()
        member = Member.objects.filter(key=member_key, is_active=True).first()
        if member is None or key not in queries.watchable(member):
            return None
        return keeping.login_of(queries.account_(member, key))
    except (DatabaseError, NotInStep):
        return None
    finally:
        connection.close()


@contextmanager
def alone(key: str) -> Iterator[bool]:
    """Whether no other process watches this mailbox: the system lets go of the lock however its holder ends."""
    with (files.private_folder(files.home() / "leases") / f"watch-{key}").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
