"""An mbox: where one message ends and the next begins."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pytest

from allies.traces.reading import Limits
from allies.traces.records import As
from allies.traces.sources import mbox, streams
from allies.traces.sources.pieces import Piece, Refused, Setting
from tests.sources.samples import NOW_S, RECORDED, message, read_all, reasons, records

FROM = b"From alice@allies.example Mon Mar  2 09:15:00 2026\n"


def numbered(count: int, text: str = "Hello.") -> bytes:
    """An mbox of so many messages."""
    return b"".join(FROM + message(Message_ID=f"<{at}@x.example>", text=text) + b"\n" for at in range(1, count + 1))


def pieces(path: Path, message_bytes: int = 50_000_000) -> list[Piece]:
    """The pieces of an mbox, in this process."""
    return list(mbox.pieces(path, Setting(now_s=NOW_S, message_bytes=message_bytes)))


def test_a_recorded_pipermail_archive_is_read() -> None:
    items = read_all(RECORDED / "allies-talk.pipermail")
    one, two, three = records(items)
    assert [record.people[0].value for record in (one, two, three)] == [
        "alice archer",
        "bob baker",
        "ch@r||e @ending from cook@ex@mple",
    ]
    assert one.text.splitlines()[2] == "From what I hear, several of you have run a reading group."
    assert (two.text, three.text) == ("Short stories. Bring cake.", "Cake, yes.")
    assert (three.parent, three.root) == ("two@bob.example", "one@allies.example")
    assert [item.place for item in items][1] == "allies-talk.pipermail, message 2, byte 360"


def test_a_recorded_mbox_is_read() -> None:
    cafe, yes, away = records(read_all(RECORDED / "inbox.mbox"))
    assert (cafe.subject, cafe.text) == ("Café am Sonntag", "Liebe Alice,\num drei im Café?\nGruß & Dank\nBob")
    assert [(who.role, who.value) for who in cafe.people] == [
        (As.FROM, "bob@bob.example"),
        (As.TO, "alice@allies.example"),
        (As.TO, "charlie@cook.example"),
    ]
    assert cafe.delivered_to == ("alice@allies.example",)
    assert (yes.is_sent, yes.text) == (True, "Gern!\n\nFrom there we could walk home.")
    assert away.is_automatic


@pytest.mark.parametrize(
    "line",
    [
        "From alice@allies.example Mon Mar  2 09:15:00 2026",
        "From - Mon Mar 02 09:15:00 2026",
        "From alice@allies.example Mon Mar  2 09:15:00 +0000 2026",
        "From alice@allies.example Mon Mar  2 09:15:00 2026 +0100",
        "From alice@allies.example Mon Mar  2 09:15:00 CET 2026",
        "From alice@allies.example  Mon Mar  2 09:15 2026",
        "From alice at allies.example  Mon Mar  2 09:15:00 2026",
        "From ???@??? Mon Mar 02 09:15:00 2026",
        "From alice@allies.example Mon, 2 Mar 2026 09:15:00 +0000",
        "From MAILER-DAEMON Mon Mar  2 09:15:00 2026\r",
    ],
)
def test_a_line_that_parts_messages_is_known(tmp_path: Path, line: str) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(f"{line}\n".encode() + message() + f"\n{line}\n".encode() + message())
    assert len(pieces(path)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "From my view\n\nthis is text.",
        "\nFrom my view: none.\nSubject: not a header",
        "\nFrom Monday to Friday 10:00 we read\n\nin 2026.",
        "\nFrom Mon Mar 2 09:15 on\nall is well",
        "no blank line above\nFrom alice@allies.example Mon Mar  2 09:15:00 2026\nSubject: quoted",
        "\n>From alice@allies.example Mon Mar  2 09:15:00 2026\nSubject: quoted",
        "\nFrom " + "x" * 2000 + " Mon Mar  2 09:15:00 2026\nSubject: too long a line",
    ],
)
def test_a_sentence_that_begins_with_from_parts_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(FROM + message(text=text) + b"\n" + FROM + message())
    assert len(pieces(path)) == 2


def test_messages_are_parted_wherever_blocks_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(numbered(30))
    whole = [piece.parse() for piece in pieces(path)]
    assert len(whole) == 30
    for size in (1, 7, 100, 1001):
        monkeypatch.setattr(streams, "BLOCK_BYTES", size)
        assert [piece.parse() for piece in pieces(path)] == whole


def test_windows_line_ends_part_as_well(tmp_path: Path) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(numbered(3).replace(b"\n", b"\r\n"))
    assert [piece.parse().text for piece in pieces(path)] == ["Hello."] * 3


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_mbox_is_unpacked_whatever_its_name(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    path = tmp_path / "inbox.mbox"
    path.write_bytes(pack(numbered(20)) + pack(numbered(5)))
    items = read_all(path)
    assert (len(records(items)), reasons(items)) == (25, [])
    assert items[-1].done == 1.0


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_of_a_cut_off_file_what_came_before_is_read(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    path = tmp_path / "inbox.mbox"
    first, second = pack(numbered(20)), pack(numbered(20))
    path.write_bytes(first + second[: len(second) // 2])
    items = read_all(path)
    assert len(records(items)) >= 19
    assert reasons(items) == [streams.CUT_OFF]
    assert items[-1].place.startswith(f"inbox.mbox, message {len(items)}, byte ")
    assert read_all(path, skip=len(items)) == []


def test_of_a_damaged_file_what_came_before_is_read(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(gzip.compress(numbered(20)) + b"\x1f\x8b\x08\x00" + b"\xff" * 50)
    items = read_all(path)
    assert (len(records(items)), reasons(items)) == (19, [streams.DAMAGED])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_stopped(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    path = tmp_path / "inbox.mbox"
    path.write_bytes(pack(numbered(2) + FROM + message() + bytes(60_000_000)))
    found = pieces(path, message_bytes=1_000_000)
    assert [piece.parse().uid for piece in found[:-1]] == ["1@x.example", "2@x.example"]
    with pytest.raises(Refused, match="unpacks to more than"):
        found[-1].parse()


def test_a_message_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(2) + FROM + message(text="x" * 3_000_000) + b"\n" + numbered(2))
    items = read_all(path, limits=Limits(message_bytes=1_000_000))
    assert [record.uid for record in records(items)] == ["1@x.example", "2@x.example"] * 2
    assert reasons(items) == ["3 MB long: more than 1 MB is not read"]
    assert items[2].place == f"inbox.mbox, message 3, byte {len(numbered(2))}"


def test_a_reader_goes_on_after_any_message(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(numbered(30))
    whole = read_all(path)
    for skip in (0, 1, 17, 29, 30, 40):
        assert read_all(path, skip=skip) == whole[skip:]
