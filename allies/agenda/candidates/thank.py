"""They answered the member, and nothing has gone back since."""

from __future__ import annotations

from functools import partial

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, exact, on, quoted
from allies.agenda.ground import Ground, TieFacts, best
from allies.agenda.history import Answer, History
from allies.agenda.models import SuggestionKind

LATELY_DAYS = 35
SOON_DAYS = 2  # after the member's own last word
MINUTES = 3
LOOKED_AT = 60
PLAIN_ANSWERS = 3  # so many answers to what was no question are worth thanks as well


def find(ground: Ground) -> list[Candidate]:
    """Those who had the last word within five weeks; whether it was an answer worth thanks, their history tells."""
    theirs = (tie for tie in ground.ties if _is_theirs(ground, tie))
    value = partial(_value, ground)
    return [
        Candidate(
            SuggestionKind.THANK, tie.person, value(tie), MINUTES, True, tie,
            partial(_tell, ground, tie), partial(_is_generous, ground, tie),
        )
        for tie in best(theirs, value, LOOKED_AT)
    ]  # fmt: skip


def _is_theirs(ground: Ground, tie: TieFacts) -> bool:
    """Whether the last word was theirs, of late, and the member's own is some days ago."""
    if tie.last_received_s is None or ground.days_since(tie.last_received_s) > LATELY_DAYS:
        return False
    own_s = tie.last_given_s
    return own_s is None or (own_s < tie.last_received_s and ground.days_since(own_s) >= SOON_DAYS)


def _value(ground: Ground, tie: TieFacts) -> float:
    return 5.0 + 2.0 * tie.depth - ground.days_since(tie.last_received_s or tie.last_s) / LATELY_DAYS


def _tell(ground: Ground, tie: TieFacts, history: History) -> Told:
    """What they answered, when, and what they gave before."""
    gifts = _gifts(tie, history)
    best = max(gifts, key=lambda gift: (gift.was_question, gift.answered_s))
    subject = words.subject(best.subject)
    what = f"your question {quoted(subject)}" if best.was_question else f"you on {quoted(subject)}"
    reasons = [f"They answered {what if subject else 'you'} {on(ground, best.answered_s)}."]
    before = len(history.answered_questions) - sum(1 for gift in gifts if gift.was_question)
    if before > 0:
        reasons.append(f"Before that they answered {words.counted(before, 'question', 'questions')} of yours.")
    reasons.append("Nothing has gone back to them since.")
    why = {
        "Answers from them since your last word": str(len(gifts)),
        "The last of them": exact(ground, gifts[-1].answered_s),
    }
    title = f"Thank {{person}} for the answer on {quoted(subject)}" if subject else "Thank {person} for the answer"
    return Told(title, reasons, why)


def _is_generous(ground: Ground, tie: TieFacts, history: History) -> bool:
    gifts = [gift for gift in _gifts(tie, history) if ground.days_since(gift.answered_s) <= LATELY_DAYS]
    return any(gift.was_question for gift in gifts) or len(gifts) >= PLAIN_ANSWERS


def _gifts(tie: TieFacts, history: History) -> list[Answer]:
    """Their answers since the member's last word."""
    return [answer for answer in history.theirs if tie.last_given_s is None or answer.answered_s > tie.last_given_s]
