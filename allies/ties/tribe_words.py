"""A tribe in sentences: what sets it apart, where it stands, how it lives, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from allies.ties import lives, spans
from allies.ties.living import ME
from allies.ties.shapes import Yours
from allies.ties.tribe_shapes import HistoryRow

DAY_S, HOUR_S = 86_400, 3_600
ENOUGH = 4  # messages in a year, to say how they are spread
PART = 1 / 3  # of its people, for a domain to be told
FEW, MANY = 0.4, 0.7  # as many equal voices as this share of the people
OWN, LEADING = 0.5, 0.3  # of the conversations that one person begins
SLOWER = 2.0  # times as long as the year before
SOME = 0.5  # counting for more than this share of their number, not all know one another
SAME = 0.25  # of the people who wrote in either year, who wrote in one only
HALF = (0.45, 0.55)  # of the people, to be spoken of as half
_SHARES = ((0.9, "nearly always"), (0.65, "mostly"), (0.4, "about half"), (0.2, "in part"))


def share(degree: float) -> str:
    """How much of someone's contact is with a tribe.

    >>> share(0.95), share(0.5), share(0.1)
    ('nearly always', 'about half', 'a little')
    """
    return next((said for least, said in _SHARES if degree >= least), "a little")


def known_by(told: Mapping[str, Any], *, size: int, is_over: bool) -> list[str]:
    """What sets a tribe apart from the others."""
    said = []
    if told.get("words"):
        said.append(f"They write about {_listed(told['words'])} more than your other tribes do.")
    if told.get("lists"):
        said.append(f"On the list {_listed(told['lists'])}.")
    for domain, people in told.get("domains", [])[:1]:
        if people >= PART * size:
            said.append(f"{spans.number(people).capitalize()} of {spans.number(size)} have an address at {domain}.")
    if told.get("years"):
        first, last = told["years"]
        until = f"In {first}." if first == last else f"From {first} to {last}."
        said.append(until if is_over else f"Since {first}.")
    return said


def where(told: Mapping[str, Any], *, is_inside: bool) -> str:
    """How a tribe stands to where the member works or worked."""
    if not told:
        return "Outside your employer."
    domain, until_s = told["domain"], told["until_s"]
    if until_s is not None:
        until = datetime.fromtimestamp(until_s, UTC)
        return f"Most were with you at {domain}, until you left in {until:%B %Y}; outside now."
    if is_inside:
        return f"Inside {domain}, where you work."
    left = spans.number(told["there"] - told["inside"])
    return f"Most were at {domain}, where you work; {left} left, so it is outside now."


def yours(told: Yours, *, whom: str = "them") -> str:
    """With how many the member was in touch, and as how many these count where they know one another.

    >>> yours(Yours(22, 1.9))
    'You have been in touch with 22 of them. They know one another: they bring you what two would who do not.'
    >>> yours(Yours(213, 195.2), whom="these people")
    'You have been in touch with 213 of these people. Some know one another: they bring you what 195 would who do not.'
    """
    people, as_many = told.people, round(told.as_many)
    met = f"You have been in touch with {spans.number(people) if people else 'none'} of {whom}"
    if people <= 1:
        return f"{met}."
    if as_many >= people:
        return f"{met}, who do not know one another."
    if as_many <= 1:
        return f"{met}. They all know one another: they bring you little more than one of them would."
    who = "Some" if as_many > SOME * people else "They"
    return f"{met}. {who} know one another: they bring you what {spans.number(as_many)} would who do not."


def history(told: list[dict[str, Any]]) -> list[HistoryRow]:
    """What became of a tribe, the oldest first."""
    return [_event(event) for event in told]


def is_over(told: Mapping[str, Any]) -> bool:
    """Whether nothing was said in a tribe for a year."""
    return told.get("years", {}).get("until_s") is not None


def how(
    told: Mapping[str, Any], names: Mapping[str, str], *, lately: list[str], has_changed: bool = False
) -> list[str]:
    """How a tribe lived in its last year, beside the one before.

    names : of its people, by key.   lately : what it writes about more than it did.   has_changed : whether that is
    beyond what chance makes of a year.
    """
    years = told.get("years")
    if not years:
        return []
    said = [_volume(years)]
    if years["messages"][1] >= ENOUGH:
        said += [*_starting(years, names), *_answering(years), *_voices(years), *_turnover(years)]
    when = "In that year" if is_over(told) else "Lately"
    if has_changed:
        more = f", {when.lower()} more about {_listed(lately)}" if lately else ""
        said.append(f"They write about other things than the year before{more}.")
    elif lately:
        said.append(f"{when} more about {_listed(lately)} than before.")
    return said


def _volume(years: Mapping[str, Any]) -> str:
    (before, now), people = years["messages"], years["people"][1]
    messages = "one message" if now == 1 else f"{spans.number(now)} messages"
    said = f"{messages}, from one person" if people == 1 else f"{messages}, from {spans.number(people)} people"
    if years["until_s"] is not None:
        last = datetime.fromtimestamp(years["until_s"], UTC)
        return f"Among themselves nothing since {last:%B %Y}; in the year until then {said}."
    earlier = "none" if not before else spans.number(before)
    return f"In the last year {said}; {earlier} in the year before."


def _starting(years: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    started, key, part = years["started"][1], years["starter"][1], years["starter_share"][1]
    if started < ENOUGH or part is None:
        return
    who = "You" if key == ME else names.get(key, "One of them")
    count = f"{spans.number(round(part * started))} of {spans.number(started)}"
    verb = "start" if key == ME else "starts"
    if part >= OWN:
        yield f"{who} {verb} most conversations: {count}."
    elif part >= LEADING:
        yield f"{who} {verb} conversations most often: {count}. Others start some too."
    else:
        yield "Conversations are started by many."


def _answering(years: Mapping[str, Any]) -> Iterator[str]:
    before, now = years["answer_s"]
    if now is None:
        return
    said = f"Half of the answers come within {_wait(now)}"
    if before and now >= SLOWER * before and now >= HOUR_S:
        yield f"{said}, slower than the year before: {_wait(before)}."
    elif before and now * SLOWER <= before and before >= HOUR_S:
        yield f"{said}, faster than the year before: {_wait(before)}."
    else:
        yield f"{said}."


def _wait(seconds: float) -> str:
    """How long an answer takes.

    >>> _wait(600), _wait(3_600), _wait(20_000), _wait(86_400 * 3)
    ('ten minutes', 'an hour', 'six hours', 'three days')
    """
    if seconds < HOUR_S * 0.75:
        minutes = max(round(seconds / 60), 1)
        return "a minute" if minutes == 1 else f"{spans.number(minutes)} minutes"
    if seconds < DAY_S:
        hours = max(round(seconds / HOUR_S), 1)
        return "an hour" if hours == 1 else f"{spans.number(hours)} hours"
    return spans.span(seconds / DAY_S)


def _voices(years: Mapping[str, Any]) -> Iterator[str]:
    voices, people = years["voices"][1], years["people"][1]
    if voices is None or people < ENOUGH:
        return
    if voices < FEW * people:
        few = max(round(voices), 1)
        yield f"A few do most of the talking: it is as if {spans.number(few)} spoke and the others listened."
    elif voices > MANY * people:
        yield "Everyone who writes says about as much as the others."


def _turnover(years: Mapping[str, Any]) -> Iterator[str]:
    """Who came and who went."""
    turnover, (before, now) = years["turnover"][1], years["people"]
    stayed = years.get("stayed")  # not known of what was reckoned before it was asked
    if turnover is None or stayed is None:
        return
    new, gone = now - stayed[1], before - stayed[1]
    if turnover <= SAME:
        yield "The same people as the year before."
    elif not stayed[1]:
        yield "None of those who wrote did so the year before."
    elif not new:
        yield f"{_part(gone, before)} who wrote the year before {_have(gone)} stopped, and nobody new came."
    else:
        stopped = f"{spans.number(gone)} who did {_have(gone)} stopped" if gone else "nobody stopped"
        yield f"{_part(new, now)} who wrote did not the year before, and {stopped}."


def _part(some: int, everyone: int) -> str:
    """Some of the people, in words.

    >>> _part(5, 10), _part(1, 12), _part(14, 30)
    ('Half of those', 'One of the twelve', 'Half of those')
    """
    if HALF[0] <= some / everyone <= HALF[1]:
        return "Half of those"
    return f"{spans.number(some).capitalize()} of the {spans.number(everyone)}"


def _have(people: int) -> str:
    return "has" if people == 1 else "have"


def _event(event: Mapping[str, Any]) -> HistoryRow:
    year, key, people = event["year"], event["other"], spans.number(event["people"])
    name = event["called"]
    circle = "" if key or not name else "the circle around "
    if event["kind"] == lives.SPLIT:
        return HistoryRow(year, f"Grew out of {circle}", name, key, f": {people} people.")
    if event["kind"] == lives.PARTED:
        return HistoryRow(year, circle.capitalize(), name, key, " went its own way.")
    if event["kind"] == lives.TOOK_IN:
        return HistoryRow(year, circle.capitalize(), name, key, " became part of it.")
    said = {
        lives.BEGAN: f"Began with {people} people.",
        lives.GREW: f"Grew to {people} people.",
        lives.SHRANK: f"Shrank to {people} people.",
        lives.RETURNED: f"Came together again, {people} people.",
    }
    return HistoryRow(year, said[event["kind"]], "", "", "")


def _listed(words: list[str]) -> str:
    """Things one after the other.

    >>> _listed(["Audit"]), _listed(["Audit", "Choir", "Bread"])
    ('Audit', 'Audit, Choir and Bread')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
