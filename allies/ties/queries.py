"""Reads of ties and tribes: the door to them."""

from __future__ import annotations

from allies.ties.bridges import around_tribe, between_tribes
from allies.ties.introductions import could_meet
from allies.ties.narrowing import choices
from allies.ties.people_queries import people, who
from allies.ties.person_queries import person, view
from allies.ties.tribe_queries import tribe, tribe_map, tribe_people, tribe_view, tribes, yours

__all__ = [
    "around_tribe",
    "between_tribes",
    "choices",
    "could_meet",
    "people",
    "person",
    "tribe",
    "tribe_map",
    "tribe_people",
    "tribe_view",
    "tribes",
    "view",
    "who",
    "yours",
]
