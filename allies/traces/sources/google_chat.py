"""Google Chat, as Google Takeout gives it: one folder for each room or pair, with its members and its messages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgspec import structs

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, exports, fields, rooms, worded_dates
from allies.traces.sources.elements import each
from allies.traces.sources.fields import Json
from allies.traces.sources.people import name_value
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

SERVICE = "google-chat"
MESSAGES, ROOM, ACCOUNT = "messages.json", "group_info.json", "user_info.json"
MEMBERS = 1000


@dataclass(frozen=True, slots=True)
class Room:
    """Where messages were said."""

    name: str
    members: tuple[Role, ...]
    own: frozenset[str]  # addresses of whose export it is


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The messages of all rooms, room by room. Memory: the members of one room, and one message."""
    files = exports.files(path)
    own = frozenset(filter(None, (_account(file) for file in files if file.name == ACCOUNT)))
    rooms_in = {str(file.parent): file for file in files if file.name == ROOM}
    told = [file for file in files if file.name not in (ROOM, ACCOUNT)]
    for number, file in enumerate(told):
        place = exports.place(file, path)
        if file.name != MESSAGES and file != path:
            yield Piece(place, (number + 1) / len(told), refusing("what was attached in a chat: not read"))
            continue
        read = partial(message, room=_room(rooms_in.get(str(file.parent)), own), now_s=setting.now_s)
        try:
            for piece in each(file, place, setting, read, under=frozenset({"messages"})):
                yield structs.replace(piece, done=(number + piece.done) / len(told))
        except (Refused, OSError) as error:
            yield Piece(place, (number + 1) / len(told), refusing(str(error)))


def message(row: Json, room: Room, now_s: int) -> TraceRecord:
    """The record of one message. Raises Refused for one without author or time, and for one that was deleted."""
    if fields.line(row, "message_state").upper() == "DELETED":
        raise Refused("deleted by its author")
    sender = _person(As.FROM, row.get("creator"))
    if sender is None:
        raise Refused("no author")
    stated = fields.text(row, "created_date")
    at_s = fields.moment(worded_dates.seconds(stated), stated, now_s)
    text = fields.text(row, "text")
    known = fields.line(row, "message_id")
    told = "\0".join((sender.value, str(at_s), text))
    topic = fields.line(row, "topic_id")
    shared = rooms.list_of(SERVICE, room.name)
    return TraceRecord(
        uid=f"{SERVICE}:{known or hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()}",
        kind=Kind.CHAT,
        at_s=at_s,
        people=rooms.to(sender, room.members, shared),
        text=text,
        root=f"{SERVICE}:{known.partition('/')[0]}/{topic}" if topic else "",
        is_automatic=fields.line(row, "creator", "user_type").casefold() == "bot",
        is_sent=sender.value in room.own,
    )


def _room(beside: Path | None, own: frozenset[str]) -> Room:
    """The room of a file of messages, by the file that lies beside it."""
    if beside is None:
        return Room("", (), own)
    try:
        row = fields.parsed(exports.whole(beside))
    except Refused:
        return Room("", (), own)
    members = (_person(As.TO, member) for member in fields.rows(row, "members"))
    found = tuple(who for who in members if who is not None)[:MEMBERS]
    return Room(fields.line(row, "name"), found, own)


def _account(file: Path) -> str:
    """The address of whose export it is."""
    try:
        return addresses.valid(fields.line(fields.parsed(exports.whole(file)), "user", "email"))
    except Refused:
        return ""


def _person(part: As, row: object) -> Role | None:
    name, email = fields.line(row, "name"), addresses.valid(fields.line(row, "email"))
    name = "" if addresses.valid(name) else name
    if email:
        return Role(part, HandleKind.EMAIL, email, name)
    return Role(part, HandleKind.NAME, name_value(name), name) if any(map(str.isalnum, name)) else None
