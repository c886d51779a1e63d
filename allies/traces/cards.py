"""A card in an address book says that its addresses are one person's: the member's own word, almost."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from allies.people import joining
from allies.people.models import Member
from allies.traces import renewing
from allies.traces.models import Import, Participation
from allies.traces.records import As, Kind

REASON = "on one card of your address book"


def join_cards(member: Member, run: Import, *, at: datetime) -> int:
    """Join whoever stands on one card that this run read; an address that stands on several cards joins no one.

    What it read of lists stands in place of what they said before. Returns how many persons were joined into others.
    """
    renewing.renew(member, run)
    named = Participation.objects.owned_by(member).filter(role=As.NAMED, trace__kind=Kind.CARD)
    cards_of: dict[int, set[int]] = defaultdict(set)
    people_on: dict[int, dict[int, int]] = defaultdict(dict)
    for trace, handle, person in named.order_by("pk").values_list("trace", "handle", "handle__person"):
        cards_of[handle].add(trace)
        people_on[trace][handle] = person
    fresh = set(named.filter(trace__run=run).values_list("trace", flat=True))
    parted = joining.parted(member)
    done, together, waiting = 0, list[set[int]](), set[int]()
    for trace in sorted(fresh):
        people = {person for handle, person in people_on[trace].items() if len(cards_of[handle]) == 1}
        if people & waiting:  # someone stands on two cards: what the first says is done before the second is asked
            done += joining.join_all(member, together, parted, reason=REASON, at=at)
            together, waiting = [], set()
        if len(people) > 1:
            together.append(people)
            waiting |= people
    return done + joining.join_all(member, together, parted, reason=REASON, at=at)
