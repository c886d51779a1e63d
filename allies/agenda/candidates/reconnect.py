"""Silent for longer than is usual between the two: ranked by what has gone both ways, not by habit."""

from __future__ import annotations

from functools import partial

from django.db.models import F, Q
from django.db.models.functions import Least

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, about, ago, quoted
from allies.agenda.ground import Ground, TieFacts, before_s, quiet_ties
from allies.agenda.history import History
from allies.agenda.models import Channel, SuggestionKind
from allies.ties.models import TieState

LOOKED_AT = 60
MINUTES = 5
CONTACTS = 4  # fewer in all, or none from one side, was no tie that could be picked up
MISSED_BEATS = 1.5  # silent for so many usual gaps, a warm tie is due as well
LEAST_RHYTHM_DAYS = 5
LONG_DAYS = 8 * 365  # of silence, after which little is left to pick up
BASE = {TieState.WARM: 2.5, TieState.FADING: 3.5, TieState.DORMANT: 3.0}
SAID = 2  # people they share with the member


def find(ground: Ground) -> list[Candidate]:
    """Ties that went both ways and have gone silent, or are about to."""
    silent = Q(state__in=(TieState.FADING, TieState.DORMANT))
    overdue = Q(
        state=TieState.WARM,
        rhythm_days__gte=LEAST_RHYTHM_DAYS,
        last_s__lte=before_s(ground, F("rhythm_days") * MISSED_BEATS),
    )
    found = quiet_ties(
        ground,
        silent | overdue,
        Q(given__gte=1, received__gte=1) & Q(given__gte=CONTACTS - F("received")),
        order=[Least("given", "received").desc(), "-last_s"],
        limit=LOOKED_AT,
    )
    return [
        Candidate(
            SuggestionKind.RECONNECT, tie.person, _value(ground, tie), MINUTES, True, tie, partial(_tell, ground, tie)
        )
        for tie in found
    ]


def _value(ground: Ground, tie: TieFacts) -> float:
    long_ago = min(1.0, ground.days_since(tie.last_s) / LONG_DAYS)
    return BASE[TieState(tie.state)] + 4.0 * tie.depth - 2.0 * long_ago


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
    if tie.rhythm_days is None:
        count = tie.given + tie.received
        return f"You {did} {words.times(count)}, the last time {words.ago(last, ground.day)}."
    if tie.state == TieState.WARM:
        return f"You usually {do} {words.every(tie.rhythm_days)}; the last time was {words.ago(last, ground.day)}."
    return f"You {did} {words.every(tie.rhythm_days)} until {words.month(last, ground.day)}, then not at all."


def _verbs(history: History) -> tuple[str, str]:
    """How the two were in touch: what they did, what they do."""
    channels = {channel for channel, count in history.channels.items() if count}
    if channels == {Channel.IN_PERSON}:
        return "met", "meet"
    if channels & {Channel.CALL, Channel.IN_PERSON}:
        return ("wrote or spoke", "write or speak") if channels & {Channel.MAIL, Channel.LETTER} else ("spoke", "speak")
    return "wrote", "write"
