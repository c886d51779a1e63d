"""A mailbox on a real server, kept in step: what is new comes in once, nothing is marked, nothing is lost."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from allies.lib import files
from allies.people import queries as people_queries
from allies.people.models import Member
from allies.traces import importing
from allies.traces import queries as traces
from allies.traces.accounts import actions, imap, imap_folders, imap_lines, queries
from allies.traces.accounts.shapes import Login, Reach
from allies.traces.models import Account, Trace
from tests.accounts.conftest import Bring, Clock
from tests.accounts.dovecot import PASSWORD, Dovecot, Mailbox
from tests.fixtures import NOW
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox

LETTERS = [Letter("1", BOB, ALICE, day=1), Letter("2", CHARLIE, ALICE, day=2), Letter("3", BOB, ALICE, day=3)]
REPLY = Letter("4", ALICE, BOB, day=4, answers="3")


@pytest.fixture
def filled(mailbox: Mailbox) -> Mailbox:
    """Three messages, and one that was sent."""
    for letter in LETTERS:
        mailbox.put(letter)
    mailbox.put(REPLY, "Post")
    return mailbox


def _traces(member: Member) -> list[tuple[bytes, str]]:
    rows = Trace.objects.owned_by(member).order_by("uid").values_list("uid", "text")
    return [(bytes(uid), text) for uid, text in rows]


def _imports(member: Member) -> list[tuple[int, int]]:
    return [(row.added, row.known) for row in reversed(traces.imports(member))]


def test_a_mailbox_comes_in_with_what_was_sent_and_is_left_unread(filled: Mailbox, bring: Bring, alice: Member) -> None:
    row = bring()
    assert (row.failure, row.found, len(_traces(alice))) == ("", 4, 4)
    assert filled.unread() == 3
    assert row.last_in_step_at is not None and row.next_at == row.last_in_step_at + timedelta(minutes=15)
    assert not list(files.spool(alice.key).rglob("*.eml"))


def test_a_second_time_adds_nothing_and_leaves_no_import(filled: Mailbox, bring: Bring, alice: Member) -> None:
    bring()
    assert bring().found == 4
    assert _imports(alice) == [(4, 0)]


def test_new_mail_comes_in_and_only_that(filled: Mailbox, bring: Bring, alice: Member) -> None:
    bring()
    filled.put(Letter("5", CHARLIE, ALICE, day=5, text="Could you look at it?"))
    filled.put(Letter("6", ALICE, CHARLIE, day=6), "Post/2026")
    assert bring().found == 6
    assert _imports(alice) == [(4, 0), (2, 0)]


@pytest.mark.parametrize(
    ("change", "next_moves", "opened"),
    [("nothing", 0, 0), ("a new message", 1, 1), ("one is marked as read", 0, 0), ("one is thrown away", 0, 0)],
)
def test_the_next_number_alone_tells_what_is_new_and_the_count_of_changes_no_more(
    mailbox: Mailbox, mail_server: Dovecot, change: str, next_moves: int, opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What docs/decisions/imap-changes.md says of CONDSTORE, at a server that offers it."""
    for letter in LETTERS:
        mailbox.put(letter)
    login, reach = Login(mail_server.url, "alice", PASSWORD), Reach(also=frozenset({("localhost", mail_server.port)}))
    cursor = list(imap.steps(login, {}, reach, NOW))[-1].cursor
    before = _counted(login, reach)
    if change == "a new message":
        mailbox.put(REPLY)
    elif change != "nothing":
        with imap_lines.line(login, reach) as client:
            assert client.has_capability("CONDSTORE") and client.has_capability("QRESYNC")
            client.select_folder("INBOX")
            client.add_flags([1], [rb"\Seen" if "read" in change else rb"\Deleted"])
            if "thrown" in change:
                client.expunge()
    after = _counted(login, reach)
    assert after["next"] - before["next"] == next_moves
    assert (after["modseq"] > before["modseq"]) == (change != "nothing")
    was_opened: list[str] = []
    select = IMAPClient.select_folder

    def opening(client: Any, folder: str, *, readonly: bool) -> Any:
        was_opened.append(folder)
        return select(client, folder, readonly=readonly)

    monkeypatch.setattr(IMAPClient, "select_folder", opening)
    found = [arrival for step in imap.steps(login, cursor, reach, NOW) for arrival in step.arrivals]
    assert (len(was_opened), len(found)) == (opened, opened)


def _counted(login: Login, reach: Reach) -> dict[str, int]:
    with imap_lines.line(login, reach) as client:
        told = client.folder_status("INBOX", ["UIDNEXT", "HIGHESTMODSEQ"])
        return {"next": told[b"UIDNEXT"], "modseq": told[b"HIGHESTMODSEQ"]}


def test_junk_what_was_thrown_away_and_drafts_stay_out(filled: Mailbox, bring: Bring) -> None:
    for folder in ("Junk", "Papierkorb", "Trash/older", "Drafts"):
        filled.put(Letter(f"in {folder}".replace(" ", "-"), BOB, ALICE), folder)
    assert bring().found == 4


def test_when_the_server_numbers_anew_all_is_read_and_nothing_doubled(
    filled: Mailbox, bring: Bring, alice: Member
) -> None:
    bring()
    before = _traces(alice)
    filled.put(Letter("5", CHARLIE, ALICE, day=5))
    filled.forget_numbers()
    bring()
    assert set(before) < set(_traces(alice))
    assert _imports(alice) == [(4, 0), (1, 3)]


def test_the_same_mail_by_mbox_is_one_trace(
    filled: Mailbox, bring: Bring, alice: Member, tmp_path: Path, clock: Clock
) -> None:
    importing.run(alice, mbox(tmp_path / "inbox.mbox", [*LETTERS, REPLY]), at=clock())
    before = _traces(alice)
    bring()
    assert _traces(alice) == before
    assert _imports(alice) == [(4, 0), (0, 4)]


def test_a_wrong_password_waits_for_the_member_and_is_shown_nowhere(
    filled: Mailbox, bring: Bring, alice: Member, connected: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    actions.renew(alice, connected, secret="not the right one", at=clock())
    row = bring()
    assert row.failure.startswith("localhost refuses this name and password. Check both.")
    assert row.next_at is None and row.last_in_step_at is None
    actions.renew(alice, connected, secret=PASSWORD, at=clock())
    row = bring()
    assert (row.failure, row.found) == ("", 4)
    kept = Account.objects.owned_by(alice).get()
    assert not any(word in caplog.text + repr(vars(kept)) for word in (PASSWORD, "not the right one"))


def test_a_long_message_comes_in_by_its_beginning(mailbox: Mailbox, bring: Bring, alice: Member) -> None:
    message = EmailMessage()
    message["Message-ID"], message["From"], message["To"] = "<long@x.example>", BOB, ALICE
    message["Date"], message["Subject"] = "Thu, 01 Jan 2026 09:00:00 +0000", "The plans"
    message.set_content("Here are the plans.")
    message.add_attachment(bytes(imap.WHOLE_BYTES), maintype="application", subtype="pdf", filename="plans.pdf")
    mailbox.put(message.as_bytes())
    mailbox.put(LETTERS[0])
    assert bring().found == 2
    assert "Here are the plans." in [text for _, text in _traces(alice)]


def test_an_address_that_signs_in_is_the_members_own(alice: Member, mail_server: Dovecot, clock: Clock) -> None:
    actions.connect(alice, "imap", mail_server.url, username="alice@alice.example", secret="x", at=clock())
    assert [handle.value for handle in people_queries.own_handles(alice)] == ["alice@alice.example"]


def test_at_gmail_all_mail_is_read_and_its_labels_are_not() -> None:
    listed = [
        ((rb"\HasNoChildren",), b"/", "INBOX"),
        ((rb"\HasChildren", rb"\Noselect"), b"/", "[Gmail]"),
        ((rb"\All", rb"\HasNoChildren"), b"/", "[Gmail]/Alle Nachrichten"),
        ((rb"\Sent",), b"/", "[Gmail]/Gesendet"),
    ]
    assert [folder.name for folder in imap_folders.chosen(listed)] == ["[Gmail]/Alle Nachrichten"]


def test_a_folder_cannot_name_a_place_outside() -> None:
    (folder,) = imap_folders.chosen([((), b"/", "../..//etc/.ssh")])
    assert imap_folders.file_name(folder, 7).rpartition("-")[0] == "_/_/_/etc/ssh/7"


def test_what_account_there_is_is_shown_without_its_password(alice: Member, connected: str, clock: Clock) -> None:
    (row,) = queries.accounts(alice, at=clock())
    assert (row.name, row.kind, row.found, row.last_import) == ("alice@localhost", "imap", 0, "")
    assert PASSWORD not in repr(row)
