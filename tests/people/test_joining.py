"""One person where there were several addresses: joined, parted, and not joined again."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.http import Http404

from allies.people import access, joining, resolve
from allies.people.models import Handle, Join, Member, Person


def _person(owner: Member, name: str, *addresses: str) -> Person:
    person = Person.objects.create(owner=owner, name=name)
    Handle.objects.add_all(
        Handle(owner=owner, person=person, kind="email", value=address, name=name) for address in addresses
    )
    return person


def _addresses(owner: Member, person: Person) -> list[str]:
    found = Handle.objects.owned_by(owner).filter(person=person).order_by("value")
    return [handle.value for handle in found]


def test_a_full_name_at_two_addresses_is_one_person(alice: Member, now: datetime) -> None:
    work = _person(alice, "Bob Baker", "bob@work.example")
    home = _person(alice, "Bob Baker", "bob@home.example")
    assert resolve.joins(alice, at=now) == 1
    assert _addresses(alice, work) == ["bob@home.example", "bob@work.example"]
    assert access.person(alice, home.key) == work


def test_a_single_word_joins_no_one(alice: Member, now: datetime) -> None:
    _person(alice, "Bob", "bob@work.example")
    _person(alice, "Bob", "bob@home.example")
    assert resolve.joins(alice, at=now) == 0


def test_parted_people_keep_their_addresses_and_are_not_joined_again(alice: Member, now: datetime) -> None:
    work = _person(alice, "Bob Baker", "bob@work.example", "bob@old.example")
    home = _person(alice, "Bob Baker", "bob@home.example")
    resolve.joins(alice, at=now)
    joining.undo(alice, Join.objects.owned_by(alice).get().key, at=now)
    assert _addresses(alice, work) == ["bob@old.example", "bob@work.example"]
    assert _addresses(alice, home) == ["bob@home.example"]
    assert access.person(alice, home.key) == home
    assert resolve.joins(alice, at=now) == 0


def test_the_member_is_the_one_who_is_kept(alice: Member, now: datetime) -> None:
    other = _person(alice, "A. Archer", "alice@old.example")
    me = Person.objects.create(owner=alice, name="Alice", is_self=True)
    joining.join(alice, other, me, reason="told", by_member=True, at=now)
    assert access.self_person(alice) == me
    assert _addresses(alice, me) == ["alice@old.example"]


def test_no_one_is_joined_with_themself(alice: Member, now: datetime) -> None:
    one = _person(alice, "Bob Baker", "bob@work.example")
    with pytest.raises(joining.CannotJoin):
        joining.join(alice, one, one, reason="told", by_member=True, at=now)


def test_another_members_joining_does_not_exist(alice: Member, bob: Member, now: datetime) -> None:
    _person(alice, "Charlie Cook", "charlie@work.example")
    _person(alice, "Charlie Cook", "charlie@home.example")
    resolve.joins(alice, at=now)
    with pytest.raises(Http404):
        joining.undo(bob, Join.objects.owned_by(alice).get().key, at=now)


def test_a_chain_of_joins_leads_to_the_one_who_is_kept(alice: Member, now: datetime) -> None:
    first, second, third = (_person(alice, f"P{i}", f"p{i}@x.example") for i in range(3))
    joining.join(alice, second, third, reason="told", by_member=True, at=now)
    joining.join(alice, first, second, reason="told", by_member=True, at=now)
    assert access.person(alice, third.key) == first


def test_who_was_parted_is_not_joined_by_way_of_a_third(alice: Member, now: datetime) -> None:
    work, home = _person(alice, "Bob Baker", "bob@work.example"), _person(alice, "Bob Baker", "bob@home.example")
    resolve.joins(alice, at=now)
    joining.undo(alice, Join.objects.owned_by(alice).get().key, at=now)
    third = _person(alice, "Bob Baker", "bob@third.example")
    assert resolve.joins(alice, at=now) == 1
    assert access.person(alice, home.key) != access.person(alice, work.key)
    assert access.person(alice, third.key) == work


def test_joinings_are_undone_in_any_order(alice: Member, now: datetime) -> None:
    first, second, third = (_person(alice, f"P{i}", f"p{i}@x.example") for i in range(3))
    inner = joining.join(alice, second, third, reason="told", by_member=True, at=now)
    outer = joining.join(alice, first, second, reason="told", by_member=True, at=now)
    joining.undo(alice, inner.key, at=now)
    assert _addresses(alice, first) == ["p0@x.example", "p1@x.example"]
    assert _addresses(alice, third) == ["p2@x.example"]
    joining.undo(alice, outer.key, at=now)
    for number, person in enumerate((first, second, third)):
        assert _addresses(alice, person) == [f"p{number}@x.example"]
        assert access.person(alice, person.key) == person


def test_whoever_was_joined_before_goes_along_when_parted(alice: Member, now: datetime) -> None:
    first, second, third = (_person(alice, f"P{i}", f"p{i}@x.example") for i in range(3))
    joining.join(alice, second, third, reason="told", by_member=True, at=now)
    outer = joining.join(alice, first, second, reason="told", by_member=True, at=now)
    joining.undo(alice, outer.key, at=now)
    assert _addresses(alice, second) == ["p1@x.example", "p2@x.example"]
    assert access.person(alice, third.key) == second
