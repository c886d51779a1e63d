"""Time zones that a calendar defines for itself, traced to ones that are known.

A zone's own rules are not worked out: they may be endless. Its name, or its place, or else its winter time is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from allies.traces.sources import lines

ZONES = 200  # of one calendar
NAME_CHARACTERS = 200
TZID = re.compile(rb'(;TZID=)("[^"]+"|[^;:"]+)', re.IGNORECASE)
EDGE = re.compile(rb"\n(?:(BEGIN)|END):VTIMEZONE\b", re.IGNORECASE)
EDGE_BYTES = 30
OFFSET = re.compile(r"([+-])(\d\d)(\d\d)")


def defined(content: Iterator[tuple[int, bytes, float]]) -> dict[str, str]:
    """The calendar's own zones by name, each with the known zone that stands for it. O(lines)."""
    zones: dict[str, str] = {}
    within: list[str] = []
    stated: dict[str, str] = {}
    for _, line, _ in content:
        name, value = lines.property_name(line), line.partition(b":")[2].strip().decode("utf-8", "replace")
        if name == "BEGIN":
            within = [*within, value.upper()][-5:]
            stated = {} if value.upper() == "VTIMEZONE" else stated
        elif name == "END" and within:
            if within.pop() == "VTIMEZONE" and "TZID" in stated and len(zones) < ZONES:
                zones[stated["TZID"]] = _standing_for(stated)
        elif "VTIMEZONE" in within and within[-1] != "DAYLIGHT":
            stated[name] = value
    return zones


def stretches(chunks: Iterator[tuple[bytes, float]]) -> Iterator[tuple[bytes, float]]:
    """What of a calendar defines zones, so that the rest need not be gone over line by line."""
    held, is_within = b"\n", False
    for chunk, done in chunks:
        data, at = held + chunk, 0
        while found := EDGE.search(data, at):
            was_within, is_within = is_within, found[1] is not None
            if was_within or is_within:
                yield data[at if was_within else found.start() : found.end()] + (b"" if is_within else b"\n"), done
            at = found.end()
        held_from = max(at, len(data) - EDGE_BYTES)  # an edge may be parted by the end of a block
        if is_within:
            yield data[at:held_from], done
        held = data[held_from:]
    if is_within:
        yield held, 1.0


def _standing_for(stated: dict[str, str]) -> str:
    for name in (stated["TZID"], stated.get("X-LIC-LOCATION", ""), *_tails(stated["TZID"])):
        if is_known(name):
            return name
    found = OFFSET.match(stated.get("TZOFFSETTO", ""))
    if found is None or int(found[2]) > 12:
        return "UTC"
    return f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}"  # these names count the other way


def _tails(name: str) -> list[str]:
    """`Europe/Berlin` of `/allies.example/20240101/Europe/Berlin`."""
    parts = name.strip("/").split("/")
    return ["/".join(parts[-count:]) for count in (3, 2) if count <= len(parts)]


@lru_cache(maxsize=1000)
def is_known(name: str) -> bool:
    """Whether a zone's name is one of the tz database, or one that Windows uses."""
    if name in WINDOWS_TO_OLSON:
        return True
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (ValueError, OSError, KeyError):
        return False


def replaced(line: bytes, zones: dict[str, str]) -> bytes:
    """A line with the calendar's own zone replaced by the known one."""
    found = TZID.search(line)
    if not found:
        return line
    name = found[2].strip(b'"').decode("utf-8", "replace")
    if len(name) > NAME_CHARACTERS:
        return line[: found.start(2)] + b"UTC" + line[found.end(2) :]
    if is_known(name):
        return line
    known = zones.get(name) or next(filter(is_known, _tails(name)), "UTC")
    return line[: found.start(2)] + known.encode() + line[found.end(2) :]
