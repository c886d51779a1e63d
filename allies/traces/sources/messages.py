"""One mail message: bytes in, a record out, or a reason why there is none."""

from __future__ import annotations

import hashlib
import re

from allies.traces.records import Kind, TraceRecord
from allies.traces.sources import addresses, automatic, bodies, charsets, dates, headers, people, words
from allies.traces.sources.headers import Headers, first
from allies.traces.sources.pieces import Refused

UID_CHARACTERS = 500
SUBJECT_CHARACTERS = 500
MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
# Folders of sent mail as mail programs name them, and Gmail's labels.
SENT = frozenset(
    name
    for names in (
        "sent, sent items, sent messages, sent mail, inbox.sent, skickat, sendt, wysłane, verzonden, verzonden items",
        "gesendet, gesendete objekte, gesendete elemente, gesendete nachrichten, отправленные, posta inviata, inviati",
        "envoyés, messages envoyés, éléments envoyés, enviados, elementos enviados, mensajes enviados, itens enviados",
    )
    for name in names.split(", ")
)
# Gmail's own labels, as Takeout writes them in the language of the account.
SPAM = frozenset(
    ("spam", "junk", "courrier indésirable", "no deseado", "indesiderata", "ongewenst", "skräppost", "søppelpost")
)
DRAFTS = frozenset(
    name
    for names in (
        "draft, drafts, entwurf, entwürfe, brouillon, brouillons, borrador, borradores, bozza, bozze",
        "concept, concepten, rascunho, rascunhos, utkast, kladde, kladder, wersje robocze, wersja robocza, koncepty",
        "черновики, taslaklar",
    )
    for name in names.split(", ")
)


def parse(raw: bytes, *, now_s: int, folder: str = "") -> TraceRecord:
    """The record of one message.

    raw : the message as it was sent, or as an mbox holds it, with its "From " line.
    now_s : UTC seconds; a message from over a day after it is refused.
    folder : the name of the mail folder that it lay in, where one is known.

    Raises Refused with the reason: no headers, labelled as spam or a draft, no sender, no date, a date in the future,
    over 1,000 people, over 64 kB in a header that names people, nested over 50 deep, over 1,000 parts.
    """
    separator, message = _without_separator(raw)
    fields, body = headers.split(message)
    if not fields:
        raise Refused("not a mail message: no headers")
    labels = _labels(fields)
    _refuse_unmeant(labels)
    at_s = dates.sent_s(fields, separator, now_s)
    roles = people.roles(fields)
    answered = _answered(fields)
    return TraceRecord(
        uid=_uid(fields, message),
        kind=Kind.MAIL,
        at_s=at_s,
        people=roles,
        subject=headers.decoded(first(fields, "subject"))[:SUBJECT_CHARACTERS],
        text=charsets.clean(words.own(bodies.text_of(message, body, fields))),
        parent=answered[0],
        root=answered[1],
        is_automatic=automatic.is_automatic(fields, roles, people.list_address(fields)),
        delivered_to=_delivered_to(fields),
        is_sent=any(map(is_sent, (folder, *labels))),
    )


def is_sent(folder: str) -> bool:
    """Whether a folder's name says that what lies in it was sent by its owner."""
    return folder.strip().strip(".").casefold() in SENT


def _without_separator(raw: bytes) -> tuple[str, bytes]:
    """The "From " line of an mbox and the message after it, with the lines that mbox writes as ">From " given back."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not raw.startswith(b"From ") or raw[5:100].lstrip(b" ").startswith(b":"):  # old mail has spaces before colons
        return "", raw
    line, _, message = raw.partition(b"\n")
    return line[:1000].decode("ascii", "replace").strip(), message.replace(b"\n>From ", b"\nFrom ")


def _uid(fields: Headers, message: bytes) -> str:
    stated = first(fields, "message-id")
    found = MESSAGE_ID.search(stated)
    uid = found[1] if found else " ".join(stated.split()).strip("<>")
    return charsets.clean(uid)[:UID_CHARACTERS] or "sha256:" + hashlib.sha256(message).hexdigest()


def _answered(fields: Headers) -> tuple[str, str]:
    """The message that this one answers, and the first of its thread; "" for a message that answers none."""
    references = MESSAGE_ID.findall(first(fields, "references"))
    answers = MESSAGE_ID.findall(first(fields, "in-reply-to"))
    parent = answers[0] if answers else references[-1] if references else ""
    return charsets.clean(parent), charsets.clean(references[0] if references else parent)


def _delivered_to(fields: Headers) -> tuple[str, ...]:
    stated = (fields.get(name, ()) for name in ("delivered-to", "x-delivered-to", "x-original-to", "envelope-to"))
    found = (
        addresses.valid(part.strip(" <>\t\n")) for values in stated for value in values for part in value.split(",")
    )
    return tuple(dict.fromkeys(filter(None, found)))[:20]


def _labels(fields: Headers) -> list[str]:
    """The labels that Gmail gave a message, and the folder that Outlook kept it in."""
    labels = headers.decoded(first(fields, "x-gmail-labels")).split(",")
    folder = re.split(r"[\\/]", headers.decoded(first(fields, "x-folder")))[-1]
    return [label.strip(' "') for label in (*labels, folder)]


def _refuse_unmeant(labels: list[str]) -> None:
    known = {label.casefold() for label in labels}
    if known & SPAM:
        raise Refused("labelled as spam")
    if known & DRAFTS:
        raise Refused("a draft: it was not sent")
