"""The people of a message in their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from allies.traces.records import As, HandleKind, Role
from allies.traces.sources import addresses
from allies.traces.sources.addresses import Named
from allies.traces.sources.headers import PEOPLE, Headers, decoded, first, too_many_people
from allies.traces.sources.pieces import Refused

RECIPIENTS = ((As.TO, "to"), (As.CC, "cc"), (As.BCC, "bcc"))
LIST_ID = re.compile(r"<([\w.@-]{1,254})>|^\s*([\w.@-]{1,254})\s*$")
MAILTO = re.compile(r"<mailto:([^<>?\s]{1,254})[^<>]*>", re.IGNORECASE)
VIA = re.compile(r"\s+via\s+\S.*$", re.IGNORECASE)  # "Alice via Allies-talk": a list that sends in its own name
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # "Smith, Alice (Sales)": a workplace, where names are turned round
REMEMBERED_CHARACTERS = 120  # of a header: a longer one names many, and does not come again
NAME_WORDS = 3  # on each side of the comma in "Last, First"
PARTICLE = re.compile(r"v[ao]n|vom|zu[mr]?|de[lnrs]?|della|d[aiou]|dos|das|l[ae]|te[nr]?|bin|ibn|al|el|'t")
TITLES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md", "msc", "mba", "esq", "dr", "cpa"])
FIRMS = frozenset(["inc", "ltd", "llc", "llp", "plc", "corp", "gmbh", "mbh", "srl", "pty"])  # two letters are initials


def roles(headers: Headers) -> tuple[Role, ...]:
    """From, to, cc, bcc and the list, without doubles.

    Raises Refused without a sender that can be read, or with over a thousand people.
    """
    post = list_address(headers)
    found = [_sender(headers, post)]
    for part, name in RECIPIENTS:
        for value in headers.get(name, ()):
            found += in_role(part, value)
        if len(found) - 1 > PEOPLE:
            raise Refused(too_many_people(len(found) - 1))
    if post:
        found = [person for person in found if person.value != post or person.role is As.FROM]
    return tuple(dict.fromkeys((*found, *_lists(headers, post))))


def in_role(part: As, value: str) -> tuple[Role, ...]:
    """Everyone whom the value of an address header names. Who was read lately is remembered: few write most mail."""
    return _remembered(part, value) if len(value) <= REMEMBERED_CHARACTERS else _in_role(part, value)


def _in_role(part: As, value: str) -> tuple[Role, ...]:
    return tuple(role(part, who) for who in addresses.named(value))


_remembered = lru_cache(maxsize=8192)(_in_role)


def role(part: As, who: Named) -> Role:
    """A person in a role: by address, or by name where the address is hidden."""
    if who.is_masked:
        name = VIA.sub("", who.name)
        return Role(part, HandleKind.NAME, name_value(name) or who.address.lower(), name)
    return Role(part, HandleKind.EMAIL, who.address, who.name)


def name_value(name: str) -> str:
    """A display name for comparing: case folded, single spaces, "Last, First" the other way round."""
    name = " ".join(name.replace('"', " ").split()).strip(" ,")
    last, _, given = (" ".join(BRACKETED.sub(" ", part).split()) for part in name.partition(","))
    if _is_turned(last, given):
        return f"{given} {last}".casefold()
    return " ".join(name.replace(",", " ").split()).casefold()


def _is_turned(last: str, given: str) -> bool:
    """Whether what stands before and after the first comma of a name is "Last" and "First", as far as one can tell.

    "Bob, the baker", "Baker & Sons, Inc." and "Bob Baker, PhD" are written as they are said.
    """
    if "," in given:
        return False
    sides = last.split(), given.split()
    before, after = ({word.replace(".", "").casefold() for word in side} for side in sides)
    return all(map(_is_name, sides)) and not after <= TITLES and FIRMS.isdisjoint(before | after)


def _is_name(words: list[str]) -> bool:
    """Whether these are one to three words as in a name: with a capital, where the script has them, or "von"."""
    names = [word for word in words if not PARTICLE.fullmatch(word)]
    return 0 < len(names) <= NAME_WORDS and all(word[0].isalpha() and not word[0].islower() for word in names)


def list_address(headers: Headers) -> str:
    """Where a discussion list takes posts; "" for other mail, newsletters among them."""
    stated = first(headers, "list-post")
    found = MAILTO.search(stated) if stated else None
    return addresses.valid(found[1]) if found else ""


def _lists(headers: Headers, post: str) -> Iterator[Role]:
    """The list that carried the message, by its List-Id, else by where it takes posts."""
    stated = first(headers, "list-id")
    if not stated and not post:
        return
    text = decoded(stated)
    found = LIST_ID.search(text)
    value = (found[1] or found[2]).lower() if found else post
    if value:
        yield Role(As.LIST, HandleKind.LIST, value, text.partition("<")[0].strip(' "'))


def _sender(headers: Headers, post: str) -> Role:
    for name in ("from", "sender"):
        for value in headers.get(name, ()):
            for sender in in_role(As.FROM, value):
                is_lists_own = post and sender.value == post and sender.kind is HandleKind.EMAIL
                return _behind_list(sender, headers) if is_lists_own else sender
    stated = decoded(first(headers, "from"))[:60]
    raise Refused(f"no sender that can be read: {stated}" if stated else "no sender")


def _behind_list(sender: Role, headers: Headers) -> Role:
    """The author of a post that a list sends in its own name: whom to reply to, else the name in "Alice via List"."""
    answers = [other for value in headers.get("reply-to", ()) for other in addresses.named(value)]
    others = [other for other in answers if other.address != sender.value]
    name = VIA.sub("", sender.name)
    if len(others) == 1:
        return Role(As.FROM, HandleKind.EMAIL, others[0].address, others[0].name or name)
    return Role(As.FROM, HandleKind.NAME, name_value(name), name) if name else sender
