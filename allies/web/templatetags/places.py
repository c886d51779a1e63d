"""The navigation, and what is said above a page: what just happened, with its undo."""

from __future__ import annotations

from typing import Any

from django import template

from allies.people.models import Member
from allies.traces import queries as traces
from allies.web import navigation, notices

register = template.Library()


@register.inclusion_tag("web/_rail.html", takes_context=True)
def rail(context: dict[str, Any]) -> dict[str, Any]:
    """The navigation beside the page."""
    return {"entries": _entries(context, (*navigation.TABS, *navigation.MORE)), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/_tabs.html", takes_context=True)
def tabs(context: dict[str, Any]) -> dict[str, Any]:
    """The navigation below the page, on a phone."""
    more = _entries(context, navigation.MORE)
    return {
        "entries": _entries(context, navigation.TABS),
        "more": more,
        "is_in_more": any(is_current for _, is_current in more),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/_sample.html", takes_context=True)
def sample(context: dict[str, Any]) -> dict[str, Any]:
    """Says that what is shown is a sample, with the click that removes it. Today's plan knows already whether it is."""
    plan, member = context.get("plan"), getattr(context.get("request"), "user", None)
    has_sample = plan.has_sample if plan else isinstance(member, Member) and traces.has_sample(member)
    return {"has_sample": has_sample, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/_notice.html", takes_context=True)
def notice(context: dict[str, Any]) -> dict[str, Any]:
    """What just happened, once."""
    request = context.get("request")
    return {
        "notice": notices.take(request) if request else None,
        "messages": context.get("messages", ()),  # allauth speaks through these
        "csrf_token": context.get("csrf_token"),
    }


def _entries(context: dict[str, Any], places: tuple[navigation.Entry, ...]) -> list[tuple[navigation.Entry, bool]]:
    match = getattr(context.get("request"), "resolver_match", None)
    route = match.view_name if match else ""
    return [(entry, entry.holds(route)) for entry in places]
