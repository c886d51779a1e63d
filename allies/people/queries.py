"""Reads of members and of their own addresses."""

from __future__ import annotations

from allies.people.access import self_person
from allies.people.models import Handle, Member


def solo_member() -> Member | None:
    """The only member of this instance; None where there is none, or more than one."""
    members = list(Member.objects.filter(is_active=True)[:2])
    return members[0] if len(members) == 1 else None


def own_handles(member: Member) -> list[Handle]:
    """The addresses and names that are the member's own."""
    me = self_person(member)
    return list(Handle.objects.owned_by(member).filter(person=me).order_by("kind", "value")) if me else []


def member_named(username: str) -> Member | None:
    """The member who signs in by this name."""
    return Member.objects.filter(is_active=True, username=username).first()


def member_names() -> list[str]:
    """The names that members sign in by."""
    return list(Member.objects.filter(is_active=True).order_by("username").values_list("username", flat=True))
