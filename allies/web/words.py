"""What pages say that commands do not: headings, exact moments, days in a list, the plan in a sentence."""

from __future__ import annotations

from datetime import date, datetime

from allies.agenda import words
from allies.agenda.shapes import PlanView

IN_THE_PLAN = ("open", "done")  # what is snoozed or turned down has left it


def day(of: date) -> str:
    """A day as a page heading says it.

    >>> day(date(2026, 3, 12))
    'Thursday, 12 March'
    """
    return f"{of:%A}, {of.day} {of:%B}"


def exact(at: datetime) -> str:
    """A moment to the minute.

    >>> exact(datetime(2026, 3, 12, 14, 5))
    'Thursday, 12 March 2026, 14:05'
    """
    return f"{day(at.date())} {at.year}, {at:%H:%M}"


def ago(at: datetime, now: datetime) -> str:
    """When something was or will be, as people say it; both moments in the reader's own zone.

    >>> ago(datetime(2026, 3, 11), datetime(2026, 3, 12)), ago(datetime(2026, 3, 15), datetime(2026, 3, 12))
    ('yesterday', 'in three days')
    """
    ahead = (at.date() - now.date()).days
    if ahead <= 0:
        return words.ago(at.date(), now.date())
    return "tomorrow" if ahead == 1 else f"in {words.span(ahead)}"


def short_day(at: datetime, now: datetime) -> str:
    """A day in a list, with the year when it is another.

    >>> short_day(datetime(2025, 11, 18), datetime(2026, 3, 12)), short_day(datetime(2026, 2, 3), datetime(2026, 3, 12))
    ('18 Nov 2025', '3 Feb')
    """
    return f"{at.day} {at:%b}" + ("" if at.year == now.year else f" {at.year}")


def lede(plan: PlanView) -> str:
    """Today in a sentence: "Four things, 14 of your 15 minutes. Three give, one asks. After that you are free." """
    count = sum(row.decision in IN_THE_PLAN for row in plan.suggestions)
    if not count:
        return "Nothing needs you today. You are free."
    things = words.counted(count, "thing", "things").capitalize()
    return f"{things}, {plan.used} of your {plan.minutes} minutes. {_balance(plan)} {_end(plan)}"


def _balance(plan: PlanView) -> str:
    if not plan.asks:
        return "It gives." if plan.gives == 1 else "All give."
    if not plan.gives:
        return "It asks." if plan.asks == 1 else "All ask."
    give, ask = ("gives" if plan.gives == 1 else "give"), ("asks" if plan.asks == 1 else "ask")
    return f"{words.number(plan.gives).capitalize()} {give}, {words.number(plan.asks)} {ask}."


def _end(plan: PlanView) -> str:
    is_over = all(row.decision != "open" for row in plan.suggestions)
    return "You have done it all: you are free." if is_over else "After that you are free."
