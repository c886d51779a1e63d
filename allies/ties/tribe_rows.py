"""A row for each tribe, and one for everyone in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allies.people.models import Member
from allies.ties import grouping, layout, naming
from allies.ties.columns import Columns
from allies.ties.events import Edges, TieEvents, code
from allies.ties.grouping import Group
from allies.ties.mail_domains import work_domain
from allies.ties.naming import Evidence
from allies.ties.roster import Known, Roster
from allies.ties.tie_rows import Rows
from allies.traces.models import Trace
from allies.traces.records import As

COLUMNS = ("name", "is_inside", "place", "state", "last_s", "x", "y")
MEMBERSHIP_COLUMNS = ("tribe_id", "place", "degree", "x", "y")
SUBJECTS = 400  # of a tribe's newest traces that give it its name
MOST = 0.5  # of the people, for a tribe to be inside the member's employer

Ints = NDArray[np.int64]
Memberships = dict[tuple[Any, ...], tuple[Any, ...]]


def tribe_rows(
    member: Member,
    columns: Columns,
    roster: Roster,
    thread: Ints,
    edges: Edges,
    events: TieEvents,
    *,
    anew: bool,
    now_s: int,
) -> tuple[Rows, Memberships]:
    """(tribe key,) -> values of COLUMNS, and (person id,) -> MEMBERSHIP_COLUMNS with the tribe's key for its id."""
    group_of = grouping.find(member, edges, people=roster.me, anew=anew)
    found = grouping.groups(edges, roster.keys, group_of)
    evidence = _evidence(member, columns, roster, thread, edges, found)
    names = naming.names(evidence)
    lively = grouping.lively(found, edges, events, now_s=now_s)
    places = layout.places(
        [len(group.people) for group in found], names, [_pairs(group, edges) for group in found], _across(found, edges)
    )
    own = {work_domain(known.kind, known.value) for known in roster.handles.get(roster.me, [])} - {""}
    tribes: Rows = {}
    memberships: Memberships = {}
    for number, (group, drawn) in enumerate(zip(found, places, strict=True)):
        key = grouping.key(member, roster.keys[group.people[0]])
        inside = sum(bool(own & _domains(roster, person)) for person in group.people.tolist())
        is_inside = inside > MOST * len(group.people)
        tribes[key,] = (names[number], is_inside, number, *lively[number], drawn.x, drawn.y)
        spots: list[tuple[float | None, float | None]] = [(x, y) for x, y in drawn.people.tolist()]
        spots += [(None, None)] * (len(group.people) - len(spots))
        for place, (person, spot) in enumerate(zip(group.people.tolist(), spots, strict=True)):
            memberships[int(roster.ids[person]),] = (key, place, float(group.degree[place]), *spot)
    return tribes, memberships


def _evidence(
    member: Member, columns: Columns, roster: Roster, thread: Ints, edges: Edges, found: Sequence[Group]
) -> list[Evidence]:
    on_list = columns.role == code(As.LIST)
    list_trace, list_handle = columns.trace[on_list], columns.handle[on_list]
    traces = [np.unique(edges.trace[group.inner]) for group in found]
    newest = [_newest(edges, group) for group in found]
    subjects = _subjects(member, [row for rows in newest for row in edges.trace[rows].tolist()])
    told = []
    for group, inner, rows in zip(found, traces, newest, strict=True):
        carried = Counter(list_handle[np.isin(list_trace, inner)].tolist())
        lists = {_list_name(roster.lists[handle]): count for handle, count in carried.items() if handle in roster.lists}
        listed = zip(
            thread[edges.row[rows]].tolist(), edges.at_s[rows].tolist(), edges.trace[rows].tolist(), strict=True
        )
        told.append(
            Evidence(
                names=[roster.names[person] for person in group.people.tolist()],
                domains=Counter(
                    domain for person in group.people.tolist() for domain in sorted(_domains(roster, person))
                ),
                lists=Counter(lists),
                traces=len(inner),
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


def _list_name(known: Known) -> str:
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
