"""The files of the sample network: whole, readable, the same each time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from email.header import decode_header, make_header
from email.utils import getaddresses
from itertools import pairwise
from pathlib import Path

import pytest
import vobject

from allies.traces import sample
from tests.sample.reading import DAY_S, NOW_S, Mail, in_situation

EMPLOYERS = ("brightwater.example", "caldermuseum.example", "harbourfoundation.example")


def test_the_same_seed_and_moment_give_the_same_bytes(written: sample.Written, tmp_path: Path) -> None:
    again = sample.write(tmp_path, seed=1, now_s=NOW_S)
    for first, second in zip(written.paths, again.paths, strict=True):
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("change", [{"seed": 2}, {"now_s": NOW_S + DAY_S}])
def test_another_seed_or_another_day_gives_another_network(
    written: sample.Written, tmp_path: Path, change: dict[str, int]
) -> None:
    other = sample.write(tmp_path, **({"seed": 1, "now_s": NOW_S} | change))
    for first, second in zip(written.paths, other.paths, strict=True):
        assert first.read_bytes() != second.read_bytes()
    assert other.owner_addresses == written.owner_addresses


def test_it_is_as_large_as_promised(written: sample.Written, mails: list[Mail]) -> None:
    assert written.people == 250
    assert written.messages == len(mails)
    assert 6_000 <= written.messages <= 9_000


def test_everyone_is_in_one_of_the_files(written: sample.Written, mails: list[Mail]) -> None:
    """People are counted as what the address book joins: a card is one person, an address without card another."""
    cards = list(vobject.readComponents(written.contacts.read_text("utf-8")))
    on_cards = {one.value for card in cards for one in card.contents.get("email", [])}
    machines = {
        one.sender
        for one in mails
        if one.message["List-Unsubscribe"] or (one.message["Auto-Submitted"] and not one.parent)
    }
    lists = {one.message["List-Post"][8:-1] for one in mails if one.message["List-Post"]}
    seen = {email for one in mails for email in (one.sender, *one.to, *one.others)}
    without_card = {
        str(make_header(decode_header(name))) or email
        for one in mails
        for header in ("From", "To", "Cc")
        for name, email in getaddresses(one.message.get_all(header, []))
        if email in seen - on_cards - machines - lists - set(written.owner_addresses)
    }
    assert len(cards) + len(without_card) >= 250
    assert {one.name for one in sample.situations()} <= {card.fn.value for card in cards}


def test_it_spans_eight_years_and_ends_just_before_now(mails: list[Mail]) -> None:
    times = [mail.at_s for mail in mails]
    assert times == sorted(times)
    assert 7.7 < (times[-1] - times[0]) / DAY_S / 365.25 < 8.1
    assert 0 < NOW_S - times[-1] < 3 * DAY_S


def test_the_owner_had_three_employers_one_after_the_other(written: sample.Written, mails: list[Mail]) -> None:
    sent: dict[str, list[int]] = defaultdict(list)
    for mail in mails:
        if mail.message["X-Folder"] == "Sent":
            assert mail.sender in written.owner_addresses
            sent[mail.sender.partition("@")[2]].append(mail.at_s)
    spans = [(min(sent[domain]), max(sent[domain])) for domain in EMPLOYERS]
    assert all(first[1] < second[0] for first, second in pairwise(spans))


def test_every_mail_has_its_marks_and_answers_one_that_is_there(written: sample.Written, mails: list[Mail]) -> None:
    known: set[str] = set()
    for mail in mails:
        assert re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", mail.id)
        assert mail.id not in known
        assert not mail.parent or mail.parent in known
        assert set((mail.message["References"] or "").split()) <= known
        assert mail.text.strip()
        assert mail.subject.strip()
        is_sent = mail.sender in written.owner_addresses
        assert (mail.message["X-Gmail-Labels"] == "Sent") == is_sent
        assert is_sent or mail.message["Delivered-To"] in written.owner_addresses
        known.add(mail.id)


def test_every_gap_in_the_phrases_is_filled(mails: list[Mail]) -> None:
    for mail in mails:
        assert "{" not in mail.text + mail.subject, mail.text


def test_all_addresses_are_of_the_domain_kept_for_examples(written: sample.Written) -> None:
    for path in written.paths:
        whole = re.sub(rb"\r\n |=\n", b"", path.read_bytes()).decode("utf-8")
        found = set(re.findall(r"[\w.+-]+@([\w.-]+)", whole))
        assert found
        assert {domain for domain in found if not domain.rstrip(".").endswith(".example")} == set()


def test_lines_are_as_long_as_the_standards_allow(written: sample.Written) -> None:
    assert max(map(len, written.mail.read_bytes().split(b"\n"))) <= 998
    for path in (written.calendar, written.contacts):
        assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 75


def test_mails_do_not_repeat_one_template(mails: list[Mail]) -> None:
    subjects = Counter(re.sub(r"^(Re: |\[\w+\] )+", "", mail.subject) for mail in mails)
    assert len(subjects) > 700
    assert subjects.most_common(1)[0][1] < len(mails) / 50


def test_there_is_something_of_every_kind(mails: list[Mail]) -> None:
    kinds = Counter(
        {
            "list": sum(bool(one.message["List-Id"]) for one in mails),
            "newsletter": sum(bool(one.message["List-Unsubscribe"]) for one in mails),
            "automatic": sum(bool(one.message["Auto-Submitted"]) for one in mails),
            "html": sum(one.message.get_content_type() == "text/html" for one in mails),
            "both": sum(one.message.get_content_type() == "multipart/alternative" for one in mails),
            "quoted": sum("\n> " in one.text for one in mails),
            "outlook": sum("-----Original Message-----" in one.text for one in mails),
            "signed": sum("\n-- \n" in one.text for one in mails),
            "encoded name": sum("=?utf-8?b?" in one.message["From"] for one in mails),
            "encoded subject": sum("=?utf-8?b?" in one.message["Subject"] for one in mails),
            "bcc": sum(bool(one.message["Bcc"]) for one in mails),
            "question": sum("?" in one.own_words for one in mails),
        }
    )
    assert {kind for kind, count in kinds.items() if count < 5} == set()


def test_cards_are_read_with_their_addresses(written: sample.Written) -> None:
    cards = list(vobject.readComponents(written.contacts.read_text("utf-8")))
    assert len(cards) == written.cards > 150
    by_name = {card.fn.value: card for card in cards}
    for person in in_situation("many-addresses"):
        assert {one.value for one in by_name[person.name].email_list} == set(person.emails)
    for person in (*in_situation("on-the-phone"), *in_situation("on-paper")):
        assert "email" not in by_name[person.name].contents
        assert by_name[person.name].tel.value.startswith("tel:")
        assert by_name[person.name].adr.value.city == "Saltmere"
