"""The accounts that are kept in step."""

from __future__ import annotations

from ninja import Router

from allies.api.door import REFUSALS, MemberRequest
from allies.lib import clock
from allies.traces.accounts import queries
from allies.traces.accounts.plain import AccountData, account_as_data

router = Router(tags=["accounts"])


@router.get("/accounts", response={200: list[AccountData], **REFUSALS}, url_name="accounts")
def accounts(request: MemberRequest) -> list[AccountData]:
    """Every account, as `allies accounts --json` prints them: when it was in step, what it found, what is wrong."""
    return [account_as_data(row) for row in queries.accounts(request.user, at=clock.now())]
