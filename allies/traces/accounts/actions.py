"""Writes of accounts: connected, asked for, given another password, let go."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from allies.lib import ids, sealing
from allies.people import actions as people_actions
from allies.people import queries as people_queries
from allies.people.models import Member
from allies.traces import actions as traces_actions
from allies.traces.accounts import places, queries
from allies.traces.accounts.shapes import FROM_START
from allies.traces.accounts.spool import Spool
from allies.traces.models import Account, AccountKind, Import, ImportState, Source
from allies.traces.sources import addresses

MOST_ACCOUNTS = 200  # of one member
EVERY_MINUTES = {
    AccountKind.IMAP: 15,
    AccountKind.FEED: 60,
    AccountKind.CALDAV: 60,
    AccountKind.CARDDAV: 360,
    AccountKind.MASTODON: 30,
}
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 7 * 24 * 60
WITHOUT_NAME = frozenset({AccountKind.FEED, AccountKind.MASTODON})
WITHOUT_SECRET = frozenset({AccountKind.FEED})


class CannotConnect(ValueError):
    """This account cannot be connected like this. Says what is missing."""


@transaction.atomic
def connect(
    member: Member,
    kind: str,
    address: str,
    *,
    username: str = "",
    secret: str = "",
    every_minutes: int = 0,
    at: datetime,
) -> Account:
    """Take on an account; the next worker brings it in step. Raises CannotConnect.

    every_minutes : how often; 0 for as often as is usual for its kind.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    url, username = _checked(member, kind, address, username.strip(), secret)
    every_minutes = every_minutes or EVERY_MINUTES[AccountKind(kind)]
    if not SHORTEST_MINUTES <= every_minutes <= LONGEST_MINUTES:
        raise CannotConnect(f"Every {SHORTEST_MINUTES} minutes at the most often, once a week at the least.")
    key, name = ids.new(), _name(url, username)
    place = str(Spool(member, key, name).place.resolve())
    source = Source.objects.create(owner=member, kind=kind, name=name, place=place)
    _guess_me(member, kind, username, at=at)
    return Account.objects.create(
        owner=member,
        key=key,
        source=source,
        kind=kind,
        url=url,
        username=username,
        secret=sealing.seal(secret),
        connected_at=at,
        every_minutes=every_minutes,
        next_at=at,
    )


def key_of(member: Member, kind: str, url: str, username: str) -> str:
    """The key of the account that is just that; "" where there is none."""
    found = Account.objects.owned_by(member).filter(kind=kind, url=url, username=username)
    return found.values_list("key", flat=True).first() or ""


def ask(member: Member, key: str, *, at: datetime, from_start: bool = False) -> None:
    """Bring it in step as soon as a worker can; from the start: as if it had never been. Http404 for none of theirs.

    Asked for from the start, whoever is at it just now is too late.
    """
    found = queries.account_(member, key)
    anew = {"cursor": FROM_START, "claimed_by": "", "claimed_until": None} if from_start else {}
    Account.objects.owned_by(member).filter(pk=found.pk).update(next_at=at, failures=0, **anew)


@transaction.atomic
def renew(member: Member, key: str, *, secret: str, at: datetime) -> None:
    """Another password or token, from now on. Http404 for none of theirs; CannotConnect for an empty one."""
    Member.objects.select_for_update().get(pk=member.pk)  # not in the midst of a change of keys
    found = queries.account_(member, key)
    if not secret:
        raise CannotConnect("Type the password first.")
    again = {"secret": sealing.seal(secret), "next_at": at, "failures": 0, "failure": ""}
    Account.objects.owned_by(member).filter(pk=found.pk).update(**again)


@transaction.atomic
def disconnect(member: Member, key: str, *, take_back: bool) -> int:
    """Let an account go, with its password; take back all that came in through it, or leave it. Http404 for none of
    theirs. Returns how many imports were taken back.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    found = queries.account_(member, key)
    runs = Import.objects.owned_by(member).filter(source=found.source).exclude(state=ImportState.UNDONE)
    keys = list(runs.values_list("key", flat=True))
    source = found.source
    Account.objects.owned_by(member).filter(pk=found.pk).delete()
    if take_back:
        for run in keys:
            traces_actions.undo(member, run)
    if not keys:
        Source.objects.owned_by(member).filter(pk=source.pk, imports=None).delete()
    transaction.on_commit(Spool(member, key, source.name).remove)
    return len(keys) if take_back else 0


def change_key() -> int:
    """Seal everyone's secrets with a new key and forget the old ones. Returns how many. Killed, it is done again."""
    sealing.new_key()
    owners = Member.objects.filter(pk__in=Account.objects.owners())
    sealed = sum(_seal_again(member) for member in owners)
    sealing.drop_old_keys()
    return sealed


@transaction.atomic
def _seal_again(member: Member) -> int:
    """One member's secrets. What no key opens is left: it says so when it is used."""
    Member.objects.select_for_update().get(pk=member.pk)
    sealed = 0
    for row in Account.objects.owned_by(member).exclude(secret=""):
        with suppress(sealing.CannotOpen):
            again = sealing.seal(sealing.unseal(row.secret))
            sealed += Account.objects.owned_by(member).filter(pk=row.pk).update(secret=again)
    return sealed


def _checked(member: Member, kind: str, address: str, username: str, secret: str) -> tuple[str, str]:
    if kind not in AccountKind.values:
        raise CannotConnect(f"{kind!r} is no kind of account. Choose one of: {', '.join(AccountKind.values)}.")
    try:
        url = places.url(kind, address)
    except places.NotAPlace as error:
        raise CannotConnect(str(error)) from None
    if not username and kind not in WITHOUT_NAME:
        raise CannotConnect("Say the name that you sign in with there, often your mail address.")
    if not secret and kind not in WITHOUT_SECRET:
        raise CannotConnect("Type the password first.")
    mine = Account.objects.owned_by(member)
    if mine.filter(kind=kind, url=url, username=username).exists():
        raise CannotConnect("This account is connected already.")
    if mine.count() >= MOST_ACCOUNTS:
        raise CannotConnect(f"{MOST_ACCOUNTS} accounts are connected already. Disconnect one first.")
    return url, username


def _name(url: str, username: str) -> str:
    parts = urlsplit(url)
    if not username:
        return (parts.netloc + parts.path.rstrip("/"))[:300]
    return username if "@" in username else f"{username}@{parts.hostname}"


def _guess_me(member: Member, kind: str, username: str, *, at: datetime) -> None:
    """Who signs in to a mailbox by an address is known by it, unless the member has said who they are."""
    if kind == AccountKind.IMAP and addresses.valid(username) and not people_queries.own_handles(member):
        people_actions.guess_me(member, username, at=at)
