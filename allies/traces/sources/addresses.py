"""Who is named in a From, To or Cc: strictly, so that no one is taken for someone else.

An address that is not well formed is left out, never repaired into another: `alice@allies.example)bob@evil.example`
names nobody. Encoded words are decoded after the parts are told apart: a comma or an angle within one parts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from allies.traces.sources.headers import decoded

ADDRESS_CHARACTERS = 254
COMMENT_DEPTH = 50

ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[\w](?:[\w-]*[\w])?(?:\.[\w](?:[\w-]*[\w])?)*")
# The commonest forms, told at once, alone or parted by commas; anything else goes apart bit by bit.
PLAIN = re.compile(rf'(?:"([^"\\]*)"\s*|([^"(),:;<>@\\]*))<([^<>()"\s]+)>|({ADDRESS.pattern})')
ENTRY = re.compile(r'(?:[^",]++|"[^"]*+")++')  # between two commas, where quotes are closed
REMEMBERED_CHARACTERS = 200
# An open quote takes all that follows, so that no text is looked through twice.
BIT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|<[^<>]*>|[(),:;<>\\]|[^"(),:;<>\\]+', re.DOTALL)
QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
# Pipermail and Mailman hide addresses: `alice at allies.example (Alice)`, `@||ce @end|ng |rom @|||e@@ex@mp|e (Alice)`.
NAME_CHARACTERS = 300
HIDING = r" (?:at|[a-z|]{0,4}@[a-z@|]{3,7} [a-z|]{3,5}) "
MASKED_WORD = re.compile(HIDING)
MASKED = re.compile(rf"([^\s()<>,]+{HIDING}[^\s()<>,]+)\s*(?:\((.*)\))?", re.DOTALL)
ROUTE = re.compile(r"@[^:<>]*:")


@dataclass(frozen=True, slots=True)
class Named:
    """Someone in a header: `address` in lower case, or the masked one as written; `name` as they write themselves."""

    name: str
    address: str
    is_masked: bool = False


def named(value: str) -> list[Named]:
    """Everyone in the value of an address header, in order; entries that are not well formed are left out."""
    value = value.strip()
    if MASKED_WORD.search(value) and (masked := _masked(value)):
        return [masked]
    plain = [_remembered(part) if len(part) <= REMEMBERED_CHARACTERS else None for part in _parted(value)]
    if None not in plain:
        return [who for who in plain if who is not None]
    found = (_read(entry) for entry in _entries(value))
    return [who for who in found if who is not None]


def _parted(value: str) -> list[str]:
    """A list at its commas, of which a quoted name ("Archer, Alice") may hold some; whole where that is unclear."""
    if '"' not in value:
        return value.split(",")
    return ENTRY.findall(value) if "\\" not in value and value.count('"') % 2 == 0 else [value]


def _plain(text: str) -> Named | None:
    """Whom `text` names in one of the commonest forms; None for anything else."""
    plain = PLAIN.fullmatch(text.strip())
    if plain is None:
        return None
    address = valid(plain[3] or plain[4])
    return Named(_name(plain[1] or plain[2] or ""), address) if address else None


_remembered = lru_cache(maxsize=8192)(_plain)  # few people are named in most of the mail that one has


def valid(address: str) -> str:
    """The address in lower case, or "" when it is not well formed."""
    if len(address) > ADDRESS_CHARACTERS or not ADDRESS.fullmatch(address):
        return ""
    return address.lower()


def _masked(text: str) -> Named | None:
    found = MASKED.fullmatch(text)
    if found is None:
        return None
    name = _name(found[2] or "")
    return Named("" if MASKED.fullmatch(name) else name, found[1][:ADDRESS_CHARACTERS], is_masked=True)


def _name(text: str) -> str:
    """A display name; one that looks like an address is none, since it may be someone else's."""
    name = decoded(text).strip(" '\"")[:NAME_CHARACTERS]
    return "" if ADDRESS.fullmatch(name) else name


@dataclass(slots=True)
class _Entry:
    """One place of a list, in parts."""

    words: list[str] = field(default_factory=list)  # outside of quotes, angles and comments
    quoted: list[str] = field(default_factory=list)  # the same with the quoted ones, unquoted
    angle: str | None = None
    comments: list[str] = field(default_factory=list)
    is_bad: bool = False

    def source(self) -> str:
        return "".join(self.words).strip()


def _entries(value: str) -> Iterator[_Entry]:
    """The entries of a list, parted by commas and semicolons; a group gives its members."""
    entry, depth = _Entry(), 0
    for bit in BIT.findall(value):
        if depth:
            depth = _within_comment(entry, bit, depth)
        elif bit == "(":
            depth = 1
            entry.comments.append("")
        elif bit in ",;":
            yield entry
            entry = _Entry()
        elif bit == ":" and entry.angle is None and "@" not in entry.source():
            entry = _Entry()  # what stood before was a group's name
        else:
            _add(entry, bit)
    entry.is_bad |= depth > 0
    yield entry


def _within_comment(entry: _Entry, bit: str, depth: int) -> int:
    depth += (bit == "(") - (bit == ")")
    entry.is_bad |= depth > COMMENT_DEPTH
    if depth:
        entry.comments[-1] += bit if len(entry.comments[-1]) < 1000 else ""
    return depth


def _add(entry: _Entry, bit: str) -> None:
    if bit[0] == "<" and len(bit) > 1:
        entry.is_bad |= entry.angle is not None
        entry.angle = bit[1:-1]
    elif bit[0] == '"':
        quoted = QUOTED.fullmatch(bit)
        entry.is_bad |= quoted is None or entry.angle is not None
        entry.quoted.append(re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL) if quoted else "")
    elif len(bit) == 1 and bit in "()<>:\\":
        entry.is_bad = True
    else:
        entry.is_bad |= entry.angle is not None and bool(bit.strip())
        entry.words.append(bit)
        entry.quoted.append(bit)


def _read(entry: _Entry) -> Named | None:
    if entry.is_bad:
        return None
    if entry.angle is not None:
        address = valid(_within_angle(entry.angle))
        return Named(_name("".join(entry.quoted)), address) if address else None
    source, comment = entry.source(), "".join(entry.comments)
    if MASKED_WORD.search(source):
        return _masked(f"{source} ({comment})" if comment else source)
    address = valid(source) if source == "".join(entry.quoted).strip() else ""
    return Named(_name(comment), address) if address else None


def _within_angle(text: str) -> str:
    """Without the old route `@relay.example:`, comments, and the spaces that RFC 822 allowed around dots."""
    if len(text) > 4 * ADDRESS_CHARACTERS:
        return ""
    text = ROUTE.sub("", text.strip(), count=1) if text.lstrip().startswith("@") else text
    if "(" in text:
        text = re.sub(r"\([^()]*\)", "", text)
    return re.sub(r"\s*([.@])\s*", r"\1", text.strip())
