"""Tribes and who is in them."""

from __future__ import annotations

from ninja import Router

from allies.api.door import REFUSALS, REFUSALS_OF_ONE, Key, MemberRequest
from allies.ties import queries
from allies.ties.tribe_plain import (
    BetweenData,
    TribeData,
    TribeViewData,
    between_as_data,
    tribe_as_data,
    tribe_view_as_data,
)

router = Router(tags=["tribes"])


@router.get("/tribes", response={200: list[TribeData], **REFUSALS}, url_name="tribes")
def tribes(request: MemberRequest) -> list[TribeData]:
    """Every tribe, the largest first, as `allies tribes --json` prints them."""
    return [tribe_as_data(row) for row in queries.tribes(request.user)]


@router.get("/tribes/{key}", response={200: TribeViewData, **REFUSALS_OF_ONE}, url_name="tribe")
def tribe(request: MemberRequest, key: Key) -> TribeViewData:
    """One tribe: how it lives, what became of it, everyone in it, the most central first, and what leads to others."""
    return tribe_view_as_data(queries.tribe_view(request.user, key), queries.around_tribe(request.user, key))


@router.get("/between", response={200: BetweenData, **REFUSALS}, url_name="between")
def between(request: MemberRequest) -> BetweenData:
    """What lies between the tribes: who leads from one to another, and which parts nobody but the member connects."""
    return between_as_data(queries.yours(queries.tribes(request.user)), queries.between_tribes(request.user))
