"""Calls and text messages of an Android phone, as SMS Backup & Restore writes them (XML).

The phone's own number is not in it: it is known as the phone that the backup is of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allies.traces import votes
from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import charsets, fields, phones, xmls
from allies.traces.sources.idle import Idle
from allies.traces.sources.people import name_value
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing
from allies.traces.sources.xmls import Started

INCOMING, OUTGOING = "1", "2"
NOT_SPOKEN = {
    "3": "a call that was missed",
    "4": "a message left on the voice mail",
    "5": "a call that was declined",
    "6": "a call that was blocked",
    "7": "a call answered on another phone",
}
NOT_SENT = {  # boxes that a message lies in, as Android numbers them
    "3": "a draft: it was not sent",
    "4": "a message that was not sent: it waits in the outbox",
    "5": "a message that was not sent: it failed",
    "6": "a message that was not sent: it waits in the outbox",
}
SENT_BY = "137"  # the type of an address of a picture message
NO_NAME = frozenset({"", "(unknown)", "null", "unknown"})
LONGEST_MINUTES = 24 * 60
PARTS = 1_000
OWN = "my phone"


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The calls, text messages and picture messages of a backup.

    Raises Refused after the last whole one where the backup is not well formed. Memory: one message.
    """
    number = 0
    for found, within in _entries(path, setting):
        number += 1
        read = _call if found.name == "call" else _message
        yield Piece(f"{path.name}, entry {number}", found.done, partial(read, found, within, setting.now_s))
    if not number:
        yield Piece(path.name, 1.0, refusing("a backup without calls or messages"))


def _entries(path: Path, setting: Setting) -> Iterator[tuple[Started, list[Started]]]:
    """Each entry with the elements within it."""
    entry: Started | None = None
    within: list[Started] = []
    cut: Refused | None = None
    idle = Idle("elements", xmls.IDLE)
    try:
        for found in xmls.started(path, setting):
            if entry and found.depth > entry.depth:
                within.append(found)
                if len(within) > PARTS:
                    raise Refused(f"more than {PARTS:,} parts in one message: the rest is not read")
                continue
            if entry:
                yield entry, within
            entry, within = (found if found.name in ("call", "sms", "mms") else None), []
            idle.see(is_telling=entry is not None)
    except Refused as refused:
        cut = refused
    if entry:
        yield entry, within
    if cut:
        raise cut


def _call(found: Started, _within: list[Started], now_s: int) -> TraceRecord:
    """One call that was answered. Raises Refused for others."""
    stated = found.attributes
    sort, seconds = stated.get("type", ""), fields.number(stated, "duration") or 0.0
    if sort in NOT_SPOKEN:
        raise Refused(NOT_SPOKEN[sort])
    if sort not in (INCOMING, OUTGOING) or not seconds > 0:
        raise Refused("a call that no one answered")
    theirs_as, own_as = (As.FROM, As.WITH) if sort == INCOMING else (As.WITH, As.FROM)
    other = _other(theirs_as, stated, stated.get("number", ""))
    at_s = _at_s(stated, now_s)
    minutes = round(min(seconds, 60.0 * LONGEST_MINUTES) / 60)
    return _record(f"call:{other.value}/{at_s}/{sort}", Kind.CALL, at_s, (other,), own_as, minutes=minutes)


def _message(found: Started, within: list[Started], now_s: int) -> TraceRecord:
    """One message, with the texts and the people of a picture message. Raises Refused without a number or a date."""
    stated = found.attributes
    box = stated.get("type" if found.name == "sms" else "msg_box", "")
    if box in NOT_SENT:
        raise Refused(NOT_SENT[box])
    is_sent = box == OUTGOING
    text = stated.get("body", "") if found.name == "sms" else _texts(within)
    sender = next((row.attributes for row in within if row.attributes.get("type") == SENT_BY), {})
    first, *rest = stated.get("address", "").split("~")[:50]
    if is_sent:
        others = [_other(As.TO, stated, first), *(_other(As.TO, {}, number) for number in rest)]
    else:
        others = [_other(As.FROM, stated, sender.get("address", "") if rest else first)]
    at_s = _at_s(stated, now_s)
    told = hashlib.sha256(charsets.clean(text).encode("utf-8", "replace")).hexdigest()[:32]
    uid = f"sms:{others[0].value}/{at_s}/{int(is_sent)}/{told}"
    return _record(uid, Kind.CHAT, at_s, tuple(others), As.FROM if is_sent else As.TO, text=text)


def _texts(within: list[Started]) -> str:
    parts = (row.attributes for row in within if row.name == "part" and row.attributes.get("ct") == "text/plain")
    return "\n".join(part.get("text", "") for part in parts)


def _at_s(stated: dict[str, str], now_s: int) -> int:
    milliseconds = fields.number(stated, "date")
    return fields.moment(None if milliseconds is None else milliseconds / 1000, stated.get("date", ""), now_s)


def _other(part: As, stated: dict[str, str], written: str) -> Role:
    """Whoever is at the other end. A service that signs with a word is known by it."""
    known = fields.line(stated, "contact_name")
    name = "" if known.lower() in NO_NAME or "," in known else known
    number = phones.plain(written)
    if number:
        return Role(part, HandleKind.PHONE, number, name)
    word = " ".join(charsets.clean(written).split())[:100] or name
    if not any(map(str.isalnum, word)) or word.lstrip("-").isdigit():
        raise Refused("the number was withheld")
    return Role(part, HandleKind.NAME, name_value(word), word)


def _record(
    uid: str, kind: Kind, at_s: int, others: tuple[Role, ...], own_as: As, *, text: str = "", minutes: int = 0
) -> TraceRecord:
    own = Role(own_as, HandleKind.PHONE, OWN)
    return TraceRecord(
        uid=uid[:500],
        kind=kind,
        at_s=at_s,
        people=(own, *others) if own_as is As.FROM else (*others, own),
        text=charsets.clean(text).strip()[: fields.TEXT_CHARACTERS],
        minutes=minutes,
        delivered_to=() if own_as is As.FROM else (votes.ballot(own),),
        is_automatic=any(who.role is As.FROM and who.kind is HandleKind.NAME for who in others),  # signed with a word
        is_sent=own_as is As.FROM,
    )
