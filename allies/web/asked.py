"""A request as the views of members get it: the gate has let only members through."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from allies.people.models import Member


class MemberRequest(HttpRequest):
    """A request by a signed-in member."""

    user: Member
    htmx: HtmxDetails
