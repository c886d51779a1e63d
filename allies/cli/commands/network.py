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
from allies.ties.plain import found_as_data, person_view_as_data
from allies.ties.shapes import Across, Around, PersonRow, PersonView, Span, TribeRow
from allies.ties.tribe_plain import between_as_data, tribe_as_data, tribe_view_as_data
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
    between: Annotated[
        bool, typer.Option("--between", help="Who leads from one to another, and where only you do.")
    ] = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """The groups that your traces show, the largest first; or one of them; or what lies between them."""
    owner = whose.member(member)
    if tribe:
        _one_tribe(owner, tribe, as_json=as_json)
        return
    rows = queries.tribes(owner)
    if between:
        _between(owner, rows, as_json=as_json)
        return
    if as_json:
        show.data([tribe_as_data(row) for row in rows])
        return
    columns = ("tribe", "people", "where", "state", "last contact", "at its heart", "id")
    show.table(columns, [_tribe_cells(owner, row) for row in rows])
    if not rows:
        show.note("No tribes are found yet. They show once people have written to one another.")


def _one_tribe(owner: Member, text: str, *, as_json: bool) -> None:
    view = queries.tribe_view(owner, meant.tribe(owner, text).key)
    around = queries.around_tribe(owner, view.row.key)
    if as_json:
        show.data(tribe_view_as_data(view, around))
        return
    for line in (*_tribe_lines(view), *_around_lines(around)):
        show.line(line)


def _between(owner: Member, rows: list[TribeRow], *, as_json: bool) -> None:
    yours, found = queries.yours(rows), queries.between_tribes(owner)
    if as_json:
        show.data(between_as_data(yours, found))
        return
    lines = [yours] if yours else []
    lines += [f"only you connect with the others: {', '.join(tribe.name for tribe in part)}" for part in found.only_you]
    for line in (*lines, *(_span_line(span) for span in found.spans)):
        show.line(line)
    if not lines and not found.spans:
        show.note("Nobody is seen yet who leads from one tribe to another.")


def _tribe_lines(view: TribeView) -> list[str]:
    row = view.row
    lines = [f"{row.name} ({row.key})", f"{row.size} people. {view.where}", *view.known_by]
    lines += [said for said in (view.yours, *view.how) if said]
    lines += [f"{event.year}: {event}" for event in view.history]
    lines += [f"{person.name} ({person.key}): {person.state}" for person in view.people]
    lines += [f"{person.name} ({person.key}): {person.state}, {share} here" for person, share in view.partly]
    return lines


def _around_lines(around: Around) -> list[str]:
    lines = [_span_line(span) for span in around.spans]
    lines += [f"only you connect it with: {tribe.name}" for tribe in around.only_you]
    return lines


def _span_line(span: Span) -> str:
    named = ", ".join(name for _, name in span.people)
    more = f" and {span.more} more" if span.more else ""
    return f"{span.tribe.name} and {span.other.name}: through {named}{more}"


def _person_cells(owner: Member, row: PersonRow) -> tuple[str, ...]:
    tribes = ", ".join(tribe.name for tribe in row.tribes)
    return (row.name, row.state, str(row.given), str(row.received), _ago(owner, row.last_at), tribes, row.key)


def _proof(owner: Member, row: PersonRow) -> str:
    """What speaks best for someone: a letter with its day, or a card."""
    if not row.proofs:
        return ""
    best = row.proofs[0]
    when = _day(owner, best.at).isoformat() if best.at else "on a card:"
    return f"{when} {best.text or best.subject}"


def _tribe_cells(owner: Member, row: TribeRow) -> tuple[str, ...]:
    heart = ", ".join(name for _, name in row.people[:SHOWN_PEOPLE])
    where = "inside" if row.is_inside else "outside"
    return (row.name, str(row.size), where, row.state, _ago(owner, row.last_at), heart, row.key)


def _person_lines(owner: Member, view: PersonView) -> list[str]:
    row = view.row
    lines = [f"{row.name} ({row.key})", view.sentence, f"{row.state}: {row.given} given, {row.received} received"]
    lines += [f"handle: {handle}" for handle in row.handles]
    lines += [f"on a card: {line}" for line in view.on_cards]
    lines += [f"tribe: {tribe.name} ({tribe.key}), {tribe.share}" for tribe in row.tribes]
    if view.open_from_them:
        lines.append(f"waits for your answer: {view.open_from_them.subject or view.open_from_them.text}")
    if view.open_from_you:
        lines.append(f"you asked: {view.open_from_you.subject or view.open_from_you.text}")
    if view.shared:
        lines.append("shared people: " + ", ".join(other.name for other in view.shared[:SHOWN_PEOPLE]))
    lines += _way_lines(view)
    for trace in view.timeline[:SHOWN_TRACES]:
        day = trace.at.astimezone(whose.zone(owner)).date()
        lines.append(f"{day.isoformat()} {trace.kind} {trace.direction}: {trace.subject or trace.text}")
    return lines


def _way_lines(view: PersonView) -> list[str]:
    """Who leads where: to this person, from them, and whom they could meet."""
    lines = [
        f"could introduce you: {one.name}" + (f", by way of {one.by_way_of}" if one.by_way_of else "")
        for one in view.introducers
    ]
    if view.leads_to:
        lines.append("only they lead you to: " + ", ".join(other.name for other in view.leads_to))
    lines += [f"could meet: {other.name}, on {', '.join(other.words)}" for other in view.could_meet]
    return lines + (_across_lines(view.across) if view.across else [])


def _across_lines(across: Across) -> list[str]:
    lines = [f"knows in {tribe.name}: {people}" for tribe, people in across.knows]
    if across.pairs:
        lines.append(f"connects {across.pairs} pairs of people from different tribes who do not write to each other")
    return lines + [f"only you connect them with: {tribe.name}" for tribe in across.only_you]


def _ago(owner: Member, at: datetime | None) -> str:
    return words.ago(_day(owner, at), _day(owner, clock.now())) if at else "never"


def _day(owner: Member, at: datetime) -> date:
    return at.astimezone(whose.zone(owner)).date()
