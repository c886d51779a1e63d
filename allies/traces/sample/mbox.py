"""Mails as an mbox file (RFC 4155, RFC 5322): headers, parts, encodings."""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from .bodies import as_html, as_text
from .mailroom import Message
from .people import Address, Form

_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
_FROM_LINE = re.compile(r"^(>*From )", re.MULTILINE)
_ESCAPED = r">\1"
_ENCODED_BYTES = 42  # of text in one encoded word, which may have 75 letters (RFC 2047, 2)
_LINE_BYTES = 990  # RFC 5322, 2.1.1 allows 998
_UTC = ZoneInfo("UTC")


def write(path: Path, messages: Iterable[Message]) -> int:
    """Writes the mails in order of time; returns how many."""
    ordered = sorted(messages, key=lambda one: (one.at_s, one.id))
    with path.open("wb") as out:
        for message in ordered:
            out.write(_entry(message))
    return len(ordered)


def _entry(message: Message) -> bytes:
    first = f"From {message.sender.email} {time.asctime(time.gmtime(message.at_s))}"
    rest = "\n".join([*_headers(message), *_content(message)])
    return f"{first}\n{_FROM_LINE.sub(_ESCAPED, rest)}\n\n".encode()


def _headers(message: Message) -> Iterator[str]:
    if message.delivered_to:
        yield f"Delivered-To: {message.delivered_to}"
        yield f"Return-Path: <{message.sender.email}>"
    else:
        yield "X-Gmail-Labels: Sent"
        yield "X-Folder: Sent"
    yield f"Date: {message.date(message.author.zone if message.author else _UTC)}"
    yield f"From: {mailbox(message.sender)}"
    for name, addresses in (("To", message.to), ("Cc", message.cc), ("Bcc", message.bcc)):
        if addresses:
            yield f"{name}: " + ",\n ".join(mailbox(one) for one in addresses)
    yield f"Subject: {encoded(message.subject)}"
    yield f"Message-ID: <{message.id}>"
    if message.parent:
        yield f"In-Reply-To: <{message.parent.id}>"
        yield "References: " + "\n ".join(f"<{one.id}>" for one in _ancestors(message))
    if message.list_email:
        local, _, domain = message.list_email.partition("@")
        yield f"List-Id: Open Round <{local}.{domain}>"
        yield f"List-Post: <mailto:{message.list_email}>"
    yield from (f"{name}: {value}" for name, value in message.headers)
    yield "MIME-Version: 1.0"


def _ancestors(message: Message) -> list[Message]:
    """What the mail answers, the first one first."""
    found: list[Message] = []
    while message.parent:
        message = message.parent
        found.append(message)
    return found[::-1]


def mailbox(address: Address) -> str:
    """`Name <address>` as a header has it, or the address alone."""
    if not address.display:
        return address.email
    name = address.display
    if not name.isascii():
        name = encoded(name)
    elif _SPECIALS.search(name):
        name = f'"{name}"'
    return f"{name} <{address.email}>"


def encoded(text: str) -> str:
    """Header text: as it is where it is ASCII, otherwise encoded words of UTF-8 (RFC 2047)."""
    if text.isascii():
        return text
    words, chunk = [], b""
    for letter in text:
        if len(chunk) + len(letter.encode()) > _ENCODED_BYTES:
            words.append(chunk)
            chunk = b""
        chunk += letter.encode()
    return "\n ".join(f"=?utf-8?b?{base64.b64encode(one).decode()}?=" for one in [*words, chunk])


def _content(message: Message) -> Iterator[str]:
    """What kind of text it is, and the text: plain, HTML, or both as alternatives."""
    if message.form is Form.PLAIN:
        yield from _part("plain", as_text(message))
    elif message.form is Form.HTML:
        yield from _part("html", as_html(message))
    else:
        boundary = f"=_{message.id.partition('@')[0]}"
        yield f'Content-Type: multipart/alternative; boundary="{boundary}"'
        yield ""
        for kind, text in (("plain", as_text(message)), ("html", as_html(message))):
            yield f"--{boundary}"
            yield from _part(kind, text)
        yield f"--{boundary}--"


def _part(kind: str, text: str) -> Iterator[str]:
    """The headers of one text, an empty line, the text as it is transferred."""
    yield f'Content-Type: text/{kind}; charset="utf-8"'
    is_plain = text.isascii() and max(map(len, text.split("\n"))) <= _LINE_BYTES
    yield f"Content-Transfer-Encoding: {'7bit' if is_plain else 'quoted-printable'}"
    yield ""
    yield text if is_plain else binascii.b2a_qp(text.encode("utf-8"), istext=True).decode("ascii")
