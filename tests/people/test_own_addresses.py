"""Who the member is in their own traces: guessed, said, corrected."""

from __future__ import annotations

from datetime import datetime

import pytest

from allies.people import actions, queries
from allies.people.models import Handle, Member


def _own(member: Member) -> list[str]:
    return [handle.value for handle in queries.own_handles(member)]


def test_said_addresses_become_one_self(alice: Member, now: datetime) -> None:
    actions.say_me(alice, "Alice@Work.example", at=now)
    actions.say_me(alice, "Alice  Archer", at=now)
    assert _own(alice) == ["alice@work.example", "alice archer"]


def test_a_name_takes_the_person_who_is_called_so(alice: Member, now: datetime) -> None:
    person = actions.add_person(alice, "Someone Else")
    Handle.objects.create(owner=alice, person=person, kind="email", value="alice@work.example", name="Alice Archer")
    actions.say_me(alice, "Alice Archer", at=now)
    assert "alice@work.example" in _own(alice)


def test_a_wrong_guess_is_let_go_when_the_member_says_who_they_are(alice: Member, now: datetime) -> None:
    actions.guess_me(alice, "bob@bob.example", at=now)
    actions.say_me_instead(alice, "alice@alice.example", at=now)
    assert _own(alice) == ["alice@alice.example"]


def test_right_guesses_stay_beside_what_is_said(alice: Member, now: datetime) -> None:
    actions.guess_me(alice, "alice@alice.example", at=now)
    actions.guess_me(alice, "alice@work.example", at=now)
    actions.say_me_instead(alice, "alice@work.example", at=now)
    assert _own(alice) == ["alice@alice.example", "alice@work.example"]


def test_an_address_can_be_disowned(alice: Member, now: datetime) -> None:
    handle = actions.say_me(alice, "alice@alice.example", at=now)
    actions.say_me(alice, "bob@bob.example", at=now)
    actions.forget_me(alice, Handle.objects.owned_by(alice).get(value="bob@bob.example"))
    assert _own(alice) == [handle.value]


def test_nothing_is_no_address(alice: Member, now: datetime) -> None:
    with pytest.raises(actions.NotAnAddress):
        actions.say_me(alice, "  ", at=now)
