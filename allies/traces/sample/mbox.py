"""Mails as an mbox file (RFC 4155, RFC 5322): headers, quotes, signatures, encodings."""

from __future__ import annotations

import base64
import binascii
import html
import re
import textwrap
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .mailroom import Message
from .people import Address, Person, Quoting

_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
_FROM_LINE = re.compile(r"^(>*From )", re.MULTILINE)
_ENCODED_BYTES = 42  # of text in one encoded word, which may have 75 letters (RFC 2047, 2)
_LINE_LETTERS = 72
_UTC = ZoneInfo("UTC")


def write(path: Path, messages: Iterable[Message]) -> int:
    """Writes the mails in order of time; returns how many."""
    ordered = sorted(messages, key=lambda one: (one.at_s, one.id))
    with path.open("wb") as out:
        for message in ordered:
            out.write(_entry(message))
    return len(ordered)


def _entry(message: Message) -> bytes:
    head, body = _body(message)
    lines = [
        f"From {message.sender.email} {time.asctime(time.gmtime(message.at_s))}",
        *_headers(message),
        *head,
        "",
        body,
    ]
    return "\n".join(lines).encode("utf-8") + b"\n\n"


def _headers(message: Message) -> Iterator[str]:
    zone = message.author.zone if message.author else _UTC
    if message.delivered_to:
        yield f"Delivered-To: {message.delivered_to}"
        yield f"Return-Path: <{message.sender.email}>"
    else:
        yield "X-Gmail-Labels: Sent"
        yield "X-Folder: Sent"
    yield f"Date: {_date(message, zone)}"
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


def _date(message: Message, zone: ZoneInfo) -> str:
    return format_datetime(datetime.fromtimestamp(message.at_s, zone))


def _body(message: Message) -> tuple[list[str], str]:
    """The content headers, and the body as it is transferred."""
    text = _with_quote(message)
    if message.is_html:
        text = _as_html(text)
    kind = "html" if message.is_html else "plain"
    head = [f'Content-Type: text/{kind}; charset="utf-8"']
    if text.isascii() and max(map(len, text.split("\n"))) < 900:
        return [*head, "Content-Transfer-Encoding: 7bit"], _FROM_LINE.sub(r">\1", text)
    quoted = binascii.b2a_qp(text.encode("utf-8"), istext=True).decode("ascii")
    return [*head, "Content-Transfer-Encoding: quoted-printable"], _FROM_LINE.sub(r">\1", quoted)


def _with_quote(message: Message) -> str:
    """What the author wrote, their signature, and the mail that it answers, as their program puts it."""
    author = message.author
    if author is None:
        return message.text
    own = _wrapped(message.text) if author.habit.wraps else message.text
    signed = own + _signature(author, message.sender)
    quoting = author.habit.quoting
    if message.parent is None or quoting is Quoting.NONE:
        return signed
    if quoting is Quoting.OUTLOOK:
        return f"{signed}\n\n{_outlook(message.parent)}"
    quote = _quote(message.parent, author.zone)
    return f"{signed}\n\n{quote}" if quoting is Quoting.BELOW else f"{quote}\n\n{signed}"


def _quote(parent: Message, zone: ZoneInfo) -> str:
    date = _date(parent, zone)
    name = parent.sender.display or parent.sender.email
    lines = (f"> {line}".rstrip() for line in _wrapped(parent.text).split("\n"))
    return f"On {date[:16]} at {date[17:22]}, {name} <{parent.sender.email}> wrote:\n" + "\n".join(lines)


def _outlook(parent: Message) -> str:
    name = parent.sender.display or parent.sender.email
    return (
        f"-----Original Message-----\nFrom: {name} <{parent.sender.email}>\nSent: {_date(parent, _UTC)[5:22]}\n"
        f"To: {'; '.join(one.display or one.email for one in parent.to)}\n"
        f"Subject: {parent.subject}\n\n{parent.text}"
    )


def _signature(author: Person, sender: Address) -> str:
    if not author.habit.has_signature:
        return ""
    work = f"{sender.title}, {sender.organisation}" if sender.organisation else ""
    return "\n\n-- \n" + "\n".join(one for one in (author.name, work, author.phone) if one)


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, _LINE_LETTERS) for line in text.split("\n"))


def _as_html(text: str) -> str:
    paragraphs = "\n".join(
        f"<p>{html.escape(one, quote=False).replace(chr(10), '<br>' + chr(10))}</p>" for one in text.split("\n\n")
    )
    return f"<html><body>\n{paragraphs}\n</body></html>"
