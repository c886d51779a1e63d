"""The story of the sample network: what a plan made from it should find."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from allies.traces import sample
from tests.sample.reading import DAY_S, NOW_S, Event, Mail, attendees, between_two, in_situation, start


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
    assert waiting == {one.emails[0] for one in in_situation("open-question")}


def test_the_owner_waits_for_one_answer(written: sample.Written, mails: list[Mail]) -> None:
    (person,) = in_situation("waiting")
    last = between_two(mails, person, written)[-1]
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
    events: list[Event],
    kind: str,
    least_days: int,
    most_days: int,
    least_mails: int,
) -> None:
    for person in in_situation(kind):
        between = between_two(mails, person, written)
        assert len(between) >= least_mails, person.name
        assert least_days <= (NOW_S - between[-1].at_s) / DAY_S <= most_days, person.name
        met = [start(one).timestamp() for one in events if set(person.emails) & attendees(one)]
        assert all(NOW_S - at_s > least_days * DAY_S for at_s in met), person.name


def test_new_people_have_written_in_the_last_weeks_alone(written: sample.Written, mails: list[Mail]) -> None:
    for person in in_situation("new"):
        between = between_two(mails, person, written)
        assert len(between) >= 2
        assert all(NOW_S - mail.at_s < 21 * DAY_S for mail in between)
        assert {mail.sender in written.owner_addresses for mail in between} == {True, False}


def test_one_sided_ties_go_both_ways(written: sample.Written, mails: list[Mail]) -> None:
    (silent,), (eager,) = in_situation("never-answered"), in_situation("never-answered-by-owner")
    assert {mail.sender in written.owner_addresses for mail in between_two(mails, silent, written)} == {True}
    assert {mail.sender in written.owner_addresses for mail in between_two(mails, eager, written)} == {False}
    assert len(between_two(mails, silent, written)) == 6


def test_a_card_comes_once_a_year(written: sample.Written, mails: list[Mail]) -> None:
    (person,) = in_situation("christmas-card")
    between = between_two(mails, person, written)
    months = {datetime.fromtimestamp(mail.at_s, ZoneInfo("UTC")).month for mail in between}
    years = {datetime.fromtimestamp(mail.at_s - 31 * DAY_S, ZoneInfo("UTC")).year for mail in between}
    assert months <= {12, 1}
    assert len(years) >= 7


def test_namesakes_are_two_people(mails: list[Mail]) -> None:
    names = Counter(one.name for one in in_situation("namesake"))
    assert set(names.values()) == {2}
    senders = {mail.sender for mail in mails}
    for person in in_situation("namesake"):
        assert set(person.emails) & senders


def test_people_of_many_addresses_use_them_all(mails: list[Mail]) -> None:
    senders = {mail.sender for mail in mails}
    for person in in_situation("many-addresses"):
        assert len(person.emails) > 1
        assert set(person.emails) <= senders


def test_one_meeting_is_today_and_others_lie_ahead(written: sample.Written, events: list[Event]) -> None:
    starts = {str(one["UID"]): start(one) for one in events if "ATTENDEE" in one}
    today = datetime.fromtimestamp(NOW_S, ZoneInfo("Europe/London")).date()
    (person,) = in_situation("meeting-today")
    at_today = [one for one in events if "ATTENDEE" in one and start(one).date() == today]
    assert len(at_today) == 1
    assert person.emails[0] in str(at_today[0]["ATTENDEE"])
    assert start(at_today[0]).hour == 14
    assert sum(at.date() > today for at in starts.values()) >= 3
    assert written.meetings == len(events)


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
