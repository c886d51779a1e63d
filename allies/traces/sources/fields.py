"""JSON from elsewhere: read with limits, and asked for what it should hold without trusting that it does."""

from __future__ import annotations

import json
from collections.abc import Iterator

from allies.traces.sources import bodies, charsets
from allies.traces.sources.dates import DAY_S, EARLIEST_S, stamp_s
from allies.traces.sources.pieces import Refused

Json = dict[str, object]
VALUES = 1_000_000  # in one object: each takes up to 200 bytes of memory
NAME_CHARACTERS = 200
TEXT_CHARACTERS = 200_000


def parsed(raw: bytes) -> Json:
    """The object that these bytes hold. Raises Refused where they hold none, or are nested too deep."""
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > VALUES:
        raise Refused(f"more than {VALUES:,} values in one")
    try:
        found = json.loads(charsets.decode(raw.removeprefix(b"\xef\xbb\xbf")))
    except RecursionError as error:
        raise Refused("nested too deep") from error
    except ValueError as error:
        raise Refused(f"no JSON that can be read: {str(error)[:120]}") from error
    if not isinstance(found, dict):
        raise Refused("not an object of JSON")
    return found


def get(row: object, *path: str) -> object:
    """What lies at this path of keys; None where nothing does."""
    for key in path:
        if not isinstance(row, dict):
            return None
        row = row.get(key)
    return row


def text(row: object, *path: str) -> str:
    """The text at this path, without control characters; "" where there is none. A whole number is given as text."""
    found = get(row, *path)
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 64:
        return str(found)
    return charsets.clean(found[:TEXT_CHARACTERS]) if isinstance(found, str) else ""


def line(row: object, *path: str) -> str:
    """The text at this path in one line, as names and titles are."""
    return " ".join(text(row, *path)[: 4 * NAME_CHARACTERS].split())[:NAME_CHARACTERS]


def rows(row: object, *path: str) -> Iterator[Json]:
    """The objects of the array at this path, or the one object that stands there."""
    found = get(row, *path)
    for part in found if isinstance(found, list) else [found]:
        if isinstance(part, dict):
            yield part


def texts(row: object, *path: str) -> list[str]:
    """The texts of the array at this path, or the one text that stands there."""
    found = get(row, *path)
    listed = found if isinstance(found, list) else [found]
    return [charsets.clean(part) for part in listed if isinstance(part, str)]


def number(row: object, *path: str) -> float | None:
    """The number at this path, also where it is written as text; None where there is none."""
    found = get(row, *path)
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        return float(found[:40] if isinstance(found, str) else found)
    except (ValueError, OverflowError):
        return None


def stamp(row: object, *path: str, now_s: int) -> int:
    """UTC seconds of the ISO time at this path. Raises Refused as `moment` does."""
    stated = text(row, *path)[:60]
    return moment(stamp_s(stated), stated, now_s)


def moment(at_s: float | None, stated: str, now_s: int) -> int:
    """A time that something can have happened at. Raises Refused for none, before 1970, or over a day from now."""
    if not stated.strip():
        raise Refused("no date")
    if at_s is None or at_s != at_s:
        raise Refused(f"no date that can be read: {stated[:60]}")
    if at_s < EARLIEST_S:
        raise Refused(f"dated before 1970: {stated[:60]}")
    if at_s > now_s + DAY_S:
        raise Refused(f"dated in the future: {stated[:60]}")
    return int(at_s)


def of_html(source: str) -> str:
    """The text of a post that is written in HTML."""
    return charsets.clean(bodies.of_html(source)).strip()[:TEXT_CHARACTERS]
