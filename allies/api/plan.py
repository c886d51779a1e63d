"""Today's plan."""

from __future__ import annotations

from ninja import Router

from allies.agenda import actions
from allies.agenda.plain import TodayData, today_as_data
from allies.api.door import REFUSALS, MemberRequest
from allies.lib import clock

router = Router(tags=["plan"])


@router.get("/today", response={200: TodayData, **REFUSALS}, url_name="today")
def today(request: MemberRequest) -> TodayData:
    """Today's few suggestions, as `allies today --json` prints them. The first who asks today has the plan made."""
    return today_as_data(actions.plan_day(request.user, now=clock.now()))
