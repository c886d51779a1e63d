"""An address book (.vcf): who someone is, in the words of whoever keeps it. A card is no contact."""

from __future__ import annotations

import hashlib
import quopri
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import vobject

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, charsets, lines, phones, streams
from allies.traces.sources.dates import DAY_S, stamp_s
from allies.traces.sources.lines import Block
from allies.traces.sources.people import name_value
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

# Pictures, keys and sounds are not asked for, nor the properties of one program, which the parser stumbles over.
PROPERTIES = frozenset(
    {
        *("VERSION", "UID", "REV", "N", "FN", "NICKNAME", "EMAIL", "TEL"),
        *("TITLE", "ORG", "CATEGORIES", "NOTE", "BDAY", "URL"),
    }
)
HEAD = re.compile(rb'(?:[^":]++|"[^"]*+")*+')  # of a line, up to its value
PARTS = re.compile(r'(?:[^";]|"[^"]*")+')
PARAMETER = re.compile(r'[A-Za-z0-9-]{1,60}(?:=(?:"[^"]{0,500}"|[^";:]{0,500}))?')
SINGLE = re.compile(
    r"(?:[\w-]{1,20}\.)?(?:FN|NOTE|TITLE|URL)[;:]", re.IGNORECASE
)  # what has one value, though a comma stands in it
COMMA = re.compile(r"(?<!\\),")
LIKELY = 8  # parameters of one line
HANDLES = 100  # addresses and numbers on one card
NOTE_CHARACTERS = 20_000
# With a year or without one, for which Apple writes 1604; with time or without.
BIRTHDAY = re.compile(r"(?:1604-?|--|(\d{4})-?)(\d\d)-?(\d\d)(?:T.*)?")
GOOGLES_OWN = "mycontacts"  # the group that everyone there is in


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """The cards of an address book, one by one, so that a bad one is refused alone.

    Raises Refused after the last whole card where a packed file is cut off. Memory: one card without its pictures.
    """
    found = lines.blocks(streams.blocks(path, setting.tick), frozenset({"VCARD"}), PROPERTIES)
    for number, block in enumerate(found, 1):
        place = f"{path.name}, card {number}, byte {block.start}"
        parse = partial(card, block, setting.now_s) if block.is_whole else refusing("a card without an end")
        yield Piece(place, block.done, parse)


def card(block: Block, now_s: int) -> TraceRecord:
    """The record of one card: at the time of its last revision, 0 where it has none, so that it stays the same.

    Raises Refused for a card that cannot be read, or that names no one.
    """
    stated = _properties(block) if block.lines else {}
    name = _name(stated)
    people = tuple(dict.fromkeys(_handles(stated, name)))[:HANDLES]
    if not people:
        raise Refused("a card without a name, an address or a number")
    at_s = stamp_s(_first(stated, "rev")) or 0
    return TraceRecord(
        uid=_first(stated, "uid")[:500] or "sha256:" + hashlib.sha256(b"\n".join(block.lines)).hexdigest(),
        kind=Kind.CARD,
        at_s=at_s if 0 <= at_s <= now_s + DAY_S else 0,
        people=people,
        subject=name,
        text="\n".join(_said(stated))[:NOTE_CHARACTERS],
    )


def _properties(block: Block) -> dict[str, list[object]]:
    source = "\n".join(_with_commas(_text(line)) for line in block.lines)
    try:
        (component,) = vobject.readComponents(f"BEGIN:VCARD\n{source}\nEND:VCARD\n", allowQP=False)
    except (vobject.base.VObjectError, ValueError, TypeError, LookupError) as error:
        raise Refused(f"a card that cannot be read: {str(error)[:120]}") from error
    return {
        name: [line.value for line in found if hasattr(line, "value")] for name, found in component.contents.items()
    }


def _with_commas(line: str) -> str:
    """A name or a note with its commas marked as such, which many programs forget: the parser would end it there."""
    if not SINGLE.match(line):
        return line
    head, colon, value = line.partition(":")
    return f"{head}{colon}{COMMA.sub(chr(92) + chr(92) + ',', value)}"


def _text(line: bytes) -> str:
    """A line as text: old cards say its charset, and write it as quoted-printable, which the parser takes for UTF-8."""
    found = HEAD.match(line)
    end = found.end() if found and line[found.end() :][:1] == b":" else line.find(b":")
    head, value = line[:end], line[end + 1 :]
    name, *parameters = PARTS.findall(head.decode("ascii", "replace")) or [""]
    charset = next((text[8:] for text in parameters if text.upper().startswith("CHARSET=")), "")
    if not charset and not any("QUOTED-PRINTABLE" in text.upper() for text in parameters):
        return charsets.decode(b";".join((name.encode(), *_likely(parameters))) + b":" + value)
    kept = [
        text for text in parameters if not re.match(r"(?:ENCODING=|CHARSET=|QUOTED-PRINTABLE)", text, re.IGNORECASE)
    ]
    data = quopri.decodestring(value) if len(kept) < len(parameters) and b"=" in value else value
    stated = b";".join((name.encode(), *_likely(kept))).decode()
    return f"{stated}:" + re.sub(r"\r?\n", r"\\n", charsets.decode(data, charset))


def _likely(parameters: list[str]) -> list[bytes]:
    """The first few well-formed parameters: each more doubles the time that the parser takes over a line it refuses."""
    return [text.encode() for text in filter(PARAMETER.fullmatch, parameters)][:LIKELY]


def _values(stated: dict[str, list[object]], name: str) -> list[str]:
    texts = (" ".join(_flat(value)) for value in stated.get(name, ()))
    return [charsets.clean(text).strip() for text in texts if text.strip()]


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for part in value:
            yield from _flat(part)
    elif isinstance(value, bytes):
        yield charsets.decode(value)
    else:
        yield str(value)


def _first(stated: dict[str, list[object]], name: str) -> str:
    values = _values(stated, name)
    return values[0] if values else ""


def _name(stated: dict[str, list[object]]) -> str:
    """How the person is called: the formatted name, else the parts of it, a nickname, or a workplace."""
    for name in ("fn", "n", "nickname", "org"):
        found = " ".join(_first(stated, name).split())
        if any(map(str.isalnum, found)):
            return found[:200]
    return ""


def _said(stated: dict[str, list[object]]) -> Iterator[str]:
    """What the card says of someone: their work, their groups, and what is noted."""
    work = [value for name in ("title", "org") if (value := _first(stated, name))]
    written = (charsets.clean(group).strip() for value in stated.get("categories", ()) for group in _flat(value))
    groups = [group for group in written if group and group.casefold().strip("* ") != GOOGLES_OWN]
    yield from filter(None, (", ".join(work), ", ".join(groups), _first(stated, "note")))
    if birthday := _first(stated, "bday"):
        found = BIRTHDAY.fullmatch(birthday)
        yield f"Birthday: {'-'.join(filter(None, found.groups())) if found else birthday}"
    yield from (address.replace("\\:", ":") for address in _values(stated, "url"))  # as Apple writes it


def _handles(stated: dict[str, list[object]], name: str) -> Iterator[Role]:
    written = [addresses.valid(value.removeprefix("mailto:")) for value in _values(stated, "email")]
    emails = [address for address in written if address]
    numbers = [number for number in map(phones.plain, _values(stated, "tel")) if number]
    yield from (Role(As.NAMED, HandleKind.EMAIL, value, name) for value in emails)
    yield from (Role(As.NAMED, HandleKind.PHONE, value, name) for value in numbers)
    if name and not emails and not numbers:
        yield Role(As.NAMED, HandleKind.NAME, name_value(name), name)
