"""Tribes and who is in them."""

from __future__ import annotations

from ninja import Router

from allies.api.door import REFUSALS, REFUSALS_OF_ONE, Key, MemberRequest
from allies.ties import queries
from allies.ties.plain import TribeData, TribeViewData, tribe_as_data, tribe_view_as_data

router = Router(tags=["tribes"])


@router.get("/tribes", response={200: list[TribeData], **REFUSALS}, url_name="tribes")
def tribes(request: MemberRequest) -> list[TribeData]:
    """Every tribe, the largest first, as `allies tribes --json` prints them."""
    return [tribe_as_data(row) for row in queries.tribes(request.user)]


@router.get("/tribes/{key}", response={200: TribeViewData, **REFUSALS_OF_ONE}, url_name="tribe")
def tribe(request: MemberRequest, key: Key) -> TribeViewData:
    """One tribe: how it lives, what became of it, and everyone in it, the most central first."""
    return tribe_view_as_data(queries.tribe_view(request.user, key))
