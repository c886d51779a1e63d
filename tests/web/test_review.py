"""One person or two: asked on a page, answered by a form or a key, taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allies.people import reviewing
from allies.people.models import Apart, Join, Member, Person
from tests.web import doubts
from tests.web.conftest import HTMX

PAGE = "/people/same/"


@pytest.fixture
def doubtful(alices_network: Member) -> Member:
    """Alice, with two pairs of people to tell apart."""
    doubts.leave(alices_network)
    return alices_network


def fields(member: Member, answer: str) -> dict[str, str]:
    """The form of the first question."""
    question = reviewing.questions(member)[0]
    return {"one": question.one.key, "other": question.other.key, "answer": answer}


def test_people_lead_to_the_questions_where_there_are_any(web: Client, alices_network: Member) -> None:
    assert PAGE not in web.get("/people/").content.decode()
    doubts.leave(alices_network)
    page = web.get("/people/").content.decode()
    assert f'<a href="{PAGE}">Two pairs of people may be one person</a>' in page


def test_a_question_shows_both_and_why(web: Client, doubtful: Member) -> None:
    page = web.get(PAGE).content.decode()
    for said in (
        "Robert Fisher",
        "Bob Fisher",
        "robert@fisher.example",
        "bob@home.example",
        "may be short for the other",
    ):
        assert said in page
    assert "0." not in re.sub(r"<head>.*?</head>", "", page, flags=re.DOTALL)


def test_nobody_to_tell_apart_is_said_kindly(web: Client, alices_network: Member) -> None:
    assert "Nobody to tell apart" in web.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("answer", "said"), [("same", "are one person now."), ("different", "are two different people.")]
)
def test_an_answer_by_form_is_said_with_its_undo(web: Client, doubtful: Member, answer: str, said: str) -> None:
    page = web.post("/people/same/answer/", fields(doubtful, answer), follow=True).content.decode()
    assert said in page
    assert reviewing.waiting(doubtful) == 1
    undo = re.search(r'action="(/people/(?:same|different)/\w+/undo/)"', page)
    assert undo is not None
    web.post(undo[1])
    assert reviewing.waiting(doubtful) == 2
    assert "taken back" in web.get(PAGE).content.decode()


@pytest.mark.parametrize("answer", ["same", "different"])
def test_an_answer_by_key_stands_in_place_of_the_question_and_is_taken_back_there(
    web: Client, doubtful: Member, answer: str
) -> None:
    sent = fields(doubtful, answer)
    fragment = web.post("/people/same/answer/", sent, headers=HTMX).content.decode()
    assert "is-answered" in fragment and 'data-key="u"' in fragment and "<html" not in fragment
    made = (Join if answer == "same" else Apart).objects.owned_by(doubtful).latest("pk")
    kind = "same" if answer == "same" else "different"
    back = web.post(f"/people/{kind}/{made.key}/undo/", sent, headers=HTMX).content.decode()
    assert ('data-key="y"' in back and "Fisher" in back) or "Mason" in back


def test_what_is_one_already_is_said(web: Client, doubtful: Member) -> None:
    sent = fields(doubtful, "same")
    web.post("/people/same/answer/", sent)
    assert "This is one person" in web.post("/people/same/answer/", sent, follow=True).content.decode()


def test_no_answer_and_nobody_are_refused(web: Client, doubtful: Member, someone_of_bob: Person) -> None:
    sent = fields(doubtful, "perhaps")
    assert web.post("/people/same/answer/", sent).status_code == 400
    assert web.post("/people/same/answer/", {**sent, "answer": "same", "other": someone_of_bob.key}).status_code == 404
    assert web.post("/people/different/nosuchkey/undo/").status_code == 404
    assert reviewing.waiting(doubtful) == 2


def test_the_page_takes_few_queries(
    web: Client, doubtful: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    web.post("/people/same/answer/", fields(doubtful, "different"))
    with django_assert_max_num_queries(20):
        web.get(PAGE)
    with django_assert_max_num_queries(20):
        web.get("/people/")
