"""The text of a message's body: its plain text, or the text of its HTML where there is no other."""

from __future__ import annotations

import binascii
import contextlib
import html
import quopri
import re
from collections.abc import Iterator
from functools import lru_cache

import nh3
from fast_mail_parser import DecodeError, ParseError, PyLazyMimePart, parse_email_tree

from allies.traces.sources import blocks, charsets, headers, parts
from allies.traces.sources.blocks import PARTS
from allies.traces.sources.headers import Headers, first
from allies.traces.sources.parts import Letter
from allies.traces.sources.pieces import Refused

DEPTH = 50
MESSAGE = "message/"  # someone else's words, as a rule
TEXT_BYTES = 1_000_000
HTML_BYTES = 1_000_000
HTML_DEPTH = 200  # nh3 takes time by the square of it ...
HTML_MARKS = 50_000  # ... and of the number of < and & that mean nothing

CHARSET = re.compile(r"""charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:+-]{1,40})""", re.IGNORECASE)
TAG = re.compile(
    r"<(/?)(?:div|span|table|tbody|tr|td|ul|ol|font|b|i|em|strong|blockquote|center|section|a)\b", re.IGNORECASE
)
LINE_END = re.compile(r"<(?:br|/p|/div|/tr|/h[1-6]|/ul|/ol|/table|li|hr)\b[^<>]*>", re.IGNORECASE)
SIGNATURE_TAG = re.compile(r"""<div[^<>]{0,200}\bclass=["']?gmail_signature""", re.IGNORECASE)
# Where a mail program begins what is answered, and no mark in the text would show it.
ANSWERED = re.compile(
    r"""<[a-z]{1,10}[^<>]{0,200}\b(?:(?:class|id)=["']?(?:gmail_quote|divRplyFwdMsg|appendonsend|moz-cite-prefix"""
    r"""|yahoo_quoted|protonmail_quote|OLK_SRC_BODY_SECTION)"""
    r"""|style=["'][^"'<>]{0,200}border-top:\s?solid #(?:E1E1E1|B5C4DF))""",
    re.IGNORECASE,
)
ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
UNSEEN_CONTENT = {"script", "style", "head", "title", "blockquote"}


def text_of(letter: Letter, fields: Headers) -> str:
    """The text of a message with these headers. Without text, "".

    Raises Refused where the message is nested over 50 deep or in over 1,000 parts.
    """
    kind = first(fields, "content-type")
    if kind[:10].lower() != "multipart/":
        charset = _charset_of_plain(kind, first(fields, "content-transfer-encoding"))
        if charset is not None:
            return charsets.decode(letter.part(letter.body, letter.end, TEXT_BYTES), charset)
    with contextlib.suppress(parts.Odd):
        return text_of_leaves(letter, parts.leaves(letter, fields))
    return text_of_any(letter.whole())


@lru_cache(maxsize=256)
def _charset_of_plain(kind: str, encoding: str) -> str | None:
    """What plain text that is not packed says of its charset; None for any other content."""
    is_plain = not kind or kind.lstrip()[:10].lower() == "text/plain"
    return _charset(kind) if is_plain and encoding.strip().lower() in ("", "7bit", "8bit", "binary") else None


def text_of_leaves(letter: Letter, leaves: list[parts.Leaf]) -> str:
    """The text of a message whose parts are told apart already. Raises Refused as `text_of` does."""
    plain = (_read(letter, leaf) for leaf in leaves if not leaf.is_html)
    return _text(plain, (_read(letter, leaf) for leaf in leaves if leaf.is_html))


def text_of_any(message: bytes) -> str:
    """The text of a message however it is written. O(n) for all that it carries; refuses as `text_of` does.

    A message packed within it that is too large to look into is left out, like any file.
    """
    message = blocks.bounded(message)
    root = _tree(message)
    body = b"" if root.children else message[headers.ends(message, 0, len(message))[1] :]
    leaves = _leaves(root)
    plain = (_decoded(leaf, body) for leaf in leaves if leaf.content_type == "text/plain")
    return _text(plain, (_decoded(leaf, body) for leaf in leaves if leaf.content_type == "text/html"))


def _read(letter: Letter, leaf: parts.Leaf) -> str:
    if not leaf.packed_by:
        return charsets.decode(letter.part(leaf.body, leaf.end, TEXT_BYTES), _charset(leaf.kind))
    data = letter.part(leaf.body, leaf.end, leaf.end - leaf.body)
    alone = _tree(b"Content-Transfer-Encoding: %b\n\n%b" % (leaf.packed_by, data))
    content = _content(alone, data if leaf.start == letter.start else b"")
    return charsets.decode(content[:TEXT_BYTES], _charset(leaf.kind))


def _tree(message: bytes) -> PyLazyMimePart:
    try:
        return parse_email_tree(message, mode="lazy")
    except ParseError as error:
        raise Refused(_why(error)) from error


def _why(error: ParseError) -> str:
    if "depth" in str(error):
        return f"nested more than {DEPTH} deep"
    return f"its parts cannot be told apart: {str(error).removeprefix('Message parsing error: ')[:120]}"


def _leaves(root: PyLazyMimePart) -> list[PyLazyMimePart]:
    """The parts that hold text of this message: not what is attached, nor messages within it."""
    leaves: list[PyLazyMimePart] = []
    waiting, parts = [(root, 1)], 0
    while waiting:
        part, depth = waiting.pop()
        parts += 1
        if depth > DEPTH:
            raise Refused(f"nested more than {DEPTH} deep")
        if parts + len(part.children) > PARTS:
            raise Refused(f"more than {PARTS:,} parts")
        if not part.content_type.startswith(MESSAGE):
            waiting += [(child, depth + 1) for child in reversed(part.children)]
        if _is_text(part):
            leaves.append(part)
    return leaves


def _is_text(part: PyLazyMimePart) -> bool:
    return not part.children and part.content_type in ("text/plain", "text/html") and part.disposition != "attachment"


def _text(plain: Iterator[str], html_parts: Iterator[str]) -> str:
    """What stands in the plain parts; without any, in the others, which are read only then."""
    text = "\n".join(filter(None, (part.strip("\r\n") for part in plain)))
    return text if text.strip() else "\n".join(map(of_html, html_parts))


def _decoded(leaf: PyLazyMimePart, whole: bytes) -> str:
    kind = next((values[0] for name, values in leaf.headers.items() if name.lower() == "content-type"), "")
    return charsets.decode(_content(leaf, whole)[:TEXT_BYTES], _charset(kind))


def _content(leaf: PyLazyMimePart, whole: bytes) -> bytes:
    """What a part holds, unpacked; where that fails, what can be had of `whole`, as it was written."""
    try:
        return leaf.content or b""
    except DecodeError:
        return _mended(whole)


def _mended(whole: bytes) -> bytes:
    """What can be had of broken base64 or quoted-printable: lists add plain footers to both."""
    try:
        return binascii.a2b_base64(whole)
    except binascii.Error:
        return quopri.decodestring(whole[:TEXT_BYTES])


def _charset(content_type: str) -> str:
    return _charset_in(content_type[:1000])


@lru_cache(maxsize=1024)
def _charset_in(content_type: str) -> str:
    found = CHARSET.search(content_type)
    return found[1] if found else ""


def of_html(source: str) -> str:
    """HTML as plain text, without what it quotes. Over 1 MB is cut off; what is nested too deep loses its tags plainly.

    O(n): nh3 never sees what would take it the square of the depth.
    """
    source = source[:HTML_BYTES].replace("\r", " ").replace("\n", " ")
    for mark in (ANSWERED, SIGNATURE_TAG):
        found = mark.search(source)
        source = source[: found.start()] if found else source
    source = LINE_END.sub("\n", source)
    bare = (
        ANY_TAG.sub("", source)
        if _is_plain_work(source)
        else nh3.clean(source, tags=set(), attributes={}, clean_content_tags=UNSEEN_CONTENT)
    )
    lines = (" ".join(line.split()) for line in html.unescape(bare).split("\n"))
    return "\n".join(lines)


def _is_plain_work(source: str) -> bool:
    """Whether HTML is of a sort that a parser takes too long for."""
    return max(source.count("<"), source.count("&")) > HTML_MARKS or _depth(source) > HTML_DEPTH


def _depth(source: str) -> int:
    """How deep the tags that hold others are nested, at most."""
    depth = deepest = 0
    for tag in TAG.finditer(source):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
