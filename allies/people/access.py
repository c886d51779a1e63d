"""Loads and authorises at once: what is not yours does not exist."""

from __future__ import annotations

from django.http import Http404

from allies.people.models import Member, Person


def person(member: Member, key: str) -> Person:
    """The person with this key in this member's network, or whom they were joined into. Http404 otherwise."""
    found = Person.objects.owned_by(member).filter(key=key).first()
    if found is None:
        raise Http404("No such person.")
    while found.joined_into_id is not None:
        found = Person.objects.owned_by(member).get(pk=found.joined_into_id)
    return found


def self_person(member: Member) -> Person | None:
    """The member as they appear in their own traces, once that is known."""
    return Person.objects.owned_by(member).filter(is_self=True).first()
