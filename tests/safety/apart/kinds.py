"""What is killed on its way in: every kind of source, small, with what else is compared of it."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from allies.people.models import Member
from allies.traces import importing
from tests.letters import ALICE, BOB, CHARLIE, Letter
from tests.safety.apart import contents, mailbox
from tests.safety.apart.contents import Contents
from tests.sources.samples import RECORDED

MESSAGES, A_BATCH = 48, 12
FEW = 3  # items a batch, where there are few items: so a kill falls between two
TOLD = {"donors.csv": {"Type": "nothing"}}  # what their member says that columns hold
CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//kills//EN\r
BEGIN:VEVENT\r
UID:review@kills.example\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260302T090000Z\r
DTEND:20260302T100000Z\r
RRULE:FREQ=WEEKLY;COUNT=4\r
SUMMARY:Review\r
ORGANIZER;CN=Bob Baker:mailto:bob@bob.example\r
ATTENDEE;CN=Alice:mailto:alice@alice.example\r
END:VEVENT\r
END:VCALENDAR\r
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what brings it in at a moment, and what is compared afterwards.

    comes_again : brought again after all of it came in, it is one more run in the ledger.
    """

    name: str
    bring: Callable[[Member, datetime], object]
    look: Callable[[Member], Contents] = contents.read
    batch: int = FEW
    comes_again: bool = True


def files(folder: Path) -> list[Kind]:
    """A kind for each sort of file, made in this folder or recorded."""
    made = [_of("mbox", _mailbox(folder), batch=A_BATCH), *(_of(path.name, path) for path in _archives(folder))]
    plain = [_of(path.name, path) for path in (_maildir(folder), *_recorded())]
    return [*made, *plain, _twice(folder / "maildir", folder / "takeout.zip")]


def _of(name: str, path: Path, *, batch: int = FEW) -> Kind:
    columns = TOLD.get(name)
    return Kind(name, lambda member, at: importing.run(member, path, at=contents.AT, columns=columns), batch=batch)


def _twice(*paths: Path) -> Kind:
    """The same mail from two places, each brought where it is not in yet."""

    def bring(member: Member, at: datetime) -> None:
        for path in paths:
            if not importing.is_in(member, path):
                importing.run(member, path, at=contents.AT)

    return Kind("twice", bring, comes_again=False)


def mailbox_kind(folder: Path, bring: Callable[..., object], look: Callable[[Member], Contents]) -> Kind:
    """The mailbox, brought as far as this takes it."""
    path = _mailbox(folder)
    return Kind("mbox", lambda member, at: bring(member, path, at=contents.AT), look, batch=A_BATCH)


def _mailbox(folder: Path) -> Path:
    path = folder / "kills.mbox"
    mailbox.write(path, messages=MESSAGES, seed=7)
    return path


def letters() -> list[Letter]:
    """A few messages that answer one another."""
    people = (BOB, CHARLIE)
    return [
        Letter(str(day), people[day % 2], ALICE, day=day, answers=str(day - 1), delivered_to="alice@alice.example")
        for day in range(1, 11)
    ]


def _maildir(folder: Path) -> Path:
    top = folder / "maildir"
    for part in ("cur", "new", "tmp"):
        (top / part).mkdir(parents=True)
    for letter in letters():
        (top / "cur" / f"{1_700_000_000 + letter.day}.x.example:2,S").write_bytes(letter.as_bytes())
    return top


def _recorded() -> Iterator[Path]:
    """Every recorded sample that does not come in an archive below; lists one by one."""
    for path in sorted(RECORDED.iterdir()):
        if path.name == "lists":
            yield from sorted(path.iterdir())
        elif path.name not in ("README.md", "inbox.mbox", *ZIPPED, *TARRED, "takeout"):
            yield path


ZIPPED, TARRED = ("linkedin", "x", "slack"), ("mastodon", "github")


def _archives(folder: Path) -> Iterator[Path]:
    for name in ZIPPED:
        yield Path(shutil.make_archive(str(folder / name), "zip", RECORDED / name))
    for name in TARRED:
        with tarfile.open(folder / f"{name}.tar.gz", "w:gz") as archive:
            archive.add(RECORDED / name, name)
        yield folder / f"{name}.tar.gz"
    yield _takeout(folder)


def _takeout(folder: Path) -> Path:
    """Mail, contacts, a calendar and chats in one zip."""
    mail = b"".join(b"From x@x.example Thu Jan 01 09:00:00 2026\n" + one.as_bytes() + b"\n" for one in letters()[:6])
    with zipfile.ZipFile(folder / "takeout.zip", "w") as archive:
        archive.writestr("Takeout/Mail/All mail Including Spam and Trash.mbox", mail)
        archive.write(RECORDED / "people.vcf", "Takeout/Contacts/My Contacts/My Contacts.vcf")
        archive.writestr("Takeout/Calendar/alice.ics", CALENDAR)
        for file in sorted((RECORDED / "takeout").rglob("*")):
            if file.is_file():
                archive.write(file, f"Takeout/{file.relative_to(RECORDED / 'takeout')}")
    return folder / "takeout.zip"
