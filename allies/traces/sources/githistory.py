"""The history of a git repository as `git log` prints it: who wrote each change, with whom, and who looked at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, automatic, charsets, fields, streams
from allies.traces.sources.addresses import Named
from allies.traces.sources.dates import seconds, stamp_s
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

LINE_BYTES = 10_000
IDLE_LINES = 1_000_000  # in which no change begins: packed, they take a thousandth of the room
LINES = 2_000  # of a message that are kept
COMMIT = re.compile(rb"(.{0,200}?)commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)(?: \(.*\))?")
GRAPH = re.compile(rb"[|/\\_ ]*\*[|/\\_ .-]*")  # lines and points that --graph draws beside each line
RAW_DATE = re.compile(r"\d{1,12} [+-]\d{4}")
RAW = re.compile(rf"author (.*) ({RAW_DATE.pattern})")
HEADER = re.compile(r"(Author|AuthorDate|Date):\s+(.*)")
TRAILER = re.compile(r"([A-Za-z-]{4,30})-by:\s+(.{3,500})")
TOGETHER = frozenset({"co-authored", "co-developed", "pair-programmed", "mob-programmed"})
LOOKED_AT = frozenset(
    {"reviewed", "acked", "tested", "reported", "suggested", "approved", "helped", "reviewed-and-tested"}
)
ASCTIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})(?: ([+-]\d{4}))?")
SPACED_ZONE = re.compile(r"(\d) ([+-]\d{4})$")
HIDDEN = re.compile(r"(?:\d+\+)?([a-z\d](?:[a-z\d-]{0,38}))@users\.noreply\.github\.com")
SUBJECT_CHARACTERS = 500
PEOPLE = 1_000


@dataclass(slots=True)
class Commit:
    """One change as it stands in the log."""

    number: int
    hash: str
    done: float
    lines: list[bytes] = field(default_factory=list)  # of its headers and its message


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The changes of a log, in whatever of git's own formats with authors and dates in them, with a graph or without.

    What stands below a message, as patches and statistics, is passed over. Memory: one message.
    """
    is_empty = True
    for commit in _commits(path, setting):
        is_empty = False
        place = f"{path.name}, change {commit.number}, {commit.hash[:10]}"
        yield Piece(place, commit.done, partial(_record, commit, setting.now_s))
    if is_empty:
        yield Piece(path.name, 1.0, refusing("a history without changes"))


def _commits(path: Path, setting: Setting) -> Iterator[Commit]:
    commit: Commit | None = None
    is_headed = is_drawn = is_over = False
    number = idle = width = 0
    for line, done in streams.lines(path, LINE_BYTES, setting.tick):
        found = _begun(line, is_drawn=is_drawn or not number)
        line = line[width:]
        if found:
            if commit:
                yield commit
            number, idle, width = number + 1, 0, found.end(1)
            is_drawn |= width > 0
            commit, is_headed, is_over = Commit(number, found[2].decode("ascii"), done), True, False
        elif (idle := idle + 1) > IDLE_LINES:
            break
        elif is_headed or line.startswith(b"    ") or not line.strip():
            if commit and not is_over and len(commit.lines) < LINES:
                commit.lines.append(line)
            is_headed = is_headed and bool(line)  # of a signature, a line may hold a space
        else:
            is_over = True  # a patch, which may be indented as the message is
    if commit:
        yield commit
    if idle > IDLE_LINES:
        raise Refused(f"over {IDLE_LINES:,} lines in which no change begins: the rest is not read")


def _begun(line: bytes, *, is_drawn: bool) -> re.Match[bytes] | None:
    """The beginning of a change; where a graph is drawn, beside it, and not among the words of another."""
    if not is_drawn and not line.startswith(b"commit "):
        return None
    found = COMMIT.fullmatch(line)
    if found is None or not found[1]:
        return found
    return found if b"    " not in found[1].partition(b"*")[0] and GRAPH.fullmatch(found[1]) else None


def _record(commit: Commit, now_s: int) -> TraceRecord:
    """One change. Raises Refused without an author or a date that can be read."""
    text = charsets.clean(charsets.decode(b"\n".join(commit.lines)))
    head, _, message = text.partition("\n\n")
    stated = {found[1]: found[2].strip() for line in head.split("\n") if (found := HEADER.fullmatch(line))}
    if raw := next(filter(None, map(RAW.fullmatch, head.split("\n"))), None):
        stated |= {"Author": raw[1], "Date": raw[2]}
    lines = [line[4:] for line in message.split("\n")]
    author = next(iter(addresses.named(stated.get("Author", ""))), None)
    if author is None:
        raise Refused(f"no author that can be read: {stated.get('Author', '')[:60]}")
    sender = _role(As.FROM, author)
    date = stated.get("AuthorDate") or stated.get("Date", "")
    return TraceRecord(
        uid=f"git:{commit.hash}",
        kind=Kind.POST,
        at_s=fields.moment(_seconds(date), date, now_s),
        people=tuple(dict.fromkeys((sender, *_others(lines, sender, author)))),
        subject=" ".join(next(filter(str.strip, lines), "").split())[:SUBJECT_CHARACTERS],
        text=_words(lines),
        is_automatic=_is_machine(author),
    )


def _seconds(date: str) -> int | None:
    """UTC seconds of a date as git writes it: its own way, ISO, as mail does, or as it is stored."""
    if date[:1].isdigit() and RAW_DATE.fullmatch(date):
        return int(date.partition(" ")[0])
    own = ASCTIME.fullmatch(date)
    if own:
        return seconds(f"{own[2]} {own[1]} {own[4]} {own[3]} {own[5] or '+0000'}")
    iso = stamp_s(SPACED_ZONE.sub(r"\1\2", date))
    return iso if iso is not None else seconds(date) if "," in date else None


def _others(lines: list[str], sender: Role, author: Named) -> list[Role]:
    """Who wrote it too: they were at it together; and who looked at it or asked for it."""
    together, looked_at = [], []
    for line in lines:
        found = TRAILER.fullmatch(line.strip())
        sort = found[1].lower() if found else ""
        for who in addresses.named(found[2])[:5] if found and sort in TOGETHER | LOOKED_AT else ():
            if not _is_machine(who):
                together += [_role(As.WITH, who)] if sort in TOGETHER else []
                looked_at += [_role(As.TO, who)] if sort in LOOKED_AT else []
    if len(together) + len(looked_at) > PEOPLE:
        raise Refused(f"more than {PEOPLE:,} people is a mailing, not a meeting of people")
    others = [role for role in together + looked_at if role.value != sender.value]
    return [_role(As.WITH, author), *others] if any(role.role is As.WITH for role in others) else others


def _role(part: As, who: Named) -> Role:
    """Someone by their address; by their account where GitHub hides it."""
    hidden = HIDDEN.fullmatch(who.address)
    kind = HandleKind.GITHUB if hidden else HandleKind.NAME if who.is_masked else HandleKind.EMAIL
    value = hidden[1] if hidden else (who.name or who.address).casefold() if who.is_masked else who.address
    return Role(part, kind, value, who.name)


def _is_machine(who: Named) -> bool:
    return (
        "[bot]" in who.name
        or "[bot]" in who.address
        or automatic.MACHINE.fullmatch(who.address.partition("@")[0]) is not None
    )


def _words(lines: list[str]) -> str:
    """The message without the lines that name people."""
    said = (line.rstrip() for line in lines if not TRAILER.fullmatch(line.strip()))
    return "\n".join(said).strip()[: fields.TEXT_CHARACTERS]
