"""Everything that is derived, as plain values that can be compared."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from allies.people.models import Member
from allies.ties import columns, index
from allies.ties.models import Between, Bridge, GuessedEmployer, Reach, Tie, Tribe, TribeMembership
from allies.traces.models import Trace

TIE = (
    "person", "state", "given", "received", "first_s", "last_s", "last_given_s", "last_received_s", "rhythm_days",
    "low_days", "high_days", "longer", "reciprocity", "chance", "chance_why", "alive",
    "strip", "waiting_trace", "unanswered_trace", "search",
)  # fmt: skip
TRIBE = (
    "key", "name", "is_inside", "place", "state", "last_s", "x", "y", "known_by", "employer", "history", "health",
)  # fmt: skip
MEMBERSHIP = ("person", "tribe__key", "is_main", "place", "degree", "x", "y")
BRIDGE = ("person", "knows", "within_two", "pairs", "constraint")


def derived(member: Member) -> dict[str, Any]:
    """Columns, index and tables of one member."""
    kept = columns.read(member)
    assert kept is not None
    texts = Trace.objects.owned_by(member).values_list("text", flat=True)
    words = sorted({word for text in texts for word in text.split()})
    return {
        "columns": {field.name: getattr(kept, field.name).tolist() for field in fields(kept)},
        "index": {word: {trace for trace, _ in index.search(member, word, 1_000)} for word in words},
        "ties": sorted(Tie.objects.owned_by(member).values_list(*TIE), key=lambda row: row[0]),
        "between": sorted(Between.objects.owned_by(member).values_list("person", "other", "threads")),
        "tribes": sorted(Tribe.objects.owned_by(member).values_list(*TRIBE), key=lambda row: row[0]),
        "memberships": sorted(
            TribeMembership.objects.owned_by(member).values_list(*MEMBERSHIP), key=lambda row: row[:2]
        ),
        "guessed": sorted(GuessedEmployer.objects.owned_by(member).values_list("domain", "first_s", "last_s")),
        "reached": sorted(Reach.objects.owned_by(member).values_list("person", "tribe__key", "people")),
        "bridges": sorted(Bridge.objects.owned_by(member).values_list(*BRIDGE)),
    }
