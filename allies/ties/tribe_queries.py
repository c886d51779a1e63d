"""Reads of tribes, and of their map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log1p

from django.db.models import QuerySet
from django.http import Http404

from allies.people.models import Member
from allies.ties import person_rows, tribe_words
from allies.ties.models import Between, Tie, Tribe, TribeMembership
from allies.ties.shapes import MapNode, PersonRow, TribeMap, TribeRow, Yours
from allies.ties.tribe_shapes import Periods, TribeView

LINES = 420  # on the map, those with the most threads


def tribes(member: Member) -> list[TribeRow]:
    """Every tribe, the largest first. Two queries."""
    return _rows(member, Tribe.objects.owned_by(member))


def tribe(member: Member, key: str) -> TribeRow:
    """One tribe. Http404 where there is none."""
    found = _rows(member, Tribe.objects.owned_by(member).filter(key=key))
    if not found:
        raise Http404("No such tribe.")
    return found[0]


def tribe_people(member: Member, key: str) -> list[PersonRow]:
    """Everyone whose main tribe it is, the most central first. Http404 where there is none."""
    if not Tribe.objects.owned_by(member).filter(key=key).exists():
        raise Http404("No such tribe.")
    return [person for person, is_main, _ in _belonging(member, key) if is_main]


def tribe_view(member: Member, key: str) -> TribeView:
    """Everything about one tribe. Seven queries. Http404 where there is none."""
    row = tribe(member, key)
    told = Tribe.objects.owned_by(member).get(key=key)
    people = _belonging(member, key)
    periods = told.health.get("periods")
    return TribeView(
        row=row,
        yours=tribe_words.yours(row.yours) if row.yours else "",
        where=tribe_words.where(told.employer, is_inside=told.is_inside),
        known_by=tribe_words.known_by(told.known_by, size=row.size, is_over=tribe_words.is_over(told.health)),
        how=tribe_words.how(
            told.health,
            {person.key: person.name for person, _, _ in people},
            lately=told.known_by.get("lately", []),
            has_changed=told.known_by.get("has_changed", False),
        ),
        periods=Periods(**periods) if periods else None,
        history=tribe_words.history(told.history),
        people=[person for person, is_main, _ in people if is_main],
        partly=[(person, share) for person, is_main, share in people if not is_main],
    )


def _belonging(member: Member, key: str) -> list[tuple[PersonRow, bool, str]]:
    """(person, whether it is their main tribe, how much of their contact is in it), the most central first."""
    memberships = TribeMembership.objects.owned_by(member).filter(tribe__key=key)
    told = {
        person: (place, is_main, degree)
        for person, place, is_main, degree in memberships.values_list("person__key", "place", "is_main", "degree")
    }
    ties = person_rows.listed(member).filter(person__in=memberships.values("person"))
    rows = sorted(person_rows.rows(member, ties), key=lambda row: told[row.key][0])
    return [(row, told[row.key][1], tribe_words.share(told[row.key][2])) for row in rows]


def tribe_map(member: Member) -> TribeMap:
    """The picture of all tribes. Four queries."""
    drawn = TribeMembership.objects.owned_by(member).exclude(x=None).order_by("tribe__place", "place")
    columns = ("person_id", "person__key", "person__name", "tribe__place", "tribe__is_inside", "x", "y")
    rows = list(drawn.values_list(*columns))
    contact = _contact(member, [row[0] for row in rows])
    most = max([1.0, *contact.values()])
    nodes = [
        MapNode(key, name, place, is_inside, x or 0.0, y or 0.0, contact.get(person, 0.0) / most)
        for person, key, name, place, is_inside, x, y in rows
    ]
    places = {row[0]: number for number, row in enumerate(rows)}
    labels = Tribe.objects.owned_by(member).order_by("place").values_list("name", "x", "y")
    return TribeMap(nodes=nodes, lines=_lines(member, places), labels=list(labels))


def _contact(member: Member, people: list[int]) -> dict[int, float]:
    """How much there was between the member and each of these, on a scale that does not drown the few."""
    ties = Tie.objects.owned_by(member).filter(person__in=people).values_list("person_id", "given", "received")
    return {person: log1p(given + received) for person, given, received in ties}


def _lines(member: Member, places: dict[int, int]) -> list[tuple[int, int]]:
    pairs = Between.objects.owned_by(member).filter(person__in=places, other__in=places).order_by("-threads", "pk")
    return [(places[one], places[other]) for one, other in pairs.values_list("person_id", "other_id")[:LINES]]


def _rows(member: Member, found: QuerySet[Tribe]) -> list[TribeRow]:
    tribes = list(found.order_by("place"))
    people: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    memberships = TribeMembership.objects.owned_by(member).filter(tribe__in=tribes, is_main=True).order_by("place")
    for of, key, name in memberships.values_list("tribe_id", "person__key", "person__name"):
        people[of].append((key, name))
    return [
        TribeRow(
            key=one.key,
            name=one.name,
            size=len(people[one.pk]),
            is_inside=one.is_inside,
            place=one.place,
            state=one.state,
            last_at=person_rows.moment_of(one.last_s),
            people=people[one.pk],
            yours=_yours(one),
            adds=one.health.get("you", {}).get("adds", 0.0),
        )
        for one in tribes
    ]


def _yours(of: Tribe) -> Yours | None:
    told = of.health.get("you")
    return Yours(told["people"], told["as_many"]) if told else None


def yours(tribes: Sequence[TribeRow]) -> str:
    """The member's ties with people of all these tribes together, in words; "" before the first refresh that tells."""
    told = [tribe.yours for tribe in tribes if tribe.yours]
    everyone = Yours(sum(one.people for one in told), sum(tribe.adds for tribe in tribes))
    return tribe_words.yours(everyone, whom="these people") if told else ""
