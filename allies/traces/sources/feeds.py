"""Feeds as files: RSS, Atom and JSON Feed. What is in them is a post by whoever wrote it."""

from __future__ import annotations

import contextlib
import hashlib
import re
from calendar import timegm
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import struct_time

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, charsets, exports, feedparts, fields
from allies.traces.sources.elements import Element, elements, parsed
from allies.traces.sources.feedparts import Feed
from allies.traces.sources.fields import Json
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

SUBJECT_CHARACTERS = 500
AUTHORS = 50
ADDRESS = re.compile(r"[^\s()<>,;]{1,200}@[^\s()<>,;]{1,200}")
FULL_NAME = re.compile(r"[^\W\d_]{2,}[^@]*\s[^@]*[^\W\d_]{2,}")


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The posts of a feed, each cut out and read by itself, so that a bad one is refused alone.

    Raises Refused for a feed of over 20 MB. Memory: the feed as it stands, and one post.
    """
    raw = exports.whole(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    if raw.startswith(b"{"):
        yield from _of_json(raw, path.name, setting)
        return
    feed = feedparts.cut(raw)
    for batch in feed.batches:
        setting.tick()
        for number in batch:
            place = f"{path.name}, post {number + 1}, byte {feed.starts[number]}"
            yield Piece(place, feed.starts[number] / len(raw), partial(_post, feed, number, batch, setting.now_s))
    if not feed.posts or feed.is_cut:
        yield Piece(path.name, 1.0, refusing(feedparts.TOO_MANY if feed.is_cut else "a feed without posts"))


def _post(whole: Feed, number: int, batch: range, now_s: int) -> TraceRecord:
    """One post of a feed in XML. Raises Refused for one that cannot be read, and for one without a date."""
    post = whole.parsed(number, batch)
    entry, feed = post.entry, post.feed
    # Asked with `in`: the parser would answer one for the other, with a warning.
    dated = next((key for key in ("published", "updated") if key in entry), "")
    stated = entry.get(f"{dated}_parsed")
    whose = entry if entry.get("author_detail") else feed
    authors = _authors(whose, _line(whose.get("author")))
    site = _line(feed.get("link")) or _line(feed.get("id"))
    return _record(
        uid=_line(entry.get("id")) or _line(entry.get("link")),
        at_s=fields.moment(_utc_s(stated), fields.text(entry, dated), now_s),
        authors=[_person(who, site, _line(feed.get("title"))) for who in authors[:AUTHORS]],
        title=_line(entry.get("title")),
        text=_text(entry),
    )


def _utc_s(stated: struct_time | None) -> int | None:
    try:
        return timegm(stated) if stated else None
    except (ValueError, OverflowError):  # no such year
        return None


def _authors(whose: Json, written: str) -> list[Json]:
    """The authors as objects of name, address and page.

    RSS writes `bob@bob.example (Bob Baker)` in one: the parser takes addresses out of it that are not there.
    """
    found = ADDRESS.search(written)
    listed = [author for author in fields.rows(whose, "authors") if author]
    if found is None or len(listed) > 1:
        return listed or [{}]
    name = (written[: found.start()] + written[found.end() :]).strip(" ()<>\"',")
    return [{"name": name, "email": found[0].removeprefix("mailto:")}]


def _text(entry: Json) -> str:
    """The words of a post: all of them where they are there, else what sums them up."""
    contents = [*fields.rows(entry, "content"), *fields.rows(entry, "summary_detail")]
    longest = max(contents, key=lambda content: len(fields.text(content, "value")), default={})
    value = fields.text(longest, "value")
    return value.strip() if fields.text(longest, "type") == "text/plain" else fields.of_html(value)


def _line(found: object) -> str:
    return fields.line({"it": found}, "it")


def _person(who: Json, site: str, title: str) -> Role | None:
    """An author by their address, their page or their full name; where none is there, as whoever writes this feed.

    One word, as "admin", names someone else in every feed.
    """
    name = fields.line(who, "name")
    address = addresses.valid(fields.line(who, "email"))
    page = fields.line(who, "href") or fields.line(who, "url")
    if address:
        return Role(As.FROM, HandleKind.EMAIL, address, "" if addresses.valid(name) else name)
    if page.startswith(("https://", "http://")):
        return Role(As.FROM, HandleKind.URL, plain(page), name)
    if FULL_NAME.search(name):
        return Role(As.FROM, HandleKind.NAME, name.casefold(), name)
    return Role(As.FROM, HandleKind.URL, plain(site), name or title) if site else None


def plain(address: str) -> str:
    """An address of a page in the form in which two of the same are equal."""
    scheme, _, rest = address.partition("://")
    host, slash, page = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{page}".rstrip("/")[:320]


def _record(*, uid: str, at_s: int, authors: list[Role | None], title: str, text: str) -> TraceRecord:
    known = tuple(dict.fromkeys(filter(None, authors)))
    if not known:
        raise Refused("no author, and no site that could stand for one")
    return TraceRecord(
        uid=uid[:500] or "sha256:" + hashlib.sha256(f"{title}\0{text}".encode("utf-8", "replace")).hexdigest(),
        kind=Kind.POST,
        at_s=at_s,
        people=known,
        subject=charsets.clean(" ".join(fields.of_html(title).split()))[:SUBJECT_CHARACTERS],
        text=text,
    )


def _of_json(raw: bytes, name: str, setting: Setting) -> Iterator[Piece]:
    """The items one by one; what stands around them is what the feed says of itself."""
    found, cut = [], ""
    try:
        for item in elements([(raw, 1.0)], under=frozenset({"items"})):
            if item.number > feedparts.POSTS:
                raise Refused(feedparts.TOO_MANY)
            found.append(item)
    except Refused as refused:
        cut = str(refused)
    feed = _around(raw, found)
    for item in found:
        setting.tick()
        place = f"{name}, post {item.number}, byte {item.start}"
        yield Piece(place, item.start / len(raw), partial(_json_post, item, feed, setting.now_s))
    if cut or not found:
        yield Piece(name, 1.0, refusing(cut or "a feed without posts"))


def _around(raw: bytes, found: list[Element]) -> Json:
    """What stands before the posts and after them; before them alone, where what comes after cannot be read."""
    if not found:
        return {}
    last, head = found[-1], raw[: found[0].start]
    for tail in (raw[last.start + len(last.raw or b"") :], b"]}"):
        with contextlib.suppress(Refused):
            return fields.parsed(head + tail)
    return {}  # the posts may say themselves whose they are


def _json_post(found: Element, feed: Json, now_s: int) -> TraceRecord:
    item = parsed(found)
    site = fields.line(feed, "home_page_url") or fields.line(feed, "feed_url")
    stated_of = (list(fields.rows(row, key)) for row in (item, feed) for key in ("authors", "author"))
    authors: list[Json] = next(filter(None, stated_of), [{}])
    stated = "date_published" if fields.text(item, "date_published") else "date_modified"
    return _record(
        uid=fields.line(item, "id") or fields.line(item, "url") or fields.line(item, "external_url"),
        at_s=fields.stamp(item, stated, now_s=now_s),
        authors=[_person(who, site, fields.line(feed, "title")) for who in authors[:AUTHORS]],
        title=fields.line(item, "title"),
        text=fields.text(item, "content_text").strip() or fields.of_html(fields.text(item, "content_html")),
    )
