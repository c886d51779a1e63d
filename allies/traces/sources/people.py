"""The people of a message in their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
TITLES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md", "msc", "mba", "esq", "dr", "cpa"])


def roles(headers: Headers) -> tuple[Role, ...]:
    """From, to, cc, bcc and the list, without doubles.

    Raises Refused without a sender that can be read, or with over a thousand people.
    """
    post = list_address(headers)
    found = [_sender(headers, post)]
    for part, name in RECIPIENTS:
        found += [role(part, who) for value in headers.get(name, ()) for who in addresses.named(value)]
        if len(found) - 1 > PEOPLE:
            raise Refused(too_many_people(len(found) - 1))
    is_list = {post} - {""}
    people = [person for person in found if person.value not in is_list or person.role is As.FROM]
    return tuple(dict.fromkeys((*people, *_lists(headers, post))))


def role(part: As, who: Named) -> Role:
    """A person in a role: by address, or by name where the address is hidden."""
    if who.is_masked:
        name = VIA.sub("", who.name)
        return Role(part, HandleKind.NAME, name_value(name) or who.address.lower(), name)
    return Role(part, HandleKind.EMAIL, who.address, who.name)


def name_value(name: str) -> str:
    """A display name for comparing: case folded, single spaces, "Last, First" the other way round."""
    name = " ".join(name.replace('"', " ").split()).strip(" ',").casefold()
    last, comma, given = name.partition(",")
    if not comma:
        return name
    if "," in given or given.replace(".", "").strip() in TITLES:
        return " ".join(name.replace(",", " ").split())
    given, last = (" ".join(BRACKETED.sub(" ", part).split()) for part in (given, last))
    return f"{given} {last}".strip()


def list_address(headers: Headers) -> str:
    """Where a discussion list takes posts; "" for other mail, newsletters among them."""
    found = MAILTO.search(first(headers, "list-post"))
    return addresses.valid(found[1]) if found else ""


def _lists(headers: Headers, post: str) -> Iterator[Role]:
    """The list that carried the message, by its List-Id, else by where it takes posts."""
    text = decoded(first(headers, "list-id"))
    found = LIST_ID.search(text)
    value = (found[1] or found[2]).lower() if found else post
    if value:
        yield Role(As.LIST, HandleKind.LIST, value, text.partition("<")[0].strip(' "'))


def _sender(headers: Headers, post: str) -> Role:
    for name in ("from", "sender"):
        for value in headers.get(name, ()):
            for who in addresses.named(value):
                return _behind_list(who, headers) if post and who.address == post else role(As.FROM, who)
    stated = decoded(first(headers, "from"))[:60]
    raise Refused(f"no sender that can be read: {stated}" if stated else "no sender")


def _behind_list(who: Named, headers: Headers) -> Role:
    """The author of a post that a list sends in its own name: whom to reply to, else the name in "Alice via List"."""
    answers = [other for value in headers.get("reply-to", ()) for other in addresses.named(value)]
    others = [other for other in answers if other.address != who.address]
    name = VIA.sub("", who.name)
    if len(others) == 1:
        return Role(As.FROM, HandleKind.EMAIL, others[0].address, others[0].name or name)
    return Role(As.FROM, HandleKind.NAME, name_value(name), name) if name else role(As.FROM, who)
