"""From everything that could be suggested to the few that are: gathered, given a channel, chosen, put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from allies.agenda import days, history
from allies.agenda.candidates import answer, ask, meet, reconnect, remind, thank, welcome
from allies.agenda.candidates.shape import Candidate, Told
from allies.agenda.ground import Ground
from allies.agenda.history import History
from allies.agenda.models import Channel, Decision, Suggestion, SuggestionKind
from allies.engine import planning
from allies.people.models import Handle
from allies.ties import sentences
from allies.ties.models import Tie
from allies.traces.records import HandleKind

KINDS: tuple[Callable[[Ground], list[Candidate]], ...] = (
    meet.find, answer.find, thank.find, welcome.find, reconnect.find, remind.find, ask.find,
)  # fmt: skip
AT_MOST = {  # of a kind in a quarter of an hour, so that a day is not all of one sort
    SuggestionKind.MEET: 2,
    SuggestionKind.ANSWER: 2,
    SuggestionKind.RECONNECT: 2,
    SuggestionKind.THANK: 1,
    SuggestionKind.WELCOME: 1,
    SuggestionKind.REMIND: 1,
    SuggestionKind.ASK: 1,
}
LOOKED_AT = {kind: 3 * most for kind, most in AT_MOST.items()} | {SuggestionKind.THANK: 10, SuggestionKind.ASK: 10}
QUARTER = 15  # minutes
CONTACTS_A_MONTH = 4  # whom the member wrote to so often needs no suggestion
TIRED_DAYS = 14  # how long the plan remembers what was let be
TIRED = 0.85  # each day on which something was suggested and let be, it matters less: others get their turn


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion, ready to be shown."""

    candidate: Candidate
    channel: Channel
    told: Told


def choose(ground: Ground, *, budget: int, minutes: int) -> list[Choice]:
    """The suggestions for what is left of today, best first.

    budget : minutes that are left.   minutes : of the whole day, which say how many of a kind and in a channel.
    """
    quarters = max(1, round(minutes / QUARTER))
    candidates = _first_of_each_kind(_gather(ground), LOOKED_AT, quarters)
    known = history.between(ground, {candidate.person for candidate in candidates})
    reached = _reached(ground, candidates, known)
    fit = [c for c in candidates if c.person in reached and _is_welcome(c, known[c.person])]
    chosen = _best(
        ground, _first_of_each_kind(fit, AT_MOST, quarters), reached, budget=budget, per_channel=2 + minutes // 6
    )
    return _told(ground, chosen, known, reached)


def _gather(ground: Ground) -> list[Candidate]:
    """Everything that could be suggested, what was let be several times at less than its full value."""
    first = ground.day - timedelta(days=TIRED_DAYS)
    shown = Suggestion.objects.owned_by(ground.member).filter(
        decision=Decision.OPEN, day__gte=first, day__lt=ground.day
    )
    let_be = Counter(shown.values_list("person", "kind"))
    found = [candidate for find in KINDS for candidate in find(ground)]
    return sorted(
        (_tired(candidate, let_be[candidate.person, str(candidate.kind)]) for candidate in found),
        key=lambda candidate: (-candidate.value, candidate.person, candidate.kind),
    )


def _tired(candidate: Candidate, times: int) -> Candidate:
    return replace(candidate, value=candidate.value * TIRED**times)


def _first_of_each_kind(
    candidates: Iterable[Candidate], most: dict[SuggestionKind, int], quarters: int
) -> list[Candidate]:
    """candidates : best first.   most : of each kind in a quarter of an hour."""
    seen: Counter[SuggestionKind] = Counter()
    first = []
    for candidate in candidates:
        seen[candidate.kind] += 1
        if seen[candidate.kind] <= most[candidate.kind] * quarters:
            first.append(candidate)
    return first


def _is_welcome(candidate: Candidate, between: History) -> bool:
    """Whether it would not be one time too many. Who asks or is met today brings it up themselves."""
    is_due = candidate.kind in (SuggestionKind.ANSWER, SuggestionKind.MEET)
    return (is_due or between.contacts < CONTACTS_A_MONTH) and candidate.holds(between)


def _reached(ground: Ground, candidates: Sequence[Candidate], known: dict[int, History]) -> dict[int, Channel]:
    """The channel for each person who can be reached in one that the member chose."""
    handles = Handle.objects.owned_by(ground.member).filter(person__in=list(known))
    addresses = set(handles.values_list("person", "kind"))
    reached = {}
    for candidate in candidates:
        channel = _channel(ground, candidate, known[candidate.person], addresses)
        if channel is not None:
            reached[candidate.person] = channel
    return reached


def _channel(ground: Ground, candidate: Candidate, between: History, addresses: set[tuple[int, str]]) -> Channel | None:
    """The one of the member's channels that the two really use; where they use none of them, one that could begin."""
    if candidate.kind == SuggestionKind.MEET:
        return Channel.IN_PERSON if Channel.IN_PERSON in ground.channels else None
    chosen = [Channel(channel) for channel in ground.channels]
    used = max(chosen, key=lambda channel: between.channels[channel])
    if between.channels[used]:
        return used
    open_to = {
        Channel.MAIL: (candidate.person, HandleKind.EMAIL) in addresses,
        Channel.CALL: bool(candidate.tie and candidate.tie.given and candidate.tie.received),
        Channel.LETTER: bool(candidate.tie and candidate.tie.given and candidate.tie.received),
    }
    return next((channel for channel in chosen if open_to.get(channel)), None)


def _best(
    ground: Ground, candidates: list[Candidate], reached: dict[int, Channel], *, budget: int, per_channel: int
) -> list[Candidate]:
    channels = list(Channel)
    chosen = planning.choose(
        np.array([candidate.value for candidate in candidates], dtype=np.float64),
        np.array([candidate.minutes for candidate in candidates], dtype=np.float64),
        np.array([candidate.gives for candidate in candidates], dtype=np.bool_),
        np.array([channels.index(reached[candidate.person]) for candidate in candidates], dtype=np.int64),
        np.array([candidate.person for candidate in candidates], dtype=np.int64),
        budget=budget,
        per_channel=per_channel,
        given=ground.recent.given,
        asked=ground.recent.asked,
    )
    return [candidates[place] for place in chosen.tolist()]


def _told(
    ground: Ground, chosen: list[Candidate], known: dict[int, History], reached: dict[int, Channel]
) -> list[Choice]:
    """What was chosen, in words: only now is the rest of each person's history looked up."""
    found = {candidate.person: known[candidate.person] for candidate in chosen}
    history.add_shared(ground.member, found)
    last_s = {c.person: c.tie.last_received_s for c in chosen if c.tie and c.tie.last_received_s is not None}
    history.add_last(ground, found, last_s)
    ties = {tie.person_id: tie for tie in Tie.objects.owned_by(ground.member).filter(person__in=list(found))}
    zone = days.zone_of(ground.member)
    choices = []
    for candidate in chosen:
        told = candidate.tell(found[candidate.person])
        why = {**told.why, **dict(sentences.numbers(ties.get(candidate.person), zone=zone))}
        choices.append(Choice(candidate, reached[candidate.person], replace(told, why=why)))
    return choices
