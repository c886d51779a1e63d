"""What sort of source a path holds, told by its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import cast

from allies.traces.sources import list_heads, marks, streams
from allies.traces.sources.inside import Inside
from allies.traces.sources.pieces import Refused, nothing
from allies.traces.sources.tars import is_header as is_tar

HEAD_BYTES = 4096
LOOKED_AT = 2000  # entries of a folder, before it is called empty of mail
TRIED = 300  # of them whose bytes are looked at, until one is known

HEADER_LINE = re.compile(rb"[!-9;-~]{1,100}[ \t]*:[^\n]*+\n")
MAIL_HEADER = re.compile(
    rb"^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|Delivered-To|MIME-Version|DKIM-Signature|ARC-[\w-]+"
    rb"|Authentication-Results|X-[\w-]+)[ \t]*:",
    re.I | re.M,
)
APPLE = re.compile(rb"\d{1,10} *\r?\n(?=[!-9;-~]{1,100}:)")  # the length of a message, and the message

# What `git log --oneline` prints, with a graph or without: each line a hash and a subject.
ONE_LINE = re.compile(rb"(?:[*|/\\_ .-]{0,40}(?:[0-9a-f]{7,40} [^\n]*)?\n)++")
HASH = re.compile(rb"[* ]*(?=\d*[a-f])[0-9a-f]{7,40} ")

OFFICE = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|xl/|word/|ppt/)", re.DOTALL)
WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, of either order
ARCHIVES_ELSEWHERE = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WITH_GIT = "run `git log > history.log` in the clone, then give that file"


class UnknownSource(Exception):
    """Nothing that can be imported. The message says what to do; `reason` is the same without the path."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} {reason}" if reason[:1] != ":" else f"{path}{reason}")
        self.reason = reason.removeprefix(": ").removesuffix(".")


class Sort(StrEnum):
    """The sorts of sources that are read."""

    MBOX = "mbox"
    MAILDIR = "maildir"
    EML = "eml"
    CALENDAR = "calendar"
    CARDS = "cards"
    ARCHIVE = "archive"
    BUNDLE = "bundle"
    LIST = "list"
    LINKEDIN = "linkedin"
    GOOGLE_CHAT = "gchat"
    MASTODON = "mastodon"
    X = "x"
    FEED = "feed"
    SUBSCRIPTIONS = "subscriptions"
    SLACK = "slack"
    GITHUB = "github"
    GIT = "git"
    WHATSAPP = "whatsapp"
    SIGNAL = "signal"
    PHONE = "phone"


LABELS = {
    Sort.MBOX: "a mailbox file (mbox)",
    Sort.MAILDIR: "a mailbox folder (Maildir)",
    Sort.EML: "mail messages (.eml)",
    Sort.CALENDAR: "a calendar (.ics)",
    Sort.CARDS: "an address book (.vcf)",
    Sort.MASTODON: "a Mastodon archive",
    Sort.X: "an X (Twitter) archive",
    Sort.FEED: "a feed (RSS, Atom, JSON Feed)",
    Sort.SUBSCRIPTIONS: "a list of feeds (OPML)",
    Sort.SLACK: "a Slack export",
    Sort.GITHUB: "issues and comments of GitHub",
    Sort.GIT: "the history of a git repository",
    Sort.WHATSAPP: "a WhatsApp chat (.txt)",
    Sort.SIGNAL: "a Signal export",
    Sort.PHONE: "calls and messages of an Android phone",
    Sort.GOOGLE_CHAT: "Google Chat, from Takeout",
    Sort.LINKEDIN: "a LinkedIn export",
    Sort.LIST: "a list of people (.csv, .xlsx)",
    Sort.ARCHIVE: "an archive (zip, tar, tgz)",
    Sort.BUNDLE: "a folder with several of these",
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
            raise UnknownSource(path, "does not exist: check the path.")
        if not path.is_file():
            raise UnknownSource(path, "is no file or folder: give a file that was saved to disk.")
        return Source(path, _sort_of_file(path))
    except OSError as error:
        raise UnknownSource(path, f"cannot be opened ({error.strerror}): check who may read it.") from error


def export_in(folder: Path | Inside) -> Sort | None:
    """The sort of source that a folder is as a whole; None for one whose files are each something of their own."""
    if isinstance(folder, Inside) and not marks.is_telling(child.name for child in folder.iterdir()):
        return None
    if (folder / "cur").is_dir() or (folder / "new").is_dir():
        return Sort.MAILDIR
    known = marks.of_folder(cast("Path", folder))
    return Sort(known) if known else None


def _sort_of_folder(path: Path) -> Sort:
    whole = export_in(path)
    if whole is not None:
        return whole
    if (path / ".git").exists():
        raise UnknownSource(path, f"is a git clone: {WITH_GIT}.")
    found = set(filter(None, (_sort_within(inner) for inner in islice(path.rglob("*"), LOOKED_AT))))
    if len(found) == 1 and found <= {Sort.MAILDIR, Sort.EML}:
        return found.pop()
    if not found or not (Sort.MAILDIR in found or any(map(_is_known, islice(path.rglob("*"), TRIED)))):
        raise UnknownSource(
            path,
            "holds no mail and nothing else that is read: give a Maildir (with cur and new in it), a folder of .eml, "
            "an export, or one file.",
        )
    return Sort.BUNDLE


def _sort_within(inner: Path) -> Sort | None:
    if inner.is_dir():
        return Sort.MAILDIR if inner.name in ("cur", "new") else None
    if inner.parent.name in ("cur", "new", "tmp") or inner.name.startswith("."):
        return None
    return Sort.EML if inner.suffix.lower() == ".eml" else Sort.BUNDLE


def _is_known(path: Path) -> bool:
    """Whether something in a folder is a source by itself."""
    try:
        return export_in(path) is not None if path.is_dir() else _sort_of_file(path) is not None
    except (UnknownSource, OSError):
        return False


def _sort_of_file(path: Path) -> Sort:
    if path.stat().st_size == 0:
        raise UnknownSource(path, "is empty: export it again.")
    try:
        head = _head(path)
    except Refused as refused:
        raise UnknownSource(path, f": {refused}.") from refused
    if head.startswith(b"PK\x03\x04") or is_tar(head[:512]):
        return _sort_of_archive(path, head)
    if not head.strip():
        raise UnknownSource(path, "holds no text: export it again.")
    if b"\0" in head[:16] and list_heads.is_binary(head[:HEAD_BYTES]):  # a picture, a film: nothing more to look for
        raise UnknownSource(path, _what_else(head))
    if head.startswith(WIDE) and _sort_of_head(head[:HEAD_BYTES].decode("utf-16", "ignore").strip().encode()):
        raise UnknownSource(path, "is written in UTF-16: open it in an editor, and save it as UTF-8.")
    sort = _sort_of_head(head[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip())
    if sort is None and _is_one_line_a_change(head[:HEAD_BYTES]):
        raise UnknownSource(path, f"is `git log --oneline`, which has no dates and no authors: {WITH_GIT}.")
    if sort is None and list_heads.is_list(head[:HEAD_BYTES]):
        sort = Sort.LIST
    if sort is None:
        raise UnknownSource(path, _what_else(head))
    return sort


def _head(path: Path | Inside) -> bytes:
    """The first bytes of a file, unpacked where it is packed. Raises Refused where they are damaged."""
    if isinstance(path, Inside):  # an archive may hold a hundred thousand: few bytes of each, in one go
        head = path.head()
        if streams.unpacker_for(head) is None:
            return head
    return next((block for block, _ in streams.blocks(cast("Path", path), nothing) if block), b"")


def _sort_of_archive(path: Path, head: bytes) -> Sort:
    """An office document is a zip archive too, and says which sort by what lies in it."""
    if OFFICE.match(head):
        if b"xl/" in head:
            return Sort.LIST
        if b"word/" in head or b"ppt/" in head:
            raise UnknownSource(path, "is a text document or slides: give a list as .xlsx or .csv.")
    if head[30:].startswith(b"mimetypeapplication/vnd.oasis."):
        raise UnknownSource(path, "is an OpenDocument file: save it as .xlsx or .csv.")
    return Sort.ARCHIVE


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
    known = marks.of_head(head)
    return Sort(known) if known else None


def _is_one_line_a_change(head: bytes) -> bool:
    whole = head[: head.rfind(b"\n") + 1]
    return HASH.match(head) is not None and ONE_LINE.fullmatch(whole) is not None


def _what_else(head: bytes) -> str:
    if head.startswith(b"!BDN"):
        return "is an Outlook data file (.pst): export the folders as mbox or .eml, then give those."
    if head.startswith(OLD_OFFICE):
        return "is a workbook, a document or a message in an old form of Office: save it as .xlsx, .csv or .eml."
    if APPLE.match(head):
        return "is a message as Apple Mail keeps it (.emlx): choose the mailbox there, then Mailbox, Export Mailbox."
    if head.startswith(ARCHIVES_ELSEWHERE):
        return "is an archive that is not read (.7z, .rar): unpack it, then give the folder."
    if b"\0" in head[:HEAD_BYTES]:
        return "is no text file: give an mbox, .eml, .ics, .vcf, .csv, .xlsx or an export as it was downloaded."
    return (
        "is neither mail (mbox, .eml), a calendar (.ics), an address book (.vcf), a list of people (.csv, .xlsx) nor "
        "an export that is known: export it as one of these."
    )
