"""What templates draw: icons, strips, bars, the map of tribes."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from allies.agenda.shapes import PlanView
from allies.lib import clock
from allies.ties.shapes import Strip
from allies.ties.tribe_shapes import Periods
from allies.web import strips, words

register = template.Library()
QUARTERS_A_YEAR = 4
BETWEEN = 0.6  # per cent of the line that stays free between two things


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon of the sprite; the word beside it says what it means."""
    sprite = static("icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.inclusion_tag("web/_strip.html")
def strip(of: Strip) -> dict[str, Any]:
    """Three years of contact, one line high."""
    return {"picture": strips.small(of, until=clock.now().date()), "size": ""}


@register.inclusion_tag("web/_strip.html")
def tall_strip(of: Strip) -> dict[str, Any]:
    """All contact, with years."""
    return {"picture": strips.tall(of, until=clock.now().date()), "size": "tall"}


@register.inclusion_tag("web/_strip.html")
def tribe_strip(periods: Periods) -> dict[str, Any]:
    """What was said in a tribe, above the line, and by how many, below it."""
    quarters = QUARTERS_A_YEAR if periods.unit == "quarter" else 1
    first = (periods.first_year * quarters) + (periods.first_quarter - 1 if quarters > 1 else 0)
    begins = [at for at in range(len(periods.messages)) if (first + at) % quarters == 0]
    said = (
        f"{sum(periods.messages):,} messages since {periods.first_year}, {periods.unit} by {periods.unit}, drawn above"
        f" the line; below it how many people they came from, {periods.most_people} at most."
    )
    years = [(at, (first + at) // quarters) for at in begins]
    return {"picture": strips.counts(periods.messages, periods.people, years=years, said=said), "size": "of-tribe"}


@register.simple_tag
def gauge(part: float, whole: float, label: str, kind: str = "") -> SafeString:
    """A bar that is filled as far as a part is of the whole. The number stands beside it."""
    share = min(max(part / whole, 0.0), 1.0) if whole else 0.0
    return format_html(
        '<svg class="gauge {}" width="100%" height="6" role="img" aria-label="{}"><rect class="whole" width="100%"'
        ' height="6" rx="3"/><rect class="part" width="{}%" height="6" rx="3"/></svg>',
        *(kind, label, f"{share:.1%}".rstrip("%")),
    )


@register.inclusion_tag("web/_minutes.html")
def minutes(plan: PlanView) -> dict[str, Any]:
    """The minutes of the plan as one line, filled as things are done."""
    rows = [row for row in plan.suggestions if row.decision in words.IN_THE_PLAN]
    share = 100 / max(sum(row.minutes for row in rows), 1)
    pieces, x = [], 0.0
    for row in sorted(rows, key=lambda row: row.decision != "done"):
        width = row.minutes * share
        pieces.append((f"{x:.2f}%", f"{max(width - BETWEEN, 0.5):.2f}%", row.decision == "done"))
        x += width
    return {"pieces": pieces, "plan": plan}
