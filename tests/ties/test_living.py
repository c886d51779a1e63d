"""How a tribe lives, who belongs to it partly, and what sets it apart, as the page says it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from allies.people.models import Member
from allies.ties import drifting, naming, queries, refresh, tribe_words
from allies.ties.models import Tribe, TribeMembership
from allies.ties.naming import Evidence
from allies.ties.narrowing import Narrow
from allies.ties.tribe_shapes import TribeView
from allies.traces.records import As
from tests.ties.network import NOW, NOW_S, Network, days_ago

HERE, THERE = ("bob", "charlie", "dana", "erin"), ("grace", "heidi", "ivan", "judy")


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


def circle(network: Network, *names: str, times: int = 10, since: float = 0) -> None:
    for number in range(times * len(names)):
        sender = names[number % len(names)]
        network.mail(sender, *(name for name in names if name != sender), at_s=days_ago(since + 1 + number * 6))


def views(network: Network) -> list[TribeView]:
    refresh.refresh(network.member, now_s=NOW_S)
    return [queries.tribe_view(network.member, row.key) for row in queries.tribes(network.member)]


def test_who_is_between_two_circles_belongs_to_both(network: Network) -> None:
    circle(network, *HERE, "mallory")
    circle(network, *THERE, "mallory")
    one, other = views(network)
    main, partly = (one, other) if one.row.size == 5 else (other, one)
    assert "Mallory" in {person.name for person in main.people}
    assert [(person.name, share) for person, share in partly.partly] == [("Mallory", "about half")]
    assert partly.row.size == 4
    row = queries.person(network.member, network.person("mallory").key, now=NOW).row
    assert [(tribe.key, tribe.share) for tribe in row.tribes] == [
        (main.row.key, "about half"), (partly.row.key, "about half"),
    ]  # fmt: skip
    total = sum(TribeMembership.objects.owned_by(network.member).filter(
        person=network.person("mallory")).values_list("degree", flat=True))  # fmt: skip
    assert total == pytest.approx(1.0)
    listed = queries.people(network.member, narrow=Narrow(tribe=partly.row.key))
    assert "Mallory" in {person.name for person in listed.rows}


def test_how_it_lives_is_told_from_what_is_said_in_it(network: Network) -> None:
    for number in range(12):
        asked = network.mail("bob", "charlie", "dana", "me", at_s=days_ago(10 + number * 9), uid=f"asked {number}")
        network.mail("charlie", "bob", "dana", "me", at_s=asked.at_s + 7_200, answers=f"asked {number}")
    (view,) = views(network)
    assert view.how[0] == "In the last year 24 messages, from two people; none in the year before."
    assert "Bob starts most conversations: twelve of twelve." in view.how
    assert "Half of the answers come within two hours." in view.how
    assert view.periods is not None and view.periods.unit == "quarter"
    assert sum(view.periods.messages) == 24 and view.periods.most_people == 2


def test_who_writes_to_a_list_begins_the_conversation_that_others_go_on(network: Network) -> None:
    for number, names in enumerate([("bob", "charlie"), ("charlie", "dana"), ("dana", "bob")] * 4):
        roles = {As.FROM: [names[0]], As.LIST: ["harbour-list"]}
        network.trace(roles, at_s=days_ago(90 - number * 5), uid=f"to all {number}")
        answer = {As.FROM: [names[1]], As.LIST: ["harbour-list"], As.REPLIED_TO: [names[0]]}
        network.trace(answer, at_s=days_ago(89 - number * 5), uid=f"answer {number}", parent=f"to all {number}")
    (view,) = views(network)
    assert view.how[0].startswith("In the last year 24 messages, from three people")
    assert "Half of the answers come within a day." in view.how


def test_a_meeting_is_everyones_who_was_there(network: Network) -> None:
    for day in range(1, 60, 10):
        network.meeting("me", "bob", "charlie", "dana", at_s=days_ago(day))
    (view,) = views(network)
    assert view.how[0].startswith("In the last year 24 messages, from four people")


def test_what_is_over_says_until_when(network: Network) -> None:
    circle(network, *HERE, since=900)
    (view,) = views(network)
    assert view.how[0].startswith("Among themselves nothing since October 2023; in the year until then ")
    assert view.known_by[-1] == "In 2023."


YEARS: dict[str, Any] = {
    "until_s": None, "messages": [20, 40], "people": [5, 10], "active": [1, 1], "started": [8, 10],
    "starter": ["b", "me"], "starter_share": [0.4, 0.4], "answer_s": [3_600, 3_600], "voices": [4, 5],
    "inequality": [0.1, 0.5], "stayed": [0, 3], "turnover": [None, 0.75],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "You start conversations most often: four of ten. Others start some too."),
        ({"starter_share": [0.4, 0.2]}, "Conversations are started by many."),
        ({"starter": ["b", "b"], "starter_share": [0.4, 0.6]}, "Bob starts most conversations: six of ten."),
        ({"answer_s": [3_600, 90_000]}, "Half of the answers come within a day, slower than the year before: an hour."),
        (
            {"answer_s": [90_000, 600]},
            "Half of the answers come within ten minutes, faster than the year before: a day.",
        ),
        ({"voices": [4, 2.2]}, "A few do most of the talking: it is as if two spoke and the others listened."),
        ({"voices": [4, 9]}, "Everyone who writes says about as much as the others."),
        ({"turnover": [None, 0.1]}, "The same people as the year before."),
        ({}, "Seven of the ten who wrote did not the year before, and two who did have stopped."),
        (
            {"people": [5, 8], "stayed": [0, 4]},
            "Half of those who wrote did not the year before, and one who did has stopped.",
        ),
        (
            {"people": [4, 10], "stayed": [0, 4]},
            "Six of the ten who wrote did not the year before, and nobody stopped.",
        ),
        (
            {"people": [9, 6], "stayed": [0, 6]},
            "Three of the nine who wrote the year before have stopped, and nobody new came.",
        ),
        ({"people": [9, 6], "stayed": [0, 0]}, "None of those who wrote did so the year before."),
        (
            {"messages": [1, 1], "people": [1, 1]},
            "In the last year one message, from one person; one in the year before.",
        ),
    ],
)
def test_the_words_for_it(change: dict[str, Any], says: str) -> None:
    assert says in tribe_words.how({"years": {**YEARS, **change}}, {"b": "Bob"}, lately=[])


def test_who_came_is_not_said_of_what_was_reckoned_before_it_was_asked() -> None:
    years = {name: told for name, told in YEARS.items() if name != "stayed"}
    assert not any("the year before" in said for said in tribe_words.how({"years": years}, {}, lately=[])[1:])


def test_of_few_messages_only_their_number_is_said() -> None:
    assert len(tribe_words.how({"years": {**YEARS, "messages": [0, 3]}}, {}, lately=[])) == 1
    assert tribe_words.how({}, {}, lately=[]) == []


def test_what_sets_a_tribe_apart() -> None:
    audits = [(number, NOW_S, f"Audit of {number}") for number in range(12)]
    choirs = [(number, NOW_S, f"Choir {number}, and the agenda") for number in range(12)]
    names = [f"Person {number}" for number in range(6)]
    domains = Counter({"harbour.example": 4, "choir.example": 1})
    ours = Evidence(names, domains, Counter({"Auditors": 9, "All": 1}), 12, audits, 1_600_000_000, NOW_S)
    theirs = Evidence(names, Counter(), Counter({"All": 12}), 12, choirs, NOW_S, NOW_S)
    _, (told, other) = naming.called([ours, theirs])
    assert told == {
        "words": ["Audit"], "lately": [], "has_changed": False, "lists": ["Auditors"],
        "domains": [["harbour.example", 4]], "years": [2020, 2026],
    }  # fmt: skip
    assert tribe_words.known_by(told, size=6, is_over=False) == [
        "They write about Audit more than your other tribes do.",
        "On the list Auditors.",
        "Four of six have an address at harbour.example.",
        "Since 2020.",
    ]
    assert other["words"] == ["Choir"]


def test_what_they_write_about_lately(network: Network) -> None:
    for number in range(24):
        subject = "The audit" if number < 14 else "Choir in May"
        network.mail("bob", "charlie", "dana", at_s=days_ago(900 - number * 30), subject=subject)
    for number in range(8):
        network.mail("bob", "charlie", "dana", at_s=days_ago(100 - number * 9), subject="Bread rises")
    (view,) = views(network)
    assert view.how[-1] == "Lately more about Bread rises than before."


def test_other_subjects_than_the_year_before_are_said(network: Network) -> None:
    for number in range(12):
        network.mail("bob", "charlie", "dana", at_s=days_ago(700 - number * 25), subject="Choir in May")
        network.mail("bob", "charlie", "dana", at_s=days_ago(340 - number * 25), subject="Bread rises")
    (view,) = views(network)
    assert view.how[-1] == "They write about other things than the year before, lately more about Bread rises."


def test_the_same_subjects_in_another_order_are_no_change() -> None:
    subjects = [(number, NOW_S - number * 20 * 86_400, "") for number in range(36)]
    words = {"bread": range(0, 36, 2), "choir": range(1, 36, 2), "walks": range(0, 36, 5)}
    assert not drifting.has_changed(words, subjects, last_s=NOW_S)
    assert drifting.has_changed({"bread": range(18), "choir": range(18, 36)}, subjects, last_s=NOW_S)
    # three conversations of each year may be another three by chance
    assert not drifting.has_changed({"bread": range(3), "choir": range(30, 33)}, subjects, last_s=NOW_S)
    assert not drifting.has_changed({}, [], last_s=NOW_S)
    assert not drifting.has_changed({"bread": range(9)}, subjects, last_s=NOW_S)


def test_conversations_by_other_numbers_have_changed_as_much() -> None:
    random = np.random.default_rng(4)
    for _ in range(5):
        subjects = [(number, NOW_S - int(random.integers(0, 700)) * 86_400, "") for number in range(40)]
        words = {word: random.permutation(40)[:12].tolist() for word in ("bread", "choir", "walks", "ovens")}
        other = [(99 - number, at_s, "") for number, at_s, _ in subjects]
        moved = {word: [99 - number for number in at] for word, at in words.items()}
        assert drifting.has_changed(words, subjects, last_s=NOW_S) == drifting.has_changed(moved, other, last_s=NOW_S)


def test_what_no_refresh_has_told_yet_is_not_said(network: Network) -> None:
    circle(network, *HERE)
    (view,) = views(network)
    Tribe.objects.owned_by(network.member).update(known_by={}, employer={}, history=[], health={})
    bare = queries.tribe_view(network.member, view.row.key)
    assert (bare.known_by, bare.how, bare.periods, bare.history) == ([], [], None, [])
