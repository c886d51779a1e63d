"""Whose mailbox it is: told from what it was delivered as, what was sent from it, and who is in nearly all of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from allies.people import actions
from allies.people.models import Handle, Member, Person
from allies.traces import votes
from allies.traces.models import Import, ImportState, Participation, Trace
from allies.traces.records import As, HandleKind, Kind
from allies.traces.shapes import Candidate

FEWEST = 3  # messages that must say so
SHARE = 0.05  # of the messages that were delivered, or sent: below that it is a stray alias
NEARLY_ALL = 0.5  # of all messages: only the owner is in so many
SEEN_AS = (As.FROM, As.TO, As.CC, As.BCC)


def tell(member: Member, run: Import, *, at: datetime) -> str:
    """Take the addresses that this run shows to be the member's own, unless the member has said theirs already.

    An account elsewhere is taken all the same: its archive is no one else's. Returns how they were told, in words; ""
    where nothing could be told.
    """
    is_said = Handle.objects.owned_by(member).filter(person__is_self=True, by_hand=True).exists()
    told = _from_accounts(run) if is_said else _told(member, run)
    for vote, _ in told:
        kind, address = votes.address(vote)
        actions.guess_me(member, address, kind=kind, at=at)
    return "; ".join(f"{votes.address(vote)[1]}: {why}" for vote, why in told)[:300]


def untell(member: Member, undone: Import) -> None:
    """After an import was taken back: who was told from it alone is no longer the member."""
    if not undone.me_reason:
        return
    own = Handle.objects.owned_by(member).filter(person__is_self=True)
    if not own.exists() or own.filter(by_hand=True).exists():
        return
    values = set(own.values_list("value", flat=True))
    for run in Import.objects.owned_by(member).filter(state=ImportState.DONE):
        if values & {votes.address(vote)[1] for vote, _ in _told(member, run)}:
            return
    Person.objects.owned_by(member).filter(is_self=True).update(is_self=False)


def _told(member: Member, run: Import) -> list[tuple[str, str]]:
    """Each vote for an address of the member's own, and what it is told from."""
    return _from_accounts(run) + (_from_votes(run) or _from_frequency(member, run))


def _from_accounts(run: Import) -> list[tuple[str, str]]:
    """Accounts elsewhere whose archive this run read."""
    counted = [vote for ballot in ("sent", "delivered") for vote in run.owner_votes.get(ballot, {})]
    return [(vote, "the archive is this account's") for vote in dict.fromkeys(counted) if votes.address(vote)[0]]


def _from_votes(run: Import) -> list[tuple[str, str]]:
    told: dict[str, str] = {}
    for ballot, words in (("delivered", "received as on"), ("sent", "sent from on")):
        stated: dict[str, int] = run.owner_votes.get(ballot, {})
        counted = {vote: times for vote, times in stated.items() if not votes.address(vote)[0]}
        total = sum(counted.values())
        for vote, times in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
            if times >= max(FEWEST, SHARE * total):
                told.setdefault(vote, f"{words} {times} of {total} messages")
    return list(told.items())


def _from_frequency(member: Member, run: Import) -> list[tuple[str, str]]:
    most = _most_seen(member, run, 2)
    messages = _messages(member, run)
    if not most or messages < FEWEST or most[0].share <= NEARLY_ALL or (len(most) > 1 and most[1].share > NEARLY_ALL):
        return []
    if most[0].kind != HandleKind.EMAIL:
        return []
    return [(most[0].value, f"in {round(most[0].share * messages)} of {messages} messages")]


def candidates(member: Member, *, limit: int = 5) -> list[Candidate]:
    """Who the member may be, the most likely first, from everything that was read."""
    return _most_seen(member, None, limit)


def _messages(member: Member, run: Import | None) -> int:
    traces = Trace.objects.owned_by(member).filter(kind=Kind.MAIL, is_automatic=False)
    return (traces.filter(run=run) if run else traces).count()


def _most_seen(member: Member, run: Import | None, limit: int) -> list[Candidate]:
    seen = Participation.objects.owned_by(member).filter(
        role__in=SEEN_AS, trace__kind=Kind.MAIL, trace__is_automatic=False
    )
    if run is not None:
        seen = seen.filter(trace__run=run)
    total = _messages(member, run)
    rows = (
        seen.values("handle__kind", "handle__value", "handle__name")
        .annotate(times=Count("trace", distinct=True))
        .order_by("-times", "handle__value")[:limit]
    )
    return [
        Candidate(row["handle__kind"], row["handle__value"], row["handle__name"], row["times"] / total) for row in rows
    ]
