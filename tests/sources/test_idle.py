"""Files that say next to nothing for tens of megabytes: each is left after so much, and what is beside it is read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from allies.traces.sources.child import items
from allies.traces.sources.idle import patient
from allies.traces.sources.pieces import Patience, Piece, refusing
from tests.fuzz.judged import judged
from tests.sources.samples import message, parse, read_all, reasons, records
from tests.sources.test_hostile_exports import FORMS, NOTHING

FILL_BYTES = 19_000_000  # of a feed, 20 MB are read
LIST = b"Name,E-Mail,Phone\nBob Baker,bob@bob.example,\n"
FOLLOWED = b"Account address,Show boosts\nbob@bob.example,true\n"
CONNECTIONS = b"First Name,Last Name,URL,Connected On\nBob,Baker,https://www.linkedin.com/in/bob,01 Jan 2024\n"
OPML = b'<?xml version="1.0"?><opml version="2.0"><body><outline xmlUrl="https://bob.example/feed" type="rss"/>'
CHATS = b'{"messages":[{"creator":{"name":"Bob"},"created_date":"5 January 2024 09:00","message_id":"1","text":"x"},'


@dataclass(frozen=True)
class Flood:
    """A file that begins well, and what follows until it is tens of megabytes long; each fill makes one file."""

    name: str
    head: bytes
    fills: tuple[bytes, ...]
    records: int = 1


def begun(name: str) -> bytes:
    """The head of a form and one good item of it."""
    form = FORMS[name]
    return form.head + form.item(1, b"good", form.date) + form.between


FLOODS = {
    "mastodon": Flood("outbox.json", begun("mastodon"), (b"{},",)),
    "x": Flood("direct-messages.js", begun("x"), (b"{},",)),
    "x's posts": Flood("tweets.js", b"window.YTD.tweets.part0 = [", (b"{},",), records=0),
    "slack": Flood("users.json", b'[{"id":"U0BOB","name":"bob"},', (b'{"a":1},',)),
    "github": Flood("issues.json", begun("github"), (b"{},",)),
    "google chat": Flood("messages.json", CHATS, (b"{},",)),
    "feed in JSON": Flood("feed.json", begun("feed in JSON"), (b"{},",)),
    "rss": Flood("feed.rss", begun("rss"), (b"<item>x</item>",)),
    "opml": Flood("feeds.opml", OPML, (b"<outline/>",)),
    "phone": Flood("sms.xml", begun("sms"), (b"<a/>",)),
    "signal": Flood("main.jsonl", begun("signal"), (b"x\n", b'{"a":1}\n'), records=2),
    "mastodon's accounts": Flood("following_accounts.csv", FOLLOWED, (b"x\n",)),
    "linkedin": Flood("Connections.csv", CONNECTIONS, (b'"\n',)),
    "list": Flood("members.csv", LIST, (b",x\n",)),
    "calendar": Flood("team.ics", NOTHING["event"][0], (b"BEGIN:VEVENT\nEND:VEVENT\n",)),
    "cards": Flood("people.vcf", NOTHING["card"][0], (b"BEGIN:VCARD\nEND:VCARD\n",)),
    "whatsapp": Flood("chat.txt", NOTHING["whatsapp"][0], (b"1/1/1 1:11 - \n",)),
    "mbox": Flood("inbox.mbox", b"From a\n" + message(), (b"\nFrom a@a.example Mon Mar  2 10:15:00 2026\nA: b\n",)),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_what_says_nothing_for_19_mb_is_left(tmp_path: Path, kind: str) -> None:
    """Each in a process of its own: within 512 MB and 5 s of CPU, with nothing written."""
    flood = FLOODS[kind]
    paths = [tmp_path / str(number) / flood.name for number in range(len(flood.fills))]
    for path, fill in zip(paths, flood.fills, strict=True):
        path.parent.mkdir()
        path.write_bytes(flood.head + fill * (FILL_BYTES // len(fill)))
    for fill, verdict in zip(flood.fills, judged(paths), strict=True):
        assert not verdict.faults and verdict.records == flood.records, f"{fill!r}: {verdict}"
        assert 0 < verdict.refused <= 100_003, f"{fill!r}: {verdict}"


@pytest.mark.parametrize(
    ("name", "head", "fill"), [("members.csv", LIST, b"x\n"), ("Connections.csv", CONNECTIONS, b"a,b\nb,a\n")]
)
def test_rows_that_stand_there_already_are_left_after_50_000(
    tmp_path: Path, name: str, head: bytes, fill: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(head + fill * (FILL_BYTES // len(fill)))
    (verdict,) = judged([path])
    assert not verdict.faults and 50_000 < verdict.records < 50_010 and verdict.refused == 1, verdict


@pytest.mark.parametrize("fill", ["<a/>", '<row><c t="str"><v>x</v></c></row>'])
def test_a_workbook_that_says_nothing_for_19_mb_is_left(tmp_path: Path, fill: str) -> None:
    path = tmp_path / "members.xlsx"
    cells = '<row><c t="str"><v>Name</v></c></row><row><c t="str"><v>Bob Baker</v></c></row>'
    sheet = f"<worksheet><sheetData>{cells}{fill * (FILL_BYTES // len(fill))}</sheetData></worksheet>"
    related = '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{related}</Relationships>")
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="People" r:id="r1"/></sheets></workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    (verdict,) = judged([path])
    assert not verdict.faults and verdict.records >= 1 and verdict.refused == 1, verdict


def test_what_is_left_is_said_with_its_place_and_the_days_beside_it_come_in(tmp_path: Path) -> None:
    form = FORMS["slack"]
    day = form.head + form.item(1, b"good", form.date) + form.tail
    (tmp_path / "export" / "general").mkdir(parents=True)
    days = {"2026-03-01": day, "2026-03-02": day[:-1] + b",{}" * 200_000 + b"]", "2026-03-03": day}
    for name, content in days.items():
        (tmp_path / "export" / "general" / f"{name}.json").write_bytes(content)
    (tmp_path / "export" / "channels.json").write_bytes(b'[{"id":"C1","name":"general"}]')
    (tmp_path / "export" / "users.json").write_bytes(b'[{"id":"U0BOB","name":"bob"}]')
    found = read_all(tmp_path / "export")
    assert [item.place.partition(",")[0].rpartition("/")[2] for item in found if item.record] == [
        *("2026-03-01.json", "2026-03-02.json", "2026-03-03.json", "users.json")
    ]
    left = [item for item in found if "100,000" in item.reason]
    assert [(item.place, item.reason) for item in left] == [
        ("export/general/2026-03-02.json", "100,000 items, one after the other, were refused: the rest is not read")
    ]
    assert [item.position for item in found] == list(range(1, len(found) + 1))


def test_300_000_empty_lines_and_99_000_bad_rows_are_no_end_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    bad = "".join(f"2024-01-01,{number},\n" for number in range(99_000))
    path.write_text(LIST.decode() + "\n" * 300_000 + bad + "Charlie Cook,charlie@x.example,\n")
    found = read_all(path)
    assert [record.subject for record in records(found)] == ["Bob Baker", "Charlie Cook"]
    assert len(reasons(found)) == 99_000


def _some(good: set[int], count: int) -> Iterator[Piece]:
    for number in range(1, count + 1):
        read = partial(parse, message(Message_ID=f"<{number}@x.example>"))
        yield Piece(f"{number}", 0.5, read if number in good else refusing("bad"))


def test_a_reader_that_goes_on_anywhere_leaves_off_where_the_first_one_did() -> None:
    def read(skip: int, refused_before: int) -> list[tuple[int, str]]:
        patience = Patience(most=4)
        found = patient(_some({1, 5, 8}, 30), "file", patience)
        return [
            (item.position, item.reason) for item in items(found, skip, "file", patience, refused_before=refused_before)
        ]

    whole = read(0, 0)
    assert whole[-1] == (13, "4 items, one after the other, were refused: the rest is not read")
    for skip in range(len(whole)):
        before = next((at for at in range(skip) if not whole[skip - 1 - at][1]), skip)
        assert read(skip, before) == whole[skip:]
