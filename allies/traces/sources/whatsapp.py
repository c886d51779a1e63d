"""A chat that WhatsApp exported as text, in whatever language and way of writing dates the phone had.

It says who spoke, by name or number, and when by the phone's clock. Who the phone's owner is, it says only by its own
title: "WhatsApp Chat with Bob".
"""

from __future__ import annotations

import hashlib
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import charsets, fields, rooms, streams
from allies.traces.sources.idle import Idle
from allies.traces.sources.pieces import PATIENCE, Piece, Refused, Setting

LINE_BYTES = 100_000
IDLE_LINES = 1_000_000  # in which no message begins: packed, they take a thousandth of the room
TEXT_CHARACTERS = 200_000
SPEAKERS = 5_000
# A line that begins a message: `[02/03/2026, 10:15:00] `, `3/2/26, 10:15 PM - `, `2026. 3. 2. 오후 10:15 - `.
START = re.compile(
    "[\u200e\u200f\u202a-\u202e\ufeff]{0,4}\\[?"
    r"(?P<one>\d{1,4})\u200f?(?:[./-]|\. )(?P<two>\d{1,2})\u200f?(?:[./-]|\. )(?P<three>\d{1,4})\.?[,،]?\s{1,2}"
    r"(?P<before>[^\W\d_]{1,4}\s?)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    r"(?:\s?(?P<after>[^\W\d_][^\d_.:\]\s–-]{0,9}\.?\s?[^\d_.:\]\s–-]{0,3}\.?))?(?:\]\s|\s[-–]\s)"
)
SAID = re.compile(r"(?P<who>[^:]{1,150}): ?(?P<text>.*)", re.DOTALL)
# How the halves of the day are called where clocks have twelve hours (Unicode CLDR).
AFTERNOON = re.compile(
    r"p\.?\s?m|nm|下午|午後|晚上|中午|오후|م|μ\.?μ|अपराह्न|du\.?|ÖS|PTG|m\.d|ਬਾ|د\.ن|ب\.ظ|ከሰዓት", re.IGNORECASE
)
FORENOON = re.compile(
    r"a\.?\s?m|vm|fm|上午|午前|凌晨|早上|오전|ص|π\.?μ|पूर्वाह्न|de\.?|ÖÖ|PG|p\.d|ਪੂ|ب\.ن|ق\.ظ|ጥዋት", re.IGNORECASE
)
TITLE = re.compile(r"(?:\b(?:with|mit|avec|con|com|met|med|z|с)|\s[-–])\s+(?P<title>\S.*)$", re.IGNORECASE)
MENTIONED = re.compile("@\u2068~?([^\u2068\u2069]{1,200})\u2069")
NOTICE = "\u200e"  # begins what an iPhone says itself

Order = tuple[str, str, str]
ORDERS: tuple[Order, ...] = (("day", "month", "year"), ("month", "day", "year"), ("year", "month", "day"))


@dataclass(slots=True)
class Chat:
    """What must be known of a whole chat before its messages can be read one by one."""

    order: Order
    speakers: dict[str, Role]  # by name as written
    present: tuple[Role, ...]  # the same, each once
    title: str
    owner: str  # the one of two whom the title does not name; "" where that cannot be told


@dataclass(slots=True)
class Said:
    """One message as it stands in the file."""

    number: int
    start: re.Match[str]
    lines: list[str] = field(default_factory=list)
    size: int = 0
    done: float = 0.0
    repeated: int = 0  # the same before it at the same time


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The messages of a chat.

    Times have no zone in it and are taken as UTC. Memory: one message, and who speaks.
    """
    chat = _chat(path, setting)
    stamp, seen = "", Counter[str]()
    for said in _messages(path, setting):
        if said.start[0] != stamp:
            stamp, seen = said.start[0], Counter()
        text = "\n".join(said.lines)
        said.repeated = seen[text]
        seen[text] += 1
        yield Piece(f"{path.name}, message {said.number}", said.done, partial(_record, said, chat, setting.now_s))


def _messages(path: Path, setting: Setting) -> Iterator[Said]:
    said: Said | None = None
    number = idle = 0
    for raw, done in streams.lines(path, LINE_BYTES, setting.tick):
        line = raw.decode("utf-8", "replace")  # it writes nothing else
        found = START.match(line)
        if found:
            if said:
                yield said
            number, idle = number + 1, 0
            said = Said(number, found, [line[found.end() :]], len(line), done)
        elif (idle := idle + 1) > IDLE_LINES:
            break
        elif said and said.size < TEXT_CHARACTERS:
            said.lines.append(line)
            said.size += len(line) + 1
    if said:
        yield said
    elif 0 < idle <= IDLE_LINES:
        raise Refused("no line in it begins a message as WhatsApp writes them")
    if idle > IDLE_LINES:
        raise Refused(f"over {IDLE_LINES:,} lines in which no message begins: the rest is not read")


def _chat(path: Path, setting: Setting) -> Chat:
    """Goes over the whole chat once: who speaks in it, and in which order its dates are written."""
    spoken: dict[str, Role] = {}
    own_words: set[str] = set()  # of whom more is there than an iPhone's notices
    dates, idle = _Dates(), Idle("messages", PATIENCE)
    try:
        for said in _messages(path, setting):
            dates.see(said.start)
            found = SAID.fullmatch(said.lines[0])
            who = rooms.speaker(As.FROM, found["who"]) if found else None
            idle.see(is_telling=who is not None)
            if found and who and len(spoken) < SPEAKERS:
                spoken[found["who"]] = who
                is_said = who.kind is HandleKind.PHONE or not found["text"].startswith(NOTICE)
                own_words |= {found["who"]} if is_said else set()
    except Refused:
        pass  # said with its place when the messages themselves are read
    if len(own_words) > 1:  # a group's own name speaks notices
        spoken = {written: who for written, who in spoken.items() if written in own_words}
    return _titled(path, spoken, dates.order())


def _titled(path: Path, spoken: dict[str, Role], order: Order) -> Chat:
    name = path.parent.name.removesuffix(".zip") if path.stem.lower() == "_chat" else path.stem
    found = TITLE.search(name) if "whatsapp" in name.lower() else None
    title = found["title"] if found else ""
    named = rooms.speaker(As.FROM, title) if title else None
    values = {who.value for who in spoken.values()}
    if named and len(values) == 1 and named.value not in values:
        spoken = spoken | {title: named}
        values = values | {named.value}
    others = values - {named.value} if named and named.value in values else set()
    return Chat(
        order,
        spoken,
        rooms.everyone(spoken.values()),
        title,
        others.pop() if len(values) == 2 and len(others) == 1 else "",
    )


class _Dates:
    """Tells day from month: by what no month can be, else by which order makes time go on."""

    def __init__(self) -> None:
        self._possible = set(ORDERS)
        self._backwards = Counter[Order]()
        self._last: dict[Order, tuple[int, ...]] = {}
        self._is_american = True

    def see(self, start: re.Match[str]) -> None:
        """Take one date into account."""
        self._is_american &= "/" in start[0] and start["after"] in ("AM", "PM")
        for order in ORDERS:
            stated = _stated(start, order)
            if len(start[1]) == 4 or len(start[3]) == 4:
                is_possible = (len(start[1]) == 4) == (order[0] == "year")
            else:
                is_possible = order[0] != "year"
            if not is_possible or not 1 <= stated[1] <= 12 or not 1 <= stated[2] <= 31:
                self._backwards[order] += 1000
            elif stated < self._last.get(order, stated):
                self._backwards[order] += 1
            self._last[order] = stated

    def order(self) -> Order:
        """The order that fits best; where both do, America's where the clock has twelve hours."""
        preferred = (ORDERS[1], ORDERS[0], ORDERS[2]) if self._is_american else ORDERS
        return min(preferred, key=lambda order: self._backwards[order])


def _stated(start: re.Match[str], order: Order) -> tuple[int, ...]:
    """Year, month and day of a date."""
    parts = dict(zip(order, (start["one"], start["two"], start["three"]), strict=True))
    century = 2000 if len(parts["year"]) <= 2 else 0
    return int(parts["year"]) + century, int(parts["month"]), int(parts["day"])


def _seconds(start: re.Match[str], order: Order) -> int | None:
    year, month, day = _stated(start, order)
    hour, half = int(start["hour"]), (start["before"] or start["after"] or "").strip()
    if AFTERNOON.match(half) and hour < 12:
        hour += 12
    elif FORENOON.match(half) and hour == 12:
        hour = 0
    try:
        return timegm(datetime(year, month, day, hour, int(start["minute"]), int(start["second"] or 0)).timetuple())  # noqa: DTZ001 - it has none
    except ValueError:
        return None


def _record(said: Said, chat: Chat, now_s: int) -> TraceRecord:
    """One message. Raises Refused for what WhatsApp itself says."""
    found = SAID.fullmatch("\n".join(said.lines))
    sender = chat.speakers.get(found["who"]) if found else None
    if found is None or sender is None:
        raise Refused("a notice of WhatsApp, said by no one")
    text = found["text"]
    at_s = fields.moment(_seconds(said.start, chat.order), said.start[0].strip(" []-–\u200e"), now_s)
    named = (rooms.speaker(As.TO, name[1]) for name in MENTIONED.finditer(text[:TEXT_CHARACTERS]))
    people = (*rooms.to(sender, chat.present, rooms.list_of("whatsapp", chat.title)), *filter(None, named))
    told = hashlib.sha256(f"{at_s}\0{sender.value}\0{text}\0{said.repeated}".encode("utf-8", "replace"))
    return TraceRecord(
        uid=f"whatsapp:{told.hexdigest()}",
        kind=Kind.CHAT,
        at_s=at_s,
        people=tuple(dict.fromkeys(people)),
        text=charsets.clean(rooms.MARKS.sub("", text)).strip()[:TEXT_CHARACTERS],
        is_sent=sender.value == chat.owner,
    )
