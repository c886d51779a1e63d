"""Accounts at servers that run meanwhile: each brought in step by a process that is killed, and by the next one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from allies.lib import files
from allies.people.models import Member
from allies.ties.refresh import refresh
from allies.traces.accounts import actions, claims, keeping
from allies.traces.accounts.keeping import Keeper
from allies.traces.accounts.shapes import Reach
from allies.traces.models import Account
from tests.accounts import dav_servers, dovecot
from tests.accounts.blog import Blog
from tests.accounts.social import TOKEN, Home
from tests.accounts.web_server import Asked, Said, answering
from tests.letters import ALICE, CHARLIE, Letter
from tests.safety.apart import contents
from tests.safety.apart.contents import AT, Contents
from tests.safety.apart.kinds import CALENDAR, Kind, letters

ENTRIES = 8
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{0}\r\nFN:{0} Baker\r\nEMAIL:{0}@cards.example\r\nEND:VCARD\r\n"
FOR_EACH = timedelta(minutes=30)  # between two who try: by then the claim of one who was killed has run out


class Taken(RuntimeError):
    """Someone else is at this account just now."""


@dataclass(frozen=True, slots=True)
class Place:
    """An account as its member connects it."""

    kind: str
    url: str
    port: int
    username: str = ""
    secret: str = ""

    def connect(self, member: Member, at: datetime) -> str:
        """The key of it; connected where it is not."""
        known = actions.key_of(member, self.kind, self.url, self.username)
        if known:
            return known
        return actions.connect(member, self.kind, self.url, username=self.username, secret=self.secret, at=at).key

    def bring(self, member: Member, at: datetime, *, follow: Callable[[Member], None] = lambda member: None) -> None:
        """In step, connected first where it is not. Raises Taken."""
        claim = claims.claim(member, self.connect(member, at), at=at, if_due=False)
        if claim is None:
            raise Taken("Another is at this account.")
        reach = Reach(also=frozenset({("localhost", self.port)}))
        keeping.bring_in_step(claim, Keeper(reach, lambda: at, lambda: 0.5, follow))


def look(member: Member) -> Contents:
    """As `contents.read`, but for the place here, which is another for each; where the account is, and what waits."""
    found = contents.read(member)
    spool = files.spool(member.key)
    accounts = Account.objects.owned_by(member).values_list("kind", "cursor", "failure", "failures")
    return {
        **found,
        "sources": [[kind, name] for kind, name, *_ in found["sources"]],
        "accounts": [[kind, _lasting(cursor), *said] for kind, cursor, *said in accounts],
        "waiting": sorted(str(file.relative_to(spool)) for file in spool.rglob("*") if file.is_file()),
    }


def _lasting(cursor: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in cursor.items() if name != "seen_until"}  # the moment of the last visit


@contextmanager
def accounts() -> Iterator[list[Kind]]:
    """One account of each kind, at servers that run until the block ends. The mailbox goes on into the ties."""
    with ExitStack() as running:
        feed, social = running.enter_context(apart(Blog(ENTRIES).answer)), running.enter_context(apart(Home().answer))
        dav = running.enter_context(dav_servers.radicale())
        _fill(dav)
        mail = running.enter_context(dovecot.running())
        _deliver(mail.mailbox("alice"))
        places = [
            Place("imap", mail.url, mail.port, "alice", dovecot.PASSWORD),
            Place("caldav", dav.url, dav.port, "alice", "hush"),
            Place("carddav", dav.url, dav.port, "alice", "hush"),
            Place("feed", f"http://localhost:{feed}/feed.xml", feed),
            Place("mastodon", f"http://localhost:{social}/", social, secret=TOKEN),
        ]
        yield [_kind(place) for place in places]


def _kind(place: Place) -> Kind:
    return Kind(place.kind, place.bring, look, comes_again=False)


def follow(member: Member) -> None:
    """Into ties, tribes and index."""
    refresh(member, now_s=int(AT.timestamp()))


def _fill(server: dav_servers.DavServer) -> None:
    server.ask("PUT", f"{server.calendar}weekly.ics", CALENDAR)
    for number in range(4):
        one = CALENDAR.replace("review@", f"one-{number}@").replace("RRULE:FREQ=WEEKLY;COUNT=4\r\n", "")
        server.ask("PUT", f"{server.calendar}{number}.ics", one)
    for name in ("bob", "charlie", "dora", "emil", "fatou"):
        server.ask("PUT", f"{server.book}{name}.vcf", CARD.format(name), "text/vcard")


def _deliver(mailbox: dovecot.Mailbox) -> None:
    for letter in letters():
        mailbox.put(letter)
    for day in (20, 21, 22):
        mailbox.put(Letter(f"to-{day}", ALICE, CHARLIE, day=day), "Post")


@contextmanager
def apart(answer: Callable[[Asked], Said]) -> Iterator[int]:
    """A web server in a process of its own, as its threads must not be there where processes are forked. Its port."""
    told, tell = os.pipe()
    process = os.fork()
    if process == 0:
        with answering(answer) as server:
            os.write(tell, server.url.rpartition(":")[2].encode())
            os.close(tell)
            signal.pause()
        os._exit(0)
    os.close(tell)
    try:
        yield int(os.read(told, 16))
    finally:
        os.close(told)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
