"""Google Takeout: mail, contacts, calendars and chats, in folders whose names are in the language of the account."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from allies.traces.records import As, HandleKind, Kind
from allies.traces.sources import worded_dates
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, message, read_all, reasons, records
from tests.sources.test_mbox import FROM

CHAT = RECORDED / "takeout" / "Google Chat"
CONTACTS = (
    "First Name,Middle Name,Last Name,Nickname,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "Phone 1 - Label,Phone 1 - Value\n"
    "Charlie,,Cook,,Kitchen,met at the fair,* myContacts,* Home,charlie@charlie.example,Mobile,+49 170 5550100\n"
)
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Bob Baker\nEMAIL:bob@bob.example\nEND:VCARD\n"


def test_recorded_chats_say_who_wrote_to_whom() -> None:
    assert detect(CHAT).sort is Sort.GOOGLE_CHAT
    items = read_all(CHAT)
    first, second, third = records(items)
    assert (first.kind, first.at_s, first.text) == (Kind.CHAT, 1_704_445_200, "Shall we bake?")
    assert [(who.role, who.kind, who.value) for who in first.people] == [
        (As.FROM, HandleKind.EMAIL, "bob@bob.example"),
        (As.TO, HandleKind.EMAIL, "alice@allies.example"),
    ]
    assert (second.is_sent, second.at_s, second.root) == (True, 1_704_448_800, first.root)
    assert [who.value for who in third.people] == ["charlie@charlie.example", "alice@allies.example", "bob@bob.example"]
    assert third.is_automatic is False
    assert sorted(reasons(items)) == [
        "deleted by its author",
        "no author",
        "no date that can be read: soon",
        "what was attached in a chat: not read",
    ]


def test_one_room_or_one_file_of_it_is_enough(tmp_path: Path) -> None:
    room = CHAT / "Groups" / "DM abc"
    assert (detect(room).sort, len(records(read_all(room)))) == (Sort.GOOGLE_CHAT, 2)
    alone = tmp_path / "x.json"
    alone.write_bytes((room / "messages.json").read_bytes())
    assert [len(record.people) for record in records(read_all(alone))] == [1, 1]


def folders(shared_data: Path) -> dict[str, str]:
    """Where Takeout puts mail, contacts and calendars, in German, as a real one has it."""
    top = shared_data / "formats" / "google-takeout" / "tests" / "testdata" / "RecentTakeout_ger"
    found = {file.suffix: str(file.relative_to(top)) for file in sorted(top.rglob("*")) if file.is_file()}
    return {suffix: found[suffix] for suffix in (".mbox", ".vcf", ".ics")}


def test_a_takeout_in_another_language_comes_in_whole(shared_data: Path, tmp_path: Path) -> None:
    named = folders(shared_data)
    labelled = [
        message("X-Gmail-Labels: =?UTF-8?Q?Gesendet,Ge=C3=B6ffnet?=", Message_ID="<sent@allies.example>"),
        message("X-Gmail-Labels: Spam,Ungelesen", Message_ID="<spam@x.example>"),
        message("X-Gmail-Labels: =?UTF-8?Q?Entw=C3=BCrfe?=", Message_ID="<draft@allies.example>"),
        message(Message_ID="<in@x.example>"),
    ]
    files = {
        named[".mbox"]: b"\n".join(FROM + raw for raw in labelled),
        named[".vcf"]: CARD.encode(),
        "Google Kontakte/Meine Kontakte/Meine Kontakte.vcf": CARD.encode(),
        "Google Kontakte/Alle Kontakte/contacts.csv": CONTACTS.encode(),
        named[".ics"]: (RECORDED / "team.ics").read_bytes(),
        "Archiv_\u00dcbersicht.html": b"<html></html>",
        **{str(file.relative_to(CHAT.parent)): file.read_bytes() for file in CHAT.rglob("*") if file.is_file()},
    }
    packed = tmp_path / "takeout-001.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"Takeout/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    items = read_all(packed)
    found = {record.uid: record for record in records(items)}
    assert found["sent@allies.example"].is_sent
    assert not found["in@x.example"].is_sent
    assert {"labelled as spam", "a draft: it was not sent"} <= set(reasons(items))
    assert {record.kind for record in found.values()} == {Kind.MAIL, Kind.CARD, Kind.MEETING, Kind.CHAT}
    cards = [record for record in records(items) if record.kind is Kind.CARD]
    assert sorted(record.subject for record in cards) == ["Bob Baker", "Bob Baker", "Charlie Cook"]
    assert len({record.uid for record in cards}) == 2  # whoever is in two groups comes in once
    assert any(item.place == "takeout-001.tgz/Takeout/Archiv_\u00dcbersicht.html" for item in items)


def room_of(rows: str) -> bytes:
    """A file of messages with a good one on either side."""
    good = json.dumps({"creator": {"email": "bob@bob.example"}, "created_date": "5 January 2024 09:00", "text": "hi"})
    return f'{{"messages": [{good}, {rows}, {good.replace("bob@", "charlie@")}]}}'.encode()


HOSTILE = {
    "nested 100,000 deep": ('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested more than"),
    "nested 500 deep": ('{"x": ' + "[" * 500 + "]" * 500 + "}", "over 20 MB long, or nested"),
    "no object": ('{"creator": [], "created_date": {}}', "no author"),
    "a number of 100,000 digits": ('{"creator": {"name": "A"}, "created_date": ' + "9" * 100_000 + "}", ""),
    "the year 9999": ('{"creator": {"name": "A"}, "created_date": "1 May 9999 10:00"}', "dated in the future"),
    "the year 0": ('{"creator": {"name": "A"}, "created_date": "1 May 0000 10:00"}', "no date that can be read"),
    "half a character": ('{"creator": {"name": "\\ud800"}, "created_date": "1 May 2020"}', "no author"),
    "25 MB of text": ('{"text": "' + "x" * 25_000_000 + '"}', "over 20 MB long"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_costs_itself_alone(tmp_path: Path, name: str) -> None:
    content, why = HOSTILE[name]
    (tmp_path / "messages.json").write_bytes(room_of(content))
    items = read_all(tmp_path / "messages.json")
    assert records(items)[0].people[0].value == "bob@bob.example"
    assert records(items)[-1].people[0].value == "charlie@bob.example" or why == "nested more than"
    assert any(reason.startswith(why) for reason in reasons(items))


@pytest.mark.parametrize(
    "text",
    [
        "Friday, January 5, 2024 at 9:00:00 AM UTC",
        "Friday, January 5, 2024 at 9:00:00\u202fAM UTC",
        "Freitag, 5. Januar 2024 um 09:00:00 UTC",
        "vendredi 5 janvier 2024 \u00e0 09:00:00 UTC",
        "viernes, 5 de enero de 2024, 9:00:00 UTC",
        "venerd\u00ec 5 gennaio 2024 alle ore 09:00:00 UTC",
        "vrijdag 5 januari 2024 om 09:00:00 UTC",
        "pi\u0105tek, 5 stycznia 2024 09:00:00 UTC",
        "2024\u5e741\u67085\u65e5\u91d1\u66dc\u65e5 9:00:00 UTC",
    ],
)
def test_a_time_in_words_is_read_in_many_languages(text: str) -> None:
    assert worded_dates.seconds(text) == 1_704_445_200
