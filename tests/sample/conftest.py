"""One sample network for all of its tests, which only read it."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from allies.traces import sample
from tests.sample.reading import NOW_S, Event, Mail, entries, mail_of


@pytest.fixture(scope="package")
def written(tmp_path_factory: pytest.TempPathFactory) -> sample.Written:
    return sample.write(tmp_path_factory.mktemp("sample"), seed=1, now_s=NOW_S)


@pytest.fixture(scope="package")
def mails(written: sample.Written) -> list[Mail]:
    return [mail_of(one) for one in entries(written.mail.read_bytes())]


@pytest.fixture(scope="package")
def events(written: sample.Written) -> list[Event]:
    return [dict(one) for one in Calendar.from_ical(written.calendar.read_bytes()).walk("VEVENT")]
