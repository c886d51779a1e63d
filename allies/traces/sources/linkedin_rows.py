"""What one row of a table in the export of a LinkedIn account says."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, columns, fields
from allies.traces.sources.dates import stamp_s
from allies.traces.sources.people import name_value
from allies.traces.sources.pieces import Refused

Cells = dict[str, str]  # by heading, in lower case
SURE = 0.9  # of the messages: whoever is in so many owns the account
FEWEST = 3
PEOPLE = 1000  # in one cell
NO_ONE = "linkedin member"  # whose account is gone
PROFILE = re.compile(r"(?:https?://)?(?:[a-z]{1,5}\.)?linkedin\.com/(?:in|pub)/([^/?#\s]{1,200})", re.IGNORECASE)
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4}),? (\d{1,2}):(\d\d)(?::\d\d)?\s?([AP]M)?", re.IGNORECASE)
OWN = "about yourself, or not about anyone you know"


@dataclass(slots=True)
class Known:
    """What must be known of a whole export before its rows can be read one by one."""

    profiles: dict[str, str] = field(default_factory=dict)  # address by name; "" where several have the name
    seen: Counter[str] = field(default_factory=Counter)  # messages by the address of who is in them
    messages: int = 0
    name: str = ""  # the owner's

    @property
    def own(self) -> str:
        """The address of the account's own profile: whoever is in nearly all messages. "" where that is no one."""
        most = self.seen.most_common(2)
        if not most or self.messages < FEWEST or most[0][1] < SURE * self.messages:
            return ""
        return "" if len(most) > 1 and most[1][1] >= SURE * self.messages else most[0][0]


def _connection(cells: Cells, _: Known, now_s: int, *, is_given: bool) -> TraceRecord:
    name, profile = name_of(cells), profile_of(cells.get("url", ""))
    if name and (why := columns.why_no_name(name)):
        raise Refused(f"{why}: {name[:40]}")
    email = addresses.valid(cells.get("email address", ""))
    people = [Role(As.NAMED, HandleKind.EMAIL, email, name)] if email else []
    people += [Role(As.NAMED, HandleKind.URL, profile, name)] if profile else []
    if name and not people:
        people = [Role(As.NAMED, HandleKind.NAME, name_value(name), name)]
    if not people:
        raise Refused("a connection without a name: the account is gone")
    at_s = columns.day_s(cells.get("connected on", ""))
    return TraceRecord(
        uid=f"linkedin:connection:{profile or email or name_value(name)}",
        kind=Kind.CARD,
        at_s=at_s if at_s <= now_s else 0,
        people=tuple(people),
        subject=name,
        text=", ".join(part for part in (cells.get("position", ""), cells.get("company", "")) if part),
    )


def _message(cells: Cells, known: Known, now_s: int, *, is_given: bool) -> TraceRecord:
    sender = _who(As.FROM, cells.get("from", ""), cells.get("sender profile url", ""), known)
    if sender is None:
        raise Refused("no sender: the account is gone")
    others = _recipients(cells, known)
    stated = cells.get("date", "").strip()
    at_s = fields.moment(stamp_s(stated.removesuffix(" UTC")), stated, now_s)
    text = fields.of_html(cells.get("content", ""))
    told = "\0".join((cells.get("conversation id", ""), str(at_s), sender.value, text))
    return TraceRecord(
        uid=f"linkedin:message:{_digest(told)}",
        kind=Kind.CHAT,
        at_s=at_s,
        people=tuple(dict.fromkeys((sender, *others))),
        subject=" ".join(cells.get("subject", "").split())[: fields.NAME_CHARACTERS],
        text=text,
        root=f"linkedin:conversation:{cells.get('conversation id', '')[:200]}",
        is_automatic=bool(cells.get("is message sponsored", "").strip().lower() in ("yes", "true")),
        is_sent=bool(known.own) and sender.value == known.own,
    )


def _recipients(cells: Cells, known: Known) -> list[Role]:
    profiles = parts_of(cells, "recipient profile urls")
    names = parts_of(cells, "to")
    if len(names) != len(profiles):  # a name has a comma in it, or an account is gone: the addresses alone are sure
        names = names if not profiles else [""] * len(profiles)
    found = (_who(As.TO, name, profiles[at] if at < len(profiles) else "", known) for at, name in enumerate(names))
    return [who for who in found if who is not None]


def _invitation(cells: Cells, known: Known, now_s: int, *, is_given: bool) -> TraceRecord:
    sender = _who(As.FROM, cells.get("from", ""), cells.get("inviterprofileurl", ""), known)
    receiver = _who(As.TO, cells.get("to", ""), cells.get("inviteeprofileurl", ""), known)
    if sender is None or receiver is None:
        raise Refused("no name of one of the two: the account is gone")
    at_s = _american(cells.get("sent at", ""), now_s)
    return TraceRecord(
        uid=f"linkedin:invitation:{_digest(f'{sender.value} {receiver.value} {at_s}')}",
        kind=Kind.CHAT,
        at_s=at_s,
        people=(sender, receiver),
        subject="Invitation",
        text=fields.of_html(cells.get("message", "")),
        is_sent=cells.get("direction", "").strip().upper() == "OUTGOING",
    )


def _recommendation(cells: Cells, known: Known, now_s: int, *, is_given: bool) -> TraceRecord:
    other = _who(As.TO if is_given else As.FROM, name_of(cells), "", known)
    if other is None:
        raise Refused("no name: the account is gone")
    me = _who(As.FROM if is_given else As.TO, known.name, known.own, known)
    at_s = _american(cells.get("creation date", ""), now_s)
    text = fields.of_html(cells.get("text", ""))
    return TraceRecord(
        uid=f"linkedin:recommendation:{_digest(f'{other.value} {at_s} {text}')}",
        kind=Kind.LETTER,
        at_s=at_s,
        people=tuple(who for who in ((me, other) if is_given else (other, me)) if who is not None),
        subject="Recommendation",
        text=text,
    )


def _position(cells: Cells, known: Known, now_s: int, *, is_given: bool) -> TraceRecord:
    me = _who(As.NAMED, known.name, known.own, known)
    if me is None:
        raise Refused("your own position, without your name: give the whole export")
    since, until = cells.get("started on", ""), cells.get("finished on", "")
    held = ", ".join(part for part in (cells.get("title", ""), cells.get("company name", "")) if part)
    if not held:
        raise Refused("a position without a title or a company")
    return TraceRecord(
        uid=f"linkedin:position:{_digest(f'{me.value} {held} {since}')}",
        kind=Kind.CARD,
        at_s=0,
        people=(me,),
        subject=known.name,
        text=f"{held} ({since or '?'} to {until or 'now'})",
    )


def _own(_: Cells, __: Known, ___: int, *, is_given: bool) -> TraceRecord:
    raise Refused(OWN)


READERS: dict[str, Callable[..., TraceRecord]] = {
    "connections": _connection,
    "messages": _message,
    "invitations": _invitation,
    "recommendations": _recommendation,
    "positions": _position,
    "profile": _own,
}


def _who(part: As, name: str, profile: str, known: Known) -> Role | None:
    """Someone by the address of their profile, else by the connection of that name, else by the name."""
    name = " ".join(name.split())[: fields.NAME_CHARACTERS]
    name = "" if name.casefold() == NO_ONE or columns.why_no_name(name or "-") else name
    address = profile_of(profile) or (known.profiles.get(name_value(name), "") if name else "")
    if address:
        return Role(part, HandleKind.URL, address, name)
    return Role(part, HandleKind.NAME, name_value(name), name) if name else None


def profile_of(text: str) -> str:
    """The address of a profile in one spelling; "" for what is none."""
    found = PROFILE.match(text.strip())
    return f"https://www.linkedin.com/in/{found[1].lower()}" if found else ""


def name_of(cells: Cells) -> str:
    return " ".join(f"{cells.get('first name', '')} {cells.get('last name', '')}".split())[: fields.NAME_CHARACTERS]


def parts_of(cells: Cells, *headings: str) -> list[str]:
    return [part.strip() for heading in headings for part in cells.get(heading, "").split(",") if part.strip()][:PEOPLE]


def _american(text: str, now_s: int) -> int:
    """UTC seconds of "1/5/24, 9:00 AM". Raises Refused for what is no date, or none that can have been."""
    found = AMERICAN.match(text.strip())
    if not found:
        return fields.moment(stamp_s(text.strip().removesuffix(" UTC")), text, now_s)
    month, day, year, hour, minute = (int(part) for part in found.groups()[:5])
    hour = hour % 12 + (12 if (found[6] or "").upper() == "PM" else 0) if found[6] else hour
    year += 2000 if year < 100 else 0
    return fields.moment(stamp_s(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"), text, now_s)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
