"""Today's plan, and what becomes of each suggestion."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Protocol

import typer
from django.http import Http404

from allies.agenda import actions, queries
from allies.agenda.plain import suggestion_as_data, today_as_data
from allies.agenda.shapes import SuggestionRow
from allies.cli import show, today_lines, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName
from allies.lib import clock
from allies.people.models import Member

LONGEST_NUMBER = 3  # a suggestion's number in the list; ids are longer

Minutes = Annotated[int | None, typer.Option("--minutes", help="How many minutes you have today, if not as usual.")]
Which = Annotated[str, typer.Argument(metavar="SUGGESTION", help="Its number or id, as `allies today` prints them.")]


class Action(Protocol):
    """What can become of a suggestion."""

    def __call__(self, member: Member, key: str, *, now: datetime) -> SuggestionRow: ...


def today(minutes: Minutes = None, as_json: AsJson = False, member: MemberName = "") -> None:
    """Today's few suggestions, each with its reasons, within the minutes you give."""
    owner = whose.member(member)
    view = actions.plan_day(owner, now=clock.now(), minutes=minutes)
    if as_json:
        show.data(today_as_data(view))
    else:
        today_lines.write(view)


def done(suggestion: Which, as_json: AsJson = False, member: MemberName = "") -> None:
    """This is done: it counts as given or asked."""
    _decide(actions.done, suggestion, as_json, member)


def snooze(suggestion: Which, as_json: AsJson = False, member: MemberName = "") -> None:
    """Not today."""
    _decide(actions.snooze, suggestion, as_json, member)


def never(suggestion: Which, as_json: AsJson = False, member: MemberName = "") -> None:
    """Never suggest this person again. `allies undo` takes it back."""
    _decide(actions.never, suggestion, as_json, member)


def undo(suggestion: Which, as_json: AsJson = False, member: MemberName = "") -> None:
    """Take back what you said of this suggestion: it is open again."""
    _decide(actions.undo, suggestion, as_json, member)


def _decide(action: Action, suggestion: str, as_json: bool, member: str) -> None:
    owner, now = whose.member(member), clock.now()
    try:
        row = action(owner, _key(owner, suggestion, now), now=now)
    except Http404:
        raise Refused(f"There is no suggestion {suggestion}. See which there are: allies today") from None
    if as_json:
        show.data(suggestion_as_data(row))
    else:
        show.line(f"{today_lines.title(row)}: {row.decision}.")


def _key(owner: Member, text: str, now: datetime) -> str:
    """The id of the suggestion with this number in today's list; anything else is an id already."""
    rows = queries.today(owner, now=now).suggestions
    is_number = text.isdecimal() and len(text) <= LONGEST_NUMBER and 0 < int(text) <= len(rows)
    return rows[int(text) - 1].key if is_number else text
