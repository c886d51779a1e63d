"""Each kind of suggestion, from the letters that call for it to the words on the page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allies.agenda import actions
from allies.ties import refresh
from allies.traces import actions as traces
from tests.agenda.network import Network, befriend, let_bob_ask
from tests.letters import BOB, CHARLIE

DANA = "Dana Diaz <dana@diaz.example>"


def test_an_open_question_is_answered(network: Network) -> None:
    let_bob_ask(network)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert (row.kind, row.channel, row.gives) == ("answer", "mail", True)
    assert row.title == "Answer {person}: Which audit template?"
    assert row.reasons[:2] == ["They asked nine days ago.", "You usually answer them within two days."]
    assert row.why["Your answers to them"] == "2.0 days (the median of 3)"


def test_a_question_of_yesterday_is_ordinary_mail(network: Network) -> None:
    let_bob_ask(network, ago=1)
    network.bring_in()
    assert network.suggested("Bob Baker") is None


def test_words_that_ask_nothing_wait_for_nothing(network: Network) -> None:
    network.chat(BOB, 60, 40, 20)
    network.get(BOB, 9, "Thank you, that was all.")
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is None or row.kind != "answer"


def test_a_silent_tie_is_picked_up(network: Network) -> None:
    network.chat(BOB, *range(150, 360, 21))
    network.get(BOB, 149, "The visit is on the 3rd, I hear.", subject="Dates for the visit")
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert (row.kind, row.gives) == ("reconnect", True)
    assert row.title == "Pick up the thread with {person}: Dates for the visit"
    assert row.reasons[0] == "You wrote every three weeks until November, then not at all."
    assert row.reasons[1] == "They last wrote about “Dates for the visit”, in November."


def test_a_busy_week_is_no_rhythm(network: Network) -> None:
    network.chat(BOB, 303, 302, 301, 300)
    network.get(BOB, 200, "It is done.", subject="The fence")
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert row.reasons[0] == "You wrote nine times, the last time in September."


def test_a_tie_that_never_went_both_ways_is_no_thread_to_pick_up(network: Network) -> None:
    for ago in (300, 280, 260):
        network.get(BOB, ago)
        network.send(CHARLIE, ago)
    network.bring_in()
    assert network.plan().suggestions == []


def test_an_answer_is_thanked_for(network: Network) -> None:
    network.chat(BOB, 90, 60)
    question = network.send(BOB, 8, "How do you count the visits?", subject="Counting visits")
    network.get(BOB, 6, "By hand, on Fridays.", subject="Re: Counting visits", answers=question)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert (row.kind, row.gives) == ("thank", True)
    assert row.title == "Thank {person} for the answer on “Counting visits”"
    assert row.reasons[0] == "They answered your question “Counting visits” on Wednesday."


def test_whoever_was_thanked_is_not_thanked_again(network: Network) -> None:
    network.chat(BOB, 90, 60)
    answer = network.get(BOB, 12, "By hand.", answers=network.send(BOB, 14, "How do you count them?"))
    network.send(BOB, 10, "That helps, thank you.", answers=answer)
    network.bring_in()
    assert network.suggested("Bob Baker") is None


def test_a_question_without_an_answer_is_asked_once_more(network: Network) -> None:
    befriend(network)
    network.chat(BOB, 160, 130, 100)
    network.send(BOB, 36, "Could you lend us the projector?", subject="The projector")
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert (row.kind, row.gives) == ("remind", False)
    assert row.title == "Ask {person} once more: The projector"
    assert row.reasons[0] == "You asked five weeks ago, and no answer has come yet."


def test_a_reminder_is_sent_once(network: Network) -> None:
    befriend(network)
    network.send(BOB, 36, "Could you lend us the projector?", subject="The projector")
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None and row.kind == "remind"
    actions.done(network.member, row.key, now=network.now)
    later = actions.plan_day(network.member, now=network.now + timedelta(days=16))
    assert "Bob Baker" not in [one.person_name for one in later.suggestions]


def test_someone_new_gets_a_second_step(network: Network) -> None:
    network.send(BOB, 19, "It was good to meet you.", answers=network.get(BOB, 20, subject="After the workshop"))
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert (row.kind, row.gives) == ("welcome", True)
    assert row.title == "Follow up with {person}: After the workshop"
    assert row.reasons == ["You were first in touch three weeks ago, about “After the workshop”."]


def test_someone_who_answers_may_be_asked(network: Network) -> None:
    for ago in (200, 150, 100):
        network.get(
            BOB, ago - 1, "In the cellar.", answers=network.send(BOB, ago, "Where is it?", subject="The ladder")
        )
    for ago in (60, 40, 20):
        network.send(BOB, ago - 1, "Of course.", answers=network.get(BOB, ago, "May I borrow it?"))
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None
    assert (row.kind, row.gives) == ("ask", False)
    assert row.reasons[:2] == [
        "They answered all three of your questions, most within a day.",
        "The last one was “The ladder”, in January.",
    ]
    assert row.reasons[2] == "You last answered them three weeks ago."


def test_nobody_is_asked_while_nothing_was_given(network: Network) -> None:
    for ago in (200, 150, 100):
        network.get(BOB, ago - 1, "In the cellar.", answers=network.send(BOB, ago, "Where is it?"))
    for ago in (90, 80):
        network.send(BOB, ago - 1, "Of course.", answers=network.get(BOB, ago, "May I borrow it?"))
    network.get(BOB, 20)
    network.bring_in()
    assert not [row for row in network.plan().suggestions if not row.gives]


def test_a_meeting_of_today_is_prepared(network: Network) -> None:
    network.chat(BOB, 60, 40)
    network.get(BOB, 3, "The budget is tight this year.", subject="Next year")
    network.bring_in()
    at = network.now + timedelta(hours=5)
    traces.log(network.member, network.person("Bob Baker"), kind="meeting", at=at, note="")
    refresh.refresh(network.member, now_s=int(network.now.timestamp()))
    row = network.suggested("Bob Baker")
    assert row is not None
    assert (row.kind, row.channel, row.minutes) == ("meet", "in-person", 3)
    assert row.title == "Prepare to meet {person}"
    assert row.reasons == ["You meet at 14:00.", "They last wrote about “Next year”, three days ago."]
    assert [(one.at, one.people[0][1]) for one in network.plan().meetings] == [(at, "Bob Baker")]


def test_a_meeting_that_is_over_needs_no_preparing(network: Network) -> None:
    network.chat(BOB, 60, 40)
    network.bring_in()
    traces.log(network.member, network.person("Bob Baker"), kind="meeting", at=network.now - timedelta(hours=2))
    refresh.refresh(network.member, now_s=int(network.now.timestamp()))
    assert network.suggested("Bob Baker") is None


@pytest.mark.parametrize("subject", ["", "Re:", "Re: [talk] Fwd: "])
def test_a_subject_that_says_nothing_is_left_out(network: Network, subject: str) -> None:
    network.get(BOB, 9, "Which of the two?", subject=subject)
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None and row.title == "Answer {person}'s question"


def test_shared_people_are_named(network: Network) -> None:
    for ago in (60, 50):
        network.together(BOB, DANA, ago)
    network.chat(BOB, *range(140, 360, 21))
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None and row.kind == "reconnect"
    assert row.reasons[-1] == "They are in touch with Dana Diaz."


def test_someone_warm_is_due_when_this_silence_is_unusual_between_the_two(network: Network) -> None:
    """Both are warm and silent for 29 days: one wrote every ten days, the other as it came."""
    network.chat(BOB, *range(29, 360, 10))
    ago = 29
    for step in (2, 40, 3, 60, 35, 2, 50, 28, 45, 5):
        network.chat(CHARLIE, ago)
        ago += step
    network.bring_in()
    row = network.suggested("Bob Baker")
    assert row is not None and row.kind == "reconnect"
    assert network.suggested("Charlie Cook") is None
