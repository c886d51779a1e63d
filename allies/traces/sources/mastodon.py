"""The archive of a Mastodon account, and of other software that writes the same: its posts, who it is, its lists.

An outbox holds what the account wrote, not what others answered. Whom it follows, and its lists, are files of their
own (CSV) from the same page.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import charsets, exports, fediverse, fields, streams
from allies.traces.sources.elements import each
from allies.traces.sources.fields import Json
from allies.traces.sources.idle import Idle, patient
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
POSTS = frozenset({"Note", "Article", "Question", "Page", "Image", "Video", "Audio", "Event"})
MENTIONS = 1_000
ROW_BYTES = 5_000
SUBJECT_CHARACTERS = 500
OF_WHOM = b"Account address"  # begins the CSV of accounts, also in an interface of another language
OTHERS = "inbox.json"  # what others wrote to the account, as an account that is kept in step brings it
NO_TRACE = {
    "likes.json": "likes have no date and name no one: they are not brought in",
    "bookmarks.json": "bookmarks have no date and name no one: they are not brought in",
    "bookmarks.csv": "bookmarks have no date and name no one: they are not brought in",
    "muted_accounts.csv": "accounts that you muted are not brought in",
    "blocked_accounts.csv": "accounts that you blocked are not brought in",
    "blocked_domains.csv": "servers that you blocked are not brought in",
}


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The posts, the account and the accounts on lists of a folder, or of one of its files.

    Raises Refused where a file cannot be told apart any further. Memory: one post.
    """
    for file in exports.files(path):
        place = exports.place(file, path)
        name = file.name.lower()
        if name in NO_TRACE:
            yield Piece(place, 1.0, refusing(NO_TRACE[name]))
        elif name.endswith(".csv") or exports.head(file).startswith(OF_WHOM):
            yield from patient(_rows(file, place, setting), place, setting.patience)
        elif exports.head(file).startswith(b"{"):
            yield from _activities(file, place, setting)


def _activities(file: Path, place: str, setting: Setting) -> Iterator[Piece]:
    is_empty, is_own = True, file.name != OTHERS
    make = partial(_activity, now_s=setting.now_s, is_own=is_own)
    for piece in each(file, place, setting, make, under=frozenset({"orderedItems"})):
        is_empty = False
        yield piece
    if is_empty:
        yield Piece(place, 1.0, partial(_actor, file))


def _actor(file: Path) -> TraceRecord:
    row = fields.parsed(exports.whole(file))
    address = fields.text(row, "id")
    name = fields.line(row, "name")
    own = fediverse.of_mention(fields.line(row, "preferredUsername"), address)
    if not own:
        raise Refused("neither posts nor an account")
    return TraceRecord(f"account:{own}", Kind.CARD, 0, (fediverse.role(As.NAMED, own, name),), subject=name or own)


def _activity(row: Json, *, now_s: int, is_own: bool) -> TraceRecord:
    """One post or share. Raises Refused for what is neither."""
    sort = fields.text(row, "type")
    own = _author(row)
    if sort == "Announce":
        return _share(row, own, now_s, is_own=is_own)
    post = next(fields.rows(row, "object"), None)
    if sort != "Create" or post is None or fields.text(post, "type") not in POSTS:
        raise Refused(f"no post: {sort[:40] or 'nothing that says what it is'}")
    return _post(post, own, now_s, is_own=is_own)


def _author(row: Json) -> Role:
    address = fields.text(row, "actor") or fields.text(row, "actor", "id") or fields.text(row, "object", "attributedTo")
    if own := fediverse.of_address(address):
        return fediverse.role(As.FROM, own)
    if not address.startswith("https://"):
        raise Refused("no author")
    return Role(As.FROM, HandleKind.URL, " ".join(address.split())[:320])


def _share(row: Json, own: Role, now_s: int, *, is_own: bool) -> TraceRecord:
    """Someone else's words, passed on: a fact about both, no contact."""
    shared = fields.text(row, "object") or fields.text(row, "object", "id")
    theirs = fediverse.of_address(shared)
    named = (fediverse.role(As.NAMED, theirs),) if theirs else ()
    return TraceRecord(
        uid=fields.text(row, "id")[:500] or f"share:{shared[:400]}",
        kind=Kind.MENTION,
        at_s=fields.stamp(row, "published", now_s=now_s),
        people=(own, *named),
        subject=f"Shared: {shared}"[:SUBJECT_CHARACTERS],
        is_sent=is_own,
    )


def _post(post: Json, own: Role, now_s: int, *, is_own: bool) -> TraceRecord:
    uid, answered = fields.text(post, "id")[:500], fields.text(post, "inReplyTo")[:500]
    if not uid:
        raise Refused("a post without an id")
    mentioned = _mentioned(post)
    others = [fediverse.role(As.TO, who) for who in mentioned.values() if who != own.value]
    author = _answered(answered, mentioned)
    if author and author != own.value:
        others.append(fediverse.role(As.REPLIED_TO, author))
    return TraceRecord(
        uid=uid,
        kind=_kind(post, answered),
        at_s=fields.stamp(post, "published", now_s=now_s),
        people=tuple(dict.fromkeys((own, *others))),
        subject=(fields.line(post, "name") or fields.line(post, "summary"))[:SUBJECT_CHARACTERS],
        text=fields.of_html(fields.text(post, "content")),
        parent=answered,
        is_sent=is_own,
    )


def _kind(post: Json, answered: str) -> Kind:
    """A post that only whom it names may see is a chat."""
    to = fields.texts(post, "to") + fields.texts(post, "cc")
    is_direct = to and PUBLIC.isdisjoint(to) and not any(address.endswith("/followers") for address in to)
    return Kind.CHAT if is_direct else Kind.REPLY if answered else Kind.POST


def _mentioned(post: Json) -> dict[str, str]:
    """Address to account of everyone whom a post mentions. Raises Refused for a crowd."""
    tags = [tag for tag in fields.rows(post, "tag") if fields.text(tag, "type") == "Mention"]
    if len(tags) > MENTIONS:
        raise Refused(f"{len(tags):,} mentions: more than {MENTIONS:,} is a mailing, not a meeting of people")
    pairs = ((fields.text(tag, "href"), fields.text(tag, "name")) for tag in tags)
    return {address: who for address, name in pairs if (who := fediverse.of_mention(name, address))}


def _answered(post_address: str, mentioned: dict[str, str]) -> str:
    """The account whose post is answered: by the post's address, and by whom the answer mentions."""
    by_mention = (who for address, who in mentioned.items() if address and post_address.startswith(f"{address}/"))
    return next(by_mention, "") or fediverse.of_address(post_address)


def _rows(file: Path, place: str, setting: Setting) -> Iterator[Piece]:
    """The accounts of a CSV: one a line, or the name of a list and one on it."""
    is_headed = exports.head(file).startswith(OF_WHOM)
    is_muted = b"Hide notifications" in exports.head(file).partition(b"\n")[0]
    idle = Idle("rows")
    for number, (line, done) in enumerate(streams.lines(file, ROW_BYTES, setting.tick), 1):
        where = f"{place}, line {number}"
        idle.see(is_telling=bool(line.strip()))
        if (number == 1 and is_headed) or not line.strip():
            continue
        if is_muted:
            yield Piece(where, done, refusing(NO_TRACE["muted_accounts.csv"]))
        else:
            yield Piece(where, done, partial(_row, line, is_headed))


def _row(line: bytes, is_headed: bool) -> TraceRecord:
    try:
        cells = next(csv.reader([charsets.clean(charsets.decode(line)).strip()]))
    except (csv.Error, StopIteration) as error:
        raise Refused("not a line of a table") from error
    listed = "" if is_headed or len(cells) < 2 else cells[0].strip()
    who = fediverse.account(cells[1] if listed else cells[0]) if cells else ""
    if not who:
        raise Refused("no account such as bob@social.example")
    return TraceRecord(
        uid=f"list:{listed}:{who}"[:500] if listed else f"follows:{who}",
        kind=Kind.CARD,
        at_s=0,
        people=(fediverse.role(As.NAMED, who),),
        subject=who[:SUBJECT_CHARACTERS],
        text=f"On your list {listed} on the fediverse." if listed else "You follow them on the fediverse.",
    )
