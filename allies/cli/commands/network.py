"""Looking at the network: people, one person, tribes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from allies.agenda import words
from allies.cli import meant, show, whose
from allies.cli.options import AsJson, MemberName
from allies.lib import clock
from allies.people.models import Member
from allies.ties import queries
from allies.ties.plain import found_as_data, person_view_as_data, tribe_as_data, tribe_view_as_data
from allies.ties.shapes import PersonRow, PersonView, TribeRow
from allies.ties.tribe_shapes import TribeView

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most this many people.")]
SHOWN_PEOPLE = 5  # of a tribe, in a line
SHOWN_TRACES = 10


def who(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Part of a name, an address, a tribe's name; or a subject.")
    ],
    limit: Limit = 20,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Find people by name, or by what they know, with the letters that say so."""
    owner = whose.member(member)
    rows = queries.who(owner, text, limit=limit)
    if as_json:
        show.data([found_as_data(row) for row in rows])
        return
    columns = ("name", "state", "given", "received", "last contact", "tribes", "id", "wrote")
    show.table(columns, [(*_person_cells(owner, row), _proof(owner, row)) for row in rows])
    if not rows:
        show.note(f"Nobody is found for {text}.")


def person(
    person: Annotated[str, typer.Argument(metavar="ID", help="The id, address or name of a person.")],
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Where you and one person are: the tie in a sentence, what is open, what happened last."""
    owner = whose.member(member)
    view = queries.person(owner, meant.person(owner, person).key, now=clock.now())
    if as_json:
        show.data(person_view_as_data(view))
        return
    for line in _person_lines(owner, view):
        show.line(line)


def tribes(
    tribe: Annotated[str, typer.Argument(metavar="TRIBE", help="The id or name of one, to see how it lives.")] = "",
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """The groups that your traces show, the largest first; or one of them."""
    owner = whose.member(member)
    if tribe:
        _one_tribe(owner, tribe, as_json=as_json)
        return
    rows = queries.tribes(owner)
    if as_json:
        show.data([tribe_as_data(row) for row in rows])
        return
    columns = ("tribe", "people", "where", "state", "last contact", "at its heart", "id")
    show.table(columns, [_tribe_cells(owner, row) for row in rows])
    if not rows:
        show.note("No tribes are found yet. They show once people have written to one another.")


def _one_tribe(owner: Member, text: str, *, as_json: bool) -> None:
    view = queries.tribe_view(owner, meant.tribe(owner, text).key)
    if as_json:
        show.data(tribe_view_as_data(view))
        return
    for line in _tribe_lines(view):
        show.line(line)


def _tribe_lines(view: TribeView) -> list[str]:
    row = view.row
    lines = [f"{row.name} ({row.key})", f"{row.size} people. {view.where}", *view.known_by, *view.how]
    lines += [f"{event.year}: {event}" for event in view.history]
    lines += [f"{person.name} ({person.key}): {person.state}" for person in view.people]
    lines += [f"{person.name} ({person.key}): {person.state}, {share} here" for person, share in view.partly]
    return lines


def _person_cells(owner: Member, row: PersonRow) -> tuple[str, ...]:
    tribes = ", ".join(tribe.name for tribe in row.tribes)
    return (row.name, row.state, str(row.given), str(row.received), _ago(owner, row.last_at), tribes, row.key)


def _proof(owner: Member, row: PersonRow) -> str:
    """The letter that speaks best for someone, with its day."""
    if not row.proofs:
        return ""
    best = row.proofs[0]
    return f"{_day(owner, best.at).isoformat()} {best.text or best.subject}"


def _tribe_cells(owner: Member, row: TribeRow) -> tuple[str, ...]:
    heart = ", ".join(name for _, name in row.people[:SHOWN_PEOPLE])
    where = "inside" if row.is_inside else "outside"
    return (row.name, str(row.size), where, row.state, _ago(owner, row.last_at), heart, row.key)


def _person_lines(owner: Member, view: PersonView) -> list[str]:
    row = view.row
    lines = [f"{row.name} ({row.key})", view.sentence, f"{row.state}: {row.given} given, {row.received} received"]
    lines += [f"handle: {handle}" for handle in row.handles]
    lines += [f"tribe: {tribe.name} ({tribe.key}), {tribe.share}" for tribe in row.tribes]
    if view.open_from_them:
        lines.append(f"waits for your answer: {view.open_from_them.subject or view.open_from_them.text}")
    if view.open_from_you:
        lines.append(f"you asked: {view.open_from_you.subject or view.open_from_you.text}")
    if view.shared:
        lines.append("shared people: " + ", ".join(other.name for other in view.shared[:SHOWN_PEOPLE]))
    for trace in view.timeline[:SHOWN_TRACES]:
        day = trace.at.astimezone(whose.zone(owner)).date()
        lines.append(f"{day.isoformat()} {trace.kind} {trace.direction}: {trace.subject or trace.text}")
    return lines


def _ago(owner: Member, at: datetime | None) -> str:
    return words.ago(_day(owner, at), _day(owner, clock.now())) if at else "never"


def _day(owner: Member, at: datetime) -> date:
    return at.astimezone(whose.zone(owner)).date()
