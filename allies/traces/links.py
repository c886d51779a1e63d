"""Replies tie two people: whose words a trace answers, found whichever of the two came in first."""

from __future__ import annotations

from django.db import connection

from allies.people.models import Member
from allies.traces.records import As

# Both begin at the new traces, whatever a planner thinks of a table that was filled a moment ago.
ANSWERS_OF_NEW = "traces_trace answer CROSS JOIN traces_trace answered"
ANSWERS_TO_NEW = "traces_trace answered CROSS JOIN traces_trace answer"
LINK = """
    INSERT INTO traces_participation (owner_id, trace_id, handle_id, role)
    SELECT DISTINCT answer.owner_id, answer.id, wrote.handle_id, %s
    FROM {traces} CROSS JOIN traces_participation wrote
    WHERE {new}.owner_id = %s AND {new}.id > %s
      AND answer.owner_id = answered.owner_id AND answer.parent = answered.uid
      AND wrote.trace_id = answered.id AND wrote.role = %s
      AND NOT EXISTS (
        SELECT 1 FROM traces_participation own
        WHERE own.trace_id = answer.id AND own.handle_id = wrote.handle_id AND own.role IN (%s, %s)
      )
    ORDER BY answer.id, wrote.handle_id
"""


def link_replies(member: Member, *, after: int) -> None:
    """Write the role replied-to wherever a trace with a number above `after` answers, or is answered by, one there.

    Not for the author's own words, and not where the source itself says whose words they are.
    """
    said = (As.REPLIED_TO.value, member.pk, after, As.FROM.value, As.FROM.value, As.REPLIED_TO.value)
    with connection.cursor() as cursor:
        for traces, new in ((ANSWERS_OF_NEW, "answer"), (ANSWERS_TO_NEW, "answered")):
            cursor.execute(LINK.format(traces=traces, new=new), said)
