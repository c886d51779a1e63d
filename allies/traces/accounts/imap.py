"""A mailbox on a server (IMAP): what is new in each folder, without marking anything as read.

A folder is where it was when its UIDVALIDITY is the same and nothing was added since, which UIDNEXT tells, or
HIGHESTMODSEQ (CONDSTORE) where the server counts changes; then it is not even opened. Else the messages from the first
new UID on are fetched. A new UIDVALIDITY means that all UIDs are void: the folder is read from its beginning, and what
came in before is known again by its Message-ID. What vanishes there stays here, so QRESYNC has nothing to tell us.
"""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from imapclient import IMAPClient

from allies.traces.accounts import imap_folders, imap_lines, oauth
from allies.traces.accounts.imap_folders import Folder
from allies.traces.accounts.shapes import Arrival, Cursor, Login, Reach, Step

BATCH = 200  # messages a request
BATCH_BYTES = 20_000_000
WHOLE_BYTES = 5_000_000  # of a longer message only so much: words come first, what is attached is not kept anyway
SIZES = 1_000  # messages a request
MOST_FOUND = 100_000  # numbers an answer: a line has an end
Place = dict[str, int]  # validity, next, modseq


def steps(login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
    """What is new in the mailbox, a batch of messages at a time. Raises NotInStep."""
    places: dict[str, Place] = {name: dict(place) for name, place in dict(cursor.get("folders", {})).items()}
    left_out: list[str] = []
    login, renewed = oauth.refreshed(login, reach)
    if renewed:
        yield Step((), cursor, renewed)
    with imap_lines.line(login, reach) as client:
        counts_changes = bool(client.has_capability("CONDSTORE"))
        for folder in imap_folders.chosen(client.list_folders()):
            try:
                yield from _folder_steps(client, folder, places, counts_changes=counts_changes)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:  # the server says no to this one: a shared folder, say
                left_out.append(folder.name)
        yield Step((), {**_cursor(places), "left_out": left_out})


def _folder_steps(
    client: IMAPClient, folder: Folder, places: dict[str, Place], *, counts_changes: bool
) -> Iterator[Step]:
    now = _status(client, folder, counts_changes=counts_changes)
    if places.get(folder.name, {}).get("validity") != now["validity"]:
        places[folder.name] = {"validity": now["validity"], "next": 1, "modseq": 0}
    if not _is_unchanged(places[folder.name], now):
        yield from _new_steps(client, folder, places)
    places[folder.name] = {**now, "next": max(now["next"], places[folder.name]["next"])}


def _status(client: IMAPClient, folder: Folder, *, counts_changes: bool) -> Place:
    asked = ["UIDVALIDITY", "UIDNEXT", *(["HIGHESTMODSEQ"] if counts_changes else [])]
    told: dict[bytes, int] = client.folder_status(folder.name, asked)
    return {
        "validity": int(told[b"UIDVALIDITY"]),
        "next": int(told[b"UIDNEXT"]),
        "modseq": int(told.get(b"HIGHESTMODSEQ", 0)),
    }


def _is_unchanged(before: Place, now: Place) -> bool:
    return before["next"] == now["next"] or 0 < now["modseq"] == before["modseq"]


def _new_steps(client: IMAPClient, folder: Folder, places: dict[str, Place]) -> Iterator[Step]:
    """The messages that are new. After each batch the folder is where the batch ends, so that it goes on there."""
    opened, place = client.select_folder(folder.name, readonly=True), places[folder.name]
    for uids in _new(client, place["next"], int(opened.get(b"EXISTS", 0)), int(opened.get(b"UIDNEXT", 0))):
        for batch in _batches(_sizes(client, uids)):
            arrivals = _fetched(client, folder, batch)
            places[folder.name] = {**place, "next": max(batch) + 1, "modseq": 0}
            yield Step(tuple(arrivals), _cursor(places))


def _new(client: IMAPClient, first: int, exists: int, end: int) -> Iterator[list[int]]:
    """The UIDs from the first on, ascending, some thousand at a time; "n:*" also gives the last, whatever n is."""
    width = MOST_FOUND
    while first < end and exists > MOST_FOUND:
        found = client.search(["UID", f"{first}:{first + width - 1}"])
        first, width = first + width, MOST_FOUND if found else width * 2
        yield from _thousands(sorted(found))
    if exists <= MOST_FOUND:
        yield from _thousands(sorted(uid for uid in client.search(["UID", f"{first}:*"]) if uid >= first))


def _thousands(uids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(uids), SIZES):
        yield uids[start : start + SIZES]


def _sizes(client: IMAPClient, uids: list[int]) -> dict[int, int]:
    """The size of each message that was not deleted meanwhile. Drafts lie among the others in some mailboxes."""
    told: dict[int, dict[bytes, Any]] = client.fetch(uids, ["RFC822.SIZE", "FLAGS"])
    wanted = set(uids)
    return {
        uid: int(said[b"RFC822.SIZE"])
        for uid, said in sorted(told.items())
        if uid in wanted and rb"\Draft" not in said.get(b"FLAGS", ())
    }


def _batches(sizes: dict[int, int]) -> Iterator[dict[int, int]]:
    batch: dict[int, int] = {}
    for uid, size in sizes.items():
        if batch and (len(batch) == BATCH or sum(batch.values()) + min(size, WHOLE_BYTES) > BATCH_BYTES):
            yield batch
            batch = {}
        batch[uid] = min(size, WHOLE_BYTES)
    if batch:
        yield batch


def _fetched(client: IMAPClient, folder: Folder, batch: dict[int, int]) -> list[Arrival]:
    """The messages of a batch; of long ones the beginning. BODY.PEEK leaves them as unread as they are."""
    part = f"<0.{WHOLE_BYTES}>" if WHOLE_BYTES in batch.values() else ""
    told: dict[int, dict[bytes, Any]] = client.fetch(list(batch), [f"BODY.PEEK[]{part}"])
    arrivals = []
    for uid in sorted(batch.keys() & told.keys()):
        content = told[uid].get(b"BODY[]<0>", told[uid].get(b"BODY[]"))
        if isinstance(content, bytes):
            arrivals.append(Arrival(imap_folders.file_name(folder, uid), content))
    return arrivals


def _cursor(places: dict[str, Place]) -> Cursor:
    return {"folders": {name: dict(place) for name, place in places.items()}}
