"""The sample network: three real files, the same each time, with a story in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from allies.traces import sample

NOW_S = 1_773_320_400  # 12 March 2026, 13:00 UTC
DAY_S = 86_400
EMPLOYERS = ("brightwater.example", "caldermuseum.example", "harbourfoundation.example")


class Mail(NamedTuple):
    """One mail of the file, as the standard library reads it."""

    message: Message
    at_s: int
    id: str
    parent: str
    sender: str
    to: tuple[str, ...]
    others: tuple[str, ...]  # Cc

    @property
    def text(self) -> str:
        part = self.message.get_payload(0) if self.message.is_multipart() else self.message
        assert isinstance(part, Message)
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode("utf-8")

    @property
    def subject(self) -> str:
        return str(make_header(decode_header(self.message["Subject"])))

    @property
    def own_words(self) -> str:
        """Without what is quoted from others."""
        kept = re.split("-----Original Message-----|<blockquote>", self.text)[0]
        return re.sub(r"^(?:On .* wrote:|>.*)$", "", kept, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> sample.Written:
    return sample.write(tmp_path_factory.mktemp("sample"), seed=1, now_s=NOW_S)


@pytest.fixture(scope="module")
def mails(written: sample.Written) -> list[Mail]:
    return [_mail(one) for one in _entries(written.mail.read_bytes())]


@pytest.fixture(scope="module")
def events(written: sample.Written) -> list[dict[str, object]]:
    return [dict(one) for one in Calendar.from_ical(written.calendar.read_bytes()).walk("VEVENT")]


def _entries(mbox: bytes) -> Iterator[bytes]:
    """The mails of an mbox file: a "From " line after an empty line begins each."""
    for entry in re.split(rb"(?:\A|\n\n)From (?=\S+@\S+ \w{3} \w{3} )", mbox)[1:]:
        yield entry.split(b"\n", 1)[1]


def _mail(entry: bytes) -> Mail:
    message = message_from_bytes(entry)
    return Mail(
        message=message,
        at_s=int(parsedate_to_datetime(message["Date"]).timestamp()),
        id=message["Message-ID"],
        parent=message["In-Reply-To"] or "",
        sender=getaddresses([message["From"]])[0][1],
        to=_emails(message, "To"),
        others=_emails(message, "Cc"),
    )


def _emails(message: Message, name: str) -> tuple[str, ...]:
    return tuple(email for _, email in getaddresses(message.get_all(name, [])))


def _with(kind: str) -> list[sample.Situation]:
    found = [one for one in sample.situations() if one.kind == kind]
    assert found, kind
    return found


def _between(mails: list[Mail], person: sample.Situation, owner: sample.Written) -> list[Mail]:
    """What went between the owner and this person alone, either way, in order of time."""
    mine, theirs = set(owner.owner_addresses), set(person.emails)
    return [
        one
        for one in mails
        if not one.others
        and ((one.sender in theirs and set(one.to) <= mine) or (one.sender in mine and set(one.to) <= theirs))
    ]


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


def test_circles_write_among_themselves(mails: list[Mail], written: sample.Written) -> None:
    """Leave the owner out: six circles or more remain in which people answer each other."""
    senders = {mail.id: mail.sender for mail in mails}
    owner = set(written.owner_addresses)
    answers = Counter(
        frozenset((mail.sender, senders[mail.parent]))
        for mail in mails
        if mail.parent and not {mail.sender, senders[mail.parent]} & owner
    )
    tribes = {email: one.tribe for one in sample.situations() for email in one.emails}
    lively = Counter(tribes[email] for pair in answers for email in pair if email in tribes)
    assert len([tribe for tribe, count in lively.items() if count >= 5]) >= 8


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


def test_only_the_questions_of_the_story_wait_for_the_owner(written: sample.Written, mails: list[Mail]) -> None:
    answered = {mail.parent for mail in mails if mail.sender in written.owner_addresses}
    waiting = {
        mail.sender
        for mail in mails
        if NOW_S - mail.at_s < 40 * DAY_S
        and set(mail.to) <= set(written.owner_addresses)
        and "?" in mail.own_words
        and mail.id not in answered
    }
    assert waiting == {one.emails[0] for one in _with("open-question")}


def test_the_owner_waits_for_one_answer(written: sample.Written, mails: list[Mail]) -> None:
    (person,) = _with("waiting")
    last = _between(mails, person, written)[-1]
    assert last.sender in written.owner_addresses
    assert "?" in last.own_words
    assert NOW_S // DAY_S - last.at_s // DAY_S == 9


@pytest.mark.parametrize(
    ("kind", "least_days", "most_days", "least_mails"),
    [
        ("overdue-close", 30, 37, 100),
        ("fading", 115, 130, 60),
        ("dormant-good", 400, 700, 60),
        ("drifting", 240, 330, 20),
    ],
)
def test_ties_are_as_silent_as_the_story_says(
    written: sample.Written,
    mails: list[Mail],
    events: list[dict[str, object]],
    kind: str,
    least_days: int,
    most_days: int,
    least_mails: int,
) -> None:
    for person in _with(kind):
        between = _between(mails, person, written)
        assert len(between) >= least_mails, person.name
        assert least_days <= (NOW_S - between[-1].at_s) / DAY_S <= most_days, person.name
        met = [_start(one).timestamp() for one in events if set(person.emails) & _attendees(one)]
        assert all(NOW_S - at_s > least_days * DAY_S for at_s in met), person.name


def test_new_people_have_written_in_the_last_weeks_alone(written: sample.Written, mails: list[Mail]) -> None:
    for person in _with("new"):
        between = _between(mails, person, written)
        assert len(between) >= 2
        assert all(NOW_S - mail.at_s < 21 * DAY_S for mail in between)
        assert {mail.sender in written.owner_addresses for mail in between} == {True, False}


def test_one_sided_ties_go_both_ways(written: sample.Written, mails: list[Mail]) -> None:
    (silent,), (eager,) = _with("never-answered"), _with("never-answered-by-owner")
    assert {mail.sender in written.owner_addresses for mail in _between(mails, silent, written)} == {True}
    assert {mail.sender in written.owner_addresses for mail in _between(mails, eager, written)} == {False}
    assert len(_between(mails, silent, written)) == 6


def test_a_card_comes_once_a_year(written: sample.Written, mails: list[Mail]) -> None:
    (person,) = _with("christmas-card")
    between = _between(mails, person, written)
    months = {datetime.fromtimestamp(mail.at_s, ZoneInfo("UTC")).month for mail in between}
    years = {datetime.fromtimestamp(mail.at_s - 31 * DAY_S, ZoneInfo("UTC")).year for mail in between}
    assert months <= {12, 1}
    assert len(years) >= 7


def test_namesakes_are_two_people(mails: list[Mail]) -> None:
    names = Counter(one.name for one in _with("namesake"))
    assert set(names.values()) == {2}
    senders = {mail.sender for mail in mails}
    for person in _with("namesake"):
        assert set(person.emails) & senders


def test_people_of_many_addresses_use_them_all(mails: list[Mail]) -> None:
    senders = {mail.sender for mail in mails}
    for person in _with("many-addresses"):
        assert len(person.emails) > 1
        assert set(person.emails) <= senders


def test_one_meeting_is_today_and_others_lie_ahead(written: sample.Written, events: list[dict[str, object]]) -> None:
    starts = {str(one["UID"]): _start(one) for one in events if "ATTENDEE" in one}
    today = datetime.fromtimestamp(NOW_S, ZoneInfo("Europe/London")).date()
    (person,) = _with("meeting-today")
    at_today = [one for one in events if "ATTENDEE" in one and _start(one).date() == today]
    assert len(at_today) == 1
    assert person.emails[0] in str(at_today[0]["ATTENDEE"])
    assert _start(at_today[0]).hour == 14
    assert sum(start.date() > today for start in starts.values()) >= 3
    assert written.meetings == len(events)


def _attendees(event: dict[str, object]) -> set[str]:
    found = event.get("ATTENDEE", [])
    return {str(one).removeprefix("mailto:") for one in (found if isinstance(found, list) else [found])}


def _start(event: dict[str, object]) -> datetime:
    start = getattr(event["DTSTART"], "dt", None)
    assert isinstance(start, datetime)
    return start.astimezone(ZoneInfo("Europe/London"))


def test_cards_are_read_with_their_addresses(written: sample.Written) -> None:
    cards = list(vobject.readComponents(written.contacts.read_text("utf-8")))
    assert len(cards) == written.cards > 150
    by_name = {card.fn.value: card for card in cards}
    for person in _with("many-addresses"):
        assert {one.value for one in by_name[person.name].email_list} == set(person.emails)
    for person in (*_with("on-the-phone"), *_with("on-paper")):
        assert "email" not in by_name[person.name].contents
        assert by_name[person.name].tel.value.startswith("tel:")
        assert by_name[person.name].adr.value.city == "Saltmere"
