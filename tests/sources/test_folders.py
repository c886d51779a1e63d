"""Folders of messages: Maildir and .eml."""

from __future__ import annotations

import gzip
import os
import stat
from pathlib import Path

import pytest

from allies.traces.sources import eml, streams
from tests.sources.samples import children_cpu_s, message, read_all, reasons, records


def put(path: Path, **headers: str) -> None:
    """Write a message to a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(message(**headers))


def test_a_maildir_with_its_folders_is_read(tmp_path: Path) -> None:
    top = tmp_path / "Maildir"
    put(top / "cur" / "1.host:2,S", Message_ID="<1@x.example>")
    put(top / "new" / "2.host", Message_ID="<2@x.example>")
    put(top / "tmp" / "3.host", Message_ID="<3@x.example>")
    put(top / ".Sent" / "cur" / "4.host:2,S", Message_ID="<4@x.example>")
    put(top / ".INBOX.Gesendet" / "cur" / "5.host:2,", Message_ID="<5@x.example>")
    put(top / "Archive" / "2026" / "cur" / "6.host:2,", Message_ID="<6@x.example>")
    put(top / ".Drafts" / "cur" / "7.host:2,DS", Message_ID="<7@x.example>")
    (top / "dovecot-uidlist").write_bytes(b"3 V1")
    items = read_all(top)
    assert {record.uid[0]: record.is_sent for record in records(items)} == {
        "1": False,
        "2": False,
        "4": True,
        "5": True,
        "6": False,
    }
    assert reasons(items) == ["a draft: it was not sent"]
    assert items[-1].place == "Maildir/Archive/2026/cur/6.host:2,"
    assert items[-1].done == 1.0


def test_a_folder_of_eml_is_read_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b.eml", "a.EML", "deeper/c.eml", "sent/d.eml"):
        put(tmp_path / "mail" / name, Message_ID=f"<{name}>")
    (tmp_path / "mail" / "notes.txt").write_text("no mail")
    items = read_all(tmp_path / "mail")
    assert [record.uid for record in records(items)] == ["a.EML", "b.eml", "deeper/c.eml", "sent/d.eml"]
    assert [record.is_sent for record in records(items)] == [False, False, False, True]
    assert items[0].place == "mail/a.EML"


def test_one_eml_is_read(tmp_path: Path) -> None:
    put(tmp_path / "letter.eml")
    (record,) = records(read_all(tmp_path / "letter.eml"))
    assert record.text == "The notes are done."


def test_cve_2023_40028_links_are_not_followed(tmp_path: Path) -> None:
    secret, top = tmp_path / "secret", tmp_path / "mail"
    put(secret / "hidden.eml")
    put(top / "a.eml")
    (top / "b.eml").symlink_to(secret / "hidden.eml")
    (top / "c").symlink_to(secret)
    items = read_all(top)
    assert (len(records(items)), reasons(items)) == (1, [eml.LINK])


def test_in_a_maildir_links_are_not_followed_and_what_is_no_file_is_refused(tmp_path: Path) -> None:
    secret, top = tmp_path / "secret", tmp_path / "Maildir"
    put(secret)
    put(top / "cur" / "1")
    (top / "cur" / "2").symlink_to(secret)
    os.mkfifo(top / "cur" / "3")
    (top / "cur" / "4").mkdir()
    (top / "cur" / "5").write_bytes(b" \n")
    (top / "cur" / "6").write_bytes(gzip.compress(message(Message_ID="<6@x.example>")))
    (top / "cur" / "7").write_bytes(gzip.compress(message())[:-20])
    items = read_all(top)
    assert [record.uid for record in records(items)] == ["1@allies.example", "6@x.example"]
    assert reasons(items) == [eml.LINK, "not a file", "not a file", "empty", streams.CUT_OFF]


def test_a_file_that_is_too_long_is_refused_before_it_is_read(tmp_path: Path) -> None:
    put(tmp_path / "Maildir" / "cur" / "1")
    with (tmp_path / "Maildir" / "cur" / "2").open("wb") as file:
        file.write(message())
        file.truncate(5_000_000_000)
    before = children_cpu_s()
    assert reasons(read_all(tmp_path / "Maildir")) == ["more than 50 MB long: that is not read"]
    assert children_cpu_s() - before < 5


def test_a_file_that_grows_while_it_is_read_is_read_as_far_as_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "grows"
    path.write_bytes(b"a" * 2_000)
    stated = os.stat_result((stat.S_IFREG, 0, 0, 0, 0, 0, 1_000, 0, 0, 0))
    monkeypatch.setattr(os, "fstat", lambda _: stated)
    assert streams.whole(str(path), 5_000) == b"a" * 2_000
    assert len(streams.whole(str(path), 1_500) or b"") > 1_500


def test_a_file_that_is_no_message_costs_itself_alone(tmp_path: Path) -> None:
    put(tmp_path / "a.eml")
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.eml").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "d.eml").mkdir()
    os.mkfifo(tmp_path / "e.eml")
    put(tmp_path / "f.eml")
    items = read_all(tmp_path)
    assert len(records(items)) == 2
    assert reasons(items) == ["empty", "not a mail message: no headers", "not a file"]
