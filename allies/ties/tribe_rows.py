"""A row for each tribe, and one for everyone in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allies.people.models import Member
from allies.ties import employers, grouping, layout, lives, living, naming, yours
from allies.ties.columns import Columns
from allies.ties.cuts import Cut
from allies.ties.employers import MOST, Post
from allies.ties.events import Contact, Edges, code
from allies.ties.grouping import Group
from allies.ties.mail_domains import work_domain
from allies.ties.naming import Evidence
from allies.ties.roster import Known as KnownAs
from allies.ties.roster import Roster
from allies.ties.tie_rows import Rows
from allies.traces.models import Trace
from allies.traces.records import As

COLUMNS = (
    "name", "is_inside", "place", "state", "last_s", "x", "y", "known_by", "employer", "history", "health",
)  # fmt: skip
MEMBERSHIP_COLUMNS = ("is_main", "place", "degree", "x", "y")
SUBJECTS = 400  # of a tribe's newest traces that give it its name

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows are made from."""

    member: Member
    columns: Columns
    roster: Roster
    thread: Ints  # of the rows of the columns
    contact: Contact
    edges: Edges
    found_at: Sequence[Cut]  # the last is that of now
    now_s: int


def tribe_rows(of: Known) -> tuple[Rows, Rows, Rows]:
    """(tribe key,) -> values of COLUMNS, (person id, tribe key) -> MEMBERSHIP_COLUMNS, and the guessed employers."""
    member, roster, edges = of.member, of.roster, of.edges
    found = grouping.groups(edges, roster.keys, of.found_at[-1].group)
    names, known_by = naming.called(_evidence(of, found))
    lives_of = lives.lives(member, edges, roster, of.found_at, found, names)
    places = layout.places(
        [len(group.people) for group in found], names, [_pairs(group, edges) for group in found], _across(found, edges)
    )
    guessed = employers.guessed(of.contact, roster, edges, now_s=of.now_s)
    posts = _posts(of, guessed)
    lively = grouping.lively(found, edges, now_s=of.now_s)
    health = living.living(of.columns, roster, of.thread, of.contact, edges, found, now_s=of.now_s)
    among_them = yours.yours(of.contact, edges, found)
    tribes: Rows = {}
    memberships: Rows = {}
    for number, (group, life) in enumerate(zip(found, lives_of, strict=True)):
        employer = employers.of_tribe(group, posts)
        is_inside = bool(employer) and employer["until_s"] is None and employer["inside"] > MOST * len(group.people)
        drawn = places[number]
        told = (known_by[number], employer, life.history, {**health[number], "you": among_them[number]})
        tribes[life.key,] = (names[number], is_inside, number, *lively[number], drawn.x, drawn.y, *told)
        memberships |= _memberships(group, life.key, drawn, roster)
    return tribes, memberships, guessed


def _posts(of: Known, guessed: Rows) -> list[Post]:
    """What the member said counts alone; without a word of theirs, what is guessed."""
    times = employers.said(of.member) or employers.from_guesses(guessed)
    return employers.posts(times, of.contact, of.roster, now_s=of.now_s)


def _memberships(group: Group, key: str, drawn: layout.Place, roster: Roster) -> Rows:
    """The rows of one tribe: those who were found in it, then those partly in it, whom the map draws elsewhere."""
    spots: list[tuple[float | None, float | None]] = [(x, y) for x, y in drawn.people.tolist()]
    spots += [(None, None)] * (len(group.people) - len(spots))
    main = zip(group.people.tolist(), group.degree.tolist(), spots, strict=True)
    partly = zip(group.partly.tolist(), group.partly_degree.tolist(), strict=True)
    rows = [(person, True, degree, spot) for person, degree, spot in main]
    rows += [(person, False, degree, (None, None)) for person, degree in partly]
    return {
        (int(roster.ids[person]), key): (is_main, place, degree, *spot)
        for place, (person, is_main, degree, spot) in enumerate(rows)
    }


def _evidence(of: Known, found: Sequence[Group]) -> list[Evidence]:
    columns, roster, edges = of.columns, of.roster, of.edges
    on_list = columns.role == code(As.LIST)
    list_trace, list_handle = columns.trace[on_list], columns.handle[on_list]
    traces = [np.unique(edges.trace[group.inner]) for group in found]
    newest = [_newest(edges, group) for group in found]
    subjects = _subjects(of.member, [row for rows in newest for row in edges.trace[rows].tolist()])
    told = []
    for group, inner, rows in zip(found, traces, newest, strict=True):
        carried: Counter[int] = Counter(list_handle[np.isin(list_trace, inner)].tolist())
        lists = {_list_name(roster.lists[handle]): count for handle, count in carried.items() if handle in roster.lists}
        listed = zip(
            of.thread[edges.row[rows]].tolist(), edges.at_s[rows].tolist(), edges.trace[rows].tolist(), strict=True
        )
        told.append(
            Evidence(
                names=[roster.names[person] for person in group.people.tolist()],
                domains=Counter(
                    domain for person in group.people.tolist() for domain in sorted(_domains(roster, person))
                ),
                lists=Counter(lists),
                traces=len(inner),
                first_s=int(edges.at_s[group.inner].min(initial=of.now_s)),
                last_s=int(edges.at_s[group.inner].max(initial=0)),
                subjects=[(of, at_s, subjects.get(trace, "")) for of, at_s, trace in listed],
            )
        )
    return told


def _newest(edges: Edges, group: Group) -> Ints:
    """A row for each of the newest traces inside a tribe, the newest first."""
    _, first = np.unique(edges.trace[group.inner], return_index=True)
    rows = group.inner[first]
    return rows[np.lexsort((edges.trace[rows], -edges.at_s[rows]))][:SUBJECTS]


def _subjects(member: Member, traces: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(traces), 5_000):
        some = Trace.objects.owned_by(member).filter(pk__in=traces[start : start + 5_000])
        found |= dict(some.values_list("pk", "subject"))
    return found


def _list_name(known: KnownAs) -> str:
    """A list's own name, else the first part of its address: "evaluation-circle@lists.example" is Evaluation circle."""
    name = known.name or known.value.split("@")[0].split(".")[0].replace("_", " ").replace("-", " ")
    return name[:1].upper() + name[1:]


def _domains(roster: Roster, person: int) -> set[str]:
    return {work_domain(known.kind, known.value) for known in roster.handles.get(person, [])} - {""}


def _pairs(group: Group, edges: Edges) -> Ints:
    """(k, 2) pairs in touch within a tribe, counted from its most central person."""
    place = np.full(int(group.people.max()) + 1, -1, dtype=np.int64)
    place[group.people] = np.arange(len(group.people))
    both = np.stack([place[edges.sender[group.inner]], place[edges.recipient[group.inner]]], axis=1)
    return np.unique(np.sort(both, axis=1), axis=0)


def _across(found: Sequence[Group], edges: Edges) -> NDArray[np.float64]:
    """(tribes, tribes) how much goes on between each two."""
    tribes = len(found)
    people = int(max(edges.sender.max(initial=-1), edges.recipient.max(initial=-1))) + 1
    tribe = np.full(people, tribes, dtype=np.int64)
    for number, group in enumerate(found):
        tribe[group.people] = number
    between = np.zeros((tribes + 1, tribes + 1))
    np.add.at(between, (tribe[edges.sender], tribe[edges.recipient]), 1.0)
    between = (between + between.T)[:tribes, :tribes]
    np.fill_diagonal(between, 0.0)
    return np.sqrt(between)
