"""One mail message: bytes in, a record out, or a reason why there is none."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from allies.traces.records import Kind, TraceRecord
from allies.traces.sources import addresses, automatic, bodies, charsets, dates, headers, people, words
from allies.traces.sources.headers import Headers, first
from allies.traces.sources.parts import Letter
from allies.traces.sources.pieces import Refused

UID_CHARACTERS = 500
DELIVERED = ("delivered-to", "x-delivered-to", "x-original-to", "envelope-to")
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


def parse(raw: bytes, *, now_s: int, folder: str = "", begin: int = 0, end: int | None = None) -> TraceRecord:
    """The record of one message.

    raw : the message as it was sent, or as an mbox holds it, with its "From " line; or a stretch of a mailbox in which
        it lies from `begin` to `end`, so that what is attached is never copied.
    now_s : UTC seconds; a message from over a day after it is refused.
    folder : the name of the mail folder that it lay in, where one is known.

    Raises Refused with the reason: no headers, labelled as spam or a draft, no sender, no date, a date in the future,
    over 1,000 people, over 64 kB in a header that names people, nested over 50 deep, over 1,000 parts.
    """
    letter, separator, fields = opened(raw, begin, len(raw) if end is None else end)
    labels = _labels(fields)
    _refuse_unmeant(labels)
    at_s = dates.sent_s(fields, separator, now_s)
    roles = people.roles(fields)
    answered = _answered(fields)
    return TraceRecord(
        uid=_uid(fields) or "sha256:" + hashlib.sha256(letter.whole()).hexdigest(),
        kind=Kind.MAIL,
        at_s=at_s,
        people=roles,
        subject=headers.decoded(first(fields, "subject"))[:SUBJECT_CHARACTERS],
        text=charsets.clean_lines(words.own(bodies.text_of(letter, fields))),
        parent=answered[0],
        root=answered[1],
        is_automatic=automatic.is_automatic(fields, roles, people.list_address(fields)),
        delivered_to=_delivered_to(fields),
        is_sent=is_sent(folder) or any(map(is_sent, labels)),
    )


@lru_cache(maxsize=256)
def is_sent(folder: str) -> bool:
    """Whether a folder's name says that what lies in it was sent by its owner."""
    return folder.strip().strip(".").casefold() in SENT


def opened(raw: bytes, begin: int, end: int) -> tuple[Letter, str, Headers]:
    """The message within `raw` from `begin` to `end`, the "From " line of an mbox before it, and its headers."""
    if raw[begin : begin + 1] in (b"\r", b"\n", b"\xef"):
        raw = raw[begin:end].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
        begin, end = 0, len(raw)
    start, separator = begin, ""
    if raw.startswith(b"From ", begin) and not raw[begin + 5 : begin + 100].lstrip(b" ").startswith(b":"):
        start = raw.find(b"\n", begin, end) + 1 or end  # old mail has spaces before colons
        separator = raw[begin : min(start, begin + 1000)].decode("ascii", "replace").strip()
    fields, body = headers.read(raw, start, end)
    letter = Letter(raw, start, body, end, is_quoted=start > begin)
    if letter.is_quoted and raw.find(b"\n>From ", start, body) != -1:  # among headers: no mail program writes that
        raw = letter.whole()
        fields, body = headers.read(raw, 0, len(raw))
        letter = Letter(raw, 0, body, len(raw), is_quoted=False)
    if not fields:
        raise Refused("not a mail message: no headers")
    return letter, separator, fields


def _uid(fields: Headers) -> str:
    stated = first(fields, "message-id")
    found = MESSAGE_ID.search(stated)
    uid = found[1] if found else " ".join(stated.split()).strip("<>")
    return charsets.clean(uid)[:UID_CHARACTERS]


def _answered(fields: Headers) -> tuple[str, str]:
    """The message that this one answers, and the first of its thread; "" for a message that answers none."""
    if "references" not in fields and "in-reply-to" not in fields:
        return "", ""
    references = MESSAGE_ID.findall(first(fields, "references"))
    answers = MESSAGE_ID.findall(first(fields, "in-reply-to"))
    parent = answers[0] if answers else references[-1] if references else ""
    return charsets.clean(parent), charsets.clean(references[0] if references else parent)


def _delivered_to(fields: Headers) -> tuple[str, ...]:
    stated = tuple(value for name in DELIVERED for value in fields.get(name, ()))
    return _all_valid(stated) if stated else ()


@lru_cache(maxsize=256)
def _all_valid(stated: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses in values that name nothing else. Few are a mailbox's own."""
    found = (addresses.valid(part.strip(" <>\t\n")) for value in stated for part in value.split(","))
    return tuple(dict.fromkeys(filter(None, found)))[:20]


def _labels(fields: Headers) -> list[str]:
    """The labels that Gmail gave a message, and the folder that Outlook kept it in."""
    if "x-gmail-labels" not in fields and "x-folder" not in fields:
        return []
    labels = headers.decoded(first(fields, "x-gmail-labels")).split(",")
    folder = re.split(r"[\\/]", headers.decoded(first(fields, "x-folder")))[-1]
    return [label.strip(' "') for label in (*labels, folder)]


def _refuse_unmeant(labels: list[str]) -> None:
    if not labels:
        return
    known = {label.casefold() for label in labels}
    if known & SPAM:
        raise Refused("labelled as spam")
    if known & DRAFTS:
        raise Refused("a draft: it was not sent")
