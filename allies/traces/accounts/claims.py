"""One worker at an account at a time: it holds a claim, which is a change of the row that only one can make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from allies.lib import ids
from allies.people.models import Member
from allies.traces.models import Account

LASTS = timedelta(minutes=20)  # without a sign of life; longer than a worker waits between two


class Lost(RuntimeError):
    """Someone else is at this account by now, or it was disconnected."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to bring one account in step."""

    member: Member
    key: str
    holder: str

    def row(self) -> QuerySet[Account]:
        """The account, while the claim holds; else nothing."""
        return Account.objects.owned_by(self.member).filter(key=self.key, claimed_by=self.holder)

    def account(self) -> Account:
        """The account. Raises Lost."""
        found = self.row().select_related("source").first()
        if found is None:
            raise Lost("Another worker is at this account, or it was disconnected.")
        return found

    def hold_on(self, at: datetime) -> None:
        """Say that it is still worked at. Raises Lost."""
        if self.row().update(claimed_until=at + LASTS) != 1:
            raise Lost("Another worker is at this account, or it was disconnected.")

    def let_go(self) -> None:
        """Leave it to whoever comes next."""
        self.row().update(claimed_until=None, claimed_by="")


def claim(member: Member, key: str, *, at: datetime, if_due: bool = True) -> Claim | None:
    """The claim, if no one else has it; with `if_due` only where its time has come."""
    free = Account.objects.owned_by(member).filter(Q(claimed_until=None) | Q(claimed_until__lte=at), key=key)
    if if_due:
        free = free.filter(next_at__lte=at)
    made = Claim(member, key, ids.new())
    return made if free.update(claimed_by=made.holder, claimed_until=at + LASTS) == 1 else None
