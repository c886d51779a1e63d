"""The plan as plain data: what `--json` prints and the API serves."""

from __future__ import annotations

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.agenda.models import IN_THE_PLAN
from allies.agenda.shapes import PlanView, SuggestionRow
from allies.ties.plain import NamedData


class SuggestionData(TypedDict):
    """One thing to do today; `decision` is "open" or "done"."""

    id: str
    kind: str
    person: NamedData
    channel: str
    minutes: int
    gives: bool
    title: str
    reasons: list[str]
    decision: str


class TodayData(TypedDict):
    """Today's plan; `minutes` is the budget, `used` what the suggestions take of it."""

    date: str
    minutes: int
    used: int
    gives: int
    asks: int
    suggestions: list[SuggestionData]


def today_as_data(view: PlanView) -> TodayData:
    """Today's plan: what is open and what is done, without what was snoozed or turned down."""
    return {
        "date": view.day.isoformat(),
        "minutes": view.minutes,
        "used": view.used,
        "gives": view.gives,
        "asks": view.asks,
        "suggestions": [suggestion_as_data(row) for row in view.suggestions if row.decision in IN_THE_PLAN],
    }


def suggestion_as_data(row: SuggestionRow) -> SuggestionData:
    """One thing to do, its title with the name filled in."""
    return {
        "id": row.key,
        "kind": row.kind,
        "person": {"id": row.person_key, "name": row.person_name},
        "channel": row.channel,
        "minutes": row.minutes,
        "gives": row.gives,
        "title": row.title.replace("{person}", row.person_name),
        "reasons": row.reasons,
        "decision": row.decision,
    }
