"""The API gives what the pages show: to whom it belongs, in the shapes that commands print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allies.agenda import queries as agenda
from allies.agenda.plain import today_as_data
from allies.people.models import Member
from allies.ties import queries as ties
from tests.agenda.network import Network

READS = ("/api/", "/api/today", "/api/people", "/api/tribes", "/api/between", "/api/imports", "/api/accounts")
OF_ONE = ("/api/people/{}", "/api/people/{}/timeline", "/api/tribes/{}", "/api/imports/{}/refusals")
MOST_QUERIES = 20
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "guide" / "api.md"


def test_today_is_the_plan(signed_in: Client, network: Network) -> None:
    data = signed_in.get("/api/today").json()
    assert [row["person"]["name"] for row in data["suggestions"]] == ["Bob Baker"]
    assert data == today_as_data(agenda.today(network.member, now=network.now))
    assert signed_in.get("/api/today").json() == data


def test_people_are_listed_with_whom_there_was_contact_last_first(signed_in: Client) -> None:
    page = signed_in.get("/api/people").json()
    assert [row["name"] for row in page["people"]] == ["Charlie Cook", "Bob Baker"]
    assert (page["total"], page["page"], page["pages"]) == (2, 1, 1)
    bob = page["people"][1]
    assert bob["handles"] == ["bob@bob.example"]
    assert bob["last_at"] == "2026-04-05T09:00:00+00:00"
    assert (bob["given"], bob["received"]) == (3, 7)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("text=charlie", ["Charlie Cook"]),
        ("text=bob@bob", ["Bob Baker"]),
        ("text=nobody", []),
        ("state=closed", []),
        ("where=inside", []),
        ("channel=mail", ["Charlie Cook", "Bob Baker"]),
        ("channel=phone", []),
        ("role=donor", []),
        ("page=7", ["Charlie Cook", "Bob Baker"]),
    ],
)
def test_people_are_found(signed_in: Client, question: str, names: list[str]) -> None:
    assert [row["name"] for row in signed_in.get(f"/api/people?{question}").json()["people"]] == names


@pytest.mark.parametrize(
    "question", ["state=angry", "where=here", "channel=smoke", "page=0", "page=x", f"text={'a' * 201}"]
)
def test_a_wrong_question_is_told_what_is_wrong(signed_in: Client, question: str) -> None:
    response = signed_in.get(f"/api/people?{question}")
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][-1] == question.partition("=")[0]


def test_a_person_is_all_that_their_page_shows(signed_in: Client, network: Network) -> None:
    bob = network.person("Bob Baker")
    data = signed_in.get(f"/api/people/{bob.key}").json()
    view = ties.person(network.member, bob.key, now=network.now)
    assert (data["id"], data["name"], data["sentence"]) == (bob.key, "Bob Baker", view.sentence)
    assert data["open_from_them"]["subject"] == "Re: Which audit template?"
    assert data["why"] == dict(view.why)
    assert [one["name"] for one in data["shared"]] == ["Charlie Cook"]
    timeline = signed_in.get(f"/api/people/{bob.key}/timeline?limit=2").json()
    assert timeline == data["timeline"][:2]
    assert timeline[0]["direction"] == "from-them"


def test_tribes_and_who_is_in_them(signed_in: Client, network: Network) -> None:
    tribes = signed_in.get("/api/tribes").json()
    assert [(tribe["size"], len(tribe["people"])) for tribe in tribes] == [
        (row.size, len(row.people)) for row in ties.tribes(network.member)
    ]
    for tribe in tribes:
        one = signed_in.get(f"/api/tribes/{tribe['id']}").json()
        assert (one["name"], one["size"]) == (tribe["name"], tribe["size"])
        inside = signed_in.get(f"/api/people?tribe={tribe['id']}").json()
        assert {row["id"] for row in inside["people"]} == {row["id"] for row in one["people"]}


def test_who_leads_where_is_as_on_the_pages(signed_in: Client, network: Network) -> None:
    bob = signed_in.get(f"/api/people/{network.person('Bob Baker').key}").json()
    view = ties.person(network.member, bob["id"], now=network.now)
    assert view.across is not None
    assert bob["across"]["people"] == view.across.people
    for name in ("introducers", "leads_to", "could_meet"):
        assert [one["id"] for one in bob[name]] == [one.key for one in getattr(view, name)]
    between = signed_in.get("/api/between").json()
    assert between["yours"] == ties.yours(ties.tribes(network.member))
    found = ties.between_tribes(network.member)
    assert [span["total"] for span in between["spans"]] == [span.total for span in found.spans]


def test_imports_say_what_they_refused(signed_in: Client) -> None:
    (one,) = signed_in.get("/api/imports").json()
    assert (one["source"], one["state"], one["refusals"]) == ("mail.mbox", "done", 1)
    (refusal,) = signed_in.get(f"/api/imports/{one['import']}/refusals").json()
    assert "mail.mbox" in refusal["where"] and refusal["why"]


@pytest.mark.parametrize("path", READS)
def test_who_is_not_signed_in_gets_nothing(client: Client, network: Network, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 401
    assert response.headers["Content-Type"].startswith("application/json")
    assert set(response.json()) == {"detail"}


@pytest.mark.parametrize("path", OF_ONE)
def test_what_is_someone_elses_is_not_there(signed_in: Client, client: Client, bob: Member, path: str) -> None:
    keys = _keys(signed_in)
    client.force_login(bob)
    theirs = [client.get(path.format(key)) for key in (*keys, "nosuchthing2", "NO SUCH", "a%00b", "x" * 300)]
    assert {response.status_code for response in theirs} == {404}
    assert len({response.content for response in theirs}) == 1
    assert client.get("/api/people").json()["total"] == 0
    assert client.get(f"/api/people?tribe={keys[0]}").status_code == 404


@pytest.mark.parametrize("path", READS)
def test_nothing_can_be_written(signed_in: Client, path: str) -> None:
    assert [signed_in.generic(method, path).status_code for method in ("POST", "PUT", "PATCH", "DELETE")] == [405] * 4


def test_the_schema_is_open_and_loads_nothing_from_elsewhere(client: Client, db: None) -> None:
    schema = client.get("/api/openapi.json").json()
    assert schema["info"]["title"] == "Allies"
    assert "http" not in json.dumps(schema)
    assert client.get("/api/docs").status_code == 404


def test_the_manual_names_every_address(client: Client, db: None) -> None:
    manual = re.findall(r"^\| `([^?`]+)", MANUAL.read_text(), re.MULTILINE)
    promised = client.get("/api/openapi.json").json()["paths"]
    assert sorted(manual) == sorted(path.replace("{key}", "ID") for path in promised)


def test_where_to_begin_is_said(signed_in: Client) -> None:
    places = signed_in.get("/api/").json()
    assert {signed_in.get(place).status_code for place in places.values()} == {200}


@pytest.mark.parametrize("path", READS)
def test_a_read_takes_few_queries(signed_in: Client, path: str) -> None:
    signed_in.get(path)
    with CaptureQueriesContext(connection) as captured:
        signed_in.get(path)
    assert len(captured) <= MOST_QUERIES + 5  # besides the read: the session, the member, whether the plan still holds


def _keys(client: Client) -> list[str]:
    people = [row["id"] for row in client.get("/api/people").json()["people"]]
    tribes = [row["id"] for row in client.get("/api/tribes").json()]
    imports = [row["import"] for row in client.get("/api/imports").json()]
    return [*people, *tribes, *imports]
