"""They answered the member, and nothing has gone back since."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from django.db.models import Q

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, exact, numbers, on, quoted
from allies.agenda.ground import DAY_S, Ground, TieFacts, ties
from allies.agenda.history import Answer, History, answered_since
from allies.agenda.models import SuggestionKind

LATELY_DAYS = 60
SOON_DAYS = 2  # after the member's own last word
MINUTES = 3
LOOKED_AT = 60
PLAIN_ANSWERS = 3  # so many answers to what was no question are worth thanks as well
MANY = 5


def find(ground: Ground) -> list[Candidate]:
    """Those who answered the member's questions within two months and have heard nothing from them since."""
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    for person, answer in answered_since(ground, ground.now_s - LATELY_DAYS * DAY_S):
        answers[person].append(answer)
    unpressed = answers.keys() - ground.pressed
    found = []
    for tie in ties(ground, Q(person__in=unpressed), order=["-chance"], limit=LOOKED_AT):
        gifts = _since_last_word(tie, answers[tie.person])
        if _is_generous(gifts) and (tie.last_given_s is None or ground.days_since(tie.last_given_s) >= SOON_DAYS):
            value = 5.0 + 2.0 * tie.depth + min(len(gifts), MANY) / MANY
            found.append(
                Candidate(SuggestionKind.THANK, tie.person, value, MINUTES, True, tie, partial(_tell, ground, tie))
            )
    return found


def _tell(ground: Ground, tie: TieFacts, history: History) -> Told:
    """What they answered, when, and what they gave before."""
    gifts = _since_last_word(tie, history.theirs)
    best = max(gifts, key=lambda gift: (gift.was_question, gift.answered_s))
    subject = words.subject(best.subject)
    what = f"your question {quoted(subject)}" if best.was_question else f"you on {quoted(subject)}"
    reasons = [f"They answered {what if subject else 'you'} {on(ground, best.answered_s)}."]
    before = len(history.answered_questions) - sum(1 for gift in gifts if gift.was_question)
    if before > 0:
        reasons.append(f"Before that they answered {words.counted(before, 'question', 'questions')} of yours.")
    reasons.append(
        f"You last wrote {on(ground, tie.last_given_s)}." if tie.last_given_s else "You have not written yet."
    )
    why = {
        "Answers from them since your last word": str(len(gifts)),
        "The last of them": exact(ground, gifts[-1].answered_s),
    }
    title = f"Thank {{person}} for the answer on {quoted(subject)}" if subject else "Thank {person} for the answer"
    return Told(title, reasons, {**why, **numbers(ground, tie)})


def _since_last_word(tie: TieFacts, answers: list[Answer]) -> list[Answer]:
    return [answer for answer in answers if tie.last_given_s is None or answer.answered_s > tie.last_given_s]


def _is_generous(gifts: list[Answer]) -> bool:
    return any(gift.was_question for gift in gifts) or len(gifts) >= PLAIN_ANSWERS
