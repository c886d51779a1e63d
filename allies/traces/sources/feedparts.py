"""A feed in XML, cut into what it says of itself and its posts, so that a bad post breaks itself alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from typing import Any

from allies.traces.sources.pieces import Refused

HEAD_BYTES = 64_000  # of what a feed says of itself before its first post
POST_BYTES = 2_000_000
POSTS = 100_000  # of 20 MB: 200 bytes each
DEPTH = 200
TOGETHER = 50  # posts that are parsed at once: four times as fast as one by one
TOGETHER_BYTES = 1_000_000
BROKEN = 2_000  # posts of one feed that are parsed one by one because of what stands around them

# What may hold the mark of a post without being one comes first: it is passed over as a whole.
POST = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?)((?:\w+:)?(?:item|entry))(?=[\s/>])", re.DOTALL)
EMPTY_BYTES = 200
EMPTY = re.compile(rb"<[^<>]*>\s*")  # a mark without a post
DOCTYPE = re.compile(rb"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
OPENED = re.compile(rb"<(?![!?])(/?)([\w:.-]{1,100})[^<>]*?(/?)>")
DATED = re.compile(rb"<(?:\w+:)?(?:pubDate|published|updated|issued|modified|created|date)\b", re.IGNORECASE)
NUMBERED = re.compile(rb"&#(?:(\d{1,20})|[xX]([0-9a-fA-F]{1,20}))\d*;?")


TOO_MANY = f"more than {POSTS:,} posts: the rest is not read"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parser made of one post: itself, and the feed around it."""

    entry: Any
    feed: Any


@dataclass(slots=True)
class Feed:
    """The posts of a feed, parsed when the first of a batch is asked for."""

    head: bytes
    tail: bytes
    posts: list[bytes]
    starts: list[int]  # byte in the file where each begins
    batches: list[range]
    is_cut: bool = False  # it has more posts
    _batch: range = range(0)  # that was parsed last
    _held: dict[int, Parsed] = field(default_factory=dict)
    _broken: int = 0

    def parsed(self, number: int, batch: range) -> Parsed:
        """The post of this index, one of a batch. Raises Refused for one that cannot be read."""
        _refuse_unread(self.posts[number])
        if batch != self._batch:
            self._batch, self._held = batch, self._together(batch)
        return self._held.get(number) or self._alone(number)

    def _together(self, batch: range) -> dict[int, Parsed]:
        """The posts of a batch at once; none where the parser finds anything wrong with one of them."""
        wanted = [number for number in batch if not _is_unread(self.posts[number])]
        try:
            found = _parse(b"".join((self.head, *(self.posts[number] for number in wanted), self.tail)))
        except Refused:
            return {}
        if found.bozo or len(found.entries) != len(wanted):
            return {}
        return {number: Parsed(entry, found.feed) for number, entry in zip(wanted, found.entries, strict=True)}

    def _alone(self, number: int) -> Parsed:
        self._broken += 1
        if self._broken > BROKEN:
            raise Refused(f"more than {BROKEN:,} posts of this feed are broken: this one is not read")
        found = _parse(self.head + self.posts[number] + self.tail)
        if not found.entries:
            raise Refused("a post that cannot be read")
        return Parsed(found.entries[0], found.feed)


def cut(raw: bytes) -> Feed:
    """A feed in parts. One pass, O(n)."""
    found = list(islice(_posts(raw), POSTS + 1))
    is_cut = len(found) > POSTS
    found = found[:POSTS]
    head = DOCTYPE.sub(b"", raw[: found[0][0]])[:HEAD_BYTES] if found else b""
    posts = [NUMBERED.sub(_character, post) if b"&#" in post else post for _, post in found]
    return Feed(head, _closing(head), posts, [start for start, _ in found], list(_batches(posts)), is_cut)


def _posts(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each post begins, and its bytes; what does not end before the next begins, ends there."""
    start = -1
    for found in POST.finditer(raw):
        name, is_end = found[2], found[1] == b"/"
        if not name:
            continue
        if start != -1:
            end = (raw.find(b">", found.end()) + 1 or len(raw)) if is_end else found.start()
            if end - start > EMPTY_BYTES or not EMPTY.fullmatch(raw, start, end):
                yield start, raw[start:end]
        start = -1 if is_end else found.start()
    if start != -1:
        yield start, raw[start:]


def _batches(posts: list[bytes]) -> Iterator[range]:
    begin = size = 0
    for number, post in enumerate(posts):
        if number - begin == TOGETHER or size + len(post) > TOGETHER_BYTES:
            yield range(begin, number)
            begin, size = number, 0
        size += len(post)
    if begin < len(posts):
        yield range(begin, len(posts))


def _closing(head: bytes) -> bytes:
    """The ends of what a feed's head leaves open."""
    opened: list[bytes] = []
    for found in OPENED.finditer(head):
        if found[1] and found[2] in opened:
            while opened.pop() != found[2]:
                pass
        elif not found[1] and not found[3] and len(opened) < DEPTH:
            opened.append(found[2])
    return b"".join(b"</" + name + b">" for name in reversed(opened))


def _character(found: re.Match[bytes]) -> bytes:
    """A character that is written as a number; nothing for one that is none, which the parser stumbles over."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    is_one = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return found[0] if is_one else b""


def _is_unread(post: bytes) -> bool:
    return len(post) > POST_BYTES or not DATED.search(post) or _is_deep(post)


def _refuse_unread(post: bytes) -> None:
    if len(post) > POST_BYTES:
        raise Refused(f"over {POST_BYTES // 1_000_000} MB long: that is not read")
    if _is_deep(post):
        raise Refused(f"nested more than {DEPTH} deep")
    if not DATED.search(post):  # said before it is parsed: that would take a thousand times as long
        raise Refused("no date")


def _is_deep(post: bytes) -> bool:
    if post.count(b"<") <= DEPTH:
        return False
    depth = deepest = 0
    for found in OPENED.finditer(post):
        depth += -1 if found[1] else 0 if found[3] else 1
        deepest = max(depth, deepest)
    return deepest > DEPTH


def _parse(raw: bytes) -> Any:
    """What the parser makes of it. Raises Refused where it stumbles, which it does over odd bytes and entities."""
    # Loaded here because it takes a tenth of a second, which the reading of nothing else should wait for.
    parse = import_module("feedparser").parse
    try:
        return parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise Refused(f"a post that cannot be read: {str(error)[:120]}") from error
