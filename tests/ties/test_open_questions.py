"""Questions that wait: theirs for the member's answer, the member's for theirs."""

from __future__ import annotations

import pytest

from allies.people.models import Member
from allies.ties import refresh
from allies.ties.models import Tie
from allies.traces.models import Trace
from allies.traces.records import As
from tests.ties.network import NOW_S, Network, days_ago


@pytest.fixture
def network(alice: Member) -> Network:
    made = Network(alice)
    made.handle("me")
    return made


def waits(network: Network, name: str = "bob") -> int | None:
    refresh.refresh(network.member, now_s=NOW_S)
    return Tie.objects.owned_by(network.member).get(person=network.person(name)).waiting_trace


def unanswered(network: Network, name: str = "bob") -> int | None:
    refresh.refresh(network.member, now_s=NOW_S)
    return Tie.objects.owned_by(network.member).get(person=network.person(name)).unanswered_trace


def ask(network: Network, sender: str = "bob", *to: str, day: float = 5, uid: str = "question") -> Trace:
    return network.mail(sender, *(to or ("me",)), at_s=days_ago(day), uid=uid, is_question=True)


def test_a_question_to_the_member_alone_waits(network: Network) -> None:
    asked = ask(network)
    assert waits(network) == asked.pk


def test_the_latest_question_is_the_one_that_waits(network: Network) -> None:
    latest = ask(network, day=3, uid="second")
    ask(network, day=5)
    assert waits(network) == latest.pk


def test_what_asks_nothing_or_no_one_wrote_does_not_wait(network: Network) -> None:
    network.mail("bob", "me", at_s=days_ago(9))
    network.mail("bob", "me", at_s=days_ago(5), is_question=True, is_automatic=True)
    assert waits(network) is None


def test_someone_else_could_answer(network: Network) -> None:
    ask(network, "bob", "me", "charlie")
    assert waits(network) is None


def test_a_copy_to_two_more_does_not_hide_whom_it_is_for(network: Network) -> None:
    roles = {As.FROM: ["bob"], As.TO: ["me"], As.CC: ["charlie"]}
    asked = network.trace(roles, at_s=days_ago(5), is_question=True)
    assert waits(network) == asked.pk
    network.trace({**roles, As.CC: ["charlie", "dana"]}, at_s=days_ago(4), is_question=True)
    assert waits(network) == asked.pk


def test_an_answer_ends_the_waiting(network: Network) -> None:
    ask(network)
    network.mail("me", "bob", at_s=days_ago(4))
    assert waits(network) is None


def test_an_answer_in_the_thread_ends_the_waiting_wherever_it_went(network: Network) -> None:
    ask(network)
    network.mail("me", "charlie", at_s=days_ago(4), answers="question")
    assert waits(network) is None


def test_meeting_them_ends_the_waiting(network: Network) -> None:
    ask(network)
    network.meeting("me", "bob", at_s=days_ago(4))
    assert waits(network) is None


def test_what_went_before_the_question_is_no_answer(network: Network) -> None:
    network.mail("me", "bob", at_s=days_ago(6))
    asked = ask(network)
    assert waits(network) == asked.pk


def test_after_a_year_nobody_waits_any_more(network: Network) -> None:
    ask(network, day=366)
    assert waits(network) is None


def test_on_a_list_a_question_back_waits_until_someone_takes_it_up(network: Network) -> None:
    network.trace({As.FROM: ["me"], As.LIST: ["harbour-list"]}, at_s=days_ago(9), uid="mine", is_question=True)
    roles = {As.FROM: ["bob"], As.LIST: ["harbour-list"], As.REPLIED_TO: ["me"]}
    back = network.trace(roles, at_s=days_ago(8), uid="back", parent="mine", is_question=True)
    assert waits(network) == back.pk
    roles = {As.FROM: ["charlie"], As.LIST: ["harbour-list"], As.REPLIED_TO: ["bob"]}
    network.trace(roles, at_s=days_ago(7), parent="back")
    assert waits(network) is None


def test_a_question_to_everyone_on_a_list_waits_for_no_one(network: Network) -> None:
    network.trace({As.FROM: ["bob"], As.TO: ["me"], As.LIST: ["harbour-list"]}, at_s=days_ago(8), is_question=True)
    assert waits(network) is None


def test_the_members_question_is_unanswered_until_they_write(network: Network) -> None:
    asked = ask(network, "me", "bob")
    assert unanswered(network) == asked.pk
    network.mail("bob", "me", at_s=days_ago(4))
    assert unanswered(network) is None


def test_the_members_question_is_answered_by_whoever_answers_in_the_thread(network: Network) -> None:
    ask(network, "me", "bob", "charlie")
    network.mail("charlie", "me", at_s=days_ago(4), answers="question")
    assert unanswered(network) is None


def test_a_question_to_many_is_unanswered_by_no_one(network: Network) -> None:
    ask(network, "me", "bob", "charlie", "dana")
    assert unanswered(network) is None
