"""Reads of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, Sum
from django.http import Http404

from allies.people.models import Member
from allies.traces import queries as traces
from allies.traces.accounts import places
from allies.traces.models import Account, AccountKind, Import, ImportState


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as its member sees it. Its secret is not among what is shown, nor one that its address carries."""

    key: str
    kind: str
    kind_label: str
    name: str
    url: str
    username: str
    source_key: str
    every_minutes: int
    connected_at: datetime
    last_in_step_at: datetime | None
    next_at: datetime | None
    is_at_work: bool
    found: int  # traces that came in through it and stayed
    last_import: str  # the key of the newest import that is not taken back; "" where there is none
    failure: str
    left_out: tuple[str, ...]  # folders that the server does not open


def accounts(member: Member, *, at: datetime) -> list[AccountRow]:
    """Every account, the oldest first."""
    rows = list(Account.objects.owned_by(member).select_related("source").order_by("pk"))
    imports = Import.objects.owned_by(member).filter(source__in=[row.source_id for row in rows])
    kept = imports.exclude(state=ImportState.UNDONE)
    sums = kept.order_by().values_list("source").annotate(Sum("added"), Max("pk"))
    told: dict[int, tuple[int, int]] = {source: (found, newest) for source, found, newest in sums}
    keys = dict(kept.filter(pk__in=[newest for _, newest in told.values()]).values_list("pk", "key"))
    return [_row(row, at, *told.get(row.source_id, (0, 0)), keys) for row in rows]


def account(member: Member, key: str, *, at: datetime) -> AccountRow:
    """One account; Http404 where there is none."""
    found = next((row for row in accounts(member, at=at) if row.key == key), None)
    if found is None:
        raise Http404("No such account.")
    return found


def account_(member: Member, key: str) -> Account:
    """The account with this key; Http404 where there is none."""
    found = Account.objects.owned_by(member).select_related("source").filter(key=key).first()
    if found is None:
        raise Http404("No such account.")
    return found


def of_import(member: Member, import_key: str) -> str:
    """The key of the account that an import came in through; "" for an import of anything else."""
    run = traces.import_(member, import_key)
    found = Account.objects.owned_by(member).filter(source=run.source).values_list("key", flat=True).first()
    return found or ""


def due(member: Member, *, at: datetime) -> list[str]:
    """The keys of the accounts whose time has come and that no one is at."""
    free = Account.objects.owned_by(member).filter(Q(claimed_until=None) | Q(claimed_until__lte=at), next_at__lte=at)
    return list(free.order_by("next_at").values_list("key", flat=True))


def watchable(member: Member) -> list[str]:
    """The keys of the mailboxes that are well: it is worth waiting there for what comes."""
    well = Account.objects.owned_by(member).filter(kind=AccountKind.IMAP, failures=0)
    return list(well.exclude(next_at=None).exclude(last_in_step_at=None).order_by("pk").values_list("key", flat=True))


def _row(row: Account, at: datetime, found: int, newest: int, keys: dict[int, str]) -> AccountRow:
    return AccountRow(
        key=row.key,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        name=row.source.name,
        url=places.shown(row.url),
        username=row.username,
        source_key=row.source.key,
        every_minutes=row.every_minutes,
        connected_at=row.connected_at,
        last_in_step_at=row.last_in_step_at,
        next_at=row.next_at,
        is_at_work=row.claimed_until is not None and row.claimed_until > at,
        found=found,
        last_import=keys.get(newest, ""),
        failure=row.failure,
        left_out=tuple(map(str, row.cursor.get("left_out", ()))),
    )
