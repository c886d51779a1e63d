"""What becomes of a suggestion, and taking it back; channels and minutes as the member chooses them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from allies.agenda import actions, queries
from allies.agenda.shapes import SuggestionRow
from allies.people.models import Member
from allies.ties import refresh
from allies.ties.lease import Busy
from allies.traces import actions as traces
from allies.traces import queries as traces_queries
from tests.agenda.network import Network, befriend, let_bob_ask
from tests.letters import BOB

DECISIONS = {"done": actions.done, "snoozed": actions.snooze, "never": actions.never}


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_is_kept_and_can_be_taken_back(network: Network, decision: str) -> None:
    row = _answer_bob(network)
    assert DECISIONS[decision](network.member, row.key, now=network.now).decision == decision
    assert _decisions(network) == [decision]
    assert actions.undo(network.member, row.key, now=network.now) == row
    assert _decisions(network) == ["open"]


@pytest.mark.parametrize("decision", DECISIONS)
def test_decided_twice_is_decided_once(network: Network, decision: str) -> None:
    row = _answer_bob(network)
    first = DECISIONS[decision](network.member, row.key, now=network.now)
    assert DECISIONS[decision](network.member, row.key, now=network.now) == first
    assert _decisions(network) == [decision]


def test_never_closes_the_person_and_undo_reopens(network: Network) -> None:
    row = _answer_bob(network)
    actions.never(network.member, row.key, now=network.now)
    assert network.person("Bob Baker").is_closed
    assert actions.plan_day(network.member, now=network.now + timedelta(days=30)).suggestions == []
    actions.undo(network.member, row.key, now=network.now)
    assert not network.person("Bob Baker").is_closed


def test_a_second_thought_takes_back_the_first(network: Network) -> None:
    row = _answer_bob(network)
    actions.never(network.member, row.key, now=network.now)
    actions.snooze(network.member, row.key, now=network.now)
    assert not network.person("Bob Baker").is_closed
    assert _decisions(network) == ["snoozed"]


def test_snoozed_and_turned_down_leave_the_minutes(network: Network) -> None:
    row = _answer_bob(network)
    actions.snooze(network.member, row.key, now=network.now)
    plan = network.plan()
    assert (plan.used, plan.gives, plan.spent) == (0, 0, 0)
    actions.undo(network.member, row.key, now=network.now)
    actions.done(network.member, row.key, now=network.now)
    plan = network.plan()
    assert (plan.used, plan.gives, plan.spent) == (row.minutes, 1, row.minutes)


def test_a_mail_that_was_sent_is_left_to_the_mailbox(network: Network) -> None:
    row = _answer_bob(network)
    before = _timeline(network)
    actions.done(network.member, row.key, now=network.now)
    assert _timeline(network) == before


@pytest.mark.parametrize("kind", ["call", "letter"])
def test_a_call_or_a_letter_that_was_done_is_logged(network: Network, kind: str) -> None:
    """People who live on the phone and on paper have no mailbox that tells of it."""
    row = _call_bob(network, kind)
    assert (row.kind, row.channel) == ("reconnect", kind)
    before = _timeline(network)
    actions.done(network.member, row.key, now=network.now)
    assert _timeline(network) == [(kind, network.now), *before]
    assert _decisions(network) == ["done"], "the plan of today stays as it is"
    actions.done(network.member, row.key, now=network.now)
    assert _timeline(network) == [(kind, network.now), *before], "done twice is one call"
    actions.undo(network.member, row.key, now=network.now)
    assert _timeline(network) == before
    assert _decisions(network) == ["open"]


def test_what_was_done_during_an_import_is_kept(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_busy(member: Member, *, now_s: int) -> None:
        raise Busy("Another process is bringing the ties up to date.")

    row = _call_bob(network, "call")
    before = _timeline(network)
    monkeypatch.setattr(refresh, "refresh", is_busy)
    assert actions.done(network.member, row.key, now=network.now).decision == "done"
    assert _timeline(network) == [("call", network.now), *before]


def test_what_was_logged_counts_as_given_once(network: Network) -> None:
    row = _call_bob(network, "call")
    before = network.plan().balance.given
    actions.done(network.member, row.key, now=network.now)
    assert network.plan().balance.given == before + 1


def test_only_chosen_channels_are_used(network: Network) -> None:
    actions.set_preferences(network.member, minutes=15, channels=["in-person"])
    let_bob_ask(network)
    network.bring_in()
    assert network.plan().suggestions == [], "they only ever wrote"
    actions.set_preferences(network.member, minutes=15, channels=["letter", "mail"])
    row = network.suggested("Bob Baker")
    assert row is not None and row.channel == "mail"


def test_the_channel_that_the_two_use_most_is_taken(network: Network) -> None:
    network.chat(BOB, 300)
    network.bring_in()
    for ago in (280, 250, 220):
        traces.log(
            network.member, network.person("Bob Baker"), kind="visit", at=network.now - timedelta(days=ago), note=""
        )
    refresh.refresh(network.member, now_s=int(network.now.timestamp()))
    row = network.suggested("Bob Baker")
    assert row is not None and (row.channel, row.channel_name) == ("in-person", "In person")


def test_a_tie_of_long_ago_keeps_the_channel_it_had(network: Network) -> None:
    actions.set_preferences(network.member, minutes=15, channels=["call", "mail"])
    network.chat(BOB, 960, 930, 900)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None and row.channel == "mail"


def test_who_only_wrote_can_be_called_where_mail_is_not_chosen(network: Network) -> None:
    actions.set_preferences(network.member, minutes=15, channels=["call"])
    network.chat(BOB, *range(150, 360, 21))
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None and row.channel == "call"


def test_preferences_begin_with_a_quarter_of_an_hour_and_three_channels(alice: Member) -> None:
    preferred = queries.preferences(alice)
    assert (preferred.minutes, preferred.channels) == (15, ["mail", "call", "in-person"])


def test_preferences_hold_from_now_on(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    network.plan(minutes=60)
    kept = actions.set_preferences(network.member, minutes=5, channels=["mail", "letter", "mail"])
    assert (kept.minutes, kept.channels) == (5, ["mail", "letter"])
    assert queries.preferences(network.member) == kept
    plan = network.plan()
    assert plan.minutes == 5
    assert [channel for channel, _, _ in plan.channels] == ["mail", "letter"]


@pytest.mark.parametrize(
    ("minutes", "channels", "said"),
    [
        (0, ["mail"], "between 1 and 240"),
        (15, [], "one, two or three"),
        (15, ["mail", "call", "letter", "in-person"], "one, two or three"),
        (15, ["pigeon"], "'pigeon' is no channel"),
    ],
)
def test_impossible_preferences_are_refused(alice: Member, minutes: int, channels: Sequence[str], said: str) -> None:
    before = queries.preferences(alice)
    with pytest.raises(actions.PlanRefused, match=said):
        actions.set_preferences(alice, minutes=minutes, channels=channels)
    assert queries.preferences(alice) == before


def _answer_bob(network: Network) -> SuggestionRow:
    let_bob_ask(network)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    return row


def _call_bob(network: Network, kind: str) -> SuggestionRow:
    actions.set_preferences(network.member, minutes=15, channels=[kind])
    befriend(network)
    network.chat(BOB, 340)
    network.bring_in()
    for ago in (320, 290, 250):
        traces.log(
            network.member, network.person("Bob Baker"), kind=kind, at=network.now - timedelta(days=ago), note=""
        )
    refresh.refresh(network.member, now_s=int(network.now.timestamp()))
    row = network.suggested("Bob Baker")
    assert row is not None
    return row


def _decisions(network: Network) -> list[str]:
    return [row.decision for row in network.plan().suggestions if row.person_name == "Bob Baker"]


def _timeline(network: Network) -> list[tuple[str, object]]:
    rows = traces_queries.timeline(network.member, network.person("Bob Baker").pk, limit=20)
    return [(row.kind, row.at) for row in rows]
