"""The export of a Slack workspace: who is in it, and what they said in channels, threads and to one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, charsets, exports, fields, phones
from allies.traces.sources.elements import each, look_ahead
from allies.traces.sources.fields import Json
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

DAY = re.compile(r"\d{4}-\d\d-\d\d\.json")
ID = re.compile(r"[A-Z0-9]{2,30}")
STAMP = re.compile(r"\d{1,11}(?:\.\d{1,9})?")
MARKED = re.compile(r"<([@#!]?)([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
SPOKEN = frozenset({"", "thread_broadcast", "file_share", "me_message", "reply_broadcast", "file_comment"})
ROOMS = {"channels.json": True, "groups.json": True, "mpims.json": False, "dms.json": False}  # whether it is a list
USERS_FILES = frozenset({"users.json", "org_users.json"})  # of a workspace, of a whole organisation
PEOPLE = 1_000
USERS = 500_000


@dataclass(frozen=True, slots=True)
class Room:
    """A channel, or a conversation of two or several."""

    id: str
    name: str = ""
    members: tuple[str, ...] = ()
    is_channel: bool = True


@dataclass(slots=True)
class Known:
    """What must be known of a whole export before its messages can be read one by one."""

    names: dict[str, str] = field(default_factory=dict)  # user to name
    apps: set[str] = field(default_factory=set)
    rooms: dict[str, Room] = field(default_factory=dict)  # by the folder that its days lie in


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The users and messages of an export, or of one of its files.

    Raises Refused where a file cannot be told apart any further. Memory: one message, users' names, channels.
    """
    files = exports.files(path)
    known = _known(files, setting)
    for file in files:
        place = exports.place(file, path)
        if file.name in ROOMS:
            continue
        if DAY.fullmatch(file.name) or (file == path and b'"ts"' in exports.head(file)):
            room = known.rooms.get(file.parent.name) or Room(file.parent.name, file.parent.name)
            yield from each(file, place, setting, partial(_message, room=room, known=known, now_s=setting.now_s))
        elif file.name in USERS_FILES or file == path:
            yield from each(file, place, setting, _user)
        else:
            yield Piece(place, 1.0, refusing("nothing in it is contact with people"))


def _known(files: list[Path], setting: Setting) -> Known:
    known = Known()
    for file in files:
        if file.name in USERS_FILES:
            look_ahead(file, setting, partial(_learn, known=known))
    for file in files:
        if file.name in ROOMS:
            look_ahead(file, setting, partial(_learn_room, known=known, is_channel=ROOMS[file.name]))
    return known


def _learn(row: Json, *, known: Known) -> bool:
    user = fields.line(row, "id")
    if len(known.names) < USERS:
        known.names[user] = _name(row)
        if _is_app(row):
            known.apps.add(user)
    return bool(user)


def _learn_room(row: Json, *, known: Known, is_channel: bool) -> bool:
    room = _room(row, is_channel=is_channel)
    for folder in (room.name, room.id):
        known.rooms.setdefault(folder, room)
    return bool(room.name or room.id)


def _is_app(row: Json) -> bool:
    return fields.get(row, "is_bot") is True or fields.text(row, "id") == "USLACKBOT"


def _name(row: Json) -> str:
    stated = (
        fields.line(row, *path) for path in (("profile", "real_name"), ("real_name",), ("profile", "display_name"))
    )
    return next(filter(None, stated), "") or fields.line(row, "name")


def _room(row: Json, *, is_channel: bool) -> Room:
    members = tuple(filter(ID.fullmatch, fields.texts(row, "members")))[:PEOPLE]
    return Room(fields.line(row, "id"), fields.line(row, "name"), members, is_channel)


def _role(part: As, user: str, known: Known) -> Role:
    return Role(part, HandleKind.SLACK, user.lower(), known.names.get(user, ""))


def _user(row: Json) -> TraceRecord:
    """Someone in the workspace: by their number there, their address and their telephone."""
    user, name = fields.line(row, "id"), _name(row)
    if not ID.fullmatch(user):
        raise Refused("a user without an id")
    if _is_app(row):
        raise Refused("an app, not a person")
    address = addresses.valid(fields.line(row, "profile", "email"))
    number = phones.plain(fields.line(row, "profile", "phone"))
    people = [Role(As.NAMED, HandleKind.SLACK, user.lower(), name)]
    people += [Role(As.NAMED, HandleKind.EMAIL, address, name)] if address else []
    people += [Role(As.NAMED, HandleKind.PHONE, number, name)] if number else []
    title = fields.line(row, "profile", "title")
    return TraceRecord(f"slack:{user}", Kind.CARD, 0, tuple(people), subject=name, text=title)


def _message(row: Json, *, room: Room, known: Known, now_s: int) -> TraceRecord:
    """One message. Raises Refused for what an app or Slack itself wrote."""
    sort, user, stamp = fields.line(row, "subtype"), fields.line(row, "user"), fields.line(row, "ts")
    if sort not in SPOKEN:
        raise Refused(f"a notice of Slack or of an app: {sort[:40]}")
    if not ID.fullmatch(user):
        raise Refused("no one wrote it")
    if not STAMP.fullmatch(stamp):
        raise Refused("no date")
    name = known.names.get(user) or _name({"profile": fields.get(row, "user_profile")})
    sender = Role(As.FROM, HandleKind.SLACK, user.lower(), name)
    text, thread = fields.text(row, "text"), fields.line(row, "thread_ts")
    is_answer = STAMP.fullmatch(thread) is not None and thread != stamp
    others = _others(room, known, user, text)
    if is_answer:
        others += _begun(row, known, user)
    return TraceRecord(
        uid=_uid(room, stamp),
        kind=Kind.CHAT,
        at_s=fields.moment(float(stamp), stamp, now_s),
        people=tuple(dict.fromkeys((sender, *others))),
        text=_words(text, known),
        parent=_uid(room, thread) if is_answer else "",
        root=_uid(room, thread) if is_answer else "",
        is_automatic=user in known.apps or bool(fields.text(row, "bot_id")),
    )


def _uid(room: Room, stamp: str) -> str:
    return f"slack:{room.id}/{stamp}"[:500]


def _others(room: Room, known: Known, user: str, text: str) -> list[Role]:
    """To whom it went: in a conversation the others in it, in a channel the channel and whom the words name."""
    named = [found[2] for found in MARKED.finditer(text) if found[1] == "@" and ID.fullmatch(found[2])]
    if len(named) > PEOPLE:
        raise Refused(f"{len(named):,} people: more than {PEOPLE:,} is a mailing, not a meeting of people")
    people = named if room.is_channel else [*room.members, *named]
    to = [_role(As.TO, other, known) for other in dict.fromkeys(people) if other != user and other not in known.apps]
    channel = Role(As.LIST, HandleKind.LIST, f"slack:{room.id}".lower()[:320], f"#{room.name}" if room.name else "")
    return [*to, channel] if room.is_channel and room.id else to


def _begun(row: Json, known: Known, user: str) -> list[Role]:
    """Whose words a thread answers."""
    author = fields.line(row, "parent_user_id")
    if not ID.fullmatch(author) or author == user or author in known.apps:
        return []
    return [_role(As.REPLIED_TO, author, known)]


def _words(text: str, known: Known) -> str:
    """The words as they were seen: names for numbers, and addresses without brackets."""

    def shown(found: re.Match[str]) -> str:
        mark, what, label = found[1], found[2], found[3]
        if mark == "@":
            return f"@{known.names.get(what) or label or what}"
        return f"{mark.replace('!', '@')}{label or what}"

    return charsets.clean(unescape(MARKED.sub(shown, text))).strip()
