"""What WebDAV servers are asked and what they answer, as XML: read without entities, DTDs or anything remote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from allies.traces.accounts.shapes import NotInStep

DAV, CAL, CARD, SERVER = (
    "DAV:",
    "urn:ietf:params:xml:ns:caldav",
    "urn:ietf:params:xml:ns:carddav",
    "http://calendarserver.org/ns/",
)
NAMES = f'xmlns="{DAV}" xmlns:C="{CAL}" xmlns:R="{CARD}" xmlns:S="{SERVER}"'
STATUS = re.compile(r"\b([1-5]\d\d)\b")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of an answer: its href as the server wrote it, its status, the properties that it has."""

    href: str
    status: int
    properties: dict[str, Element]

    def text(self, name: str) -> str:
        """The text of a property; "" where it has none."""
        found = self.properties.get(name)
        return "" if found is None else (found.text or "").strip()

    def text_of(self, name: str) -> str:
        """The text of a property, as it is."""
        found = self.properties.get(name)
        return "" if found is None else found.text or ""

    def href_in(self, name: str) -> str:
        """The first href within a property; "" where there is none."""
        found = self.properties.get(name)
        inner = None if found is None else found.find(f"{{{DAV}}}href")
        return "" if inner is None else (inner.text or "").strip()

    def holds(self, name: str, tag: str) -> bool:
        """Whether this tag stands within a property."""
        found = self.properties.get(name)
        return found is not None and found.find(tag) is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """A multistatus."""

    resources: tuple[Resource, ...]
    token: str


def parse(body: bytes, *, host: str) -> Answer:
    """What a server answered. Raises NotInStep for what is no multistatus, or was made to do harm."""
    try:
        top = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotInStep(f"{host} said something that is not understood. It is tried again later.") from None
    resources = (_resource(response) for response in top.findall(f"{{{DAV}}}response"))
    return Answer(tuple(one for one in resources if one.href), (top.findtext(f"{{{DAV}}}sync-token") or "").strip())


def _resource(response: Element) -> Resource:
    properties: dict[str, Element] = {}
    for part in response.findall(f"{{{DAV}}}propstat"):
        if _status(part.findtext(f"{{{DAV}}}status")) == 200:
            for told in part.findall(f"{{{DAV}}}prop"):
                properties |= {one.tag: one for one in told}
    href = (response.findtext(f"{{{DAV}}}href") or "").strip()
    return Resource(href, _status(response.findtext(f"{{{DAV}}}status")), properties)


def _status(line: str | None) -> int:
    found = STATUS.search(line or "")
    return int(found[1]) if found else 200


def propfind(names: Iterable[str]) -> bytes:
    """Asks for these properties, written with the prefixes of NAMES."""
    return f"<propfind {NAMES}><prop>{_tags(names)}</prop></propfind>".encode()


def changes(token: str) -> bytes:
    """Asks what changed since this token; "" for everything (RFC 6578)."""
    told = f"<sync-token>{escape(token)}</sync-token><sync-level>1</sync-level>"
    return f"<sync-collection {NAMES}>{told}<prop><getetag/></prop></sync-collection>".encode()


def contents(report: str, data: str, hrefs: Iterable[str]) -> bytes:
    """Asks for the contents of these resources: `report` is "C:calendar-multiget", `data` "C:calendar-data"."""
    listed = "".join(f"<href>{escape(href)}</href>" for href in hrefs)
    return f"<{report} {NAMES}><prop><getetag/><{data}/></prop>{listed}</{report}>".encode()


def between(start: str, end: str) -> bytes:
    """Asks which events take place between two moments, "20260414T090000Z" (RFC 4791, 7.8.1)."""
    within = f'<C:comp-filter name="VEVENT"><C:time-range start="{start}" end="{end}"/></C:comp-filter>'
    wanted = f'<C:filter><C:comp-filter name="VCALENDAR">{within}</C:comp-filter></C:filter>'
    return f"<C:calendar-query {NAMES}><prop><getetag/></prop>{wanted}</C:calendar-query>".encode()


def _tags(names: Iterable[str]) -> str:
    return "".join(f"<{name}/>" for name in names)
