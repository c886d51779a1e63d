"""A list of feeds (OPML), as every feed reader exports it: whom someone reads. That is no contact."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import feeds, fields, xmls
from allies.traces.sources.idle import Idle
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The feeds of a list, with the folder that each lies in.

    Raises Refused after the last whole one where the list is not well formed. Memory: a few lines of it.
    """
    number, idle = 0, Idle("elements", xmls.IDLE)
    folders: dict[int, str] = {}  # by depth
    for found in xmls.started(path, setting):
        is_outline = found.name.lower() == "outline"
        stated = {key.lower(): value for key, value in found.attributes.items()}
        is_feed = is_outline and ("xmlurl" in stated or stated.get("type", "").lower() in ("rss", "atom"))
        idle.see(is_telling=is_feed)
        if not is_outline:
            continue
        folders = {depth: name for depth, name in folders.items() if depth < found.depth}
        if not is_feed:
            folders[found.depth] = _line(stated, "text") or _line(stated, "title")
            continue
        number += 1
        place = f"{path.name}, feed {number}"
        yield Piece(place, found.done, partial(_feed, stated, " / ".join(filter(None, folders.values()))))
    if not number:
        yield Piece(path.name, 1.0, refusing("a list without feeds"))


def _line(stated: dict[str, str], key: str) -> str:
    return fields.line(stated, key)


def _feed(stated: dict[str, str], folder: str) -> TraceRecord:
    address = stated.get("xmlurl", "").strip()
    site = next((url for url in (stated.get("htmlurl", "").strip(), address) if _is_page(url)), "")
    if not site:
        raise Refused("no address of a feed")
    name = _line(stated, "title") or _line(stated, "text")
    return TraceRecord(
        uid=f"feed:{address or site}"[:500],
        kind=Kind.CARD,
        at_s=0,
        people=(Role(As.NAMED, HandleKind.URL, feeds.plain(site), name),),
        subject=name or site[:200],
        text=f"You read their feed, in {folder[:200]}." if folder else "You read their feed.",
    )


def _is_page(address: str) -> bool:
    return address.lower().startswith(("https://", "http://")) and not any(map(str.isspace, address))
