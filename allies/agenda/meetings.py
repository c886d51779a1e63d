"""Whom the member meets today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allies.agenda import days
from allies.people.models import Member
from allies.traces.models import Participation, Trace
from allies.traces.records import As, Kind


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of today with the others who come."""

    trace: int
    at_s: int
    minutes: int
    subject: str
    people: list[tuple[int, str, str]]  # (person, key, name)


def of_day(member: Member, day: date) -> list[Meeting]:
    """The meetings of one day where the member is, in the order of the clock, each with somebody."""
    begin_s, end_s = days.bounds_s(member, day)
    traces = Trace.objects.owned_by(member).filter(kind=Kind.MEETING, at_s__gte=begin_s, at_s__lt=end_s)
    rows = list(traces.order_by("at_s", "pk").values_list("pk", "at_s", "minutes", "subject"))
    people = _people(member, [row[0] for row in rows])
    return [Meeting(*row, people=people[row[0]]) for row in rows if people[row[0]]]


def _people(member: Member, traces: list[int]) -> dict[int, list[tuple[int, str, str]]]:
    people: dict[int, list[tuple[int, str, str]]] = {trace: [] for trace in traces}
    if not traces:
        return people
    rows = Participation.objects.owned_by(member).filter(trace__in=traces).exclude(role=As.LIST)
    others = rows.filter(handle__person__is_self=False, handle__person__joined_into=None).order_by("pk")
    columns = ("trace", "handle__person", "handle__person__key", "handle__person__name")
    for trace, person, key, name in others.values_list(*columns):
        if (person, key, name) not in people[trace]:
            people[trace].append((person, key, name))
    return people
