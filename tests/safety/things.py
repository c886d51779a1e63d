"""What addresses and forms name: one of the member's own for each, and one that is nowhere."""

from __future__ import annotations

from django.urls import reverse

from allies.agenda.models import Suggestion
from allies.lib import ids
from allies.people.models import Apart, Employer, Join, Person
from allies.sharing.policy import POLICIES, Thing
from allies.ties.models import Tribe
from allies.traces.models import Account, Import
from tests.safety.marked import Yard

Things = dict[Thing, str]
NOWHERE = "987654321"


def owned_things(yard: Yard) -> Things:
    """Names of this member's things."""
    return {
        Thing.PERSON: yard[Person].key,
        Thing.HANDLE: str(yard.own.pk),
        Thing.OTHER_PERSON: yard.other.key,
        Thing.APART: yard[Apart].key,
        Thing.JOIN: yard[Join].key,
        Thing.IMPORT: yard[Import].key,
        Thing.ACCOUNT: yard[Account].key,
        Thing.TRACE: str(yard.logged.pk),
        Thing.TRIBE: yard[Tribe].key,
        Thing.EMPLOYER: yard[Employer].key,
        Thing.SUGGESTION: yard[Suggestion].key,
        Thing.PASSKEY: str(yard.passkey.pk),
        Thing.LINK: ids.new(),  # whoever has a link is who they are: it is tested for itself
    }


def absent() -> Things:
    """Names of nothing, of the same make."""
    numbers = (Thing.HANDLE, Thing.TRACE, Thing.PASSKEY)
    return {thing: NOWHERE if thing in numbers else ids.new() for thing in Thing}


def reversed_address(name: str, things: Things) -> str:
    """The path of a route, with these things in it."""
    return reverse(name, kwargs={parameter: things[thing] for parameter, thing in POLICIES[name].address.items()})
