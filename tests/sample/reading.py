"""Reads the files of the sample network with the standard library and the parsers of calendars, for its tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from allies.traces import sample

NOW_S = 1_773_320_400  # 12 March 2026, 13:00 UTC
DAY_S = 86_400

Event = dict[str, object]


class Mail(NamedTuple):
    """One mail of the file, as the standard library reads it."""

    message: Message
    at_s: int
    id: str
    parent: str
    sender: str
    to: tuple[str, ...]
    others: tuple[str, ...]  # Cc

    @property
    def text(self) -> str:
        part = self.message.get_payload(0) if self.message.is_multipart() else self.message
        assert isinstance(part, Message)
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode("utf-8")

    @property
    def subject(self) -> str:
        return str(make_header(decode_header(self.message["Subject"])))

    @property
    def own_words(self) -> str:
        """Without what is quoted from others."""
        kept = re.split("-----Original Message-----|<blockquote>", self.text)[0]
        return re.sub(r"^(?:On .* wrote:|>.*)$", "", kept, flags=re.MULTILINE)


def entries(mbox: bytes) -> Iterator[bytes]:
    """The mails of an mbox file: a "From " line after an empty line begins each."""
    for entry in re.split(rb"(?:\A|\n\n)From (?=\S+@\S+ \w{3} \w{3} )", mbox)[1:]:
        yield entry.split(b"\n", 1)[1]


def mail_of(entry: bytes) -> Mail:
    message = message_from_bytes(entry)
    return Mail(
        message=message,
        at_s=int(parsedate_to_datetime(message["Date"]).timestamp()),
        id=message["Message-ID"],
        parent=message["In-Reply-To"] or "",
        sender=getaddresses([message["From"]])[0][1],
        to=_emails(message, "To"),
        others=_emails(message, "Cc"),
    )


def _emails(message: Message, name: str) -> tuple[str, ...]:
    return tuple(email for _, email in getaddresses(message.get_all(name, [])))


def start(event: Event) -> datetime:
    start = getattr(event["DTSTART"], "dt", None)
    assert isinstance(start, datetime)
    return start.astimezone(ZoneInfo("Europe/London"))


def attendees(event: Event) -> set[str]:
    found = event.get("ATTENDEE", [])
    return {str(one).removeprefix("mailto:") for one in (found if isinstance(found, list) else [found])}


def in_situation(kind: str) -> list[sample.Situation]:
    found = [one for one in sample.situations() if one.kind == kind]
    assert found, kind
    return found


def between_two(mails: list[Mail], person: sample.Situation, owner: sample.Written) -> list[Mail]:
    """What went between the owner and this person alone, either way, in order of time."""
    mine, theirs = set(owner.owner_addresses), set(person.emails)
    return [
        one
        for one in mails
        if not one.others
        and ((one.sender in theirs and set(one.to) <= mine) or (one.sender in mine and set(one.to) <= theirs))
    ]
