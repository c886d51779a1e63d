"""What a path holds is told by its content, and a path that holds nothing is refused with what to do."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from allies.traces.sources.detect import Sort, UnknownSource, detect
from tests.sources.samples import RECORDED, message, read_all


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("allies-talk.pipermail", Sort.MBOX),
        ("inbox.mbox", Sort.MBOX),
        ("workshop.eml", Sort.EML),
        ("team.ics", Sort.CALENDAR),
        ("people.vcf", Sort.CARDS),
    ],
)
def test_a_file_is_known_whatever_its_name_and_packing(tmp_path: Path, name: str, sort: Sort) -> None:
    content = (RECORDED / name).read_bytes()
    for number, written in enumerate((content, gzip.compress(content), b"\xef\xbb\xbf" + content, b"\r\n" + content)):
        path = tmp_path / f"{number}.bin"
        path.write_bytes(written)
        assert detect(path).sort is sort


def test_a_message_is_known_by_whatever_headers_stand_first(tmp_path: Path) -> None:
    for name in ("DKIM-Signature", "ARC-Seal", "Authentication-Results"):
        path = tmp_path / name
        path.write_bytes(f"{name}: ".encode() + b"x" * 70 + b"\n x" * 2000 + b"\n" + message())
        assert detect(path).sort is Sort.EML


def test_a_folder_is_known_by_what_lies_in_it(tmp_path: Path) -> None:
    for inner in ("cur", "new", "tmp"):
        (tmp_path / "mail" / inner).mkdir(parents=True)
    (tmp_path / "letters" / "2026").mkdir(parents=True)
    (tmp_path / "letters" / "2026" / "a.eml").write_bytes(message())
    assert detect(tmp_path / "mail").sort is Sort.MAILDIR
    assert detect(tmp_path / "letters").sort is Sort.EML
    assert detect(tmp_path / "letters").label == "mail messages (.eml)"


WIDE = (
    "BEGIN:VCARD\r\nFN:Bob\r\nEND:VCARD\r\n",
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTENDEE;CN=Bob:mailto:bob@bob.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    '<?xml version="1.0" encoding="utf-16"?>\n<rss version="2.0"></rss>',
)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "is empty: export it again"),
        (b" \n\n", "holds no text: export it again"),
        (bytes(100), "is no text file: give an mbox, .eml, .ics, .vcf, .csv, .xlsx or an export"),
        (bytes(range(256)), "is no text file"),
        (b"7z\xbc\xaf\x27\x1crest", r"is an archive that is not read \(.7z, .rar\): unpack it"),
        (b"Rar!\x1a\x07\x01rest", "is an archive that is not read"),
        (b"!BDNrest", r"is an Outlook data file \(.pst\): export the folders"),
        (b"Dear Alice,\n\nI write to you.\n", "is neither mail"),
        (b"From time to time\nwe meet.\n", "is neither mail"),
        (b"day,place\n2,here\n", "is neither mail"),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 50, "is damaged here"),
        (gzip.compress(b"", mtime=0), "holds no text"),
        (b"<html><body>Subject: x</body></html>", "is neither mail"),
        (b"<ul>\nAttendees:\n<li>Bob Baker</li>\n<li>Charlie Cook</li>\n</ul>\n", "is neither mail"),
        (b"42        \nFrom: bob@bob.example\n\nHello\n<plist/>", r"Apple Mail keeps it \(.emlx\): choose the mailbox"),
        *((text.encode("utf-16"), "is written in UTF-16: open it in an editor") for text in WIDE),
    ],
)
def test_what_is_not_known_is_refused_with_what_to_do(tmp_path: Path, content: bytes, advice: str) -> None:
    path = tmp_path / "file.mbox"
    path.write_bytes(content)
    with pytest.raises(UnknownSource, match=advice):
        detect(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    for name, advice in (("pipe", "is no file or folder"), ("empty", "holds no mail"), ("none", "does not exist")):
        with pytest.raises(UnknownSource, match=advice):
            detect(tmp_path / name)


def test_an_unknown_source_that_is_read_all_the_same_is_one_refusal(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(b"\x00\x01")
    (item,) = read_all(tmp_path / "a.mbox")
    assert item.record is None
    assert "is no text file" in item.reason
    assert read_all(tmp_path / "a.mbox", skip=1) == []
