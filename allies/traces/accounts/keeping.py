"""Bringing one account in step: fetch what is new, read it in as files are read, then move the cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allies.lib import disks, sealing
from allies.people.models import Member
from allies.traces import importing
from allies.traces.accounts import dav, feeds, imap, mastodon
from allies.traces.accounts.claims import Claim, Lost
from allies.traces.accounts.shapes import FROM_START, Cursor, Login, NotInStep, Reach, Steps
from allies.traces.accounts.spool import Spool
from allies.traces.batch import RunElsewhere
from allies.traces.models import Account, AccountKind, ImportState, Source
from allies.traces.sources.detect import UnknownSource, detect

KINDS: dict[str, Steps] = {
    AccountKind.IMAP: imap.steps,
    AccountKind.FEED: feeds.steps,
    AccountKind.CALDAV: dav.calendar_steps,
    AccountKind.CARDDAV: dav.book_steps,
    AccountKind.MASTODON: mastodon.steps,
}
LONGEST_WAIT = timedelta(days=1)
LONGEST_ASKED_S = 7 * 24 * 3600  # for which another side is left alone because it said so
SPREAD = 0.2  # of the waiting time, by chance, so that not all come at once
GONE_KEY = "The key that opens its password is not here any more. Type the password again."
PAUSED = "What came is paused on its way in. Bring it in step to go on."
NO_SECRET = "Its password is missing: it does not travel with an export. Type it again."  # noqa: S105  (words)


@dataclass(frozen=True, slots=True)
class Keeper:
    """What bringing in step needs of the outside.

    follow : lets the ties follow what came in.   chance : a number from 0 to 1, another each time.
    """

    reach: Reach
    now: Callable[[], datetime]
    chance: Callable[[], float]
    follow: Callable[[Member], None]


def bring_in_step(claim: Claim, keeper: Keeper) -> None:
    """Bring the claimed account in step, or write down why that did not work; either way let it go.

    Raises claims.Lost where another has it by now, and what importing raises, after that was written down too.
    """
    account = claim.account()
    try:
        _bring(claim, account, keeper)
    except NotInStep as error:
        _write_down_failure(claim, account, str(error), keeper, error)
    except Lost:
        raise
    except Exception as error:
        words = disks.SAYS if disks.is_full(error) else f"What came could not be read in: {error}"
        _write_down_failure(claim, account, words, keeper)
        raise
    else:
        wait_s = account.every_minutes * 60 * (1 + SPREAD * (keeper.chance() - 0.5))
        at = keeper.now()
        _let_go(claim, last_in_step_at=at, next_at=at + timedelta(seconds=wait_s), failure="", failures=0)


def _bring(claim: Claim, account: Account, keeper: Keeper) -> None:
    spool = Spool(claim.member, account.key, account.source.name)
    if spool.has_arrived():  # whoever was here last did not get to the end
        _take_in(claim, account, spool, keeper)
    if account.cursor == FROM_START:
        _move(claim, {})
        account.cursor = {}
    spool.begin()
    steps = KINDS[account.kind](login_of(account), claim.account().cursor, keeper.reach, keeper.now())
    broke_off: NotInStep | None = None
    while True:
        try:
            step = next(steps)
        except StopIteration:
            break
        except NotInStep as error:
            broke_off = error
            break
        claim.hold_on(keeper.now())
        spool.add(step)
        if step.secret:
            claim.row().update(secret=sealing.seal(step.secret))
        if spool.is_full():
            _arrive(claim, account, spool, keeper)
    _arrive(claim, account, spool, keeper)  # also what came before it broke off
    if broke_off is not None:
        raise broke_off


def login_of(account: Account) -> Login:
    """Where to and as whom, with the secret opened. Raises NotInStep where there is none that opens."""
    try:
        secret = sealing.unseal(account.secret)
    except sealing.CannotOpen:
        raise NotInStep(GONE_KEY, waits_for_member=True) from None
    if not secret and account.kind != AccountKind.FEED:
        raise NotInStep(NO_SECRET, waits_for_member=True)
    return Login(account.url, account.username, secret)


def _arrive(claim: Claim, account: Account, spool: Spool, keeper: Keeper) -> None:
    cursor = spool.arrive()
    if cursor is not None:
        _move(claim, cursor)
    elif spool.has_arrived():
        _take_in(claim, account, spool, keeper)
    spool.begin()


def _take_in(claim: Claim, account: Account, spool: Spool, keeper: Keeper) -> None:
    """Killed anywhere in here, the next one does it again: what is in already is known again.

    What was taken back before all of it was in does not come in again by itself.
    """
    place, at = spool.place, keeper.now()
    claim.hold_on(at)
    Source.objects.owned_by(claim.member).filter(pk=account.source_id).update(place=str(place.resolve()))
    if importing.how_far(claim.member, place) not in (ImportState.DONE, ImportState.UNDONE):
        _check(spool)
        _import(claim, place, at)
    keeper.follow(claim.member)
    if account.cursor != FROM_START:
        _move(claim, spool.reached())
    spool.clear()


def _import(claim: Claim, place: Path, at: datetime) -> None:
    try:
        run = importing.run(claim.member, place, at=at)
    except RunElsewhere:
        claim.account()  # taken back meanwhile, it has let us go
        raise
    if run.state == ImportState.PAUSED:
        raise NotInStep(PAUSED, waits_for_member=True)


def _check(spool: Spool) -> None:
    """Whether what came is anything that can be read: a page instead of a feed is not."""
    try:
        detect(spool.place)
    except UnknownSource as error:
        spool.clear()
        raise NotInStep(f"What it gave cannot be read: {error.reason}.", waits_for_member=True) from None


def _move(claim: Claim, cursor: Cursor) -> None:
    if claim.row().update(cursor=cursor) != 1:
        raise Lost("This account was disconnected meanwhile.")


def _write_down_failure(
    claim: Claim, account: Account, words: str, keeper: Keeper, error: NotInStep | None = None
) -> None:
    """Say why, and when it is tried again: later each time, or when the member has done something."""
    failures, at = account.failures + 1, keeper.now()
    wait = min(timedelta(minutes=account.every_minutes) * 2 ** min(failures, 20), LONGEST_WAIT)
    wait = max(wait * (1 - SPREAD * keeper.chance()), timedelta(seconds=_asked_s(error)))
    next_at = None if error is not None and error.waits_for_member else at + wait
    _let_go(claim, failure=words[:500], failures=failures, next_at=next_at)


def _let_go(claim: Claim, **told: Any) -> None:
    claim.row().update(**told, claimed_until=None, claimed_by="")


def _asked_s(error: NotInStep | None) -> int:
    return min(error.again_after_s, LONGEST_ASKED_S) if error is not None else 0
