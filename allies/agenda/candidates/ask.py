"""Good ground for an ask: someone who answers, and to whom the member has given as well."""

from __future__ import annotations

from functools import partial
from statistics import median

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, on, quoted
from allies.agenda.ground import Ground, TieFacts, best
from allies.agenda.history import Answer, History
from allies.agenda.models import SuggestionKind
from allies.ties.models import TieState

LOOKED_AT = 20
MINUTES = 3
FEW = 2
ANSWERED = 2  # questions, before someone counts as one who answers
RELIABLE = 0.6  # of the questions that were put to them
AMPLE = 2  # times as much given as asked, and an ask is worth more
FAIR = 3  # they may have given so many times what the member gave


def find(ground: Ground) -> list[Candidate]:
    """Those who answered most of the member's questions, in ties where the member gives too."""
    if ground.recent.given <= ground.recent.asked:
        return []  # the balance would not allow it: giving comes first
    fair = (tie for tie in ground.ties if _is_fair(tie) and ground.is_rested(tie))
    value = partial(_value, ground)
    return [
        Candidate(
            SuggestionKind.ASK, tie.person, value(tie), MINUTES, False, tie, partial(_tell, ground, tie), _answers
        )
        for tie in best(fair, value, LOOKED_AT)
    ]


def _is_fair(tie: TieFacts) -> bool:
    """Whether the tie is alive, nothing is open in it, and the member has given in it too."""
    return (
        tie.state in (TieState.WARM, TieState.FADING)
        and tie.waiting_trace is None
        and tie.unanswered_trace is None
        and min(tie.given, tie.received) >= ANSWERED
        and tie.received <= tie.given * FAIR
    )


def _value(ground: Ground, tie: TieFacts) -> float:
    is_ample = ground.recent.given >= AMPLE * ground.recent.asked
    return 4.0 + 1.0 * is_ample + 1.5 * tie.depth + 0.5 * tie.chance


def _answers(history: History) -> bool:
    """Whether they answer what the member asks."""
    answered = {answer.question for answer in history.answered_questions}
    return len(answered) >= max(ANSWERED, RELIABLE * len(history.asked | answered))


def _tell(ground: Ground, tie: TieFacts, history: History) -> Told:
    """How many questions they answered, how soon, and what the member gave."""
    answered = history.answered_questions
    asked = len(history.asked | {answer.question for answer in answered})
    usual = median(answer.days for answer in answered)
    last = answered[-1]
    subject = words.subject(last.subject)
    reasons = [f"They answered {_share(len(answered), asked, bool(history.asked))}, {_soon(answered)}."]
    if subject:
        reasons.append(f"The last one was {quoted(subject)}, {on(ground, last.answered_s)}.")
    if history.mine:
        reasons.append(f"You last answered them {on(ground, history.mine[-1].answered_s)}.")
    why = {
        "Your questions that they answered": f"{len(answered)} of {asked}",
        "Their answers to you": f"{usual:.1f} days (the median)",
        "Given and asked, four weeks": f"{ground.recent.given} and {ground.recent.asked}",
    }
    return Told("Ask {person} something you are stuck on", reasons, why)


def _soon(answered: list[Answer]) -> str:
    usually = "most" if len(answered) > FEW else "usually"
    return f"{usually} {words.within(median(answer.days for answer in answered))}"


def _share(answered: int, asked: int, was_addressed: bool) -> str:
    """How many of the questions; those on a list were put to nobody in particular, so nobody left them open."""
    if not was_addressed:
        return f"{words.counted(answered, 'question', 'questions')} of yours"
    if answered < asked:
        return f"{words.number(answered)} of your {words.number(asked)} questions"
    return "both of your questions" if answered == FEW else f"all {words.number(answered)} of your questions"
