"""The isolation matrix: every route and method, every kind of caller, every private thing of another member.

It grows by itself: routes come from the resolver, what their addresses and forms name from the table of policies, and
private rows from the models. A new route that takes a form needs one line in `said.py`, and fails here until it has it.
"""

from __future__ import annotations

from itertools import product

import pytest

from allies.people import erasing
from allies.people.models import Member
from allies.sharing.policy import POLICIES, READ, Caller, Door, Policy
from tests.safety.callers import CALLERS, OUTSIDE, Answer, Visit, alike, snapshot, text_of, undone, visit
from tests.safety.marked import OWNED, Yard
from tests.safety.said import OWNER_GETS, SHOWN, said
from tests.safety.things import absent, owned_things, reversed_address

ROUTES = sorted(POLICIES)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.fixture
def yard(alice: Member) -> Yard:
    """Alice's private rows, all marked."""
    return Yard(alice)


@pytest.fixture(autouse=True)
def no_scrubbing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Overwriting freed pages is not possible inside the transaction that takes each test back."""
    monkeypatch.setattr(erasing, "scrub", lambda: None)


def test_every_private_model_has_a_marked_row(yard: Yard) -> None:
    assert set(yard.rows) == set(OWNED)
    assert all(row.owner_id == yard.member.pk for row in yard.rows.values())


def _leaks(yard: Yard, response: Answer, sent: str) -> list[str]:
    shown = text_of(response)
    return [what for word, what in yard.words.items() if word in shown and word not in sent]


@pytest.mark.parametrize("name", ROUTES)
def test_what_is_alices_is_not_there_for_others(name: str, yard: Yard, bob: Member) -> None:
    policy, before, hers = POLICIES[name], snapshot(yard.member), owned_things(yard)
    for caller, method, is_htmx in product(OUTSIDE, sorted(policy.methods), (False, True)):
        answers = []
        for things in (hers, absent()) if policy.names_something() else (hers,):
            sent = Visit(name, method, things, said(name, yard), is_htmx=is_htmx)
            with undone():
                response = visit(CALLERS[caller](yard.member, bob), sent)
                assert _leaks(yard, response, sent.all_that_is_sent()) == [], (caller, method)
                if method not in READ:
                    assert snapshot(yard.member) == before, (caller, method)
            answers.append((response, sent))
        _check_status(policy, caller, answers[0][0])
        assert alike(*answers[0]) == alike(*answers[-1]), f"to {caller}, absent and forbidden must look the same"


@pytest.mark.parametrize("caller", OUTSIDE)
def test_reading_changes_nothing_of_hers(caller: str, yard: Yard, bob: Member) -> None:
    before, client = snapshot(yard.member), CALLERS[caller](yard.member, bob)
    for name in ROUTES:
        for method in sorted(POLICIES[name].methods & READ):
            visit(client, Visit(name, method, owned_things(yard), said(name, yard)))
    assert snapshot(yard.member) == before


def _check_status(policy: Policy, caller: str, response: Answer) -> None:
    if policy.caller is Caller.ANYONE:
        assert response.status_code < 500
    elif caller != "bob":
        assert response.status_code == 401 if policy.door is Door.API else response.status_code in (302, 401)
    elif policy.address:
        assert response.status_code == 404
    else:
        assert response.status_code < 500


@pytest.mark.parametrize("name", ROUTES)
def test_a_method_that_is_not_declared_is_refused(name: str, yard: Yard, bob: Member) -> None:
    before, hers = snapshot(yard.member), owned_things(yard)
    for caller, method in product(CALLERS, sorted(set(METHODS) - POLICIES[name].methods)):
        with undone():
            response = visit(CALLERS[caller](yard.member, bob), Visit(name, method, hers, {}))
        assert response.status_code == 405
        assert set(response["Allow"].split(", ")) == POLICIES[name].methods
        assert _leaks(yard, response, "") == []
    assert snapshot(yard.member) == before


@pytest.mark.parametrize("name", ROUTES)
def test_the_owner_gets_through(name: str, yard: Yard, bob: Member) -> None:
    """Else the refusals above would prove nothing."""
    for method, is_htmx in product(sorted(POLICIES[name].methods), (False, True)):
        with undone():
            sent = Visit(name, method, owned_things(yard), said(name, yard), is_htmx=is_htmx)
            response = visit(CALLERS["alice"](yard.member, bob), sent)
            assert response.status_code in OWNER_GETS.get((name, method), range(200, 400)), text_of(response)[-900:]


def test_the_owner_sees_what_others_do_not(yard: Yard, bob: Member) -> None:
    seen = set()
    for name in ROUTES:
        if "GET" in POLICIES[name].methods:
            response = visit(CALLERS["alice"](yard.member, bob), Visit(name, "GET", owned_things(yard), {}))
            seen |= {what for word, what in yard.words.items() if word in text_of(response)}
    assert seen >= SHOWN, SHOWN - seen


def test_an_export_holds_all_of_ones_own_and_nothing_of_anyone_elses(yard: Yard, bob: Member) -> None:
    his = Yard(bob)
    hers = text_of(visit(CALLERS["alice"](yard.member, bob), Visit("web:export", "GET", {}, {})))
    kept = {what for word, what in yard.words.items() if word in hers}
    derived = tuple(f"{model.__name__}." for model in OWNED if model.is_derived)
    secrets = {
        "passkey",
        "recovery code",
        "Account.secret",
    }  # what signs one in here is of no use elsewhere, and dangerous there
    assert {what for what in yard.words.values() if not what.startswith(derived)} - secrets <= kept
    assert not kept & secrets
    assert [what for word, what in his.words.items() if word in hers] == []


def test_every_address_of_the_table_can_be_asked_for(yard: Yard) -> None:
    for name in ROUTES:
        assert reversed_address(name, owned_things(yard)).startswith("/")
