"""Looking at the network, and noting what no mailbox knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from allies.people.models import Member, Person
from allies.ties import refresh
from tests.cli.conftest import Allies
from tests.ties.network import NOW_S, Network, days_ago

PERSON = {"id", "name", "handles", "state", "given", "received", "last_at", "tribes"}
WHO = {*PERSON, "proofs"}
TRIBE = {"id", "name", "size", "inside", "people"}


@pytest.fixture
def known(allies: Allies, alice: Member, mailbox: Path) -> Allies:
    """Alice's mailbox is in."""
    assert allies("import", mailbox).code == 0
    return allies


def test_who_has_its_shape(known: Allies) -> None:
    (row,) = known("who", "baker", "--json").data
    assert set(row) == WHO
    assert (row["name"], row["handles"], row["given"], row["received"]) == ("Bob Baker", ["bob@bob.example"], 1, 2)
    assert row["last_at"].startswith("2026-03-16")


def test_who_in_a_pipe_is_lines_with_tabs(known: Allies) -> None:
    assert known("who", "baker").out.startswith("Bob Baker\t")
    nobody = known("who", "zacharias")
    assert (nobody.code, nobody.out, nobody.err) == (0, "", "Nobody is found for zacharias.\n")


def test_who_finds_by_what_was_written_and_shows_the_letter(known: Allies) -> None:
    found = known("who", "template", "--json").data
    assert [row["name"] for row in found] == ["Bob Baker"]
    proof = found[0]["proofs"][0]
    assert (proof["subject"], proof["text"]) == ("Template", "Which template did you use?")
    assert f"{proof['at'][:10]} Which template did you use?" in known("who", "template").out


def test_who_finds_by_what_a_card_says(known: Allies, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Bob Baker\nORG:Rye Ltd\nEMAIL:bob@bob.example\nEND:VCARD\n")
    assert known("import", path).code == 0
    (bob,) = known("who", "rye ltd", "--json").data
    assert (bob["name"], bob["proofs"]) == ("Bob Baker", [{"at": None, "subject": "", "text": "Rye Ltd"}])
    assert "on a card: Rye Ltd" in known("who", "rye").out
    assert known("person", bob["id"], "--json").data["on_cards"] == ["Rye Ltd"]
    assert "on a card: Rye Ltd" in known("person", bob["id"]).out


def test_who_sees_nothing_of_another_member(known: Allies, bob: Member) -> None:
    assert known("who", "baker", "--json", "--member", "bob").data == []


@pytest.mark.parametrize("text", ["Bob Baker", "bob baker", "bob@bob.example", "Baker"])
def test_a_person_is_found_by_name_or_address(known: Allies, text: str) -> None:
    data = known("person", text, "--json").data
    assert data["name"] == "Bob Baker"
    assert set(data) > PERSON
    assert known("person", data["id"], "--json").data == data
    assert known("person", text).out.startswith(f"Bob Baker ({data['id']})\n")


def test_a_name_that_several_have_is_refused_with_their_ids(known: Allies, alice: Member) -> None:
    allies = known
    allies("log", "call", "Bob Baxter", "--new")
    outcome = allies("person", "Bob")
    assert outcome.code == 2
    for person in Person.objects.owned_by(alice).filter(name__startswith="Bob"):
        assert f"{person.name} ({person.key})" in outcome.err


def test_a_person_of_another_member_does_not_exist(known: Allies, alice: Member, bob: Member) -> None:
    key = Person.objects.owned_by(alice).get(name="Bob Baker").key
    outcome = known("person", key, "--member", "bob")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"There is nobody with the id or name {key}.")


def test_tribes_have_their_shape(known: Allies) -> None:
    outcome = known("tribes", "--json")
    assert outcome.code == 0
    assert all(set(row) == TRIBE for row in outcome.data)


def test_a_call_is_noted_and_counts(known: Allies) -> None:
    data = known("log", "call", "Bob Baker", "--at", "yesterday", "--note", "the workshop", "--json").data
    assert (data["kind"], data["text"], data["direction"]) == ("call", "the workshop", "together")
    assert data["at"].startswith("2026-04-13T12:00")
    person = known("person", "Bob Baker", "--json").data
    assert person["last_at"].startswith("2026-04-13")
    assert person["timeline"][0]["kind"] == "call"


@pytest.mark.parametrize("kind", ["call", "letter", "meeting", "visit", "note"])
def test_every_kind_is_noted(known: Allies, kind: str) -> None:
    assert known("log", kind, "Bob Baker").out == f"Noted: a {kind} with Bob Baker on 2026-04-14.\n"


def test_a_letter_that_came_counts_as_received(known: Allies) -> None:
    before = known("person", "Bob Baker", "--json").data
    assert known("log", "letter", "Bob Baker", "--received").out == "Noted: a letter from Bob Baker on 2026-04-14.\n"
    after = known("person", "Bob Baker", "--json").data
    assert (after["given"], after["received"]) == (before["given"], before["received"] + 1)
    assert (after["timeline"][0]["kind"], after["timeline"][0]["direction"]) == ("letter", "from-them")
    known("log", "letter", "Bob Baker")
    assert known("person", "Bob Baker", "--json").data["given"] == before["given"] + 1
    refused = known("log", "call", "Bob Baker", "--received")
    assert (refused.code, refused.err) == (2, "A call has no sender: --received goes with a letter.\n")


def test_someone_new_is_added_only_when_that_is_said(known: Allies) -> None:
    assert known("log", "visit", "Dora Drake").code == 2
    assert known("log", "visit", "Dora Drake", "--new").code == 0
    assert known("person", "Dora Drake", "--json").data["name"] == "Dora Drake"


def test_what_is_still_to_come_is_not_noted(known: Allies) -> None:
    outcome = known("log", "call", "Bob Baker", "--at", "2030-01-01")
    assert (outcome.code, outcome.err) == (2, "2030-01-01 is still to come. Log it when it has happened.\n")


def test_one_tribe_by_id_or_name(known: Allies, alice: Member) -> None:
    network = Network(alice)
    for day in range(1, 60, 7):
        network.mail("bob", "charlie", "dana", at_s=days_ago(day))
    refresh.refresh(alice, now_s=NOW_S)
    (row,) = known("tribes", "--json").data
    told = known("tribes", row["name"], "--json").data
    assert set(told) > {"where", "known_by", "yours", "how", "periods", "history", "people", "partly", "around"}
    assert (told["id"], told["size"]) == (row["id"], row["size"])
    assert known("tribes", row["id"], "--json").data == told
    assert known("tribes", row["name"]).out.startswith(f"{row['name']} ({row['id']})\n")
    nothing = known("tribes", "zacharias")
    assert (nothing.code, "no tribe with the id or name zacharias" in nothing.err) == (2, True)


@pytest.fixture
def circles(known: Allies, alice: Member) -> Network:
    """Bakers and singers, whom only charlie and alice connect; sybil, of whom only bob knows."""
    network = Network(alice)
    for names, subject in ((("bob", "charlie", "dana", "erin"), "Bread rises"), (("grace", "heidi", "ivan"), "Choir")):
        for number in range(8 * len(names)):
            sender = names[number % len(names)]
            others = [name for name in names if name != sender]
            network.mail(sender, *others, at_s=days_ago(1 + number * 3), subject=subject)
    network.mail("charlie", "grace", at_s=days_ago(12))
    for name in ("bob", "charlie", "grace"):
        network.mail("me", name, at_s=days_ago(5))
        network.mail(name, "me", at_s=days_ago(4))
    network.mail("bob", "sybil", at_s=days_ago(9))
    refresh.refresh(alice, now_s=NOW_S)
    return network


def test_a_person_is_shown_with_who_leads_where(known: Allies, circles: Network) -> None:
    sybil = known("person", "sybil@sybil.example", "--json").data
    assert next((one["name"], one["threads"]) for one in sybil["introducers"]) == ("Bob Baker", 1)
    assert "could introduce you: Bob Baker\n" in known("person", "sybil@sybil.example").out
    assert "only they lead you to: Sybil" in known("person", circles.person("bob").key).out
    charlie = known("person", circles.person("charlie").key)
    assert "connects 3 pairs of people from different tribes" in charlie.out
    data = known("person", circles.person("charlie").key, "--json").data
    assert (data["across"]["pairs"], [one["people"] for one in data["across"]["knows"]]) == (3, [1])


def test_what_lies_between_the_tribes(known: Allies, circles: Network) -> None:
    data = known("tribes", "--between", "--json").data
    assert [(span["total"], span["people"][0]["name"]) for span in data["spans"]] == [(2, "Charlie")]
    assert data["yours"].startswith("You have been in touch with three of these people.")
    lines = known("tribes", "--between").out.splitlines()
    assert lines[0] == data["yours"]
    assert lines[-1].endswith(": through Charlie, Grace")
    one = known("tribes", data["spans"][0]["tribe"]["id"])
    assert ": through Charlie, Grace\n" in one.out


def test_between_no_tribes_nobody_leads(known: Allies) -> None:
    outcome = known("tribes", "--between")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.startswith("Nobody is seen yet who leads")
