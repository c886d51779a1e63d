"""Someone new: a first exchange that deserves a second."""

from __future__ import annotations

from functools import partial

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, about, on, quoted
from allies.agenda.ground import Ground, TieFacts, best
from allies.agenda.history import History
from allies.agenda.models import SuggestionKind
from allies.ties.models import TieState

LOOKED_AT = 20
MINUTES = 4
SAID = 2  # people they share with the member


def find(ground: Ground) -> list[Candidate]:
    """New ties in which each side has said something, and the member not within a week."""
    new = (tie for tie in ground.ties if tie.state == TieState.NEW and tie.is_mutual and ground.is_rested(tie))
    return [
        Candidate(SuggestionKind.WELCOME, tie.person, _value(tie), MINUTES, True, tie, partial(_tell, ground, tie))
        for tie in best(new, _value, LOOKED_AT)
    ]


def _value(tie: TieFacts) -> float:
    return 6.5 + 2.0 * tie.depth + 0.5 * tie.chance


def _tell(ground: Ground, tie: TieFacts, history: History) -> Told:
    """When they met, what about, and whom they both know."""
    last, subject = history.last, about(history.last)
    first = ground.day_of(tie.first_s)
    when = f"You were first in touch {on(ground, tie.first_s)}"
    if last is None or not subject:
        reasons = [f"{when}."]
    elif ground.day_of(last.at_s) == first:
        reasons = [f"{when}, about {quoted(subject)}."]
    else:
        reasons = [f"{when}.", f"They last wrote {on(ground, last.at_s)}, about {quoted(subject)}."]
    if history.shared:
        reasons.append(f"They are in touch with {words.listed([name for name, _ in history.shared[:SAID]])} too.")
    return Told(f"Follow up with {{person}}: {subject}" if subject else "Write to {person} again", reasons)
