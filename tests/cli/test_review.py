"""`allies review`: who may be one person, asked and answered."""

from __future__ import annotations

import pytest

from allies.people.models import Member
from tests.cli.conftest import Allies
from tests.web import doubts


@pytest.fixture
def doubtful(alice: Member) -> Member:
    """Alice, with two pairs of people to tell apart."""
    doubts.leave(alice)
    return alice


def test_the_questions_are_listed_with_why(allies: Allies, doubtful: Member) -> None:
    said = allies("review", "--json").data
    assert said["waiting"] == len(said["questions"]) == 2
    question = said["questions"][0]
    assert question["evidence"] and 0 < question["probability"] < 1
    assert {question["one"]["name"], question["other"]["name"]} & {"Robert Fisher", "Katherine Mason"}
    lines = allies("review").out.splitlines()
    assert len(lines) == 2 and "may be short for the other" in lines[0]


@pytest.mark.parametrize("option", ["--same", "--different"])
def test_an_answer_is_given_and_taken_back(allies: Allies, doubtful: Member, option: str) -> None:
    question = allies("review", "--json").data["questions"][0]
    answer = allies("review", option, question["one"]["id"], question["other"]["id"], "--json").data
    assert (answer["same"], answer["undone_at"]) == (option == "--same", None)
    assert allies("review", "--json").data["waiting"] == 1
    assert allies("review", "--undo", answer["id"], "--json").data["undone_at"]
    assert allies("review", "--json").data["waiting"] == 2
    assert "no decision" in allies("review", "--undo", answer["id"]).err


def test_one_after_the_other_is_asked(allies: Allies, doubtful: Member) -> None:
    outcome = allies("review", "--ask", typed="y\nn\nu\ns\n")
    assert outcome.code == 0
    assert "Taken back." in outcome.out
    said = allies("review", "--json").data
    assert said["waiting"] == 1
    assert [answer["same"] for answer in said["answers"] if answer["undone_at"] is None] == [True]


def test_nobody_and_two_things_at_once_are_refused(allies: Allies, doubtful: Member) -> None:
    assert allies("review", "--same", "nobody", "no one").code == 2
    assert "One thing at a time" in allies("review", "--ask", "--undo", "x").err
    question = allies("review", "--json").data["questions"][0]
    same = ("review", "--same", question["one"]["id"], question["one"]["id"])
    assert "one person already" in allies(*same).err


def test_nobody_to_tell_apart(allies: Allies, alice: Member) -> None:
    assert allies("review", "--json").data == {"waiting": 0, "questions": [], "answers": []}
    assert "Nobody to tell apart" in allies("review").err
