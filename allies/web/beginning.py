"""Ways in that need no file: the people that one would call for help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from allies.people import actions as people
from allies.people.models import Member, Person
from allies.traces import actions as traces
from allies.traces.records import Kind
from allies.web.following import follow

NOTE = "Someone you would call for help."


def with_names(member: Member, names: Sequence[str], *, at: datetime) -> list[Person]:
    """These people are in the network from now on, each with a note that says why."""
    with transaction.atomic():
        found = [people.add_person(member, name) for name in names]
        for person in found:
            traces.log(member, person, kind=Kind.NOTE, at=at, note=NOTE)
    follow(member)
    return found
