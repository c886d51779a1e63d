"""Where the API begins: what can be read, and where."""

from __future__ import annotations

from django.urls import reverse
from ninja import Router

from allies.api.door import REFUSALS, MemberRequest

READS = ("today", "people", "review", "tribes", "between", "imports", "accounts")

router = Router(tags=["start"])


@router.get("/", response={200: dict[str, str], **REFUSALS}, url_name="start")
def start(request: MemberRequest) -> dict[str, str]:
    """Where each read is."""
    return {"openapi": reverse("api:openapi-json"), **{name: reverse(f"api:{name}") for name in READS}}
