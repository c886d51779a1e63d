"""What no mailbox knows: calls, letters, meetings, visits, noted in five seconds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from allies.cli import meant, moments, show, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName
from allies.lib import clock
from allies.people import actions as people_actions
from allies.ties import refresh
from allies.traces import actions, queries
from allies.traces.plain import timeline_as_data


class Loggable(StrEnum):
    """What can be noted by hand."""

    CALL = "call"
    LETTER = "letter"
    MEETING = "meeting"
    VISIT = "visit"
    NOTE = "note"


def log(
    kind: Annotated[Loggable, typer.Argument(metavar="KIND", help="call, letter, meeting, visit or note.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The id, address or name of a person.")],
    at: Annotated[str, typer.Option("--at", help="When: yesterday, 3 days ago, 2026-03-14, 2026-03-14T18:30.")] = "now",
    note: Annotated[str, typer.Option("--note", help="In your own words.")] = "",
    is_from_them: Annotated[bool, typer.Option("--received", help="The letter came from them.")] = False,
    is_new: Annotated[bool, typer.Option("--new", help="Add the person, whom nothing mentions yet.")] = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Note a call, a letter, a meeting or a visit: it counts as much as a mail."""
    if is_from_them and kind != Loggable.LETTER:
        raise Refused(f"A {kind.value} has no sender: --received goes with a letter.")
    owner, now = whose.member(member), clock.now()
    moment = moments.read(at, now=now, zone=whose.zone(owner))
    other = people_actions.add_person(owner, person) if is_new else meant.person(owner, person)
    trace = actions.log(owner, other, kind=kind.value, at=moment, note=note, is_from_them=is_from_them)
    refresh.refresh(owner, now_s=int(now.timestamp()))
    row = queries.trace_rows(owner, [trace.pk])[trace.pk]
    if as_json:
        show.data({**timeline_as_data(row), "person": {"id": other.key, "name": other.name}})
        return
    day = moment.astimezone(whose.zone(owner)).date()
    who = "from" if is_from_them else "with"
    show.line(f"Noted: a {kind.value} {who} {other.name} on {day.isoformat()}.")
