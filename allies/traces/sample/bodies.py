"""What stands in a mail: the author's words, their signature, and the mail that they answer."""

from __future__ import annotations

import html
import textwrap
from zoneinfo import ZoneInfo

from .mailroom import Message
from .people import Address, Person, Quoting

_LINE_LETTERS = 72
_UTC = ZoneInfo("UTC")


def as_text(message: Message) -> str:
    """The whole mail as plain text."""
    author = message.author
    if author is None:
        return message.text
    own = _wrapped(message.text) if author.habit.wraps else message.text
    if signature := _signature(author, message.sender):
        own += f"\n\n-- \n{signature}"
    parent, quoting = message.parent, author.habit.quoting
    if parent is None or quoting is Quoting.NONE:
        return own
    if quoting is Quoting.OUTLOOK:
        return f"{own}\n\n{_original(parent)}"
    quote = f"{_attribution(parent, author.zone)}\n{_marked(parent.text)}"
    return f"{own}\n\n{quote}" if quoting is Quoting.BELOW else f"{quote}\n\n{own}"


def as_html(message: Message) -> str:
    """The whole mail as HTML; what is quoted stands below in a block of its own, as browsers' mail programs do it."""
    parts = [_paragraphs(message.text)]
    author, parent = message.author, message.parent
    if author and (signature := _signature(author, message.sender)):
        parts.append(f'<div class="signature">-- <br>\n{_lines(signature)}</div>')
    if author and parent and author.habit.quoting is not Quoting.NONE:
        attribution = html.escape(_attribution(parent, author.zone), quote=False)
        quote = f"<blockquote>\n{_paragraphs(parent.text)}\n</blockquote>"
        parts.append(f'<div class="gmail_quote"><div class="gmail_attr">{attribution}<br></div>\n{quote}</div>')
    return "<html><body>\n" + "\n".join(parts) + "\n</body></html>"


def _attribution(parent: Message, zone: ZoneInfo) -> str:
    date = parent.date(zone)
    name = parent.sender.display or parent.sender.email
    return f"On {date[:16]} at {date[17:22]}, {name} <{parent.sender.email}> wrote:"


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _wrapped(text).split("\n"))


def _original(parent: Message) -> str:
    name = parent.sender.display or parent.sender.email
    return (
        f"-----Original Message-----\nFrom: {name} <{parent.sender.email}>\nSent: {parent.date(_UTC)[5:22]}\n"
        f"To: {'; '.join(one.display or one.email for one in parent.to)}\n"
        f"Subject: {parent.subject}\n\n{parent.text}"
    )


def _signature(author: Person, sender: Address) -> str:
    if not author.habit.has_signature:
        return ""
    work = f"{sender.title}, {sender.organisation}" if sender.organisation else ""
    return "\n".join(one for one in (author.name, work, author.phone) if one)


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, _LINE_LETTERS) for line in text.split("\n"))


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{_lines(one)}</p>" for one in text.split("\n\n"))


def _lines(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>\n")
