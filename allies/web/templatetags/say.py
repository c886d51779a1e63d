"""What templates say in words: dates, numbers, states."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from allies.agenda import words as agenda_words
from allies.agenda.shapes import Balance, PlanView, SuggestionRow
from allies.lib import clock
from allies.ties.shapes import TribeRow
from allies.web import words

register = template.Library()
register.filter("day", words.day)


@register.filter
def lede(plan: PlanView) -> str:
    """The plan in a sentence."""
    return words.lede(plan)


@register.simple_tag
def counted(count: int, one: str, many: str) -> str:
    """A number with its noun."""
    return agenda_words.counted(count, one, many)


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: datetime | None, empty: str = "") -> SafeString | str:
    """A moment as people say it, the exact one on hover, in the member's own time zone."""
    return _time(context, at, words.ago) if at else empty


@register.simple_tag(takes_context=True)
def on(context: dict[str, Any], at: datetime) -> SafeString:
    """A day in a list."""
    return _time(context, at, words.short_day)


@register.simple_tag(takes_context=True)
def clock_time(context: dict[str, Any], at: datetime) -> SafeString:
    """The hour and minute of a moment today."""
    return _time(context, at, lambda local, _now: f"{local:%H:%M}")


@register.simple_tag
def percent(share: float) -> str:
    """A share as pages say it: "62 %"."""
    return f"{share:.0%}".replace("%", "\u202f%")


@register.filter
def most(balance: Balance) -> int:
    """What a full bar stands for."""
    return max(balance.given, balance.asked, 1)


@register.filter
def in_the_plan(plan: PlanView) -> list[SuggestionRow]:
    """What is open or done; the rest has left the plan."""
    return [row for row in plan.suggestions if row.decision in words.IN_THE_PLAN]


@register.simple_tag
def state(name: str, said: str = "") -> SafeString:
    """A tie's state: a word, a shape and a colour."""
    return format_html('<span class="state state-{}">{}</span>', name, said or name.replace("-", " "))


@register.simple_tag
def tribe_state(tribe: TribeRow) -> SafeString:
    """How a tribe lives: a warm one is lively."""
    return state(tribe.state, "lively" if tribe.state == "warm" else "")


@register.filter
def thousands(count: int) -> str:
    """A large number with its groups apart: "11,114"."""
    return f"{count:,}"


@register.simple_tag
def titled(title: str, name: str, url: str) -> SafeString:
    """A suggestion's title with the person's name as a link where {person} stands."""
    before, _, after = title.partition("{person}")
    return format_html('{}<a href="{}">{}</a>{}', before, url, name, after)


def _time(context: dict[str, Any], at: datetime, say: Any) -> SafeString:
    zone = _zone(context)
    local = at.astimezone(zone)
    said = say(local, clock.now().astimezone(zone))
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), words.exact(local), said)


def _zone(context: dict[str, Any]) -> tzinfo:
    request = context.get("request")
    name = getattr(getattr(request, "user", None), "zone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # a zone that this machine has forgotten
        return ZoneInfo("UTC")
