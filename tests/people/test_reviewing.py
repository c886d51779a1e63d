"""Who may be one person: asked once, answered, taken back, and never asked again."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.http import Http404

from allies.people import access, apart, archive, erasing, joining, resolve, reviewing
from allies.people.models import Apart, Handle, Join, MaybeSame, Member, Person
from allies.ties import erasing as ties_erasing
from allies.ties import refresh
from allies.traces import actions, company, importing
from allies.traces.models import Import
from tests.letters import ALICE, Letter, mbox

BOB = "Bob Baker <bob@work.example>"
ROBERT = "Robert Baker <rb@home.example>"
CHARLIE = "Charlie Cook <charlie@charlie.example>"
LETTERS = [
    Letter("1", BOB, ALICE, day=60),
    Letter("2", ROBERT, ALICE, day=61, answers="1"),
    Letter("3", CHARLIE, ALICE, day=62),
]
MINE = "alice@alice.example"


@pytest.fixture
def network(alice: Member, now: datetime, tmp_path: Path) -> Member:
    """Bob is known by two addresses, with a short form of his name on one."""
    importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS), at=now, me=MINE)
    return alice


def _two(member: Member) -> tuple[Person, Person]:
    people = Person.objects.owned_by(member)
    return people.get(name="Bob Baker", joined_into=None), people.get(name="Robert Baker")


def _asked(member: Member) -> list[set[str]]:
    return [{question.one.name, question.other.name} for question in reviewing.questions(member)]


def test_the_unsure_wait_after_an_import_with_the_evidence(network: Member) -> None:
    [question] = reviewing.questions(network)
    assert {question.one.name, question.other.name} == {"Bob Baker", "Robert Baker"}
    assert question.one.handles and question.other.handles
    assert any("may be short for" in reason for reason in question.evidence)
    assert "wrote in the same thread" in question.evidence
    assert question.said in ("likely", "perhaps", "possibly")
    assert reviewing.waiting(network) == 1


def test_an_import_that_brings_no_one_new_but_a_name_is_asked_about_too(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    nameless = [Letter(letter.id, letter.sender.replace("Robert Baker ", ""), ALICE, day=60) for letter in LETTERS]
    importing.run(alice, mbox(tmp_path / "a.mbox", nameless), at=now, me=MINE)
    assert _asked(alice) == []
    named = importing.run(alice, mbox(tmp_path / "b.mbox", [Letter("4", ROBERT, ALICE, day=63)]), at=now, me=MINE)
    assert (named.added, named.people) == (1, 0)
    assert _asked(alice) == [{"Bob Baker", "Robert Baker"}]


def test_the_same_makes_one_and_is_taken_back(network: Member, now: datetime) -> None:
    bob, robert = _two(network)
    made = reviewing.same(network, bob, robert, at=now)
    assert _asked(network) == []
    assert access.person(network, robert.key) == bob
    joining.undo(network, made.key, at=now)
    assert _asked(network) == [{"Bob Baker", "Robert Baker"}]
    assert resolve.joins(network, at=now) == 0


def test_different_is_never_asked_again(network: Member, now: datetime, tmp_path: Path) -> None:
    bob, robert = _two(network)
    reviewing.different(network, bob, robert, at=now)
    reviewing.different(network, robert, bob, at=now)
    assert Apart.objects.owned_by(network).count() == 1
    assert _asked(network) == []
    importing.run(network, mbox(tmp_path / "b.mbox", LETTERS), at=now)
    refresh.rebuild(network, now_s=int(now.timestamp()))
    assert MaybeSame.objects.owned_by(network).exists() and _asked(network) == []


def test_different_outlasts_an_import_that_is_undone_and_done_again(
    network: Member, now: datetime, tmp_path: Path
) -> None:
    reviewing.different(network, *_two(network), at=now)
    for run in Import.objects.owned_by(network):
        actions.undo(network, run.key)
    assert not Person.objects.owned_by(network).filter(name="Robert Baker").exists()
    importing.run(network, mbox(tmp_path / "again.mbox", LETTERS), at=now)
    assert len(_two(network)) == 2
    assert _asked(network) == []


def test_different_outlasts_a_restore(network: Member, now: datetime) -> None:
    reviewing.different(network, *_two(network), at=now)
    out = io.BytesIO()
    archive.export([network], out)
    erasing.erase_member(network)
    assert not Apart.objects.owned_by(network).exists()
    [restored] = archive.restore(out)
    refresh.rebuild(restored, now_s=int(now.timestamp()))
    assert MaybeSame.objects.owned_by(restored).count() == 1 and _asked(restored) == []
    again = io.BytesIO()
    archive.export([restored], again)
    assert again.getvalue() == out.getvalue()


def test_different_is_taken_back_and_asked_again(network: Member, now: datetime) -> None:
    said = reviewing.different(network, *_two(network), at=now)
    apart.undo(network, said.key, at=now)
    assert len(_asked(network)) == 1
    with pytest.raises(Http404):
        apart.undo(network, said.key, at=now)


@pytest.mark.django_db(transaction=True)  # what is erased is overwritten, which no transaction allows
def test_what_was_said_goes_with_a_person_who_is_erased(network: Member, now: datetime) -> None:
    _, robert = _two(network)
    reviewing.different(network, *_two(network), at=now)
    ties_erasing.erase_person(network, robert, now_s=int(now.timestamp()))
    assert not Apart.objects.owned_by(network).exists()
    assert not MaybeSame.objects.owned_by(network).exists()


def test_the_members_own_hand_goes_before_what_they_said(network: Member, now: datetime) -> None:
    bob, robert = _two(network)
    reviewing.different(network, bob, robert, at=now)
    joining.join(network, bob, robert, reason="told", by_member=True, at=now)
    assert apart.persons(network) == set()


def test_one_person_is_neither_the_same_nor_different(network: Member, now: datetime) -> None:
    bob, _ = _two(network)
    for answer in (reviewing.same, reviewing.different):
        with pytest.raises(joining.CannotJoin):
            answer(network, bob, bob, at=now)


def test_another_members_answer_does_not_exist(network: Member, bob: Member, now: datetime) -> None:
    said = reviewing.different(network, *_two(network), at=now)
    with pytest.raises(Http404):
        apart.undo(bob, said.key, at=now)
    assert reviewing.questions(bob) == [] and reviewing.answers(bob) == []


def test_all_that_was_decided_is_there_to_see(network: Member, now: datetime) -> None:
    bob, robert = _two(network)
    made = reviewing.same(network, bob, robert, at=now)
    joining.undo(network, made.key, at=now + timedelta(minutes=1))
    reviewing.different(network, bob, robert, at=now + timedelta(minutes=2))
    newest, oldest = reviewing.answers(network)
    assert (newest.is_same, newest.one, newest.other, newest.undone_at) == (False, "Bob Baker", "Robert Baker", None)
    assert (oldest.is_same, oldest.by_member, oldest.undone_at is None) == (True, True, False)


def test_who_was_joined_without_asking_and_is_parted_is_not_asked_about(alice: Member, now: datetime) -> None:
    for place in ("work", "home"):
        person = Person.objects.create(owner=alice, name="Bob Baker")
        Handle.objects.create(owner=alice, person=person, kind="email", value=f"b@{place}.example", name="Bob Baker")
    assert resolve.joins(alice, at=now) == 1
    joining.undo(alice, Join.objects.owned_by(alice).get().key, at=now)
    company.weigh_again(alice)
    assert MaybeSame.objects.owned_by(alice).count() == 1 and reviewing.questions(alice) == []
    assert resolve.joins(alice, at=now) == 0


@pytest.mark.parametrize("shared", ["info@work.example", "office@work.example", "noreply@work.example"])
def test_a_shared_address_stays_apart_whoever_wrote_from_it(alice: Member, now: datetime, shared: str) -> None:
    for value in ("bob@work.example", shared):
        person = Person.objects.create(owner=alice, name="Bob Baker")
        Handle.objects.create(owner=alice, person=person, kind="email", value=value, name="Bob Baker")
    assert resolve.joins(alice, at=now) == 0
    assert company.weigh_again(alice) == 0


def test_an_account_elsewhere_is_weighed_by_its_name(alice: Member, now: datetime) -> None:
    for kind, value in (("email", "bobthebaker@work.example"), ("fedi", "bobthebaker@social.example")):
        person = Person.objects.create(owner=alice, name=value)
        Handle.objects.create(owner=alice, person=person, kind=kind, value=value)
    assert resolve.joins(alice, at=now) == 1


def test_what_was_found_a_moment_ago_is_taken_only_while_it_holds(network: Member, now: datetime) -> None:
    looked = resolve.look(network)
    anew = company.weigh_again(network)
    assert anew == company.weigh_again(network, looked) == 1
    pairs = list(MaybeSame.objects.owned_by(network).values_list("one", "other", "probability", "evidence"))
    assert len(pairs) == 1 and looked.holds(looked.rows)
    bob, robert = _two(network)
    joining.join(network, bob, robert, reason="said so", by_member=True, at=now)
    assert company.weigh_again(network, looked) == 0
