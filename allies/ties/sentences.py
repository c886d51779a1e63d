"""A tie in a sentence, and the numbers behind it in words. What is not known is not said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from allies.ties import spans
from allies.ties.models import Tie

DAY_S = 86_400
LATE = 2.0  # usual gaps of silence, after which a rhythm is spoken of as past
FRESH_DAYS = 30.0  # a rhythm of a few days is not past after a week


def sentence(tie: Tie | None, *, now: datetime, zone: ZoneInfo) -> str:
    """How it is between the member and this person."""
    if tie is None or tie.last_s is None or tie.first_s is None:
        return "There has been no contact between you yet."
    now_s = int(now.timestamp())
    silence_days = max(now_s - tie.last_s, 0) / DAY_S
    last, today = _day(tie.last_s, zone), now.astimezone(zone).date()
    ago = _ago(silence_days, last, today)
    if not tie.received:
        return f"You wrote {spans.times(tie.given)}, {ago}; no answer has come."
    if not tie.given:
        return f"They wrote {spans.times(tie.received)}, {ago}; you have not written yet."
    if tie.rhythm_days is None:
        return f"You have been in touch on a day or two, {ago}."
    every = spans.every(max(tie.rhythm_days, 1.0))
    if silence_days <= max(LATE * tie.rhythm_days, FRESH_DAYS):
        return f"You write or speak about {every}, {ago}."
    return f"You wrote or spoke about {every} until {spans.month(last, today)}; it has been {spans.span(silence_days)}."


def numbers(tie: Tie | None, *, zone: ZoneInfo) -> list[tuple[str, str]]:
    """(what, value) of what the sentence and the state rest on."""
    if tie is None or tie.last_s is None or tie.first_s is None:
        return []
    told = [
        ("Given", f"{tie.given:,}"),
        ("Received", f"{tie.received:,}"),
        ("First contact", spans.day(_day(tie.first_s, zone))),
    ]
    for name, at_s in (("You last wrote or met", tie.last_given_s), ("They last wrote or met", tie.last_received_s)):
        told.append((name, spans.day(_day(at_s, zone)) if at_s is not None else "never"))
    if tie.rhythm_days is not None:
        days = round(tie.rhythm_days)
        told.append(("Usual gap", f"{days} {'day' if days == 1 else 'days'}, the median between days of contact"))
    told.append(("Chance of contact", f"{tie.chance:.0%} within 30 days, from how often and how lately there was any"))
    return told


def _ago(silence_days: float, last: date, today: date) -> str:
    """When the last contact was, as it stands after a comma."""
    if (today - last).days <= 0:
        return "last today"
    if (today - last).days == 1:
        return "last yesterday"
    if silence_days < 6 * spans.WEEK:
        return f"last {spans.span(silence_days)} ago"
    return f"last in {spans.month(last, today)}"


def _day(at_s: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at_s, UTC).astimezone(zone).date()
