"""Where the member works and worked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from typing_extensions import TypedDict

from allies.cli import show, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName
from allies.lib import clock
from allies.people.models import Member
from allies.ties import refresh, workplaces
from allies.ties.workplaces import NotAnEmployer, Workplace

Day = Annotated[str, typer.Option(metavar="DAY", help="2019-03-01, or 2019-03, or 2019.")]
DECEMBER = 12


class WorkplaceData(TypedDict):
    """A place where the member works or worked; `guessed` where they have not said so."""

    domain: str
    since: str | None
    until: str | None
    guessed: bool


def employer(
    domain: Annotated[str, typer.Argument(metavar="[DOMAIN]", help="What people there write from.")] = "",
    since: Day = "",
    until: Day = "",
    is_not: Annotated[bool, typer.Option("--not", help="You did not work there after all.")] = False,
    is_right: Annotated[bool, typer.Option("--right", help="What is guessed is right.")] = False,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """See where you work and worked, as you said or as it is guessed; say it, with dates, or take it back."""
    owner = whose.member(member)
    if domain or is_right:
        _say(owner, domain, since, until, is_not=is_not, is_right=is_right)
        refresh.refresh(owner, now_s=clock.now_s())
    rows = workplaces.workplaces(owner)
    if as_json:
        show.data([_as_data(row) for row in rows])
        return
    show.table(("domain", "since", "until", ""), [_cells(row) for row in rows])
    if any(row.is_guess for row in rows):
        show.note("This is guessed from your addresses. If it is right: allies employer --right")
    if not rows:
        show.note("None is known. Say one: allies employer harbour.example --since 2019-03")


def _say(owner: Member, domain: str, since: str, until: str, *, is_not: bool, is_right: bool) -> None:
    if is_right:
        workplaces.say_guessed(owner)
    elif is_not:
        said = [row for row in workplaces.workplaces(owner) if row.domain == domain.strip().lower() and row.key]
        if not said:
            raise Refused(f"You have not said that you worked at {domain}. See what is known: allies employer")
        workplaces.forget(owner, said[0].key)
    else:
        try:
            workplaces.say(owner, domain, since=_day(since), until=_day(until, is_last=True))
        except NotAnEmployer as refusal:
            raise Refused(str(refusal)) from refusal


def _day(text: str, *, is_last: bool = False) -> date | None:
    """A day; the first or the last one of a month or of a year. None for nothing."""
    if not text.strip():
        return None
    parts = text.strip().split("-")
    try:
        year, month, day = (int(part) for part in [*parts, "0", "0"][:3])
        if day or len(parts) > 3:
            return date.fromisoformat(text.strip())
        if not is_last:
            return date(year, month or 1, 1)
        month = month or DECEMBER
        return date.fromordinal(date(year + month // DECEMBER, month % DECEMBER + 1, 1).toordinal() - 1)
    except ValueError:
        raise Refused(f"{text} is not a day. Write 2019-03-01, 2019-03 or 2019.") from None


def _cells(row: Workplace) -> tuple[str, ...]:
    until = row.until.isoformat() if row.until else "now"
    return (row.domain, row.since.isoformat() if row.since else "", until, "guessed" if row.is_guess else "")


def _as_data(row: Workplace) -> WorkplaceData:
    return {
        "domain": row.domain,
        "since": row.since.isoformat() if row.since else None,
        "until": row.until.isoformat() if row.until else None,
        "guessed": row.is_guess,
    }
