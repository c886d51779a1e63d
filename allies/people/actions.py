"""Writes: members, their own addresses, what they choose for a person."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from allies.people import joining, naming
from allies.people.access import self_person
from allies.people.models import Handle, Member, Person

EMAIL, NAME = "email", "name"


class NotAnAddress(ValueError):
    """What was given is neither an address nor a name."""


def create_member(username: str, *, name: str, at: datetime, zone: str = "UTC") -> Member:
    """Someone who can sign in by a link; a password or a passkey comes later."""
    member = Member(username=username, name=naming.tidy(name), joined_at=at, zone=ZoneInfo(zone).key)
    member.set_unusable_password()
    member.save()
    return member


def set_zone(member: Member, zone: str) -> None:
    """Whose midnight begins the member's day. Raises ZoneInfoNotFoundError for a zone that is none."""
    member.zone = ZoneInfo(zone).key
    member.save(update_fields=["zone"])


@transaction.atomic
def say_me(member: Member, text: str, *, at: datetime) -> Handle:
    """This address or name is the member's own: whoever is known by it becomes the member."""
    handle = _own(member, _read(text), reason="you said that this is you", by_member=True, at=at)
    handle.by_hand = True
    handle.save(update_fields=["by_hand"])
    return handle


@transaction.atomic
def guess_me(member: Member, text: str, *, kind: str = "", at: datetime) -> None:
    """As `say_me`, but told from the traces: the member's own word goes before it.

    kind : of the handle, where the text does not tell it: an account elsewhere.
    """
    stated = (kind, text, "") if kind else _read(text)
    _own(member, stated, reason="the same mailbox", by_member=False, at=at)


@transaction.atomic
def say_me_instead(member: Member, text: str, *, at: datetime) -> Handle:
    """As `say_me`; where the own addresses so far were only guessed, and none of them is this one, they are let go."""
    kind, value, _ = _read(text)
    own = Handle.objects.owned_by(member).filter(person__is_self=True)
    if not own.filter(by_hand=True).exists() and not own.filter(kind=kind, value=value).exists():
        Person.objects.owned_by(member).filter(is_self=True).update(is_self=False)
    return say_me(member, text, at=at)


@transaction.atomic
def forget_me(member: Member, handle: Handle) -> None:
    """This address is not the member's own after all: it becomes a person of its own."""
    if handle.person is None or not handle.person.is_self:
        raise NotAnAddress(f"{handle.value} is not one of your own addresses.")
    apart = Person.objects.create(owner=member, name=naming.shown(handle.name, handle.value))
    Handle.objects.owned_by(member).filter(pk=handle.pk).update(person=apart, by_hand=False)
    if not Handle.objects.owned_by(member).filter(person=handle.person).exists():
        handle.person.delete()


def close(member: Member, person: Person) -> None:
    """Never suggest this person."""
    Person.objects.owned_by(member).filter(pk=person.pk).update(is_closed=True)


def reopen(member: Member, person: Person) -> None:
    """Suggest this person again."""
    Person.objects.owned_by(member).filter(pk=person.pk).update(is_closed=False)


def rename(member: Member, person: Person, name: str) -> None:
    """Call this person by another name."""
    tidied = naming.tidy(name)
    if not tidied:
        raise NotAnAddress("A person needs a name.")
    Person.objects.owned_by(member).filter(pk=person.pk).update(name=tidied)


@transaction.atomic
def add_person(member: Member, name: str) -> Person:
    """Someone whom no source knows yet, by name; whoever is known by just this name already is returned."""
    tidied = naming.tidy(name)
    if not tidied:
        raise NotAnAddress("A person needs a name.")
    handle, person = _handle(member, NAME, naming.value(tidied), tidied)
    handle.by_hand = True
    handle.save(update_fields=["by_hand"])
    return person


def _own(member: Member, stated: tuple[str, str, str], *, reason: str, by_member: bool, at: datetime) -> Handle:
    """stated : kind, value and name of the handle."""
    handle, known_as = _handle(member, *stated)
    me = self_person(member)
    if me is None:
        known_as.is_self = True
        known_as.save(update_fields=["is_self"])
    elif known_as.pk != me.pk:
        joining.join(member, me, known_as, reason=reason, by_member=by_member, at=at)
        handle.refresh_from_db()
    return handle


def _read(text: str) -> tuple[str, str, str]:
    tidied = naming.tidy(text)
    if not tidied:
        raise NotAnAddress("Give an address such as alice@work.example, or a name.")
    if "@" in tidied:
        return EMAIL, tidied.lower(), ""
    return NAME, naming.value(tidied), tidied


def _handle(member: Member, kind: str, value: str, name: str) -> tuple[Handle, Person]:
    """The handle and the person behind it, made where there is none."""
    handle = Handle.objects.owned_by(member).select_related("person").filter(kind=kind, value=value).first()
    if handle is not None and handle.person is not None:
        return handle, handle.person
    person = _only_one_called(member, name) or Person.objects.create(owner=member, name=naming.shown(name, value))
    return Handle.objects.create(owner=member, kind=kind, value=value, name=name, person=person), person


def _only_one_called(member: Member, name: str) -> Person | None:
    """The person whose address is written beside this name, when there is just one such person."""
    called = list(Person.objects.owned_by(member).filter(handles__name__iexact=name).distinct()[:2])
    return called[0] if name and len(called) == 1 else None
