"""People found by what they know: the letters that speak of it, the cards and lists that say it of someone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Q

from allies.engine.votes import votes
from allies.people.models import Member
from allies.ties import index
from allies.ties.folding import folded
from allies.ties.person_rows import moment_of
from allies.ties.shapes import ProofRow
from allies.traces.models import Trace
from allies.traces.records import As, Kind

TRACES = 300  # that are looked at for who wrote them
WORTH_READING = 3  # letters; fewer find names and addresses alone
SHOWN = 2  # letters that speak for a person
EXCERPT = 160  # letters of it
BEFORE = 40  # of which so many before the word

SPEAKING = Q(participations__role=As.FROM) | Q(participations__role=As.NAMED, kind=Kind.CARD)


@dataclass(frozen=True, slots=True)
class Wrote:
    """Persons who wrote what some words find, the best first, and the traces that say so, each person's best first."""

    people: list[int] = field(default_factory=list)
    traces: dict[int, list[int]] = field(default_factory=dict)


def who_wrote(member: Member, text: str) -> Wrote:
    """Who wrote letters that speak of this: many and fitting ones before few, lately before years ago; and of whom a
    card or a list says it. Two queries.

    Nothing automatic counts, and nothing that the member wrote.
    """
    if len(text.strip()) < WORTH_READING:
        return Wrote()
    fits = dict(index.search(member, text, TRACES))
    rows = sorted(_authors(member, fits), key=lambda row: (-fits[row[0]], row)) if fits else []
    if not rows:
        return Wrote()
    people, person = np.unique([row[1] for row in rows], return_inverse=True)
    at_s = np.array([row[2] for row in rows], dtype=np.int64)
    weight = [fits[row[0]] for row in rows]
    sure = votes(person, weight, at_s, people=len(people), now_s=int(at_s.max()))
    traces: defaultdict[int, list[int]] = defaultdict(list)
    for trace, who, _ in rows:
        traces[who].append(trace)
    return Wrote(people[np.argsort(-sure, kind="stable")].tolist(), dict(traces))


def proofs(member: Member, wrote: Wrote, people: Collection[int], text: str) -> dict[int, list[ProofRow]]:
    """For each of these persons the letters and cards that speak for them, the best first. One query.

    A card speaks by what it says, not by the name on it.
    """
    shown = {person: wrote.traces.get(person, [])[:SHOWN] for person in people}
    wanted = [trace for traces in shown.values() for trace in traces]
    if not wanted:
        return {}
    found = Trace.objects.owned_by(member).filter(pk__in=wanted).values_list("pk", "kind", "at_s", "subject", "text")
    words = folded(text).split()
    rows = {
        pk: _of_card(pk, body, words) if kind == Kind.CARD else _of_letter(pk, at_s, subject, body, words)
        for pk, kind, at_s, subject, body in found
        if kind != Kind.CARD or any(word in folded(body) for word in words)
    }
    return {person: [rows[trace] for trace in traces if trace in rows] for person, traces in shown.items()}


def _of_letter(pk: int, at_s: int, subject: str, body: str, words: Collection[str]) -> ProofRow:
    return ProofRow(pk, moment_of(at_s), subject, excerpt(body, words))


def _of_card(pk: int, body: str, words: Collection[str]) -> ProofRow:
    return ProofRow(pk, None, "", excerpt(" · ".join(body.splitlines()), words))


def excerpt(text: str, words: Collection[str]) -> str:
    """The part of a text where the first of these folded words stands; its beginning where none does.

    >>> excerpt("We met in May. " + "The yeast is best kept cold, " * 9, ["yeast"])[:34]
    'We met in May. The yeast is best k'
    """
    own = text.split()
    hits = (place for place, word in enumerate(own) if any(one in folded(word) for one in words))
    start = next(hits, 0)
    before = 0
    while start and before + len(own[start - 1]) < BEFORE:
        start -= 1
        before += len(own[start]) + 1
    said = " ".join(own[start : start + EXCERPT])
    shown = said if len(said) <= EXCERPT else said[:EXCERPT].rpartition(" ")[0] or said[:EXCERPT]
    return f"{'… ' if start else ''}{shown}{' …' if len(shown) < len(said) else ''}"


def _authors(member: Member, traces: Collection[int]) -> list[tuple[int, int, int]]:
    """(trace, person, at_s) of who wrote these, or is on them where they are cards."""
    # begins at the traces: a planner without statistics would go through everything that the member takes part in
    found = Trace.objects.owned_by(member).filter(
        SPEAKING, pk__in=traces, is_automatic=False, participations__handle__person__is_self=False
    )
    return list(found.values_list("pk", "participations__handle__person", "at_s").distinct())
