"""What pages say in words."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from allies.agenda.shapes import Balance, PlanView, SuggestionRow
from allies.people.models import Member
from allies.web import words


def row(decision: str = "open", *, gives: bool = True) -> SuggestionRow:
    return SuggestionRow(
        key="k", kind="answer", person_key="p", person_name="Bob", channel="mail", channel_name="Mail", minutes=4,
        gives=gives, title="Answer {person}", reasons=[], why={}, decision=decision, strip=None,
    )  # fmt: skip


def plan(*rows: SuggestionRow) -> PlanView:
    within = [one for one in rows if one.decision in words.IN_THE_PLAN]
    return PlanView(
        day=date(2026, 3, 12), minutes=15, used=4 * len(within), spent=0, gives=sum(one.gives for one in within),
        asks=sum(not one.gives for one in within), suggestions=list(rows), balance=Balance(0, 0, ""), channels=[],
        meetings=[], changing=[], has_traces=True, knows_self=True, has_sample=False,
    )  # fmt: skip


def test_examples() -> None:
    assert doctest.testmod(words).failed == 0
    assert doctest.testmod(words).attempted > 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Nothing needs you today. You are free."),
        ([row("snoozed")], "Nothing needs you today. You are free."),
        ([row()], "One thing, 4 of your 15 minutes. It gives. After that you are free."),
        ([row(), row()], "Two things, 8 of your 15 minutes. All give. After that you are free."),
        ([row(), row(gives=False)], "Two things, 8 of your 15 minutes. One gives, one asks. After that you are free."),
        ([row(gives=False)], "One thing, 4 of your 15 minutes. It asks. After that you are free."),
        ([row("done"), row("never")], "One thing, 4 of your 15 minutes. It gives. You have done it all: you are free."),
    ],
)
def test_the_plan_in_a_sentence(rows: list[SuggestionRow], said: str) -> None:
    assert words.lede(plan(*rows)) == said


def rendered(template: str, member: Member, **values: Any) -> str:
    request = RequestFactory().get("/")
    request.user = member
    return Template("{% load say %}" + template).render(Context({"request": request, **values}))


def test_a_time_says_it_in_the_members_own_zone(at_now: None) -> None:
    late = datetime(2026, 4, 13, 23, 30, tzinfo=UTC)
    there = rendered("{% when at %}", Member(zone="Pacific/Auckland"), at=late)
    assert "today" in there
    assert 'title="Tuesday, 14 April 2026, 11:30"' in there
    assert "yesterday" in rendered("{% when at %}", Member(zone="UTC"), at=late)
    assert "yesterday" in rendered("{% when at %}", Member(zone="Gone/Away"), at=late)
    assert rendered('{% when at "never" %}', Member(), at=None) == "never"


def test_a_title_has_the_name_as_a_link_and_nothing_of_it_as_markup() -> None:
    shown = rendered(
        '{% titled title name "/people/p/" %}', Member(), title="Answer {person}: <i>now</i>?", name="<b>Bob</b>"
    )
    assert shown == 'Answer <a href="/people/p/">&lt;b&gt;Bob&lt;/b&gt;</a>: &lt;i&gt;now&lt;/i&gt;?'
