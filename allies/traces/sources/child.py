"""The process that reads foreign files: it shuts itself in first, then hands items on through its standard output."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from allies.traces.records import Item
from allies.traces.sources import prison, wire
from allies.traces.sources.detect import Sort, UnknownSource, detect
from allies.traces.sources.idle import patient
from allies.traces.sources.pieces import Patience, Piece, Refused, Setting

BUFFER_BYTES = 64_000
BEAT_S = 0.5

# Loaded by name, so that reading mail does not wait for the libraries of calendars and cards.
MODULES = {
    Sort.MBOX: "allies.traces.sources.mbox",
    Sort.MAILDIR: "allies.traces.sources.maildir",
    Sort.EML: "allies.traces.sources.eml",
    Sort.CALENDAR: "allies.traces.sources.calendars",
    Sort.CARDS: "allies.traces.sources.cards",
    Sort.MASTODON: "allies.traces.sources.mastodon",
    Sort.X: "allies.traces.sources.x",
    Sort.FEED: "allies.traces.sources.feeds",
    Sort.SUBSCRIPTIONS: "allies.traces.sources.subscriptions",
    Sort.SLACK: "allies.traces.sources.slack",
    Sort.GITHUB: "allies.traces.sources.github",
    Sort.GIT: "allies.traces.sources.githistory",
    Sort.WHATSAPP: "allies.traces.sources.whatsapp",
    Sort.SIGNAL: "allies.traces.sources.signal",
    Sort.PHONE: "allies.traces.sources.phonelogs",
    Sort.GOOGLE_CHAT: "allies.traces.sources.google_chat",
    Sort.LINKEDIN: "allies.traces.sources.linkedin",
    Sort.LIST: "allies.traces.sources.lists",
    Sort.ARCHIVE: "allies.traces.sources.archives",
    Sort.BUNDLE: "allies.traces.sources.bundles",
}


class Output:
    """Standard output, written in large pieces, or item by item where the one that kills a reader is looked for."""

    def __init__(self, file: int, *, is_careful: bool) -> None:
        self._file = file
        self._held = bytearray()
        self.is_careful = is_careful
        self._limit = 0 if is_careful else BUFFER_BYTES
        self._last_s = time.monotonic()

    def put(self, line: bytes) -> None:
        """Hand on a line, soon."""
        self._held += line
        self._flush_soon()

    def put_item(self, item: Item) -> None:
        """Hand on an item, soon."""
        wire.add(item, self._held)
        self._flush_soon()

    def _flush_soon(self) -> None:
        if len(self._held) > self._limit or time.monotonic() - self._last_s > BEAT_S:
            self.flush()

    def beat(self) -> None:
        """Say that the reader lives, if it has said nothing for a while."""
        if time.monotonic() - self._last_s > BEAT_S:
            self.put(wire.BEAT)

    def flush(self) -> None:
        """Hand on all lines now."""
        data = memoryview(bytes(self._held))
        self._held.clear()
        while data:
            data = data[os.write(self._file, data) :]
        self._last_s = time.monotonic()


def main(order_json: str) -> None:
    """Read one source as ordered: {path, skip, refused_before, now_s, message_bytes, columns, memory_bytes, cpu_s,
    is_careful}."""
    order = json.loads(order_json)
    prison.shut_in(memory_bytes=order["memory_bytes"], cpu_s=order["cpu_s"])
    path = Path(order["path"])
    output = Output(_standard_output(), is_careful=order["is_careful"])
    try:
        sort = detect(path).sort
        import_module(MODULES[sort])
    except UnknownSource as error:
        if order["skip"] == 0:
            output.put_item(Item(1, str(path), 1.0, None, str(error)))
            output.flush()
        return
    output.put(wire.BEAT)
    output.flush()
    setting = Setting(
        now_s=order["now_s"],
        message_bytes=order["message_bytes"],
        tick=output.beat,
        columns=order["columns"],
        found=lambda table: output.put(wire.encode_table(table)),
    )
    pieces = _announced(pieces_of(path, sort, setting), output)
    for item in items(pieces, order["skip"], path.name, setting.patience, refused_before=order["refused_before"]):
        output.put_item(item)
    output.flush()


def pieces_of(path: Path, sort: Sort, setting: Setting) -> Iterator[Piece]:
    """The pieces of a source; of a single file, until too many of them in a row were refused."""
    found: Iterator[Piece] = import_module(MODULES[sort]).pieces(path, setting)
    is_one = sort is not Sort.ARCHIVE and path.is_file()
    return patient(found, path.name, setting.patience) if is_one else found


def _standard_output() -> int:
    """Standard output for us alone: what a parser prints goes where its warnings go."""
    ours = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return ours


def _announced(pieces: Iterator[Piece], output: Output) -> Iterator[Piece]:
    """The pieces, each said aloud before it is read where one of them is suspected."""
    for piece in pieces:
        if output.is_careful:
            output.put(wire.encode_place(piece.place))
        output.beat()
        yield piece


def items(
    pieces: Iterator[Piece], skip: int, source: str, patience: Patience | None = None, *, refused_before: int = 0
) -> Iterator[Item]:
    """The pieces after the first `skip`, read: each a record or a refusal. One bad piece does not stop the others.

    patience : of the setting of these pieces; counted here.   refused_before : how many right before were refused.
    """
    position, patience = 0, patience or Patience()
    try:
        for position, piece in enumerate(pieces, 1):
            if position > skip:
                item = _item(position, piece)
                patience.refused = patience.refused + 1 if item.record is None else 0
                yield item
            else:
                patience.refused = patience.refused + 1 if position > skip - refused_before else 0
    except (Refused, OSError) as error:  # the source itself ends here: what came before stays
        if position >= skip:
            yield Item(position + 1, source, 1.0, None, str(error))


def _item(position: int, piece: Piece) -> Item:
    try:
        return Item(position, piece.place, piece.done, piece.parse())
    except Refused as refused:
        return Item(position, piece.place, piece.done, None, str(refused))
    except MemoryError:
        return Item(position, piece.place, piece.done, None, "needs more memory than a reader is given")
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    # The edge to foreign data: whatever a parser stumbles over concerns this item alone. A panic in a parser written in
    # Rust is no Exception.
    except BaseException as error:
        reason = f"cannot be read ({type(error).__name__}: {str(error)[:120]})"
        return Item(position, piece.place, piece.done, None, reason)
