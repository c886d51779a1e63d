"""Brings what is derived up to date with the traces: columns, text index, and the tables that pages read.

Everything in the tables follows from the columns, who is whose handle, and the moment: the same whether the columns
grew step by step or were made from nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from allies.lib import statistics
from allies.people.models import Handle, Member, Person
from allies.ties import between_rows, bridge_rows, columns, cuts, employers, events, index, tables, tie_rows, tribe_rows
from allies.ties.columns import Columns, Growing
from allies.ties.lease import Lease, lease
from allies.ties.models import Between, Bridge, Freshness, GuessedEmployer, Reach, Tie, Tribe, TribeMembership
from allies.ties.roster import roster
from allies.ties.threads import threads
from allies.ties.tie_rows import Rows
from allies.traces import company
from allies.traces.models import Participation, Trace


@dataclass(frozen=True, slots=True)
class Findings:
    """What the tables are to say."""

    ties: Rows
    between: Rows
    tribes: Rows
    memberships: Rows
    guessed: Rows
    reached: Rows
    bridges: Rows


def refresh(member: Member, *, now_s: int, growing: Growing | None = None) -> None:
    """Follow the traces as far as they go by now. Raises lease.Busy where another process takes too long at it.

    growing : the columns, where they were read on while an import wrote.
    """
    _follow(member, anew=False, now_s=now_s, growing=growing)


def rebuild(member: Member, *, now_s: int) -> None:
    """The same from nothing, whatever was there before. Raises lease.Busy as `refresh` does."""
    _follow(member, anew=True, now_s=now_s, growing=None)
    company.weigh_again(member)


def is_behind(member: Member) -> bool:
    """Whether traces came or went since the last refresh, or the derived files are missing."""
    fresh = Freshness.objects.owned_by(member).values_list("participation", flat=True).first()
    newer = Participation.objects.owned_by(member).filter(pk__gt=fresh or 0)
    if fresh is None or newer.exists():
        return fresh is not None or newer.exists()
    kept = columns.read(member)
    return kept is None or not columns.is_whole(member, kept) or not index.is_whole(member)


def _follow(member: Member, *, anew: bool, now_s: int, growing: Growing | None) -> None:
    with lease(member, now_s=now_s) as held:
        before = columns.read(member)
        is_whole = before is not None and columns.is_whole(member, before)
        kept = None if anew or not is_whole else before
        # the index first: while the columns still show that something was removed, a killed refresh begins again
        if (kept is not None or (_is_first(member) and not anew)) and index.is_whole(member):
            index.refresh(member)
        else:
            index.rebuild(member)
        grown = growing.columns() if growing is not None else None
        now = columns.read_on(member, grown if grown is not None and columns.is_whole(member, grown) else kept)
        if now is not before:
            columns.write(member, now)
        found = _reckon(member, now, anew=anew, now_s=now_s)
        new = len(now) - (len(kept) if kept is not None else 0)
        _write(held, found, now, new=new, was_cut=before is not None and not is_whole, now_s=now_s)


def _is_first(member: Member) -> bool:
    """Whether nothing was derived before, so that nothing can have been removed from it."""
    return not Freshness.objects.owned_by(member).filter(participation__gt=0).exists()


def _reckon(member: Member, now: Columns, *, anew: bool, now_s: int) -> Findings:
    everyone = roster(member)
    thread = threads(now)
    contact = events.contact(now, everyone, now_s=now_s)
    of_ties, edges = events.tie_events(contact), events.edges(contact)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="groups") as beside:
        # half of the time, and outside of Python: the ties are told meanwhile
        found_at = beside.submit(cuts.cuts, member, edges, people=everyone.me, anew=anew, now_s=now_s)
        ties = tie_rows.tie_rows(now, everyone, thread, contact, of_ties, now_s=now_s)
        shared = between_rows.shared(edges, thread)
        between = between_rows.between_rows(shared, everyone)
    known = tribe_rows.Known(member, now, everyone, thread, contact, edges, found_at.result(), now_s)
    tribes, memberships, guessed = tribe_rows.tribe_rows(known)
    circles = bridge_rows.circles(tribes, memberships, everyone)
    reached = bridge_rows.reach_rows(shared, circles, everyone)
    return Findings(
        ties=ties,
        between=between,
        tribes=tribes,
        memberships=memberships,
        guessed=guessed,
        reached=reached,
        bridges=bridge_rows.bridge_rows(shared, circles, reached, everyone),
    )


@transaction.atomic
def _write(held: Lease, found: Findings, now: Columns, *, new: int, was_cut: bool, now_s: int) -> None:
    member = held.member
    Member.objects.select_for_update().get(pk=member.pk)
    held.check()
    # someone may have been removed or joined away since the roster was read: the next refresh follows that
    there = set(Person.objects.owned_by(member).values_list("pk", flat=True))
    new += tables.replace(member, Tie, _of(found.ties, there), key=("person_id",), columns=tie_rows.COLUMNS)
    tables.replace(
        member, Between, _of(found.between, there), key=("person_id", "other_id"), columns=between_rows.COLUMNS
    )
    tables.replace(member, Tribe, found.tribes, key=("key",), columns=tribe_rows.COLUMNS)
    ids = dict(Tribe.objects.owned_by(member).values_list("key", "pk"))
    _write_memberships(member, found, ids, there)
    _write_bridges(member, found, ids, there)
    Freshness.objects.owned_by(member).update(
        participation=now.last, epoch=F("epoch") + int(was_cut), refreshed_at=datetime.fromtimestamp(now_s, UTC)
    )
    statistics.count_anew(new, Tie, Between, TribeMembership, Person, Handle, Trace, Participation)


def _write_memberships(member: Member, found: Findings, tribes: dict[str, int], there: set[int]) -> None:
    rows = {(person, tribes[key]): row for (person, key), row in found.memberships.items() if person in there}
    tables.replace(member, TribeMembership, rows, key=("person_id", "tribe_id"), columns=tribe_rows.MEMBERSHIP_COLUMNS)
    tables.replace(
        member, GuessedEmployer, found.guessed, key=("domain",), columns=employers.GUESS_COLUMNS, within_owner=True
    )


def _write_bridges(member: Member, found: Findings, tribes: dict[str, int], there: set[int]) -> None:
    reached = {(person, tribes[key]): row for (person, key), row in found.reached.items() if person in there}
    tables.replace(member, Reach, reached, key=("person_id", "tribe_id"), columns=bridge_rows.REACH_COLUMNS)
    tables.replace(member, Bridge, _of(found.bridges, there), key=("person_id",), columns=bridge_rows.COLUMNS)


def _of(rows: Rows, there: set[int]) -> Rows:
    """The rows whose persons are still there."""
    return {persons: row for persons, row in rows.items() if there.issuperset(persons)}
