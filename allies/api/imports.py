"""What was brought in, and what was refused."""

from __future__ import annotations

from ninja import Router

from allies.api.door import REFUSALS, REFUSALS_OF_ONE, Key, MemberRequest
from allies.traces import queries
from allies.traces.plain import ImportData, RefusalData, import_as_data, refusals_as_data

router = Router(tags=["imports"])


@router.get("/imports", response={200: list[ImportData], **REFUSALS}, url_name="imports")
def imports(request: MemberRequest) -> list[ImportData]:
    """Every import, the newest first."""
    return [import_as_data(row) for row in queries.imports(request.user)]


@router.get("/imports/{key}/refusals", response={200: list[RefusalData], **REFUSALS_OF_ONE}, url_name="refusals")
def refusals(request: MemberRequest, key: Key) -> list[RefusalData]:
    """What one import refused: where each item is, and why it did not come in."""
    return refusals_as_data(queries.refusals(request.user, key))
