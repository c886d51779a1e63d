"""The chats of Signal as text: one JSON a line, as its own export writes them, and as the program sigexport does."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from allies.traces import votes
from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import exports, fields, phones, rooms, streams
from allies.traces.sources.fields import Json
from allies.traces.sources.idle import Idle, patient
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

LINE_BYTES = 2_000_000
IDLE_LINES = 500_000
TELLING = frozenset({"chat", "recipient", "chatItem", "body"})  # what lines are read for
RECIPIENTS = 200_000
MEMBERS = 1_000
ID = re.compile(r"[\w+/=-]{1,60}")
OWN = Role(As.FROM, HandleKind.SIGNAL, "my signal account")
# Given and family name as the owner writes them, as the address book has them, as the contact does.
NAMES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("nickname", "given"), ("nickname", "family")),
    (("systemGivenName",), ("systemFamilyName",)),
    (("profileGivenName",), ("profileFamilyName",)),
)
SELF = "Me"  # how sigexport calls the account's owner


@dataclass(slots=True)
class Known:
    """Who is who, and which chat is whose: an export states them before the messages that name them by number."""

    people: dict[str, Role] = field(default_factory=dict)  # by recipient
    of_account: dict[str, Role] = field(default_factory=dict)  # by account id, as groups list their members
    groups: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)  # by recipient: title, account ids
    chats: dict[str, str] = field(default_factory=dict)  # chat to recipient


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The people and messages of an export, in a folder or one file.

    Raises Refused where a packed file is cut off. Memory: one message, and the recipients.
    """
    for file in exports.files(path):
        if file == path or (exports.head(file).startswith(b"{") and file.suffix.lower() in (".jsonl", ".json")):
            place = exports.place(file, path)
            yield from patient(_lines(file, place, setting), place, setting.patience)


def _lines(file: Path, place: str, setting: Setting) -> Iterator[Piece]:
    known, idle = Known(), Idle("lines", IDLE_LINES)
    for number, (line, done) in enumerate(streams.lines(file, LINE_BYTES + 1, setting.tick), 1):
        where = f"{place}, line {number}"
        if not line.strip():
            idle.see(is_telling=False)
            continue
        try:
            if len(line) > LINE_BYTES:
                raise Refused(f"over {LINE_BYTES // 1_000_000} MB long: that is not read")
            row = fields.parsed(line)
        except Refused as refused:
            yield Piece(where, done, refusing(str(refused)))
            continue
        idle.see(is_telling=not TELLING.isdisjoint(row))
        if who := _learned(row, known):
            yield Piece(where, done, partial(_card, who, row))
        elif (item := next(fields.rows(row, "chatItem"), None)) is not None:
            yield Piece(where, done, partial(_item, item, known, setting.now_s))
        elif "body" in row and "sender" in row:
            yield Piece(where, done, partial(_exported, row, file.parent.name, setting.now_s))


def _learned(row: Json, known: Known) -> Role | None:
    """Take in what a line says of recipients and chats; gives the person that it describes, if it does."""
    for chat in fields.rows(row, "chat"):
        if len(known.chats) < RECIPIENTS:
            known.chats[fields.text(chat, "id")] = fields.text(chat, "recipientId")
    recipient = next(fields.rows(row, "recipient"), None)
    if recipient is None or len(known.people) + len(known.groups) >= RECIPIENTS:
        return None
    number = fields.text(recipient, "id")
    if "self" in recipient:
        known.people[number] = OWN
    for group in fields.rows(recipient, "group"):
        title = fields.line(group, "snapshot", "title", "title")
        members = (fields.text(member, "userId") for member in fields.rows(group, "snapshot", "members"))
        known.groups[number] = title, tuple(filter(ID.fullmatch, members))[:MEMBERS]
    contact = next(fields.rows(recipient, "contact"), None)
    who = _contact(contact) if contact else None
    if contact and who:
        known.people[number] = who
        known.of_account[fields.text(contact, "aci")] = who
    return who


def _contact(contact: Json) -> Role | None:
    """Someone by their number, or by the id of their account where they do not show it."""
    joined = (" ".join(filter(None, (fields.line(contact, *part) for part in pair))) for pair in NAMES)
    name = next(filter(None, joined), "")
    number = phones.plain("+" + fields.text(contact, "e164").lstrip("+"))
    account = _account(fields.text(contact, "aci"))
    if number:
        return Role(As.FROM, HandleKind.PHONE, number, name)
    return Role(As.FROM, HandleKind.SIGNAL, account, name) if account else None


def _account(written: str) -> str:
    """The id of an account as 32 digits, from base64 or from how it is usually written; "" for what is none."""
    plain = written.replace("-", "").lower()
    if re.fullmatch(r"[0-9a-f]{32}", plain):
        return plain
    try:
        found = base64.b64decode(written[:60], validate=True)
    except (binascii.Error, ValueError):
        return ""
    return found.hex() if len(found) == 16 else ""


def _card(who: Role, row: Json) -> TraceRecord:
    """A contact: number and account are one person's."""
    account = _account(fields.text(row, "recipient", "contact", "aci"))
    people = [Role(As.NAMED, who.kind, who.value, who.name)]
    if account and who.kind is not HandleKind.SIGNAL:
        people.append(Role(As.NAMED, HandleKind.SIGNAL, account, who.name))
    return TraceRecord(f"signal:{who.value}", Kind.CARD, 0, tuple(people), subject=who.name)


def _item(item: Json, known: Known, now_s: int) -> TraceRecord:
    """One message or call. Raises Refused for what Signal itself notes."""
    author = known.people.get(fields.text(item, "authorId"))
    recipient = known.chats.get(fields.text(item, "chatId"), "")
    if author is None:
        raise Refused("no one that the export names wrote it")
    stated = fields.text(item, "dateSent")
    milliseconds = fields.number(item, "dateSent")
    at_s = fields.moment(None if milliseconds is None else milliseconds / 1000, stated, now_s)
    call = next(fields.rows(item, "updateMessage", "individualCall"), None)
    if call and fields.text(call, "state") == "ACCEPTED":
        return _call(call, author, known.people.get(recipient), at_s, stated)
    message = next(fields.rows(item, "standardMessage"), None)
    if message is None:
        raise Refused("no message: a notice, a sticker, or one that was deleted")
    quoted = next(fields.rows(message, "quote"), {})
    answered = known.people.get(fields.text(quoted, "authorId"))
    parent = fields.text(quoted, "targetSentTimestamp")
    return _record(
        _uid(author, stated),
        Kind.CHAT,
        at_s,
        _to(author, recipient, known),
        text=fields.text(message, "text", "body").strip(),
        parent=_uid(answered, parent) if answered and parent else "",
    )


def _uid(author: Role, sent: str) -> str:
    """Signal itself tells messages apart by who sent them, and when."""
    return f"signal:{author.value}/{sent[:30]}"


def _to(author: Role, recipient: str, known: Known) -> tuple[Role, ...]:
    title, members = known.groups.get(recipient, ("", ()))
    if recipient not in known.groups:
        other = known.people.get(recipient)
        return rooms.to(author, rooms.everyone((OWN, *((other,) if other else ()))), None)
    present = (OWN, *(known.of_account[member] for member in members if member in known.of_account))
    return rooms.to(author, rooms.everyone(present), rooms.list_of("signal", title))


def _call(call: Json, author: Role, other: Role | None, at_s: int, stated: str) -> TraceRecord:
    """A call between two that was answered: whoever made it, with whom."""
    if other is None or other == OWN:
        raise Refused("a call with no one that the export names")
    caller, called = (OWN, other) if fields.text(call, "direction") == "OUTGOING" else (other, OWN)
    people = (caller, Role(As.WITH, called.kind, called.value, called.name))
    return _record(f"{_uid(author, stated)}/call", Kind.CALL, at_s, people)


def _exported(row: Json, folder: str, now_s: int) -> TraceRecord:
    """One line as sigexport writes it: it names people as the chat's folder and the sender are called."""
    is_sent = fields.text(row, "sender") == SELF
    sender = OWN if is_sent else rooms.speaker(As.FROM, fields.text(row, "sender"))
    other = rooms.speaker(As.TO, folder)
    if sender is None:
        raise Refused("no one wrote it")
    to = other if is_sent else Role(As.TO, OWN.kind, OWN.value)
    stated = fields.text(row, "date")[:60]
    return _record(
        f"signal:{sender.value}/{stated}",
        Kind.CHAT,
        fields.stamp(row, "date", now_s=now_s),
        (sender, to) if to else (sender,),
        text=fields.text(row, "body").strip(),
    )


def _record(
    uid: str, kind: Kind, at_s: int, people: tuple[Role, ...], *, text: str = "", parent: str = ""
) -> TraceRecord:
    is_sent = people[0].value == OWN.value
    return TraceRecord(
        uid=uid[:500],
        kind=kind,
        at_s=at_s,
        people=tuple(dict.fromkeys(people)),
        text=text,
        parent=parent[:500],
        root=parent[:500],
        is_sent=is_sent,
        delivered_to=() if is_sent else (votes.ballot(OWN),),
    )
