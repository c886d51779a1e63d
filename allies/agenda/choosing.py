"""From everything that could be suggested to the few that are: gathered, given a channel, chosen, put into words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from allies.agenda import days, history
from allies.agenda.candidates import answer, ask, meet, reconnect, remind, thank, welcome
from allies.agenda.candidates.shape import Candidate, Choice
from allies.agenda.ground import Ground
from allies.agenda.history import History
from allies.agenda.models import TIRED_DAYS, Channel, Decision, Suggestion, SuggestionKind
from allies.engine import planning
from allies.people.models import Handle
from allies.ties import sentences
from allies.ties.models import Tie, TribeMembership
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
DUE = (SuggestionKind.ANSWER, SuggestionKind.MEET)  # who asks or is met today brings it up themselves
QUARTER = 15  # minutes
CONTACTS_A_MONTH = 4  # whom the member wrote to so often needs no suggestion
CROWDING = 1.0  # half a minute's worth: what a second one of the same tribe must matter more than someone of another
TIRED = 0.85  # each day on which something was suggested and let be, it matters less: others get their turn


@dataclass(frozen=True, slots=True)
class Reached:
    """Something that could be done, in one of the member's channels."""

    candidate: Candidate
    channel: Channel

    @property
    def kind(self) -> SuggestionKind:
        """Of the candidate; whatever asks counts as an ask, so that a day does not hold two of them."""
        return self.candidate.kind if self.candidate.gives else SuggestionKind.ASK


def choose(ground: Ground, *, budget: int, minutes: int) -> list[Choice]:
    """The suggestions for what is left of today, best first.

    budget : minutes that are left.   minutes : of the whole day, which say how many of a kind and in a channel.
    """
    quarters = max(1, round(minutes / QUARTER))
    candidates = _first_of_each_kind(_gather(ground), LOOKED_AT, quarters)
    known = history.between(ground, {candidate.person for candidate in candidates})
    fit = [candidate for candidate in candidates if _is_fit(candidate, known[candidate.person])]
    tribe = _tribes(ground, set(known))
    open_to = _varied(_reached(ground, fit, known), tribe, quarters)
    return _told(ground, _best(ground, open_to, tribe, budget=budget, per_channel=2 + minutes // 6), known)


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


def _first_of_each_kind(found: Iterable[Candidate], most: dict[SuggestionKind, int], quarters: int) -> list[Candidate]:
    """found : best first.   most : of each kind in a quarter of an hour."""
    seen: Counter[SuggestionKind] = Counter()
    first = []
    for one in found:
        seen[one.kind] += 1
        if seen[one.kind] <= most[one.kind] * quarters:
            first.append(one)
    return first


def _varied(found: Sequence[Reached], tribe: dict[int, int], quarters: int) -> list[Reached]:
    """Of each kind the best AT_MOST, of each tribe in turn where they are nearly as good.

    found : best first.   tribe : person -> the tribe they were found in.
    """
    taken: list[Reached] = []
    for kind, most in AT_MOST.items():
        left = [one for one in found if one.kind == kind]
        mates: Counter[int] = Counter()
        for _ in range(min(most * quarters, len(left))):
            best = max(
                left, key=lambda one: one.candidate.value - CROWDING * mates[tribe.get(one.candidate.person, -1)]
            )
            left.remove(best)
            taken.append(best)
            if best.candidate.person in tribe:
                mates[tribe[best.candidate.person]] += 1
    return sorted(taken, key=found.index)


def _is_fit(candidate: Candidate, between: History) -> bool:
    """Whether it would not be one time too many."""
    return (candidate.kind in DUE or between.contacts < CONTACTS_A_MONTH) and candidate.holds(between)


def _reached(ground: Ground, candidates: Iterable[Candidate], known: dict[int, History]) -> list[Reached]:
    """Those who can be reached in a channel that the member chose, and in which."""
    handles = Handle.objects.owned_by(ground.member).filter(person__in=list(known))
    addresses = set(handles.values_list("person", "kind"))
    channels = ((one, _channel(ground, one, known[one.person], addresses)) for one in candidates)
    return [Reached(candidate, channel) for candidate, channel in channels if channel is not None]


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
    ground: Ground, open_to: list[Reached], tribe: dict[int, int], *, budget: int, per_channel: int
) -> list[Reached]:
    channels = list(Channel)
    candidates = [one.candidate for one in open_to]
    chosen = planning.choose(
        np.array([candidate.value for candidate in candidates], dtype=np.float64),
        np.array([candidate.minutes for candidate in candidates], dtype=np.float64),
        np.array([candidate.gives for candidate in candidates], dtype=np.bool_),
        np.array([channels.index(one.channel) for one in open_to], dtype=np.int64),
        np.array([candidate.person for candidate in candidates], dtype=np.int64),
        budget=budget,
        per_channel=per_channel,
        given=ground.recent.given,
        asked=ground.recent.asked,
        tribe=np.array([tribe.get(candidate.person, -1) for candidate in candidates], dtype=np.int64),
        crowding=CROWDING,
        rested_days=[ground.rested_days(candidate.tie) for candidate in candidates],
        rest_days=[_rest_days(ground, candidate) for candidate in candidates],
    )
    return [open_to[place] for place in chosen.tolist()]


def _tribes(ground: Ground, persons: set[int]) -> dict[int, int]:
    """The tribe that each of these persons was found in."""
    memberships = TribeMembership.objects.owned_by(ground.member).filter(person__in=persons, is_main=True)
    return dict(memberships.values_list("person", "tribe"))


def _rest_days(ground: Ground, candidate: Candidate) -> float:
    """How long they are left alone after the member last wrote to them: less where they are the ones who wait."""
    if candidate.kind in DUE or candidate.tie is None:
        return 0.0
    return thank.SOON_DAYS if candidate.kind == SuggestionKind.THANK else ground.rest_days(candidate.tie)


def _told(ground: Ground, chosen: list[Reached], known: dict[int, History]) -> list[Choice]:
    """What was chosen, in words: only now is the rest of each person's history looked up."""
    found = {one.candidate.person: known[one.candidate.person] for one in chosen}
    history.add_shared(ground.member, found)
    with_ties = [one.candidate.tie for one in chosen if one.candidate.tie is not None]
    history.add_last(
        ground, found, {tie.person: tie.last_received_s for tie in with_ties if tie.last_received_s is not None}
    )
    ties = {tie.person_id: tie for tie in Tie.objects.owned_by(ground.member).filter(person__in=list(found))}
    zone = days.zone_of(ground.member)
    choices = []
    for one in chosen:
        told = one.candidate.tell(found[one.candidate.person])
        why = {**told.why, **dict(sentences.numbers(ties.get(one.candidate.person), zone=zone))}
        choices.append(Choice(one.candidate, one.channel, replace(told, why=why)))
    return choices
