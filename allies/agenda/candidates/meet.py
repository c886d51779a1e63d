"""They meet today: where they were, so that the hour is not spent on telling each other."""

from __future__ import annotations

from functools import partial

from allies.agenda import meetings, words
from allies.agenda.candidates.shape import Candidate, Told, about, ago, quoted
from allies.agenda.ground import Ground, TieFacts
from allies.agenda.history import History
from allies.agenda.meetings import Meeting
from allies.agenda.models import SuggestionKind
from allies.people.models import Person

COMPANY = 4  # others; a larger round needs no brief on each of them
MINUTES = 3


def find(ground: Ground) -> list[Candidate]:
    """Those whom the member meets later today, in small rounds."""
    later = [
        meeting
        for meeting in meetings.of_day(ground.member, ground.day)
        if meeting.at_s > ground.now_s and len(meeting.people) <= COMPANY
    ]
    earliest = {person: meeting for meeting in reversed(later) for person, _, _ in meeting.people}
    persons = Person.objects.owned_by(ground.member).filter(pk__in=list(earliest), is_closed=False)
    welcome = persons.exclude(pk__in=ground.resting).order_by("pk").values_list("pk", flat=True)
    known = {tie.person: tie for tie in ground.ties if tie.person in earliest}
    found = []
    for person in welcome:
        meeting, tie = earliest[person], known.get(person)
        value = 8.0 + (tie.depth if tie else 0.5)
        found.append(
            Candidate(SuggestionKind.MEET, person, value, MINUTES, True, tie, partial(_tell, ground, tie, meeting))
        )
    return found


def _tell(ground: Ground, tie: TieFacts | None, meeting: Meeting, history: History) -> Told:
    """When and about what they meet, and what was last between them."""
    last = history.last
    hour = f"{ground.clock(meeting.at_s):%H:%M}"
    subject = words.subject(meeting.subject)
    reasons = [f"You meet at {hour}."]
    if last is not None and about(last):
        asked = "asked about" if last.is_question else "wrote about"
        reasons.append(f"They last {asked} {quoted(about(last))}, {ago(ground, last.at_s)}.")
        if tie is not None and tie.waiting_trace == last.trace:
            reasons.append("That is still open.")
    elif tie is not None:
        reasons.append(f"You were last in touch {ago(ground, tie.last_s)}.")
    if tie is None and not history.channels:
        reasons.append("Nothing has gone between you yet.")
    why = {"Meeting": f"{words.day(ground.day)}, {hour}"}
    return Told(f"Prepare to meet {{person}}: {subject}" if subject else "Prepare to meet {person}", reasons, why)
