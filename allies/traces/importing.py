"""One run over a source, from its first item to its last; killed anywhere, it goes on where it was."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from allies.lib import disks
from allies.people import actions as people_actions
from allies.people import resolve
from allies.people.models import Member
from allies.traces import again, batch, cards, company, list_columns, mailbox_owner, queries, reading, renewing
from allies.traces.book import Book
from allies.traces.models import Import, ImportState, Source
from allies.traces.outline import Outline, outline
from allies.traces.records import Item
from allies.traces.shapes import ImportRow
from allies.traces.sources.detect import detect

BATCH = 4_000  # items a transaction ...
BATCH_CHARACTERS = 8_000_000  # ... and of their texts
UNFINISHED = (
    *(ImportState.WAITING, ImportState.PREVIEW, ImportState.READING),
    *(ImportState.PAUSED, ImportState.FAILED),
)
Progress = Callable[[ImportRow], None]


def run(
    member: Member,
    path: Path,
    *,
    name: str = "",
    at: datetime,
    on_progress: Progress | None = None,
    is_sample: bool = False,
    me: str = "",
    columns: Mapping[str, str] | None = None,
    on_written: Callable[[list[batch.Written]], None] | None = None,
    on_read: Callable[[], None] | None = None,
) -> Import:
    """Read everything at this path into the member's network. A run that was cut short or paused is taken up again.

    columns : what columns of lists hold, by heading; remembered for lists with the same headings.
    on_written : called with the new traces of each batch once they are there for good.
    on_read : called after the last of them, before the people in them are compared.

    Paused meanwhile, it comes back with what is in so far, in the state `paused`.

    Raises sources.detect.UnknownSource where nothing at the path can be read, batch.RunElsewhere where another process
    is reading it, people.actions.NotAnAddress for a `me` that is neither an address nor a name.
    """
    if me:
        people_actions.say_me_instead(member, me, at=at)
    source = _source(member, path, name=name, is_sample=is_sample)
    laid = outline(path)
    done = _take_up(member, source, laid.fingerprint, at=at)
    begun = time.monotonic() - done.seconds
    try:
        _remember_content(member, done, path, laid)
        known = again.earlier(member, done)
        if known is not None:
            again.repeat(member, done, known, at=at)
            return done
        size_mb = laid.size_bytes / 1e6
        for new in _read(member, done, path, size_mb, begun=begun, on_progress=on_progress, columns=columns or {}):
            if on_written is not None:
                on_written(new)
        if on_read is not None:
            on_read()
        looked = _settle(member, done, at=at)
        if looked is not None:  # apart from the import itself, whose lock others wait for
            company.weigh_again(member, looked)
        _end(member, done, seconds=time.monotonic() - begun)
    except batch.RunElsewhere:
        done.refresh_from_db()
        if done.state != ImportState.PAUSED:
            raise
    except Exception as error:
        Import.objects.owned_by(member).filter(pk=done.pk).update(
            state=ImportState.FAILED, failure=(disks.SAYS if disks.is_full(error) else str(error))[:500]
        )
        raise
    return done


def begin(
    member: Member, path: Path, *, name: str = "", at: datetime, me: str = "", look_first: bool = False
) -> Import:
    """An import that waits for a worker, so that a page can show it at once; `run` takes it up, or `preview.look`.

    Raises detect.UnknownSource where nothing at the path can be read.
    """
    source = _source(member, path, name=name, is_sample=False)
    return Import.objects.create(owner=member, source=source, started_at=at, preview={"me": me} if look_first else None)


def how_far(member: Member, path: Path) -> ImportState | None:
    """The state of the newest run over just what this place holds now; None where there was none."""
    newest = Import.objects.owned_by(member).filter(source__place=str(path.resolve())).order_by("-pk").first()
    return None if newest is None or newest.fingerprint != outline(path).fingerprint else ImportState(newest.state)


def is_in(member: Member, path: Path) -> bool:
    """Whether all that this place holds came in already, and stayed: nothing to read."""
    return how_far(member, path) == ImportState.DONE


def _source(member: Member, path: Path, *, name: str, is_sample: bool) -> Source:
    found = Source.objects.owned_by(member).filter(place=str(path.resolve())).first()
    if found is not None:
        return found
    made = {"owner": member, "kind": detect(path).sort, "name": (name or path.name)[:300], "is_sample": is_sample}
    return Source.objects.owned_by(member).get_or_create(place=str(path.resolve()), defaults=made)[0]


def _take_up(member: Member, source: Source, fingerprint: str, *, at: datetime) -> Import:
    """The unfinished run over the same content, or a new one."""
    reading_on = Import.objects.owned_by(member).filter(source=source, state__in=UNFINISHED)
    for unfinished in reading_on.order_by("-pk"):
        if unfinished.fingerprint in ("", fingerprint):
            unfinished.fingerprint, unfinished.state, unfinished.failure = fingerprint, ImportState.READING, ""
            unfinished.preview = None
            unfinished.save(update_fields=["fingerprint", "state", "failure", "preview"])
            return unfinished
        reading_on.filter(pk=unfinished.pk).update(
            state=ImportState.FAILED, failure="The file changed before it was read to its end."
        )
    return Import.objects.create(
        owner=member, source=source, started_at=at, state=ImportState.READING, fingerprint=fingerprint
    )


def _remember_content(member: Member, done: Import, path: Path, laid: Outline) -> None:
    if not done.position:  # what was read in part is read to its end
        done.content = again.content(path, done.source.kind, laid.names)
        Import.objects.owned_by(member).filter(pk=done.pk).update(content=done.content)


def _read(
    member: Member,
    done: Import,
    path: Path,
    size_mb: float,
    *,
    begun: float,
    on_progress: Progress | None,
    columns: Mapping[str, str],
) -> Iterator[list[batch.Written]]:
    """What is new in each batch, once it is there for good."""
    book, tally = (
        Book(member, done),
        batch.Tally(
            delivered=Counter(done.owner_votes.get("delivered", {})), sent=Counter(done.owner_votes.get("sent", {}))
        ),
    )
    # the moment of the run, not of its resumption: positions stay what they were
    items = reading.read(
        path,
        skip=done.position,
        now_s=int(done.started_at.timestamp()),
        columns=list_columns.told(member, columns),
        on_table=lambda table: list_columns.remember_found(member, table, columns),
        size_mb=size_mb,
        refused_before=queries.refused_last(member, done),
    )
    for some in _batches(items):
        yield batch.write(member, done, some, book, tally)
        done.seconds = time.monotonic() - begun
        if on_progress is not None:
            on_progress(queries.import_row(member, done.key))


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    some: list[Item] = []
    characters = 0
    for item in items:
        some.append(item)
        characters += len(item.record.text) if item.record else 0
        if len(some) >= BATCH or characters >= BATCH_CHARACTERS:
            yield some
            some, characters = [], 0
    if some:
        yield some


@transaction.atomic
def _settle(member: Member, done: Import, *, at: datetime) -> resolve.Look | None:
    """Tell whose mailbox it is, let newer lists stand for older ones, and join whoever came in and was there before.

    All at one moment, which the import keeps as its end: by that an undo finds what was joined here, also of a run that
    was killed before its last word, or that went on another time.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    at = done.finished_at or at
    reason, joined, looked = mailbox_owner.tell(member, done, at=at), 0, None
    if done.added:
        renewing.renew(member, done)
        joined = cards.join_cards(member, done, at=at)
        looked = resolve.look(member)
        joined += resolve.joins(member, at=at, looked=looked)
    people = max(done.people - joined, 0)
    Import.objects.owned_by(member).filter(pk=done.pk).update(me_reason=reason, people=people, finished_at=at)
    done.refresh_from_db()
    return looked


def _end(member: Member, done: Import, *, seconds: float) -> None:
    """The last that is written: an import that is killed before goes on."""
    finished = {"state": ImportState.DONE, "done_share": 1.0, "seconds": seconds, "failure": ""}
    Import.objects.owned_by(member).filter(pk=done.pk, state=ImportState.READING).update(**finished)
    done.refresh_from_db()
