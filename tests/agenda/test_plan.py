"""The plan as a whole: its minutes, its balance, the same whenever it is asked for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from allies.agenda import actions, queries
from allies.agenda.models import Plan, Suggestion, SuggestionKind
from allies.agenda.plain import today_as_data
from allies.people.models import Member
from allies.ties import refresh
from allies.ties.models import Tie, TieState, Tribe, TribeMembership
from allies.traces import actions as traces
from tests.agenda.network import Network, befriend, crowd, let_bob_ask
from tests.letters import BOB, CHARLIE

MOST_QUERIES = 20


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("minutes", [5, 15, 60])
def test_a_plan_fits(network: Network, seed: int, minutes: int) -> None:
    crowd(network, 40, seed)
    network.bring_in()
    plan = network.plan(minutes=minutes)
    rows = plan.suggestions
    assert rows
    assert plan.minutes == minutes
    assert plan.used == sum(row.minutes for row in rows) <= minutes
    assert plan.gives == sum(row.gives for row in rows) and plan.gives + plan.asks == len(rows)
    assert plan.balance.asked + plan.asks <= plan.balance.given + plan.gives or not plan.asks
    assert len({row.person_key for row in rows}) == len(rows)
    assert all(row.reasons and row.why and "{person}" in row.title for row in rows)


def test_asked_for_again_it_is_the_same_plan(network: Network) -> None:
    crowd(network, 40)
    network.bring_in()
    first = network.plan()
    assert first.suggestions
    assert network.plan() == first
    assert queries.today(network.member, now=network.now) == first
    assert actions.plan_day(network.member, now=network.now + timedelta(hours=9)).suggestions == first.suggestions


def test_reading_it_writes_nothing(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    assert queries.today(network.member, now=network.now).suggestions == []
    assert not Plan.objects.owned_by(network.member).exists()


def test_other_minutes_leave_what_was_decided(network: Network) -> None:
    crowd(network, 40)
    network.bring_in()
    done, let_go, *_ = network.plan(minutes=30).suggestions
    actions.done(network.member, done.key, now=network.now)
    actions.snooze(network.member, let_go.key, now=network.now)
    plan = network.plan(minutes=10)
    decided = {row.key: row.decision for row in plan.suggestions if row.decision != "open"}
    assert decided == {done.key: "done", let_go.key: "snoozed"}
    assert plan.used <= 10 and plan.spent == done.minutes
    assert network.plan().minutes == 10, "the minutes of today stay until tomorrow"
    assert actions.plan_day(network.member, now=network.now + timedelta(days=1)).minutes == 15


def test_what_is_chosen_again_keeps_its_key(network: Network) -> None:
    crowd(network, 40)
    network.bring_in()
    before = {(row.person_key, row.kind): row.key for row in network.plan(minutes=15).suggestions}
    after = {(row.person_key, row.kind): row.key for row in network.plan(minutes=60).suggestions}
    assert before.keys() & after.keys()
    assert all(after[both] == before[both] for both in before.keys() & after.keys())


@pytest.mark.parametrize("minutes", [0, 241, -5])
def test_impossible_minutes_are_refused(alice: Member, now: datetime, minutes: int) -> None:
    with pytest.raises(actions.PlanRefused, match="between 1 and 240 minutes"):
        actions.plan_day(alice, now=now, minutes=minutes)


def test_new_traces_have_the_open_part_thought_over(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    assert network.suggested("Bob Baker") is not None
    traces.log(network.member, network.person("Bob Baker"), kind="call", at=network.now, note="about the template")
    refresh.refresh(network.member, now_s=int(network.now.timestamp()))
    assert network.suggested("Bob Baker") is None


def test_tomorrow_is_another_plan_and_nothing_piles_up(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    assert len(network.plan().suggestions) == 1
    for day in range(3, 40, 6):
        actions.plan_day(network.member, now=network.now + timedelta(days=day))
    rows = Suggestion.objects.owned_by(network.member)
    assert min(rows.values_list("day", flat=True)) >= network.now.date() + timedelta(days=39 - 14)


def test_the_day_is_the_members_own(network: Network) -> None:
    network.member.zone = "Pacific/Auckland"
    network.member.save()
    late = datetime(2026, 4, 14, 20, 0, tzinfo=UTC)
    assert actions.plan_day(network.member, now=late).day.isoformat() == "2026-04-15"


def test_given_and_asked_are_counted(network: Network) -> None:
    network.send(BOB, 20, "Where is it?")  # asked
    network.send(BOB, 18, "Never mind, I found it.")  # tells
    network.send(CHARLIE, 15, "In the cellar.", answers=network.get(CHARLIE, 16, "Where is it?"))  # given
    network.send(CHARLIE, 10, "Which cellar?", answers=network.get(CHARLIE, 11, "I see."))  # an answer, though it asks
    network.send(CHARLIE, 40, "In the attic.", answers=network.get(CHARLIE, 41, "Where was it?"))  # too long ago
    network.bring_in()
    traces.log(network.member, network.person("Bob Baker"), kind="call", at=network.now, note="")  # given
    balance = queries.today(network.member, now=network.now).balance
    assert (balance.given, balance.asked) == (3, 1)
    assert balance.sentence == "Good ground for an ask."


def test_what_was_ticked_off_counts_until_its_trace_comes_in(network: Network) -> None:
    question = let_bob_ask(network)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    before = network.plan().balance.given
    actions.done(network.member, row.key, now=network.now)
    assert network.plan().balance.given == before + 1
    network.send(BOB, 0, "The short one.", answers=question)
    network.bring_in()
    assert network.plan().balance.given == before + 1


def test_the_channels_say_where_the_member_lives(network: Network) -> None:
    network.chat(BOB, 60, 40, 20)
    network.bring_in()
    traces.log(network.member, network.person("Bob Baker"), kind="call", at=network.now, note="")
    traces.log(network.member, network.person("Bob Baker"), kind="visit", at=network.now, note="")
    shares = {channel: share for channel, _, share in queries.today(network.member, now=network.now).channels}
    assert shares == {"mail": 0.75, "call": 0.125, "in-person": 0.125}


def test_who_is_quietly_changing_is_named(network: Network) -> None:
    network.chat(BOB, *range(100, 300, 10))
    network.send(CHARLIE, 9, answers=network.get(CHARLIE, 10))
    network.bring_in()
    changing = {row.name: row.state for row in network.plan().changing}
    assert changing == {"Bob Baker": "fading", "Charlie Cook": "new"}


def test_the_first_screen_knows_what_is_there(network: Network) -> None:
    plan = network.plan()
    assert (plan.has_traces, plan.knows_self, plan.has_sample, plan.suggestions) == (False, False, False, [])
    befriend(network)
    network.bring_in()
    plan = network.plan()
    assert (plan.has_traces, plan.knows_self, plan.has_sample) == (True, True, False)


def test_reading_today_takes_few_queries_however_many_there_are(network: Network) -> None:
    assert _queries(network) <= MOST_QUERIES
    crowd(network, 60)
    network.bring_in()
    network.plan(minutes=60)
    assert _queries(network) <= MOST_QUERIES


def test_the_manual_tells_of_every_kind() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "plan.md").read_text()
    kinds = re.findall(r"^\| (\w+) \|.*\| (?:gives|asks) \|$", page, re.MULTILINE)
    assert sorted(kinds) == sorted(SuggestionKind.values)


def test_as_data_it_has_the_shape_that_commands_print(network: Network) -> None:
    let_bob_ask(network)
    befriend(network)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    data = today_as_data(network.plan())
    assert data == {
        "date": "2026-04-14",
        "minutes": 15,
        "used": row.minutes,
        "gives": 1,
        "asks": 0,
        "suggestions": [
            {
                "id": row.key,
                "kind": "answer",
                "person": {"id": row.person_key, "name": "Bob Baker"},
                "channel": "mail",
                "minutes": row.minutes,
                "gives": True,
                "title": "Answer Bob Baker: Which audit template?",
                "reasons": row.reasons,
                "decision": "open",
            }
        ],
    }


def test_a_plan_is_nobody_elses(network: Network, bob: Member) -> None:
    let_bob_ask(network)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert actions.plan_day(bob, now=network.now).suggestions == []
    for action in (actions.done, actions.snooze, actions.never, actions.undo):
        with pytest.raises(Http404):
            action(bob, row.key, now=network.now)
    assert network.suggested("Bob Baker") == row


def _queries(network: Network) -> int:
    with CaptureQueriesContext(connection) as captured:
        queries.today(network.member, now=network.now)
    return len(captured)


def test_asked_for_by_many_at_once_it_is_one_plan(tmp_path: Path) -> None:
    environment = os.environ | {"ALLIES_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.agenda.apart.at_once"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["there"]) > 1
    assert found["given"] == [found["there"]] * len(found["given"])


def test_states_change_as_days_pass_without_any_new_trace(network: Network) -> None:
    befriend(network)
    network.bring_in()
    ties = Tie.objects.owned_by(network.member)
    assert ties.get().state == TieState.WARM
    actions.plan_day(network.member, now=network.now + timedelta(days=120))
    assert ties.get().state == TieState.FADING


def test_the_plan_spreads_over_tribes_where_others_are_nearly_as_good(network: Network) -> None:
    """Two of a choir went silent, and someone from elsewhere, a little less close."""
    singers = ("Bob Baker <bob@bob.example>", "Dana Diaz <dana@diaz.example>")
    for other in singers:
        network.chat(other, *range(150, 400, 21))
    network.chat(CHARLIE, *range(150, 360, 21))
    network.bring_in()
    assert {row.person_name for row in network.plan(minutes=10).suggestions} == {"Bob Baker", "Dana Diaz"}
    choir = Tribe.objects.create(
        owner=network.member,
        name="choir",
        is_inside=False,
        place=0,
        state="fading",
        last_s=0,
        x=0.5,
        y=0.5,
        key="choir",
    )
    for place, name in enumerate(("Bob Baker", "Dana Diaz")):
        TribeMembership.objects.create(
            owner=network.member, tribe=choir, person=network.person(name), place=place, degree=1.0
        )
    names = {row.person_name for row in network.plan(minutes=11).suggestions}
    assert len(names) == 2 and "Charlie Cook" in names
