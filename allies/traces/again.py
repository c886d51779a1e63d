"""Mail that came in before and is brought again, byte for byte: it is known without being read.

The later import stands for all that the earlier one brought in or saw: where the earlier one is undone, that becomes
the later one's.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from importlib import metadata
from io import SEEK_END, BufferedReader
from pathlib import Path
from typing import Any

from allies.people.models import Member
from allies.traces.models import Import, ImportState, Refusal, Renaming, Sighting, Trace
from allies.traces.sources.detect import Sort

MAIL = (Sort.MBOX, Sort.MAILDIR)  # what is in it does not depend on the day on which it is read
TOO_EARLY = "dated in the future"  # but for this, which a later day takes in
WHOLE_BYTES = 64_000_000  # of a larger file, pieces all along it are looked at
PIECES, PIECE_BYTES = 1_024, 16_384


def content(path: Path, sort: str, names: str) -> str:
    """What tells this mail from any other, wherever it lies; "" for what is read anew each time.

    A large file is told by its size and a thousand pieces: programs that keep mail add at the end, take out and move
    up, or mark a message as read in place, which is no other mail. A Maildir is told by the names of its files, which
    are unique, and their sizes. Another version of Allies may see more in the same bytes.

    names : as `outline.Outline.names`.
    """
    if sort not in MAIL:
        return ""
    told = hashlib.blake2b(f"{metadata.version('allies')}\0{sort}\0".encode(), digest_size=32)
    if path.is_file():
        with path.open("rb") as file:
            _tell_file(told, file)
    else:
        told.update(names.encode())
    return told.hexdigest()


def earlier(member: Member, run: Import) -> Import | None:
    """The import that brought in all that this one would read, and still stands."""
    if not run.content or run.position:
        return None
    same = Import.objects.owned_by(member).filter(content=run.content, state=ImportState.DONE, repeats=None)
    found = same.exclude(pk=run.pk).order_by("pk").first()
    too_early = Refusal.objects.owned_by(member).filter(run=found, reason__startswith=TOO_EARLY)
    return None if found is None or too_early.exists() else found


def repeat(member: Member, run: Import, known: Import, *, at: datetime) -> None:
    """Note that this import found what that one had found: nothing new, and the same refusals."""
    refused = Refusal.objects.owned_by(member).filter(run=known).order_by("position")
    old, new = known.source.name, run.source.name
    Refusal.objects.write(
        ("owner_id", "run_id", "position", "place", "reason"),
        (
            (member.pk, run.pk, position, new + place.removeprefix(old) if place.startswith(old) else place, reason)
            for position, place, reason in refused.values_list("position", "place", "reason").iterator()
        ),
        unless_there=True,
    )
    found: dict[str, Any] = {
        "state": ImportState.DONE,
        "repeats": known,
        "finished_at": at,
        "done_share": 1.0,
        "position": known.position,
        "read": known.read,
        "known": known.added + known.known,
        "refused": known.refused,
        "owner_votes": known.owner_votes,
    }
    Import.objects.owned_by(member).filter(pk=run.pk).update(**found)
    run.refresh_from_db()


def hand_over(member: Member, run: Import) -> None:
    """Before an import is undone: what it brought in or saw becomes that of one that found the same again."""
    repeats = Import.objects.owned_by(member).filter(repeats=run, state=ImportState.DONE).order_by("pk")
    heir = repeats.first()
    if heir is None:
        return
    Trace.objects.owned_by(member).filter(run=run).update(run=heir)
    for seen in (Sighting, Renaming):
        seen.objects.owned_by(member).filter(run=run).update(run=heir)
    repeats.exclude(pk=heir.pk).update(repeats=heir)
    Import.objects.owned_by(member).filter(pk=heir.pk).update(repeats=None, added=run.added, known=run.known)


def _tell_file(told: Any, file: BufferedReader) -> None:
    size = file.seek(0, SEEK_END)
    told.update(f"{size}\n".encode())
    if size <= WHOLE_BYTES:
        file.seek(0)
        while block := file.read(1 << 20):
            told.update(block)
        return
    for piece in range(PIECES):
        file.seek((size - PIECE_BYTES) * piece // (PIECES - 1))
        told.update(file.read(PIECE_BYTES))
