"""Mailboxes for tests, written as real files: each message is a few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

ALICE, BOB, CHARLIE = (
    "Alice Archer <alice@alice.example>",
    "Bob Baker <bob@bob.example>",
    "Charlie Cook <charlie@cook.example>",
)


@dataclass(frozen=True)
class Letter:
    """One message; `day` counts from 1 January 2026."""

    id: str
    sender: str
    to: str
    day: int = 1
    subject: str = "Hello"
    text: str = "The notes are done."
    cc: str = ""
    answers: str = ""
    delivered_to: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def at(self) -> datetime:
        return datetime.fromtimestamp(datetime(2026, 1, 1, 9, tzinfo=UTC).timestamp() + (self.day - 1) * 86_400, UTC)

    def as_bytes(self) -> bytes:
        message = EmailMessage()
        headers = {"Message-ID": f"<{self.id}@x.example>", "From": self.sender, "To": self.to, "Cc": self.cc}
        headers |= {"Date": format_datetime(self.at()), "Subject": self.subject, "Delivered-To": self.delivered_to}
        if self.answers:
            headers |= {"In-Reply-To": f"<{self.answers}@x.example>", "References": f"<{self.answers}@x.example>"}
        for name, value in (*headers.items(), *self.extra):
            if value:
                message[name] = value
        message.set_content(self.text)
        return message.as_bytes()


def mbox(path: Path, letters: Iterable[Letter]) -> Path:
    """Write these messages as an mbox."""
    with path.open("wb") as out:
        for letter in letters:
            out.write(f"From x@x.example {letter.at():%a %b %d %H:%M:%S %Y}\n".encode())
            out.write(letter.as_bytes().replace(b"\nFrom ", b"\n>From ") + b"\n")
    return path
