"""The member asked, and no answer came: one gentle second try."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, about, ago, exact
from allies.agenda.ground import Ground, TieFacts, best
from allies.agenda.history import History, TraceFacts, traces, usual_days
from allies.agenda.models import Decision, Suggestion, SuggestionKind

DUE_DAYS = (7, 60)
ONCE_IN_DAYS = 60  # nobody is reminded twice of one question
LOOKED_AT = 40
MINUTES = 2


def find(ground: Ground) -> list[Candidate]:
    """The member's own questions that are a week old or more and still open."""
    reminded = _reminded(ground)
    waiting = (
        tie
        for tie in ground.ties
        if tie.unanswered_trace is not None and tie.person not in reminded and ground.is_rested(tie)
    )
    open_ties = best(waiting, lambda tie: tie.chance, LOOKED_AT)
    questions = traces(ground.member, [tie.unanswered_trace for tie in open_ties if tie.unanswered_trace is not None])
    found = []
    for tie in open_ties:
        question = questions.get(tie.unanswered_trace or 0)
        if question is None or not DUE_DAYS[0] <= ground.days_since(question.at_s) <= DUE_DAYS[1]:
            continue
        if tie.last_received_s is not None and tie.last_received_s > question.at_s:
            continue  # they wrote since: reminding them would be deaf
        value = 3.0 + 1.5 * tie.depth + 0.5 * tie.chance
        found.append(
            Candidate(
                SuggestionKind.REMIND, tie.person, value, MINUTES, False, tie, partial(_tell, ground, tie, question)
            )
        )
    return found


def _reminded(ground: Ground) -> set[int]:
    done = Suggestion.objects.owned_by(ground.member).filter(kind=SuggestionKind.REMIND, decision=Decision.DONE)
    lately = done.filter(day__gt=ground.day - timedelta(days=ONCE_IN_DAYS))
    return set(lately.values_list("person", flat=True))


def _tell(ground: Ground, tie: TieFacts, question: TraceFacts, history: History) -> Told:
    """What was asked, when, and how soon they usually answer."""
    subject = about(question)
    reasons = [f"You asked {ago(ground, question.at_s)}, and no answer has come yet."]
    usual = usual_days(history.theirs)
    if usual is not None:
        reasons.append(f"They usually answer you {words.within(usual)}.")
    why = {"Asked": exact(ground, question.at_s)}
    if usual is not None:
        why["Their answers to you"] = f"{usual:.1f} days (the median of {len(history.theirs)})"
    return Told(f"Ask {{person}} once more: {subject}" if subject else "Ask {person} once more", reasons, why)
