"""Where the member works and worked, and who is or was there with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.engine import employment
from allies.engine.employment import NEVER_S, Standing
from allies.people.models import Employer, Member
from allies.ties.events import Contact, Edges
from allies.ties.grouping import Group
from allies.ties.mail_domains import work_domain
from allies.ties.roster import Roster
from allies.ties.tie_rows import Rows
from allies.traces.records import As

FEWEST = 2  # others who write from a domain, for it to be a workplace and not one's own
AMONG = 0.3  # of what they share with anyone is among themselves: colleagues talk, a provider's customers do not
MOST = 0.5  # of a tribe's people
GUESS_COLUMNS = ("first_s", "last_s")
ALWAYS_S = int(np.iinfo(np.int64).max)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Post:
    """One place where the member works or worked."""

    domain: str
    since_s: int
    until_s: int  # ALWAYS_S while it lasts
    standing: Ints  # (people,) how each person stands to it: a Standing


@dataclass(frozen=True, slots=True)
class _Sightings:
    """n times that someone was seen under an address: where they wrote from; for who never wrote, where they were."""

    person: Ints
    at_s: Ints
    domain: Ints  # place among the domains of the roster


def said(member: Member) -> list[tuple[str, int, int]]:
    """(domain, since, until) in seconds of what the member said, the domain first that comes first."""
    rows = Employer.objects.owned_by(member).order_by("domain").values_list("domain", "since", "until")
    return [(domain, _begin_s(since) if since else NEVER_S, _end_s(until)) for domain, since, until in rows]


def guessed(contact: Contact, roster: Roster, edges: Edges, *, now_s: int) -> Rows:
    """(domain,) -> values of GUESS_COLUMNS, from the member's own addresses and when they wrote from them."""
    own = {work_domain(known.kind, known.value) for known in roster.handles.get(roster.me, [])} - {""}
    shared = {domain for domain in own if _is_workplace(domain, roster, edges)}
    seen = _sightings(contact, roster)
    mine = seen.person == roster.me
    found: Rows = {}
    for domain in sorted(shared):
        there = np.isin(seen.domain[mine], _domains(domain, roster))
        nobody = np.zeros(int(mine.sum()), dtype=np.int64)
        times = {"since_s": NEVER_S, "until_s": ALWAYS_S, "now_s": now_s}
        told = employment.stays(nobody, seen.at_s[mine], there, people=1, **times)
        first_s, last_s = int(told.first_s[0]), int(told.last_s[0])
        has_left = told.standing[0] == Standing.LEFT
        found[domain,] = (None if first_s == NEVER_S else first_s, last_s if has_left else None)
    return found


def from_guesses(rows: Rows) -> list[tuple[str, int, int]]:
    """(domain, since, until) in seconds of what `guessed` says."""
    return [
        (domain, NEVER_S if first_s is None else first_s, ALWAYS_S if last_s is None else last_s)
        for (domain,), (first_s, last_s) in rows.items()
    ]


def posts(times: Iterable[tuple[str, int, int]], contact: Contact, roster: Roster, *, now_s: int) -> list[Post]:
    """How everyone stands to each of these; what lasts first, then the latest."""
    seen = _sightings(contact, roster)
    found = []
    for domain, since_s, until_s in times:
        told = employment.stays(
            seen.person,
            seen.at_s,
            np.isin(seen.domain, _domains(domain, roster)),
            people=roster.me + 1,
            since_s=since_s,
            until_s=until_s,
            now_s=now_s,
        )
        # a last day that is still to come ends nothing yet
        found.append(Post(domain, since_s, ALWAYS_S if until_s >= now_s else until_s, told.standing[:-1]))
    return sorted(found, key=lambda post: (-post.until_s, -post.since_s, post.domain))


def of_tribe(group: Group, found: Sequence[Post]) -> dict[str, Any]:
    """Where most of a tribe's people are or were with the member: nothing where that is nowhere."""
    for is_now in (True, False):
        for post in found:
            standing = post.standing[group.people]
            inside = int((standing == Standing.INSIDE).sum())
            there = inside if is_now else int((standing != Standing.OUTSIDE).sum())
            if there > MOST * len(group.people):
                until_s = None if post.until_s == ALWAYS_S else post.until_s
                return {
                    "domain": post.domain,
                    "inside": inside,
                    "there": int((standing != 0).sum()),
                    "until_s": until_s,
                }
    return {}


def _sightings(contact: Contact, roster: Roster) -> _Sightings:
    """Mail to an address proves little: it is also sent to where someone was."""
    wrote = contact.is_role(As.FROM) | contact.together
    has_written = np.zeros(roster.me + 1, dtype=np.bool_)
    has_written[contact.person[wrote]] = True
    rows = np.flatnonzero(wrote | (~has_written[contact.person] & contact.on_it))
    place = np.searchsorted(roster.handle_ids, contact.handle[rows])
    return _Sightings(contact.person[rows], contact.at_s[rows], roster.handle_domain[place])


def _domains(employer: str, roster: Roster) -> Ints:
    """The places of an employer's domain and of those below it: mail.harbour.example is harbour.example."""
    names = enumerate(roster.domains)
    return np.array([at for at, name in names if name == employer or name.endswith(f".{employer}")], dtype=np.int64)


def _is_workplace(domain: str, roster: Roster, edges: Edges) -> bool:
    """Whether others have addresses there too, and have to do with each other."""
    people = np.unique(roster.handle_person[np.isin(roster.handle_domain, _domains(domain, roster))])
    people = people[(people >= 0) & (people != roster.me)]
    there = np.zeros(roster.me + 1, dtype=np.bool_)
    there[people] = True
    one, other = there[edges.sender], there[edges.recipient]
    return len(people) >= FEWEST and int((one & other).sum()) >= AMONG * int((one | other).sum())


def _begin_s(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _end_s(day: date | None) -> int:
    """The last second of a day."""
    return ALWAYS_S if day is None else _begin_s(day + timedelta(days=1)) - 1
