"""Silent for longer than is usual between the two: ranked by what has gone both ways, not by habit."""

from __future__ import annotations

from functools import partial

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, about, ago, quoted
from allies.agenda.ground import DAY_S, Ground, TieFacts, best
from allies.agenda.history import History
from allies.agenda.models import Channel, SuggestionKind
from allies.ties.models import TieState

LOOKED_AT = 60
MINUTES = 5
CONTACTS = 4  # fewer in all, or none from one side, was no tie that could be picked up
UNUSUAL = 0.1  # share of their gaps that last longer, below which a warm tie is due as well
LEAST_RHYTHM_DAYS = 5
BASE = {TieState.WARM: 5.5, TieState.FADING: 7.0, TieState.DORMANT: 6.5}
LEAST_SPAN_DAYS = 60  # a shorter acquaintance has no rhythm to speak of
SAID = 2  # people they share with the member


def find(ground: Ground) -> list[Candidate]:
    """Ties that went both ways and have gone silent, or are about to."""
    due = (tie for tie in ground.ties if _is_due(tie) and ground.is_rested(tie))
    return [
        Candidate(SuggestionKind.RECONNECT, tie.person, _value(tie), MINUTES, True, tie, partial(_tell, ground, tie))
        for tie in best(due, _value, LOOKED_AT)
    ]


def _is_due(tie: TieFacts) -> bool:
    if not tie.is_mutual or tie.given + tie.received < CONTACTS:
        return False
    if tie.state in (TieState.FADING, TieState.DORMANT):
        return True
    rhythm_days = tie.rhythm_days or 0.0
    return (
        tie.state == TieState.WARM
        and rhythm_days >= LEAST_RHYTHM_DAYS
        and tie.longer is not None
        and tie.longer <= UNUSUAL
    )


def _value(tie: TieFacts) -> float:
    return BASE[TieState(tie.state)] + 5.5 * tie.depth - 2.0 * (1.0 - (tie.alive or 0.0))


def _tell(ground: Ground, tie: TieFacts, history: History) -> Told:
    """How they used to be in touch, until when, and what was last said."""
    last, subject = history.last, about(history.last)
    reasons = [_rhythm(ground, tie, history)]
    if last is not None and subject:
        asked = "asked about" if last.is_question else "wrote about"
        reasons.append(f"They last {asked} {quoted(subject)}, {ago(ground, last.at_s)}.")
    if (count := len(history.answered_questions)) > 1:
        reasons.append(f"They answered {words.counted(count, 'question', 'questions')} of yours.")
    if history.shared:
        reasons.append(f"They are in touch with {words.listed([name for name, _ in history.shared[:SAID]])}.")
    title = f"Pick up the thread with {{person}}: {subject}" if subject else "Pick up the thread with {person}"
    return Told(title, reasons)


def _rhythm(ground: Ground, tie: TieFacts, history: History) -> str:
    did, do = _verbs(history)
    last = ground.day_of(tie.last_s)
    if tie.rhythm_days is None or not _is_steady(tie, tie.rhythm_days):
        count = tie.given + tie.received
        return f"You {did} {words.times(count)}, the last time {words.ago(last, ground.day)}."
    if tie.state == TieState.WARM:
        return f"You usually {do} {words.every(tie.rhythm_days)}; the last time was {words.ago(last, ground.day)}."
    return f"You {did} {words.every(tie.rhythm_days)} until {words.month(last, ground.day)}, then not at all."


def _is_steady(tie: TieFacts, rhythm_days: float) -> bool:
    """Whether the gap tells of the whole time, and not of one busy week."""
    span_days = (tie.last_s - tie.first_s) / DAY_S
    return span_days >= LEAST_SPAN_DAYS and rhythm_days * (tie.given + tie.received) >= span_days / 3


def _verbs(history: History) -> tuple[str, str]:
    """How the two were in touch: what they did, what they do."""
    channels = {channel for channel, count in history.channels.items() if count}
    if channels == {Channel.IN_PERSON}:
        return "met", "meet"
    if channels & {Channel.CALL, Channel.IN_PERSON}:
        return ("wrote or spoke", "write or speak") if channels & {Channel.MAIL, Channel.LETTER} else ("spoke", "speak")
    return "wrote", "write"
