"""Good ground for an ask: someone who answers, and to whom the member has given as well."""

from __future__ import annotations

from functools import partial
from statistics import median

from django.db.models import F, Q

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, numbers, on, quoted
from allies.agenda.ground import Ground, TieFacts, quiet_ties
from allies.agenda.history import History, answers
from allies.agenda.models import SuggestionKind
from allies.ties.models import TieState

LOOKED_AT = 12
MINUTES = 3
ANSWERED = 2  # questions, before someone counts as one who answers
RELIABLE = 0.6  # of the questions that were put to them
FAIR = 3  # they may have given so many times what the member gave


def find(ground: Ground) -> list[Candidate]:
    """Those who answered most of the member's questions, in ties where the member gives too."""
    if ground.recent.given <= ground.recent.asked:
        return []  # the balance would not allow it: giving comes first
    fair = quiet_ties(
        ground,
        Q(state__in=(TieState.WARM, TieState.FADING), waiting_trace=None, unanswered_trace=None),
        Q(given__gte=ANSWERED, received__gte=ANSWERED, received__lte=F("given") * FAIR),
        order=["-chance"],
        limit=LOOKED_AT,
    )
    known = answers(ground, [tie.person for tie in fair])
    found = []
    for tie in fair:
        share, count = _reliability(known[tie.person])
        if count >= ANSWERED and share >= RELIABLE:
            tell = partial(_tell, ground, tie)
            found.append(Candidate(SuggestionKind.ASK, tie.person, _value(tie, share), MINUTES, False, tie, tell))
    return found


def _value(tie: TieFacts, share: float) -> float:
    return 3.0 + 1.5 * share + 1.5 * tie.depth


def _reliability(history: History) -> tuple[float, int]:
    """The share of the member's questions to them that they answered, and how many they answered in all."""
    answered = {answer.question for answer in history.answered_questions}
    put_to_them = history.asked | answered
    return (len(answered) / len(put_to_them) if put_to_them else 0.0), len(answered)


def _tell(ground: Ground, tie: TieFacts, history: History) -> Told:
    """How many questions they answered, how soon, and what the member gave."""
    answered = history.answered_questions
    asked = len(history.asked | {answer.question for answer in answered})
    usual = median(answer.days for answer in answered)
    last = answered[-1]
    subject = words.subject(last.subject)
    reasons = [f"They answered {_share(len(answered), asked, bool(history.asked))}, most {words.within(usual)}."]
    if subject:
        reasons.append(f"The last one was {quoted(subject)}, {on(ground, last.answered_s)}.")
    if history.mine:
        reasons.append(f"You last answered them {on(ground, history.mine[-1].answered_s)}.")
    why = {
        "Your questions that they answered": f"{len(answered)} of {asked}",
        "Their answers to you": f"{usual:.1f} days (the median)",
        "Given and asked, four weeks": f"{ground.recent.given} and {ground.recent.asked}",
        **numbers(ground, tie),
    }
    return Told("Ask {person} something you are stuck on", reasons, why)


def _share(answered: int, asked: int, was_addressed: bool) -> str:
    questions = words.counted(answered, "question", "questions")
    if answered == asked and was_addressed:
        return "both of your questions" if answered == 2 else f"all {words.number(answered)} of your questions"
    return (
        f"{questions} of yours"
        if not was_addressed
        else f"{words.number(answered)} of your {words.number(asked)} questions"
    )
