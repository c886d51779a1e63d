"""A calendar: meetings that took place, and with whom."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from allies.traces.records import As, Item, Kind
from allies.traces.sources import lines, repeats, zones
from tests.sources.samples import RECORDED, read_all, reasons, records

BOB = "ATTENDEE:mailto:bob@bob.example"


def calendar(path: Path, *events: tuple[str, ...]) -> Path:
    """A calendar of events, each given by its lines."""
    blocks = ["\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT")) for lines in events]
    path.write_bytes("\r\n".join(("BEGIN:VCALENDAR", *blocks, "END:VCALENDAR", "")).encode())
    return path


def days(items: list[Item]) -> list[str]:
    """When the meetings among the items took place, in UTC."""
    return [f"{datetime.fromtimestamp(record.at_s, UTC):%m-%d %H:%M}" for record in records(items)]


def test_a_recorded_calendar_is_read() -> None:
    items = read_all(RECORDED / "team.ics")
    lunch, *weekly = records(items)
    assert (lunch.kind, lunch.subject, lunch.minutes, lunch.text) == (
        Kind.MEETING,
        "Lunch, at last",
        45,
        "About the reading group",
    )
    assert [(who.role, who.value, who.name) for who in lunch.people] == [
        (As.FROM, "alice@allies.example", "Alice Archer"),
        (As.WITH, "bob@bob.example", "Baker, Bob"),
    ]
    assert [(record.subject, record.minutes) for record in weekly] == [("Weekly", 30)] * 3 + [("Weekly, moved", 60)]
    assert len({record.uid for record in records(items)}) == 5
    assert reasons(items) == [
        "cancelled",
        "no one else in it: not a meeting with people",
        "has not taken place yet",
        "a task or a note, not a meeting",
    ]


def test_a_weekly_meeting_keeps_its_hour_when_the_clock_changes() -> None:
    items = read_all(RECORDED / "team.ics")
    assert days(items) == ["01-05 11:00", "03-02 09:00", "03-23 09:00", "03-30 08:00", "03-17 13:00"]


def test_a_meeting_repeats_until_now_and_not_further(tmp_path: Path) -> None:
    path = calendar(tmp_path / "a.ics", ("UID:1", "DTSTART:20260410T090000Z", "RRULE:FREQ=DAILY", BOB))
    assert days(read_all(path)) == ["04-10 09:00", "04-11 09:00", "04-12 09:00", "04-13 09:00", "04-14 09:00"]


def test_days_are_added_and_called_off(tmp_path: Path) -> None:
    rule = ("RRULE:FREQ=DAILY;UNTIL=20260303T235959Z", "RDATE:20260320T090000Z", "EXDATE:20260302T090000Z")
    path = calendar(tmp_path / "a.ics", ("UID:1", "DTSTART:20260301T090000Z", *rule, BOB))
    assert days(read_all(path)) == ["03-01 09:00", "03-03 09:00", "03-20 09:00"]


def test_whole_days_have_no_length(tmp_path: Path) -> None:
    path = calendar(tmp_path / "a.ics", ("UID:1", "DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260303", BOB))
    (record,) = records(read_all(path))
    assert (record.minutes, days(read_all(path))) == (0, ["03-01 00:00"])


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Europe/Berlin", "08:00"),
        ("W. Europe Standard Time", "08:00"),
        ("/x.example/1/Europe/Berlin", "08:00"),
        ("X", "09:00"),
    ],
)
def test_zones_are_known_by_many_names(tmp_path: Path, zone: str, hour: str) -> None:
    path = calendar(tmp_path / "a.ics", ("UID:1", f'DTSTART;TZID="{zone}":20260310T090000', BOB))
    assert days(read_all(path)) == [f"03-10 {hour}"]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=SECONDLY", "repeats secondly: not a meeting of people"),
        ("FREQ=HOURLY", "repeats hourly: not a meeting of people"),
        ("FREQ=DAILY;INTERVAL=0", "repeats without a step"),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7;BYMINUTE=1,2,3,4,5,6,7,8,9", "repeats more than 50,000 times"),
        ("COUNT=5", "repeats without a rule: not a meeting of people"),
        ("FREQ=DAILY;NONSENSE=1", "repeats by a rule that cannot be read: unknown parameter 'NONSENSE'"),
        ("FREQ=NEVER", "repeats by a rule that cannot be read"),
    ],
)
def test_cve_2026_77399_a_rule_that_is_no_meetings_is_refused(tmp_path: Path, rule: str, why: str) -> None:
    path = calendar(
        tmp_path / "a.ics",
        ("UID:1", "DTSTART:20160310T090000Z", f"RRULE:{rule}", BOB),
        ("UID:2", "DTSTART:20260310T090000Z", BOB),
    )
    items = read_all(path)
    assert (days(items), reasons(items)) == (["03-10 09:00"], [why])


def test_a_rule_that_never_comes_true_costs_little(tmp_path: Path) -> None:
    never = ("UID:1", "DTSTART:20260310T090000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", BOB)
    begun = time.monotonic()
    assert days(read_all(calendar(tmp_path / "a.ics", never))) == ["03-10 09:00"]
    assert time.monotonic() - begun < 10


def test_of_many_times_the_newest_are_kept(tmp_path: Path) -> None:
    path = calendar(tmp_path / "a.ics", ("UID:1", "DTSTART:20160310T090000Z", "RRULE:FREQ=DAILY", BOB))
    items = read_all(path)
    assert len(records(items)) == repeats.KEPT
    assert days(items)[-1] == "04-14 09:00"
    assert reasons(items) == ["repeats more than 2,000 times: the 1,688 oldest are left out"]


def test_a_broken_event_costs_itself_alone(tmp_path: Path) -> None:
    path = calendar(
        tmp_path / "a.ics",
        ("UID:1", "DTSTART:20269999T090000Z", BOB),
        ("UID:2", BOB),
        ("UID:3", "DTSTART:20260310T090000Z", BOB, "DURATION:PT", "\x00;;;:::", "X" * 100_000),
        ("UID:4", "DTSTART:19000310T090000Z", BOB),
        ("UID:5", "DTSTART:20260310T090000Z", *(f"ATTENDEE:mailto:a{number}@x.example" for number in range(1001))),
    )
    items = read_all(path)
    assert [record.uid for record in records(items)] == ["3"]
    assert reasons(items)[1:] == [
        "no date",
        "dated before 1970",
        "1,001 recipients: more than 1,000 is a mailing, not a meeting of people",
    ]


def test_an_event_without_an_end_is_refused(tmp_path: Path) -> None:
    path = calendar(tmp_path / "a.ics", ("UID:1", "DTSTART:20260310T090000Z", BOB))
    path.write_bytes(path.read_bytes() + b"BEGIN:VEVENT\r\nUID:2\r\n")
    items = read_all(path)
    assert (len(records(items)), reasons(items)) == (1, ["an event without an end"])


def test_someone_known_by_telephone_alone_took_part(tmp_path: Path) -> None:
    path = calendar(
        tmp_path / "a.ics", ("UID:1", "DTSTART:20260310T090000Z", "ATTENDEE;CN=Rosalind Reed:tel:+44-1632-960753")
    )
    [record] = records(read_all(path))
    assert [(role.kind, role.value, role.name) for role in record.people] == [
        ("phone", "+441632960753", "Rosalind Reed")
    ]


def test_zones_are_found_wherever_a_file_is_cut_into_blocks() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nX-LIC-LOCATION:{name}\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    between = "BEGIN:VEVENT\r\nTZID:Asia/Tokyo\r\nEND:VEVENT\r\n"
    names = ("Europe/Berlin", "America/New_York")
    whole = ("BEGIN:VCALENDAR\r\n" + between.join(zone.format(name=name) for name in names) + between).encode()
    for size in (1, 2, 7, 31, 64, len(whole)):
        blocks = ((whole[at : at + size], 0.5) for at in range(0, len(whole), size))
        assert zones.defined(lines.unfolded(zones.stretches(blocks))) == {name: name for name in names}, size
