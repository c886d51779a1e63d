"""An address book: who someone is."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from allies.traces.records import As, HandleKind, Kind
from allies.traces.sources import phones, streams
from tests.sources.samples import RECORDED, read_all, reasons, records


def book(path: Path, *cards: tuple[str, ...]) -> Path:
    """An address book of cards, each given by its lines."""
    path.write_text("\r\n".join(line for card in cards for line in ("BEGIN:VCARD", *card, "END:VCARD", "")))
    return path


def test_a_recorded_address_book_is_read() -> None:
    items = read_all(RECORDED / "people.vcf")
    alice, bob, charlie = records(items)
    assert (alice.kind, alice.uid, alice.at_s) == (Kind.CARD, "card-alice", 1_767_614_400)
    assert [(who.role, who.kind, who.value, who.name) for who in alice.people] == [
        (As.NAMED, HandleKind.EMAIL, "alice@allies.example", "Alice Archer"),
        (As.NAMED, HandleKind.EMAIL, "alice.archer@home.example", "Alice Archer"),
        (As.NAMED, HandleKind.PHONE, "+4930123456", "Alice Archer"),
    ]
    assert alice.text == "Met at the fair, owes me a book"
    assert [(who.kind, who.value, who.name) for who in bob.people] == [(HandleKind.PHONE, "03099988", "Bob Bäcker")]
    assert [(who.kind, who.value) for who in charlie.people] == [(HandleKind.NAME, "charlie cook")]
    assert reasons(items) == ["a card without a name, an address or a number", "a card without an end"]
    assert items[2].place.startswith("people.vcf, card 3, byte ")


def test_work_groups_birthday_and_pages_are_kept_as_programs_write_them(tmp_path: Path) -> None:
    charlie = (
        *(
            "VERSION:3.0",
            "FN:Charlie Cook",
            "TITLE:Head, kitchen",
            "ORG:Cook\\, Ltd;Kitchen",
            "CATEGORIES:myContacts,Choir",
        ),
        *("BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-02", r"item2.URL;type=pref:https\://cook.example/a?b=1,2", "NOTE:met"),
    )
    bob = ("VERSION:4.0", "FN:Bob Baker", "BDAY:19800203", "CATEGORIES:* myContacts")
    cook, baker = records(read_all(book(tmp_path / "a.vcf", charlie, bob)))
    assert cook.text.split("\n") == [
        *("Head, kitchen, Cook, Ltd Kitchen", "Choir", "met", "Birthday: 03-02", "https://cook.example/a?b=1,2"),
    ]
    assert baker.text == "Birthday: 1980-02-03"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        *(
            ("1980-02-03", "1980-02-03"),
            ("19800203T000000Z", "1980-02-03"),
            ("1604-02-03", "02-03"),
            ("--0203", "02-03"),
        ),
        *(("--02-03", "02-03"), ("circa 1980", "circa 1980")),
    ],
)
def test_a_birthday_is_shown_as_a_day(written: str, shown: str, tmp_path: Path) -> None:
    (card,) = records(read_all(book(tmp_path / "a.vcf", ("VERSION:4.0", "FN:Bob", f"BDAY:{written}"))))
    assert card.text == f"Birthday: {shown}"


def test_monica_1479_one_bad_card_costs_itself_alone(tmp_path: Path) -> None:
    cards = [("VERSION:3.0", f"FN:Person {number}", f"EMAIL:p{number}@x.example") for number in range(800)]
    cards[300] = ("VERSION:3.0", "FN", "EMAIL;;;=:")
    items = read_all(book(tmp_path / "a.vcf", *cards))
    assert (len(records(items)), len(reasons(items))) == (799, 1)


def test_of_a_cut_off_book_what_came_before_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.vcf", *[("VERSION:3.0", f"FN:Person {number}") for number in range(50)])
    path.write_bytes(gzip.compress(path.read_bytes()) + gzip.compress(path.read_bytes())[:50])
    items = read_all(path)
    assert len(records(items)) >= 50
    assert reasons(items)[-1] == streams.CUT_OFF
    assert read_all(path, skip=len(items)) == []


def test_a_card_without_revision_is_the_same_each_time(tmp_path: Path) -> None:
    path = book(tmp_path / "a.vcf", ("FN:Alice", "EMAIL:alice@allies.example"))
    (once,), (again,) = records(read_all(path)), records(read_all(path))
    assert (once.at_s, once) == (0, again)


def test_a_card_within_a_card_is_left_out(tmp_path: Path) -> None:
    agent = ("FN:Alice", "AGENT:", "BEGIN:VEVENT", "FN:Bob", "END:VEVENT", "EMAIL:alice@allies.example")
    (record,) = records(read_all(book(tmp_path / "a.vcf", agent)))
    assert (record.subject, len(record.people)) == ("Alice", 1)


@pytest.mark.parametrize(
    "line",
    [
        "NOTE:" + "x" * 1_000_000,
        "TEL" + ";TYPE=a" * 20_000 + ":1234",
        "BEGIN:X\r\n" * 50_000 + "N:x",
        "N:" + ";" * 60_000,
        "EMAIL:a@x.example\r\n" * 20_000 + "N:x",
        "NOTE:a\r\n" + " b\r\n" * 200_000 + "N:x",
    ],
)
def test_a_card_that_is_made_to_be_slow_is_not(tmp_path: Path, line: str) -> None:
    path = book(tmp_path / "a.vcf", ("FN:Alice", line), ("FN:Bob", "EMAIL:bob@bob.example"))
    begun = time.monotonic()
    items = read_all(path)
    assert time.monotonic() - begun < 15
    assert items[-1].record is None or items[-1].record.subject in ("Bob", "Alice")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+49 (0)30 123-456", "+4930123456"),
        ("0049 30 123456", "+4930123456"),
        ("tel:+1-415-555-0100;ext=12", "+14155550100"),
        ("030/123 456 x 12", "030123456"),
        ("12", ""),
        ("call me", ""),
        ("+" + "1" * 30, ""),
    ],
)
def test_a_number_is_told_by_its_digits(written: str, number: str) -> None:
    assert phones.plain(written) == number


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("TEL" + ";CEL" * 60 + "L=;:+46700000001", "+46700000001"),
        ("TEL" + ";CEL" * 60 + '\x13L;"":+46700000001', "+46700000001"),
        ('TEL;LABEL="at home; or: away";TYPE=cell:+46700000001', "+46700000001"),
        ('TEL;LABEL="never closed:+46700000001', "+46700000001"),
    ],
)
def test_parameters_without_end_take_no_time(tmp_path: Path, line: str, value: str) -> None:
    path = tmp_path / "a.vcf"
    path.write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:Bob Baker\n{line}\nEND:VCARD\n")
    (record,) = records(read_all(path))
    assert [who.value for who in record.people] == [value]
