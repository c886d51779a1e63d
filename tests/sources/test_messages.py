"""One message: its people, time, place in a thread, and what it is."""

from __future__ import annotations

import base64

import pytest

from allies.traces.records import As, HandleKind, Kind, Role
from tests.sources.samples import NOW_S, RECORDED, SENT_S, message, parse, reason

LIST = ("List-Id: Allies talk <talk.allies.example>", "List-Post: <mailto:talk@allies.example>")


def test_a_recorded_message_from_outlook_is_read() -> None:
    record = parse((RECORDED / "workshop.eml").read_bytes())
    assert (record.uid, record.kind, record.at_s) == ("workshop@cook.example", Kind.MAIL, 1_772_697_600)
    assert record.people == (
        Role(As.FROM, HandleKind.EMAIL, "charlie@cook.example", "Cook, Charlie"),
        Role(As.TO, HandleKind.EMAIL, "alice@allies.example", "Alice Archer"),
        Role(As.TO, HandleKind.EMAIL, "bob@bob.example", "Bob"),
    )
    assert record.text == "The room holds twelve – shall we say € 5 each?"
    assert (record.parent, record.root) == ("second@bob.example", "first@allies.example")


def test_roles_are_told_apart_and_doubles_left_out() -> None:
    record = parse(message(Cc="charlie@cook.example", Bcc="bob@bob.example, BOB@bob.example"))
    assert [(who.role, who.value) for who in record.people] == [
        (As.FROM, "alice@allies.example"),
        (As.TO, "bob@bob.example"),
        (As.CC, "charlie@cook.example"),
        (As.BCC, "bob@bob.example"),
    ]


def test_a_list_is_no_person() -> None:
    record = parse(message(*LIST, To="Talk <talk@allies.example>, bob@bob.example"))
    assert [(who.role, who.kind, who.value) for who in record.people] == [
        (As.FROM, HandleKind.EMAIL, "alice@allies.example"),
        (As.TO, HandleKind.EMAIL, "bob@bob.example"),
        (As.LIST, HandleKind.LIST, "talk.allies.example"),
    ]


@pytest.mark.parametrize(
    ("answer_to", "kind", "value"),
    [
        ("Alice <alice@allies.example>", HandleKind.EMAIL, "alice@allies.example"),
        ("", HandleKind.NAME, "alice archer"),
        ("talk@allies.example", HandleKind.NAME, "alice archer"),
    ],
)
def test_the_author_of_a_post_in_the_lists_name_is_found(answer_to: str, kind: HandleKind, value: str) -> None:
    sender = "Alice Archer via Talk <talk@allies.example>"
    record = parse(message(*LIST, From=sender, To="talk@allies.example", Reply_To=answer_to))
    assert (record.people[0].role, record.people[0].kind, record.people[0].value) == (As.FROM, kind, value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("alice at allies.example (Alice  ARCHER)", "alice archer"),
        ("alice at allies.example (Archer, Alice)", "alice archer"),
        ("alice at allies.example (Archer, Alice (Sales) [X])", "alice archer"),
        ('alice at allies.example ("Alice Archer")', "alice archer"),
        ("alice at allies.example (Alice Archer, PhD)", "alice archer phd"),
        ("alice at allies.example (Alice Archer via Talk)", "alice archer"),
        ("alice at allies.example (=?utf-8?q?Alice_=C3=84rcher?=)", "alice ärcher"),
        ("Alice At Allies.Example", "alice at allies.example"),
    ],
)
def test_who_hides_an_address_is_known_by_name(written: str, value: str) -> None:
    sender = parse(message(From=written.replace(" At ", " at "))).people[0]
    assert (sender.kind, sender.value) == (HandleKind.NAME, value)


@pytest.mark.parametrize(
    ("lines", "parent", "root"),
    [
        ((), "", ""),
        (("In-Reply-To: <a@x.example>",), "a@x.example", "a@x.example"),
        (("References: <a@x.example>\n <b@x.example>",), "b@x.example", "a@x.example"),
        (("References: <a@x.example> <b@x.example>", "In-Reply-To: <c@x.example>"), "c@x.example", "a@x.example"),
        (("In-Reply-To: your message of Monday",), "", ""),
    ],
)
def test_a_thread_is_kept(lines: tuple[str, ...], parent: str, root: str) -> None:
    record = parse(message(*lines))
    assert (record.parent, record.root) == (parent, root)


def test_without_an_id_the_bytes_are_the_id() -> None:
    once, again, other = (parse(message(Message_ID="", text=text)) for text in ("a", "a", "b"))
    assert once.uid.startswith("sha256:")
    assert once.uid == again.uid != other.uid


@pytest.mark.parametrize(
    ("date", "at_s"),
    [
        ("Mon, 2 Mar 2026 10:15:00 +0100", SENT_S),
        ("2 Mar 2026 10:15 +0100 (CET)", SENT_S),
        ("Mon, 02 Mar 26 09:15:00 GMT", SENT_S),
        ("Mon Mar  2 09:15:00 2026", SENT_S),
        ("Mon, 2 Mar 2026 04:15:00 EST", SENT_S),
        ("Mon, 2 Mar 2026 09:15:00 -0000", SENT_S),
        ("Mon, 2 Mar 2026 09(nine) : 15 : 00 +0000", SENT_S),
    ],
)
def test_a_date_is_read_in_the_forms_that_mail_has_had(date: str, at_s: int) -> None:
    assert parse(message(Date=date)).at_s == at_s


@pytest.mark.parametrize("date", ["", "soon", "Mon, 2 Mar 2090 10:15:00 +0100", "Mon, 99 Mar 2026 10:15:00 +0100"])
def test_without_a_good_date_others_say_when_it_came(date: str) -> None:
    received = "Received: from a by b;\n\tMon, 2 Mar 2026 10:15:00 +0100"
    assert parse(message(received, Date=date)).at_s == SENT_S
    assert parse(b"From alice Mon Mar  2 09:15:00 2026\n" + message(Date=date)).at_s == SENT_S


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("", "no date"),
        ("soon", "no date that can be read: soon"),
        ("Mon, 2 Jan 2090 10:15:00 +0100", "dated in the future: Mon, 2 Jan 2090 10:15:00 +0100"),
        ("Thu, 13 Feb 1969 23:32:00 -0330", "dated before 1970: Thu, 13 Feb 1969 23:32:00 -0330"),
        (
            "Mon, 2 Mar 99999999999999 10:15:00 +0100",
            "no date that can be read: Mon, 2 Mar 99999999999999 10:15:00 +0100",
        ),
    ],
)
def test_without_any_date_it_is_refused(date: str, why: str) -> None:
    assert reason(message(Date=date)) == why


def test_a_clock_that_runs_ahead_by_hours_is_believed() -> None:
    assert parse(message(Date="Wed, 15 Apr 2026 08:00:00 +0000")).at_s > NOW_S


@pytest.mark.parametrize(
    "lines",
    [
        ("Auto-Submitted: auto-replied",),
        ("Precedence: bulk",),
        ("Precedence: junk",),
        ("X-Autoreply: yes",),
        ("Return-Path: <>",),
        ("Content-Type: multipart/report; boundary=x",),
        ("List-Unsubscribe: <mailto:off@news.example>",),
        ("List-Unsubscribe: <mailto:off@news.example>", "List-Id: <news.news.example>"),
    ],
)
def test_what_a_machine_sent_is_automatic(lines: tuple[str, ...]) -> None:
    assert parse(message(*lines)).is_automatic


@pytest.mark.parametrize(
    "sender",
    [
        "no-reply@shop.example",
        "noreply+12@shop.example",
        "do_not_reply@shop.example",
        "MAILER-DAEMON@allies.example",
        "postmaster@allies.example",
        "talk-bounces@allies.example",
        "talk-request@allies.example",
        "mailman@allies.example",
        "owner-talk@allies.example",
        "notifications@forge.example",
        "bounces+bob=bob.example@news.example",
        "mailman at allies.example (mailman at allies.example)",
        "newsletter@shop.example",
        "talk-owner@allies.example",
    ],
)
def test_a_sender_whom_no_one_answers_is_automatic(sender: str) -> None:
    assert parse(message(From=sender)).is_automatic


@pytest.mark.parametrize(
    "sender", ["alice@allies.example", "noah.reply@allies.example", "robert@allies.example", "mail@alice.example"]
)
def test_a_person_is_not_automatic(sender: str) -> None:
    assert not parse(message(From=sender)).is_automatic


def test_a_post_to_a_discussion_list_is_not_automatic() -> None:
    unsubscribe = "List-Unsubscribe: <mailto:talk-leave@allies.example>"
    assert not parse(message(*LIST, unsubscribe, "Precedence: list")).is_automatic
    assert not parse(message("Auto-Submitted: no")).is_automatic


def test_the_addresses_that_a_mailbox_is_known_by_are_kept() -> None:
    record = parse(
        message("Delivered-To: bob@bob.example", "X-Original-To: <Bob+news@bob.example>", "Envelope-To: nobody")
    )
    assert record.delivered_to == ("bob@bob.example", "bob+news@bob.example")


@pytest.mark.parametrize("folder", ["Sent", "sent items", "Gesendet", "Envoyés", ".Sent"])
def test_a_folder_of_sent_mail_is_known(folder: str) -> None:
    assert parse(message(), folder=folder).is_sent
    assert not parse(message(), folder="Inbox").is_sent


@pytest.mark.parametrize(
    "line", ["X-Gmail-Labels: =?utf-8?q?Envoy=C3=A9s,Important?=", "X-Folder: \\Archer_Alice\\Sent"]
)
def test_a_label_of_sent_mail_is_known(line: str) -> None:
    assert parse(message(line)).is_sent


@pytest.mark.parametrize(
    ("lines", "body", "text"),
    [
        (("Content-Type: text/plain; charset=iso-8859-1",), b"Caf\xe9", "Café"),
        (("Content-Type: text/plain; charset=us-ascii",), "Café".encode(), "Café"),
        (("Content-Type: text/plain; charset=no-such-thing",), "Café".encode(), "Café"),
        (("Content-Type: text/plain; charset=unicode_escape",), b"\\u0041", "\\u0041"),
        (("Content-Type: text/plain; charset=shift_jis",), "猫".encode("shift_jis"), "猫"),
        (("Content-Type: text/plain; charset=utf-16",), "Café".encode("utf-16"), "Café"),
        ((), b"Caf\xe9", "Café"),
        (
            (),
            "Мы читаем рассказы вместе по средам, приходите к нам ещё".encode("koi8-r"),
            "Мы читаем рассказы вместе по средам, приходите к нам ещё",
        ),
        (("Content-Transfer-Encoding: base64",), b"Q2Fmw6k=", "Café"),
        (("Content-Transfer-Encoding: base64",), b"Q2Fmw6k=\n____\nfooter", "Café"),
        (("Content-Transfer-Encoding: quoted-printable",), b"Caf=C3=A9 =\nau lait", "Café au lait"),
        (("Content-Type: text/html",), b"<p>Caf&eacute;</p>", "Café"),
        ((), b"a\x00b\x1b[31mc\x7f", "ab[31mc"),
    ],
)
def test_text_is_decoded_whatever_its_charset(lines: tuple[str, ...], body: bytes, text: str) -> None:
    assert parse(message(*lines, text="").rstrip() + b"\n\n" + body).text.startswith(text)


def test_the_plain_of_two_alternatives_is_taken_and_what_is_attached_left() -> None:
    parts = "--x\nContent-Type: text/html\n\n<p>html</p>\n--x\nContent-Type: text/plain\n\nplain\n--x--"
    assert parse(message("Content-Type: multipart/alternative; boundary=x", text=parts)).text == "plain"


def test_a_line_end_in_a_header_adds_no_header() -> None:
    record = parse(message(Subject="=?utf-8?q?Hello=0D=0ABcc:_charlie@cook.example?="))
    assert record.subject == "Hello Bcc: charlie@cook.example"
    assert [who.value for who in record.people] == ["alice@allies.example", "bob@bob.example"]


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?b?44G+44E=?= =?utf-8?b?v+OCgA==?=", "まみむ"),
        ("=?iso-8859-1?Q?Caf=E9?= and =?utf-8?Q?cake?=", "Café and cake"),
        ("=?no-such?q?=C3=A9?=", "é"),
        ("=?utf-8?q?half", "=?utf-8?q?half"),
        ("=?utf-8?b?!!!?=", ""),
        ("two\n  lines", "two lines"),
    ],
)
def test_a_subject_is_decoded(written: str, subject: str) -> None:
    assert parse(message(Subject=written)).subject == subject


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "not a mail message: no headers"),
        (b"\n\nHello", "not a mail message: no headers"),
        (b"\x00\x01\x02" * 100, "not a mail message: no headers"),
        (message(From=""), "no sender"),
        (
            message(From="alice@allies.example)bob@evil.example"),
            "no sender that can be read: alice@allies.example)bob@evil.example",
        ),
        (message(From="Alice"), "no sender that can be read: Alice"),
    ],
)
def test_what_is_no_message_is_refused(raw: bytes, why: str) -> None:
    assert reason(raw) == why


@pytest.mark.parametrize("packed_by", ["base64", "quoted-printable"])
def test_a_large_message_that_is_attached_and_packed_is_left_out_and_the_own_words_are_kept(packed_by: str) -> None:
    large = message("Content-Type: application/pdf", "Content-Transfer-Encoding: base64", text="QUJD\n" * 1_000_000)
    packed = (base64.encodebytes(large) if packed_by == "base64" else large.replace(b"=", b"=3D")).decode()
    headers = ("Content-Type: message/rfc822", f"Content-Transfer-Encoding: {packed_by}")
    for also in ("", "Content-Disposition: attachment; filename=a.eml\n"):
        parts = ("", "\nSee below.\n", "\n".join((*headers, also, packed)), "\nAnd above.\n", "--")
        record = parse(message("Content-Type: multipart/mixed; boundary=o", text="--o\n".join(parts)))
        assert (record.uid, record.text) == ("1@allies.example", "See below.\nAnd above.")
    assert parse(message(*headers, text=packed)).text == ""


@pytest.mark.parametrize(
    "also", ["", "Content-Disposition: attachment; filename=a.eml\n", "Content-Disposition: inline\n"]
)
def test_what_a_message_within_a_message_says_is_not_its_author_s_words(also: str) -> None:
    inner = f"Content-Type: message/rfc822\n{also}\nFrom: Bob <bob@bob.example>\nSubject: x\n\nBob's words\n"
    parts = ("", "\nSee below.\n", inner, "\nAnd above.\n", "--")
    record = parse(message("Content-Type: multipart/mixed; boundary=o", text="--o\n".join(parts)))
    assert record.text == "See below.\nAnd above."
