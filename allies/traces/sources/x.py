"""The archive of an account on X (Twitter): its posts, its messages, and whom they name.

Its files are JavaScript that assigns one array each (`window.YTD.tweets.part0 = [...]`). Accounts are known by their
numbers: names change, and mentions, messages and answers all state the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from itertools import islice
from pathlib import Path

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, charsets, exports, fields, streams
from allies.traces.sources.dates import seconds
from allies.traces.sources.elements import each, elements, look_ahead, parsed
from allies.traces.sources.fields import Json
from allies.traces.sources.idle import Idle, patient
from allies.traces.sources.pieces import PATIENCE, Piece, Refused, Setting, refusing

ASSIGNED = re.compile(rb"window\.YTD\.(\w{1,60})\.part\d+\s*=")
POSTS = frozenset({"tweets", "tweet", "community_tweet"})
MESSAGES = frozenset({"direct_messages", "direct_message_group", "direct_messages_group"})
LISTED = {"follower": "Follows you on X.", "following": "You follow them on X."}
ACCOUNT = re.compile(r"\d{1,20}")
ID = re.compile(r"[\w-]{1,60}")
POSTED = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})")
OLD_SHARE = re.compile(r"RT @\w{1,20}: ")
PEOPLE = 1_000
SUBJECT_CHARACTERS = 500
REASON_CHARACTERS = 480
LINKS = 20  # that are given back their whole address
LINK_CHARACTERS = 500
NAMES = 500_000  # accounts whose names are kept in mind


@dataclass(slots=True)
class Known:
    """What must be known of a whole archive before its items can be read one by one."""

    own: str = ""  # the account's number; "" where its file is missing
    own_name: str = ""
    names: dict[str, str] = field(default_factory=dict)  # number to name, as posts mention them


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The posts, messages and accounts of an archive's `data` folder, or of one of its files.

    Raises Refused where a file cannot be told apart any further. Memory: one post or one conversation, and the names.
    """
    files = [(file, sort) for file in exports.files(path) if (sort := _sort(file, is_alone=file == path))]
    known = _known(files, setting)
    left_out = []
    for file, sort in files:
        place = exports.place(file, path)
        if sort in POSTS:
            yield from each(file, place, setting, partial(_post, known=known, now_s=setting.now_s))
        elif sort in MESSAGES:
            yield from patient(_conversations(file, place, setting, known), place, setting.patience)
        elif sort in LISTED:
            yield from each(file, place, setting, partial(_listed, sort=sort, known=known))
        elif sort == "account":
            yield from each(file, place, setting, _account)
        else:
            left_out.append(sort)
    if left_out:
        reason = f"parts of the archive in which nothing is contact with people: {', '.join(left_out)}"
        yield Piece(path.name, 1.0, refusing(reason[:REASON_CHARACTERS]))


def _sort(file: Path, *, is_alone: bool) -> str:
    """What a file of the archive assigns; "" for one that is none of it."""
    found = ASSIGNED.match(exports.head(file, 200)) if is_alone or file.suffix.lower() == ".js" else None
    return found[1].decode("ascii", "replace").lower() if found else ""


def _known(files: list[tuple[Path, str]], setting: Setting) -> Known:
    """Who the account is, and what the accounts are called that its posts mention."""
    known = Known()
    for file, sort in files:
        if sort == "account":
            look_ahead(file, setting, partial(_learn_own, known=known))
        elif sort in POSTS:
            look_ahead(file, setting, partial(_learn, known=known))
    return known


def _learn_own(row: Json, *, known: Known) -> bool:
    account = next(fields.rows(row, "account"), row)
    known.own = known.own or _number(account, "accountId")
    known.own_name = known.own_name or fields.line(account, "accountDisplayName")
    return bool(known.own)


def _learn(row: Json, *, known: Known) -> bool:
    row = next(fields.rows(row, "tweet"), row)
    for who in fields.rows(row, "entities", "user_mentions"):
        number = _number(who, "id_str") or _number(who, "id")
        name = fields.line(who, "name") or fields.line(who, "screen_name")
        if number and name and len(known.names) < NAMES:
            known.names[number] = name
    answered = fields.line(row, "in_reply_to_screen_name")
    number = _number(row, "in_reply_to_user_id_str")
    if answered and number and len(known.names) < NAMES:
        known.names.setdefault(number, answered)
    return bool(fields.text(row, "id_str") or fields.text(row, "id"))


def _number(row: Json, *path: str) -> str:
    found = fields.text(row, *path).strip()
    return found if ACCOUNT.fullmatch(found) else ""


def _role(part: As, number: str, known: Known) -> Role:
    name = known.own_name if number == known.own else known.names.get(number, "")
    return Role(part, HandleKind.X, number, name)


def _account(row: Json) -> TraceRecord:
    """The account itself: its number, its name, and the address that it was opened with."""
    found = next(fields.rows(row, "account"), {})
    number, name = _number(found, "accountId"), fields.line(found, "accountDisplayName")
    if not number:
        raise Refused("an account without a number")
    address = addresses.valid(fields.text(found, "email").strip())
    own = [Role(As.NAMED, HandleKind.X, number, name)]
    own += [Role(As.NAMED, HandleKind.EMAIL, address, name)] if address else []
    return TraceRecord(f"x:{number}", Kind.CARD, 0, tuple(own), subject=name)


def _listed(row: Json, *, sort: str, known: Known) -> TraceRecord:
    """Whom the account follows, or who follows it; known by number, so only who is named elsewhere in the archive."""
    number = _number(next(fields.rows(row, sort), {}), "accountId")
    if not number:
        raise Refused("an account without a number")
    if number not in known.names:
        raise Refused(f"account {number}: the archive does not say who that is")
    who = _role(As.NAMED, number, known)
    return TraceRecord(f"{sort}:{number}", Kind.CARD, 0, (who,), subject=who.name, text=LISTED[sort])


def _post(row: Json, *, known: Known, now_s: int) -> TraceRecord:
    """One post, answer or share by the account."""
    post = next(fields.rows(row, "tweet"), row)
    uid, stated = fields.text(post, "id_str") or fields.text(post, "id"), fields.text(post, "created_at")[:60]
    if not ID.fullmatch(uid):
        raise Refused("a post without an id")
    if not known.own:
        raise Refused("whose posts these are is not said here: give the whole data folder, with account.js in it")
    at_s = fields.moment(_posted_s(stated), stated, now_s)
    own, text = _role(As.FROM, known.own, known), _text(post)
    mentioned = _mentioned(post)
    if OLD_SHARE.match(text):
        named = tuple(_role(As.NAMED, number, known) for number in mentioned[:1])
        return TraceRecord(
            f"x:{uid}", Kind.MENTION, at_s, (own, *named), subject=text[:SUBJECT_CHARACTERS], is_sent=True
        )
    answered, author = fields.text(post, "in_reply_to_status_id_str"), _number(post, "in_reply_to_user_id_str")
    people = [_role(As.TO, number, known) for number in mentioned if number != known.own]
    people += [_role(As.REPLIED_TO, author, known)] if author not in ("", known.own) else []
    return TraceRecord(
        uid=f"x:{uid}",
        kind=Kind.REPLY if author or answered else Kind.POST,
        at_s=at_s,
        people=tuple(dict.fromkeys((own, *people))),
        text=text,
        parent=f"x:{answered}" if ID.fullmatch(answered) else "",
        is_sent=True,
    )


def _posted_s(stated: str) -> int | None:
    found = POSTED.fullmatch(stated.strip())
    return seconds(f"{found[2]} {found[1]} {found[5]} {found[3]} {found[4]}") if found else None


def _mentioned(post: Json) -> list[str]:
    numbers = [_number(who, "id_str") or _number(who, "id") for who in fields.rows(post, "entities", "user_mentions")]
    if len(numbers) > PEOPLE:
        raise Refused(f"{len(numbers):,} mentions: more than {PEOPLE:,} is a mailing, not a meeting of people")
    return list(dict.fromkeys(filter(None, numbers)))


def _text(post: Json) -> str:
    """The words of a post, with the addresses that X shortened as they were."""
    text = unescape(fields.text(post, "full_text") or fields.text(post, "text"))
    for link in islice(fields.rows(post, "entities", "urls"), LINKS):
        short, whole = fields.text(link, "url"), fields.text(link, "expanded_url")
        if short and len(whole) <= LINK_CHARACTERS:
            text = text.replace(short, whole, 1)
    return charsets.clean(text).strip()[: fields.TEXT_CHARACTERS]


def _conversations(file: Path, place: str, setting: Setting, known: Known) -> Iterator[Piece]:
    """Each message of each conversation; one refusal where a conversation cannot be read."""
    idle = Idle("conversations", PATIENCE)
    for found in elements(streams.blocks(file, setting.tick)):
        where = f"{place}, conversation {found.number}, byte {found.start}"
        try:
            row = next(fields.rows(parsed(found), "dmConversation"), {})
        except Refused as refused:
            yield Piece(where, found.done, refusing(str(refused)))
            continue
        idle.see(is_telling="messages" in row)
        room = fields.text(row, "conversationId")[:60]
        present = _present(row)
        for number, message in enumerate(fields.rows(row, "messages"), 1):
            if said := next(fields.rows(message, "messageCreate"), None):
                read = partial(_message, said, room, present, known, setting.now_s)
                yield Piece(f"{where}, message {number}", found.done, read)


def _present(row: Json) -> frozenset[str]:
    """Everyone who was in a conversation of several, as far as it says."""
    numbers: set[str] = set()
    for message in fields.rows(row, "messages"):
        numbers.add(_number(message, "messageCreate", "senderId"))
        for event in ("joinConversation", "participantsJoin"):
            numbers |= set(filter(ACCOUNT.fullmatch, fields.texts(message, event, "participantsSnapshot")))
            numbers |= set(filter(ACCOUNT.fullmatch, fields.texts(message, event, "userIds")))
    return frozenset(numbers - {""})


def _message(said: Json, room: str, present: frozenset[str], known: Known, now_s: int) -> TraceRecord:
    """One message: to whom it went is said where there are two; of several, it went to whoever else was there."""
    sender, recipient = _number(said, "senderId"), _number(said, "recipientId")
    uid = fields.text(said, "id")
    if not sender or not ID.fullmatch(uid):
        raise Refused("a message without a sender or an id")
    others = {recipient} - {"", "0"} or set(present)
    if len(others) > PEOPLE:
        raise Refused(f"{len(others):,} people: more than {PEOPLE:,} is a mailing, not a meeting of people")
    to = (_role(As.TO, number, known) for number in sorted(others - {sender}))
    return TraceRecord(
        uid=f"x:{uid}",
        kind=Kind.CHAT,
        at_s=fields.stamp(said, "createdAt", now_s=now_s),
        people=(_role(As.FROM, sender, known), *to),
        text=_text({"text": fields.text(said, "text"), "entities": {"urls": []}}),
        root=f"x:conversation:{room}" if room else "",
        is_sent=sender == known.own,
    )
