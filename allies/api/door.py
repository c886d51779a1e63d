"""What every endpoint shares: who asks, what a key looks like, how a refusal looks."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import AfterValidator

from allies.people.models import Member

_KEY = re.compile(r"[0-9a-z]{1,16}")


class MemberRequest(HttpRequest):
    """A request by a signed-in member; the gate and the API's own door have let no one else through."""

    user: Member


class Refusal(Schema):
    """Why there is nothing to give: not signed in, or no such thing in this member's network."""

    detail: str


class Mistake(Schema):
    """What is wrong with the question, part by part."""

    detail: list[dict[str, Any]]


def _key(text: str) -> str:
    """Raises Http404 for what cannot be a key: it looks no different from one that is not there."""
    if not _KEY.fullmatch(text):
        raise Http404
    return text


Key = Annotated[str, AfterValidator(_key)]
KeyOrNone = Annotated[str, AfterValidator(lambda text: _key(text) if text else "")]
REFUSALS = {401: Refusal}
REFUSALS_OF_ONE = {**REFUSALS, 404: Refusal}
REFUSALS_OF_SOME = {**REFUSALS_OF_ONE, 422: Mistake}
