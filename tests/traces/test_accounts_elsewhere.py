"""Exports of other services come in once, say which account is the member's, and can be taken back."""

from __future__ import annotations

from datetime import datetime

import pytest

from allies.people import actions as people_actions
from allies.people import queries as people_queries
from allies.people.models import Handle, Member, Person
from allies.ties import queries as ties_queries
from allies.ties.refresh import refresh
from allies.traces import actions, importing, queries
from allies.traces.models import Participation, Trace
from tests.sources.samples import RECORDED

EXPORTS = [
    *("mastodon", "x", "slack", "github", "signal", "garden.rss", "letters.atom", "notes.json", "reading.opml"),
    *("pulls.json", "history.log", "calls.xml", "sms.xml", "whatsapp/WhatsApp Chat with Bob Baker.txt"),
]


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_comes_in_once_and_can_be_taken_back(alice: Member, now: datetime, name: str) -> None:
    first = importing.run(alice, RECORDED / name, at=now)
    assert (first.state, first.added > 0) == ("done", True)
    again = importing.run(alice, RECORDED / name, at=now)
    assert (again.added, again.known, again.refused) == (0, first.added + first.known, first.refused)
    refresh(alice, now_s=int(now.timestamp()))
    for run in (again, first):
        actions.undo(alice, run.key)
    assert not any(model.objects.owned_by(alice).exists() for model in (Trace, Participation, Handle, Person))


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("mastodon", "fedi", "alice@social.example"),
        ("x", "x", "1001"),
        ("signal", "signal", "my signal account"),
        ("calls.xml", "phone", "my phone"),
    ],
)
def test_whose_account_it_is_is_known_beside_what_the_member_said(
    alice: Member, now: datetime, name: str, kind: str, value: str
) -> None:
    people_actions.say_me(alice, "alice@alice.example", at=now)
    run = importing.run(alice, RECORDED / name, at=now)
    own = {(handle.kind, handle.value) for handle in people_queries.own_handles(alice)}
    assert {("email", "alice@alice.example"), (kind, value)} <= own
    assert run.me_reason == f"{value}: the archive is this account's"


def test_an_account_is_joined_with_its_mail(alice: Member, now: datetime) -> None:
    importing.run(alice, RECORDED / "slack", at=now)
    bob = Handle.objects.owned_by(alice).get(kind="slack", value="u0bob").person
    assert bob == Handle.objects.owned_by(alice).get(kind="email", value="bob@bob.example").person
    assert bob is not None
    assert [row.kind for row in queries.timeline(alice, bob.pk, limit=10)] == ["chat", "chat"]


def test_an_answer_finds_the_post_that_it_answers(alice: Member, now: datetime) -> None:
    importing.run(alice, RECORDED / "github", at=now)
    answered = Participation.objects.owned_by(alice).filter(role="replied-to").values_list("handle__value", flat=True)
    assert set(answered) == {"alice"}


def test_a_channel_and_a_group_are_no_persons(alice: Member, now: datetime) -> None:
    importing.run(alice, RECORDED / "slack", at=now)
    lists = Handle.objects.owned_by(alice).filter(kind="list")
    assert [(handle.value, handle.person) for handle in lists] == [("slack:c0001", None)]


@pytest.mark.parametrize(
    ("name", "given", "received"),
    [("calls.xml", 1, 1), ("sms.xml", 2, 1), ("signal", 2, 2), ("x", 2, 1), ("mastodon", 2, 0)],
)
def test_what_was_exchanged_is_contact(alice: Member, now: datetime, name: str, given: int, received: int) -> None:
    importing.run(alice, RECORDED / name, at=now)
    refresh(alice, now_s=int(now.timestamp()))
    ties = {row.name: (row.given, row.received) for row in ties_queries.people(alice).rows}
    assert ties.get("Bob Baker", ties.get("bob@other.example")) == (given, received)
