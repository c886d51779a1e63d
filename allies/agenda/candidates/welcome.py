"""Someone new: a first exchange that deserves a second."""

from __future__ import annotations

from functools import partial

from django.db.models import Q

from allies.agenda import words
from allies.agenda.candidates.shape import Candidate, Told, about, on, quoted
from allies.agenda.ground import Ground, TieFacts, quiet_ties
from allies.agenda.history import History
from allies.agenda.models import SuggestionKind
from allies.ties.models import TieState

LOOKED_AT = 20
MINUTES = 4
SAID = 2  # people they share with the member


def find(ground: Ground) -> list[Candidate]:
    """New ties in which each side has said something, and the member not within a week."""
    new = quiet_ties(
        ground,
        Q(state=TieState.NEW, given__gte=1, received__gte=1),
        order=["-received", "-last_s"],
        limit=LOOKED_AT,
    )
    return [
        Candidate(SuggestionKind.WELCOME, tie.person, _value(tie), MINUTES, True, tie, partial(_tell, ground, tie))
        for tie in new
    ]


def _value(tie: TieFacts) -> float:
    return 4.5 + 2.0 * tie.depth + tie.chance / 2


def _tell(ground: Ground, tie: TieFacts, history: History) -> Told:
    """When they met, what about, and whom they both know."""
    subject = about(history.last)
    reasons = [f"You were first in touch {on(ground, tie.first_s)}."]
    if history.last is not None and subject:
        reasons.append(f"They last wrote {on(ground, history.last.at_s)}, about {quoted(subject)}.")
    if history.shared:
        reasons.append(f"They are in touch with {words.listed([name for name, _ in history.shared[:SAID]])} too.")
    return Told(f"Follow up with {{person}}: {subject}" if subject else "Write to {person} again", reasons)
