"""Who is never suggested. The complaints about software like this: reminders for someone one wrote to yesterday."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allies.agenda import actions
from allies.people import actions as people
from allies.people.access import self_person
from allies.ties import refresh
from allies.traces import actions as traces
from tests.agenda.network import Network, befriend, let_bob_ask
from tests.letters import BOB, CHARLIE


def an_open_question(network: Network) -> None:
    let_bob_ask(network)


def a_silent_tie(network: Network) -> None:
    network.chat(BOB, *range(150, 360, 21))


def an_unanswered_question(network: Network) -> None:
    network.chat(BOB, 160, 130, 100)
    network.send(BOB, 36, "Could you lend us the projector?")


def an_answer_not_thanked_for(network: Network) -> None:
    network.chat(BOB, 90, 60)
    network.get(BOB, 6, "By hand.", answers=network.send(BOB, 8, "How do you count them?"))


def someone_new(network: Network) -> None:
    network.send(BOB, 19, answers=network.get(BOB, 20))


def someone_who_answers(network: Network) -> None:
    for ago in (200, 150, 100):
        network.get(BOB, ago - 1, "There.", answers=network.send(BOB, ago, "Where is it?"))
    for ago in (60, 40, 20):
        network.send(BOB, ago - 1, "Of course.", answers=network.get(BOB, ago, "May I?"))


GROUNDS = (
    an_open_question, a_silent_tie, an_unanswered_question, an_answer_not_thanked_for, someone_new, someone_who_answers,
)  # fmt: skip


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_of_these_is_ground_for_a_suggestion(network: Network, ground: object) -> None:
    befriend(network)
    assert callable(ground)
    ground(network)
    network.bring_in()
    assert network.suggested("Bob Baker") is not None


@pytest.mark.parametrize("ground", GROUNDS)
def test_nobody_is_suggested_whom_the_member_wrote_to_yesterday(network: Network, ground: object) -> None:
    befriend(network)
    assert callable(ground)
    ground(network)
    network.send(BOB, 1, "By the way, it works.", subject="Something else")
    network.bring_in()
    assert network.suggested("Bob Baker") is None


@pytest.mark.parametrize("ground", GROUNDS)
def test_nobody_is_suggested_who_is_closed(network: Network, ground: object) -> None:
    befriend(network)
    assert callable(ground)
    ground(network)
    network.bring_in()
    people.close(network.member, network.person("Bob Baker"))
    assert network.suggested("Bob Baker") is None


def test_someone_closed_during_the_day_leaves_the_plan_and_comes_back(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    assert network.suggested("Bob Baker") is not None
    people.close(network.member, network.person("Bob Baker"))
    assert network.suggested("Bob Baker") is None
    people.reopen(network.member, network.person("Bob Baker"))
    assert network.suggested("Bob Baker") is not None


def test_the_usual_gap_passes_before_someone_is_suggested_again(network: Network) -> None:
    network.chat(BOB, *range(20, 300, 20))
    network.send(BOB, 12, "Could you lend us the projector?")
    befriend(network)
    network.bring_in()
    assert network.suggested("Bob Baker") is None  # they write every 20 days, and the member wrote 12 days ago


def test_whoever_was_written_to_often_this_month_is_left_alone(network: Network) -> None:
    befriend(network)
    someone_new(network)
    for ago in (29, 25, 23, 21):
        network.send(BOB, ago)
    network.bring_in()
    assert network.suggested("Bob Baker") is None


def test_a_question_is_still_answered_where_much_was_written(network: Network) -> None:
    let_bob_ask(network, ago=3)
    for ago in (20, 18, 16, 14, 12):
        network.send(BOB, ago)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None and row.kind == "answer"


def test_machines_are_never_suggested(network: Network) -> None:
    for ago in (30, 20, 9):
        network.automatic("Tickets <tickets@desk.example>", ago, "Is your ticket solved?")
    network.bring_in()
    assert network.plan().suggestions == []


def test_the_member_is_never_suggested(network: Network) -> None:
    for ago in (60, 50, 9):
        network.send("Alice Archer <alice@home.example>", ago, "Shall I remember this?")
    network.bring_in()
    people.say_me(network.member, "alice@home.example", at=network.now)
    refresh.refresh(network.member, now_s=int(network.now.timestamp()))
    me = self_person(network.member)
    assert me is not None
    assert me.key not in [row.person_key for row in network.plan().suggestions]


def test_whoever_was_snoozed_comes_back_after_a_week(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    actions.snooze(network.member, row.key, now=network.now)
    assert _names(network, days=6) == []
    assert _names(network, days=7) == ["Bob Baker"]


def test_whoever_something_was_done_for_rests_two_weeks(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    actions.done(network.member, row.key, now=network.now)
    assert _names(network, days=13) == []
    assert _names(network, days=14) == ["Bob Baker"]


def test_what_is_let_be_gives_way_to_others(network: Network) -> None:
    """Nobody is shown day after day: what was let be is thought over again, and matters a little less each time."""
    for number in range(6):
        other = f"Person{number} Smith <person{number}@smith.example>"
        network.chat(other, *range(150 + number, 400, 21))
    network.bring_in()
    shown: set[str] = set()
    for day in range(8):
        shown |= set(_names(network, days=day))
    assert len(shown) == 6


def test_nobody_is_in_the_plan_twice(network: Network) -> None:
    network.chat(BOB, *range(60, 300, 21))
    network.get(BOB, 9, "Which one?")
    network.send(CHARLIE, 9, answers=network.get(CHARLIE, 9))
    network.bring_in()
    traces.log(network.member, network.person("Bob Baker"), kind="meeting", at=network.now + timedelta(hours=3))
    refresh.refresh(network.member, now_s=int(network.now.timestamp()))
    names = [row.person_name for row in network.plan(minutes=60).suggestions]
    assert len(names) == len(set(names))
    assert "Bob Baker" in names


def _names(network: Network, *, days: int) -> list[str]:
    plan = actions.plan_day(network.member, now=network.now + timedelta(days=days))
    return [row.person_name for row in plan.suggestions]
