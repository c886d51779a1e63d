"""Which handles are one person: asks the engine, joins what it is sure of, keeps what it is not sure of to ask about.

Never what the member parted, nor what they said is not one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allies.engine import identity
from allies.engine.groups import of_numbers
from allies.engine.names import address_parts
from allies.people import joining
from allies.people.models import Handle, MaybeSame, Member

REASON = "the same address or full name, or as good as the same"
MOST_ASKED = 2_000  # the likeliest: more than anyone looks through
BATCH = 500
ACCOUNTS = ("fedi", "github")  # their names are told like local parts
Company = Callable[[Sequence[int]], Mapping[int, Collection[int]]]  # handles -> what each stands in
Row = tuple[int, int, str, str, str]  # handle, person, kind, value, name


@dataclass(frozen=True, slots=True)
class Look:
    """Everyone's handles, and what the engine makes of them."""

    rows: list[Row]
    found: identity.Resolution

    def holds(self, rows: Sequence[Row]) -> bool:
        """Whether these are the same handles, and just those are one person whom the engine takes for one."""
        if [(handle, *told) for handle, _, *told in rows] != [(handle, *told) for handle, _, *told in self.rows]:
            return False
        both = {(person, one) for (_, person, *_), one in zip(rows, self.found.person.tolist(), strict=True)}
        return len(both) == len({person for person, _ in both}) == len({one for _, one in both})


def look(member: Member) -> Look:
    """Ask the engine whose handles these are."""
    rows = _rows(member)
    return Look(rows, identity.resolution(_names(rows), _addresses(rows)))


@transaction.atomic
def joins(member: Member, *, at: datetime, looked: Look | None = None) -> int:
    """Join the persons whose handles the engine takes for one. Returns how many were joined.

    looked : what was found a moment ago; without it, that is looked for.
    """
    looked = looked or look(member)
    rows, group = looked.rows, looked.found.person.tolist()
    # a person may have handles in several groups: those are one set, so that who was parted is seen in all of it
    sets = of_numbers([person for _, person, *_ in rows])
    first: dict[int, int] = {}
    sets.join_all((first.setdefault(number, row), row) for row, number in enumerate(group))
    together: defaultdict[int, list[int]] = defaultdict(list)
    for row, (_, person, *_) in enumerate(rows):
        together[sets.root(row)].append(person)
    several = [people for people in together.values() if len(set(people)) > 1]
    return joining.join_all(member, several, joining.parted(member), reason=REASON, at=at)


@transaction.atomic
def weigh_again(member: Member, *, threads: Company, teams: Company, looked: Look | None = None) -> int:
    """Find anew whose handles may be one person, to be asked about. Returns how many pairs there are.

    threads, teams : what the handles that are given wrote in and belong to.
    looked : what was found a moment ago: where it still holds, it is not looked for again.
    """
    rows = _rows(member)
    floor = identity.floor_without(identity.UNSURE)
    if looked is not None and looked.holds(rows):
        found = looked.found.candidates(at_least=floor)
    else:
        found = identity.candidates(
            _names(rows), _addresses(rows), person=[person for _, person, *_ in rows], at_least=floor
        )
    handles_of: defaultdict[int, list[int]] = defaultdict(list)
    for handle, person, *_ in rows:
        handles_of[person].append(handle)
    asked = {row: handles_of[rows[row][1]] for pair in found for row in (pair.one, pair.other)}
    every = [handle for handles in asked.values() for handle in handles]
    places = [company(every) for company in (threads, teams)]
    by_row = [
        {row: {one for handle in handles for one in place.get(handle, ())} for row, handles in asked.items()}
        for place in places
    ]
    weighed = identity.in_company(found, threads=by_row[0], teams=by_row[1], at_least=identity.UNSURE)
    Member.objects.select_for_update().get(pk=member.pk)  # one at a time, and the last one stays
    MaybeSame.objects.owned_by(member).delete()
    MaybeSame.objects.add_all(
        MaybeSame(
            owner=member,
            one_id=rows[pair.one][0],
            other_id=rows[pair.other][0],
            probability=pair.probability,
            evidence=[_storable(words) for words in pair.evidence],
        )
        for pair in weighed[:MOST_ASKED]
    )
    return len(weighed)


def _rows(member: Member) -> list[Row]:
    handles = Handle.objects.owned_by(member).exclude(person=None).order_by("pk")
    return [
        (handle, person, kind, value, name)
        for handle, person, kind, value, name in handles.values_list("pk", "person", "kind", "value", "name")
    ]


def _names(rows: Sequence[Row]) -> list[str]:
    return [_name(kind, value, name) for _, _, kind, value, name in rows]


def _addresses(rows: Sequence[Row]) -> list[str]:
    return [_address(kind, value) for _, _, kind, value, _ in rows]


def _name(kind: str, value: str, name: str) -> str:
    """The name as it is written; none beside an address that others write from too, whoever wrote from it once."""
    if kind == "email" and not address_parts(value).handle:
        return ""
    return name or (value if kind == "name" else "")


def _address(kind: str, value: str) -> str:
    """A mail address as it is; the name of an account with a host that makes no one of it by itself."""
    if kind == "email":
        return value
    return f"{value.partition('@')[0]}@localhost" if kind in ACCOUNTS else ""


def _storable(words: str) -> str:
    return words.encode("utf-8", "ignore").decode().replace("\0", "")
