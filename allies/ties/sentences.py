"""A tie in a sentence, and the numbers behind it in words. What is not known is not said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from allies.ties import spans
from allies.ties.models import Tie, TieState

DAY_S = 86_400
LATE = 2.0  # usual gaps of silence, after which a rhythm is spoken of as past
STATES = {
    TieState.NEW: "you were first in touch within the last 30 days",
    TieState.WARM: "silent for no more than 30 days, or than twice your usual gap",
    TieState.FADING: "silent for more than 30 days, and than twice your usual gap",
    TieState.DORMANT: "silent for three years, or for one with little chance of contact soon",
    TieState.ONE_SIDED: "you gave three times or more, and nothing has come back",
    TieState.CLOSED: "you closed it",
}
EVEN = 1.25  # times as much one way, below which it is about even
LEAST = 0.01  # of a share that is said
MUCH, LITTLE = 1.0, 0.2  # what a term adds to the log-odds: nearly threefold, and a fifth
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
        ("State", f"{tie.state}: {STATES[TieState(tie.state)]}"),
        ("Given", f"{tie.given:,}"),
        ("Received", f"{tie.received:,}"),
        ("First contact", spans.day(_day(tie.first_s, zone))),
    ]
    for name, at_s in (("You last wrote or met", tie.last_given_s), ("They last wrote or met", tie.last_received_s)):
        told.append((name, spans.day(_day(at_s, zone)) if at_s is not None else "never"))
    if tie.reciprocity is not None:
        told.append(("Give and take", _balance(tie.given, tie.received)))
    if tie.rhythm_days is not None:
        told.append(("Usual gap", _usual(tie, tie.rhythm_days)))
    if tie.rhythm_days is not None and tie.longer is not None:
        told.append(("This silence", f"{_share(tie.longer)} of the gaps between you last longer"))
    told.append(("Chance of contact", f"{tie.chance:.0%} within 30 days{_because(tie.chance_why)}"))
    if tie.alive is not None:
        told.append(
            ("Chance that it goes on", f"{_share(tie.alive)}: contact within three years, however long ago it was")
        )
    return told


def _balance(given: int, received: int) -> str:
    """How even it is, in words.

    >>> _balance(9, 8), _balance(10, 5), _balance(1, 12), _balance(0, 3)
    ('about even', 'you give 2.0 times as much', 'they give 12 times as much', 'all of it from them')
    """
    if not given or not received:
        return "all of it from you" if given else "all of it from them"
    times = max(given, received) / min(given, received)
    if times < EVEN:
        return "about even"
    return f"{'you' if given > received else 'they'} give {times:.{0 if times >= 10 else 1}f} times as much"


def _usual(tie: Tie, rhythm_days: float) -> str:
    """The usual gap, and how far the others are from it."""
    days = round(rhythm_days)
    said = f"{days} {'day' if days == 1 else 'days'}, the median between days of contact"
    if tie.low_days is None or tie.high_days is None:
        return said
    return f"{said}; four in five last between {max(round(tie.low_days), 1)} and {max(round(tie.high_days), 1)}"


def _share(part: float) -> str:
    """A share, without a certainty that nobody has.

    >>> _share(0.004), _share(0.31), _share(0.999)
    ('less than 1%', '31%', 'more than 99%')
    """
    if part < LEAST:
        return f"less than {LEAST:.0%}"
    return f"more than {1 - LEAST:.0%}" if part > 1 - LEAST else f"{part:.0%}"


def _because(reasons: list[tuple[str, float]]) -> str:
    """What sets a chance apart from that of other ties.

    >>> _because([("days with contact", 1.2), ("how recently you were in touch", -0.4)])
    '; raised by days with contact (much); lowered by how recently you were in touch'
    """
    said = []
    for does, is_up in (("raised", True), ("lowered", False)):
        words = [f"{term}{_size(size)}" for term, size in reasons if (size > 0) is is_up]
        if words:
            said.append(f"; {does} by {', '.join(words)}")
    return "".join(said)


def _size(log_odds: float) -> str:
    return " (much)" if abs(log_odds) >= MUCH else " (a little)" if abs(log_odds) <= LITTLE else ""


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
