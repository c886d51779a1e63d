"""What sort of source a path holds, told by its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from allies.traces.sources import streams
from allies.traces.sources.pieces import Refused, nothing

HEAD_BYTES = 4096
LOOKED_AT = 2000  # entries of a folder, before it is called empty of mail

HEADER_LINE = re.compile(rb"[!-9;-~]{1,100}[ \t]*:[^\n]*\r?\n")
MAIL_HEADER = re.compile(
    rb"^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|Delivered-To|MIME-Version|X-[\w-]+)[ \t]*:", re.I | re.M
)


class UnknownSource(Exception):
    """Nothing that can be imported. The message says what to do."""


class Sort(StrEnum):
    """The sorts of sources that are read."""

    MBOX = "mbox"
    MAILDIR = "maildir"
    EML = "eml"
    CALENDAR = "calendar"
    CARDS = "cards"


LABELS = {
    Sort.MBOX: "a mailbox file (mbox)",
    Sort.MAILDIR: "a mailbox folder (Maildir)",
    Sort.EML: "mail messages (.eml)",
    Sort.CALENDAR: "a calendar (.ics)",
    Sort.CARDS: "an address book (.vcf)",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A path and the sort of source that it holds."""

    path: Path
    sort: Sort

    @property
    def label(self) -> str:
        """What it is, in words: "a mailbox file (mbox)"."""
        return LABELS[self.sort]


def detect(path: Path) -> Source:
    """What a path holds, by its first bytes or, for a folder, by what lies in it. Raises UnknownSource."""
    try:
        if path.is_dir():
            return Source(path, _sort_of_folder(path))
        if not path.exists():
            raise UnknownSource(f"{path} does not exist: check the path.")
        if not path.is_file():
            raise UnknownSource(f"{path} is no file or folder: give a file that was saved to disk.")
        return Source(path, _sort_of_file(path))
    except OSError as error:
        raise UnknownSource(f"{path} cannot be opened ({error.strerror}): check who may read it.") from error


def _sort_of_folder(path: Path) -> Sort:
    if (path / "cur").is_dir() or (path / "new").is_dir():
        return Sort.MAILDIR
    for count, found in enumerate(path.rglob("*")):
        if found.name in ("cur", "new") and found.is_dir():
            return Sort.MAILDIR
        if found.suffix.lower() == ".eml":
            return Sort.EML
        if count > LOOKED_AT:
            break
    raise UnknownSource(
        f"{path} holds no mail: give a Maildir (with cur and new in it), a folder of .eml, or one file."
    )


def _sort_of_file(path: Path) -> Sort:
    if path.stat().st_size == 0:
        raise UnknownSource(f"{path} is empty: export it again.")
    try:
        head = next((block for block, _ in streams.blocks(path, nothing) if block), b"")
    except Refused as refused:
        raise UnknownSource(f"{path}: {refused}.") from refused
    if not head.strip():
        raise UnknownSource(f"{path} holds no text: export it again.")
    sort = _sort_of_head(head[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip())
    if sort is None:
        raise UnknownSource(f"{path} {_what_else(head)}")
    return sort


def _sort_of_head(head: bytes) -> Sort | None:
    if (
        head.startswith(b"From ")
        and head[5:100].lstrip(b" ")[:1] != b":"
        and HEADER_LINE.match(head.partition(b"\n")[2].lstrip(b">"))
    ):
        return Sort.MBOX
    if head[:15].upper() == b"BEGIN:VCALENDAR" or head[:12].upper() == b"BEGIN:VEVENT":
        return Sort.CALENDAR
    if head[:11].upper() == b"BEGIN:VCARD":
        return Sort.CARDS
    if HEADER_LINE.match(head) and MAIL_HEADER.search(head):
        return Sort.EML
    return None


def _what_else(head: bytes) -> str:
    if head.startswith(b"PK\x03\x04"):
        return "is a zip archive: unpack it, then give what was in it."
    if head.startswith(b"!BDN"):
        return "is an Outlook data file (.pst): export the folders as mbox or .eml, then give those."
    if b"\0" in head[:HEAD_BYTES]:
        return "is no text file: give an mbox, .eml, .ics or .vcf."
    return "is neither mail (mbox, .eml), a calendar (.ics) nor an address book (.vcf): export it as one of these."
