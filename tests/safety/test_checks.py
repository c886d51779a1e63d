"""The start-up checks: what stops the start, and that the site as it is passes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.test.utils import isolate_apps

from allies.config import checks
from allies.people.models import Member
from allies.people.owned import Owned
from allies.sharing.policy import FORM, POLICIES, READ, Caller, Policy, Thing
from allies.sharing.routes import Route, routes

OPEN = Policy(Caller.MEMBER, READ)


@pytest.fixture
def undeclared(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A route of the site, taken out of the table."""
    name = routes()[0].name
    monkeypatch.delitem(POLICIES, name)
    return iter([name])


def test_the_site_as_it_is_passes() -> None:
    assert run_checks() == []
    checks.refuse_to_start()


def test_an_undeclared_route_stops_the_start(undeclared: Iterator[str]) -> None:
    name = next(undeclared)
    with pytest.raises(ImproperlyConfigured, match=rf"(?s)does not start.*{name} .*says nowhere who may call it"):
        checks.refuse_to_start()
    assert any(name in str(error.msg) for error in run_checks())


def test_a_policy_about_no_route_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICIES, "web:nowhere", OPEN)
    with pytest.raises(ImproperlyConfigured, match="web:nowhere is about no route"):
        checks.refuse_to_start()


def test_a_policy_must_say_what_the_address_names() -> None:
    route = Route("web:person", "people/<key>/", frozenset({"key"}))
    assert list(checks.route_errors([route], {"web:person": OPEN}))
    declared = Policy(Caller.MEMBER, READ, address={"key": Thing.PERSON})
    assert list(checks.route_errors([route], {"web:person": declared})) == []


def test_two_names_of_one_address_have_one_policy() -> None:
    found = [Route("api:read", "api/people", frozenset()), Route("api:write", "api/people", frozenset())]
    assert list(checks.route_errors(found, {"api:read": OPEN, "api:write": Policy(Caller.ANYONE, FORM)}))
    assert list(checks.route_errors(found, {"api:read": OPEN, "api:write": OPEN})) == []


@isolate_apps("allies.agenda")
def test_a_model_without_an_owner_is_an_error() -> None:
    class Diary(models.Model):
        class Meta:
            app_label = "agenda"

    assert list(checks.model_errors(Diary)) == ["Diary has no owner: make it a subclass of Owned."]


@isolate_apps("allies.agenda")
def test_a_manager_that_asks_no_owner_is_an_error() -> None:
    class Diary(Owned):
        owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
        everything: models.Manager[models.Model] = models.Manager()

        class Meta:
            app_label = "agenda"

    assert list(checks.model_errors(Diary)) == ["Diary has a manager that does not ask for the owner."]


@isolate_apps("allies.agenda")
def test_a_key_that_lets_another_room_reach_back_is_an_error() -> None:
    class Diary(Owned):
        owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
        by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="diaries")

        class Meta:
            app_label = "agenda"

    assert list(checks.model_errors(Diary)) == ['Diary.by crosses rooms: give it related_name="+".']
