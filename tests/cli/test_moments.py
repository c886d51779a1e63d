"""Times as a person types them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from allies.cli import moments
from allies.cli.errors import Refused

NOW = datetime(2026, 4, 14, 22, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")  # two hours ahead: there it is the 15th already


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", NOW),
        ("", NOW),
        ("today", NOW),  # its noon is still to come
        ("yesterday", datetime(2026, 4, 14, 10, tzinfo=UTC)),
        ("Yesterday", datetime(2026, 4, 14, 10, tzinfo=UTC)),
        ("3 days ago", datetime(2026, 4, 12, 10, tzinfo=UTC)),
        ("a week ago", datetime(2026, 4, 8, 10, tzinfo=UTC)),
        ("2 months ago", datetime(2026, 2, 14, 11, tzinfo=UTC)),
        ("2026-03-14", datetime(2026, 3, 14, 11, tzinfo=UTC)),
        ("2026-03-14T18:30", datetime(2026, 3, 14, 17, 30, tzinfo=UTC)),
        ("2026-03-14T18:30Z", datetime(2026, 3, 14, 18, 30, tzinfo=UTC)),
    ],
)
def test_what_people_type(text: str, moment: datetime) -> None:
    assert moments.read(text, now=NOW, zone=BERLIN) == moment


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "32 years ago", "9999999999 days ago", "--"])
def test_what_is_no_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Refused, match="is not a time"):
        moments.read(text, now=NOW, zone=BERLIN)


@pytest.mark.parametrize("text", ["2026-04-16", "2026-04-15T00:31", "2090-01-01"])
def test_what_is_still_to_come_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="still to come"):
        moments.read(text, now=NOW, zone=BERLIN)
