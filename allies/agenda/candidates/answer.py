"""They asked, and wait: the one thing that is surely due."""

from __future__ import annotations

from functools import partial

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, about, ago, exact
from allies.agenda.ground import DAY_S, Ground, TieFacts, best
from allies.agenda.history import History, TraceFacts, traces, usual_days
from allies.agenda.models import SuggestionKind

DUE_DAYS = (2, 45)  # sooner it is ordinary mail; later it is a thread to pick up, no answer
LOOKED_AT = 60
MINUTES = (3, 8)
YEAR_DAYS = 365
CHARACTERS_A_MINUTE = 900  # to read what they wrote and think about it


def find(ground: Ground) -> list[Candidate]:
    """Questions that reached the member and were not answered, from people who waited long enough to notice."""
    oldest_s = ground.now_s - DUE_DAYS[1] * DAY_S
    open_ties = (t for t in ground.ties if t.waiting_trace is not None and (t.last_received_s or 0) >= oldest_s)
    waiting = best(open_ties, lambda tie: tie.chance, LOOKED_AT)
    questions = traces(ground.member, [tie.waiting_trace for tie in waiting if tie.waiting_trace is not None])
    found = []
    for tie in waiting:
        question = questions.get(tie.waiting_trace or 0)
        if question is None or not question.is_question or question.is_automatic:
            continue
        # whoever was written to after they asked has had their sign of life
        if tie.last_given_s is not None and tie.last_given_s >= question.at_s:
            continue
        waited_days = ground.days_since(question.at_s)
        if DUE_DAYS[0] <= waited_days <= DUE_DAYS[1]:
            minutes = min(MINUTES[1], MINUTES[0] + question.characters // CHARACTERS_A_MINUTE)
            value = 6.0 + 2.0 * tie.depth + tie.chance - waited_days / DUE_DAYS[1]
            found.append(
                Candidate(
                    SuggestionKind.ANSWER, tie.person, value, minutes, True, tie, partial(_tell, ground, tie, question)
                )
            )
    return found


def _tell(ground: Ground, tie: TieFacts, question: TraceFacts, history: History) -> Told:
    """What they asked, how long ago, and how soon the member usually answers them."""
    subject = about(question)
    reasons = [f"They asked {ago(ground, question.at_s)}."]
    usual = usual_days(history.mine)
    if usual is not None and usual < ground.days_since(question.at_s):
        reasons.append(f"You usually answer them {words.within(usual)}.")
    helped = [answer for answer in history.answered_questions if ground.days_since(answer.answered_s) <= YEAR_DAYS]
    if helped:
        reasons.append(
            f"They answered {words.counted(len(helped), 'question', 'questions')} of yours in the last year."
        )
    why = {"Waiting since": exact(ground, question.at_s)}
    if usual is not None:
        why["Your answers to them"] = f"{usual:.1f} days (the median of {len(history.mine)})"
    return Told(f"Answer {{person}}: {subject}" if subject else "Answer {person}'s question", reasons, why)
