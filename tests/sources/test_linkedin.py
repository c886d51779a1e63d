"""The export of a LinkedIn account: a folder, a zip, or one of its tables."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from allies.traces.records import As, HandleKind, Item, Kind, TraceRecord
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, read_all, reasons, records

EXPORT = RECORDED / "linkedin"
ALICE, BOB, CHARLIE = (f"https://www.linkedin.com/in/{who}" for who in ("alice-archer", "bob-baker", "charlie-cook-1"))


def of(items: list[Item], table: str) -> list[TraceRecord]:
    """What one table of the export gave."""
    return [item.record for item in items if item.record and f"/{table}" in item.place]


def people(record: TraceRecord) -> list[tuple[As, str]]:
    """Who took part, and as what."""
    return [(who.role, who.value) for who in record.people]


@pytest.fixture(scope="module")
def items() -> list[Item]:
    """The recorded export, read once."""
    assert detect(EXPORT).sort is Sort.LINKEDIN
    return read_all(EXPORT)


def test_connections_say_who_someone_is(items: list[Item]) -> None:
    bob, charlie = of(items, "Connections.csv")
    assert (bob.kind, bob.subject, bob.at_s, bob.text) == (Kind.CARD, "Bob Baker", 1_615_507_200, "Baker, Allies GmbH")
    assert people(bob) == [(As.NAMED, "bob@bob.example"), (As.NAMED, BOB)]
    assert people(charlie) == [(As.NAMED, CHARLIE)]
    assert next(item.place for item in items) == "linkedin/Connections.csv:5"


def test_messages_are_chats_and_the_owner_is_whoever_is_in_all_of_them(items: list[Item]) -> None:
    first, second, third = of(items, "messages.csv")
    assert (first.kind, first.text, first.at_s) == (Kind.CHAT, "Hello Alice,\nshall we bake?", 1_704_445_200)
    assert (people(first), people(second)) == ([(As.FROM, BOB), (As.TO, ALICE)], [(As.FROM, ALICE), (As.TO, BOB)])
    assert people(third) == [(As.FROM, ALICE), (As.TO, BOB), (As.TO, CHARLIE)]
    assert [record.is_sent for record in (first, second, third)] == [False, True, True]
    assert first.root == second.root != third.root


def test_invitations_and_recommendations_are_contact(items: list[Item]) -> None:
    (invitation,) = of(items, "Invitations.csv")
    assert (invitation.at_s, invitation.text, invitation.is_sent) == (1_704_402_300, "We met at the fair.", True)
    assert people(invitation) == [(As.FROM, ALICE), (As.TO, CHARLIE)]
    (given,), (received,) = of(items, "Recommendations_Given.csv"), of(items, "Recommendations_Received.csv")
    assert (given.kind, people(given)) == (Kind.LETTER, [(As.FROM, ALICE), (As.TO, CHARLIE)])
    assert people(received) == [(As.FROM, BOB), (As.TO, ALICE)]
    (position,) = of(items, "Positions.csv")
    assert (people(position), position.text) == (
        [(As.NAMED, ALICE)],
        "Teacher, Garden School (Jan 2020 to now)",
    )


def test_the_rest_is_refused_with_a_reason(items: list[Item]) -> None:
    assert [(item.place, item.reason) for item in items if item.reason] == [
        ("linkedin/Connections.csv:7", "a connection without a name: the account is gone"),
        ("linkedin/Email Addresses.csv", "about yourself, or not about anyone you know"),
        ("linkedin/Profile.csv:2", "about yourself, or not about anyone you know"),
        ("linkedin/messages.csv:6", "no sender: the account is gone"),
        ("linkedin/messages.csv:7", "no date"),
    ]


def test_a_zip_gives_the_same_as_the_folder(items: list[Item], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "Basic.zip", "w") as archive:
        for file in EXPORT.iterdir():
            archive.write(file, file.name)
    packed = read_all(tmp_path / "Basic.zip")
    assert {record.uid for record in records(packed)} == {record.uid for record in records(items)}
    assert packed[-1].place.startswith("Basic.zip/")


@pytest.mark.parametrize("name", ["Connections.csv", "messages.csv", "Invitations.csv", "Recommendations_Given.csv"])
def test_one_table_alone_is_known_by_its_headings(items: list[Item], tmp_path: Path, name: str) -> None:
    path = tmp_path / name.replace(".csv", " (1).bin")
    path.write_bytes((EXPORT / name).read_bytes())
    assert detect(path).sort is Sort.LINKEDIN
    assert len(records(read_all(path))) == len(of(items, name))


HEADINGS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("=cmd(),,,a@x.example,,,\n", "a formula where a name should be"),
        ("2024-01-01,,,,,,\n", "a date where a name should be"),
        ('"' + "x" * 10_000_000 + '",,,,,,\n', "a row that cannot be read"),
        ("," * 5_000 + "\n", "more than 1,000 columns"),
    ],
)
def test_a_hostile_row_costs_itself_alone(tmp_path: Path, row: str, why: str) -> None:
    path = tmp_path / "Connections.csv"
    path.write_text(f"{HEADINGS}Bob,Baker,,,,,\n{row}Charlie,Cook,javascript:alert(1),,,,99 Foo 0000\n")
    items = read_all(path)
    assert [record.people[0].value for record in records(items)] == ["bob baker", "charlie cook"] or why.startswith(
        "a row"
    )
    assert any(reason.startswith(why) for reason in reasons(items))
    assert all(who.kind is not HandleKind.URL for record in records(items) for who in record.people)


def test_every_invented_connection_is_read_or_refused(shared_data: Path) -> None:
    items = read_all(shared_data / "formats" / "linkedin-synthetic" / "Connections-six-hops.csv")
    assert (len(records(items)), reasons(items)) == (4, ["a connection without a name: the account is gone"])
