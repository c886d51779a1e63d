"""Finding someone's calendars or address books at a server, from whatever address of it they know (RFC 6764)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from allies.lib.http import Answer as HttpAnswer
from allies.lib.http import Web
from allies.traces.accounts import asking, dav_xml
from allies.traces.accounts.dav_xml import CAL, CARD, DAV, SERVER, Answer, Resource
from allies.traces.accounts.shapes import Login, NotInStep, Reach

DEADLINE_S, MOST_BYTES = 60.0, 30_000_000
NOT_OFFERED = (400, 403, 404, 405, 409, 412, 415, 422, 501)
MOST_COLLECTIONS = 200
NOTHING = "{host} names no {what} of yours. Give the address that it shows for it, such as https://dav.example/alice/."


@dataclass(frozen=True, slots=True)
class Flavour:
    """What differs between calendars and address books."""

    what: str
    well_known: str
    home: str  # the property that names where they are, with its prefix
    namespace: str
    collection: str
    report: str
    data: str
    suffix: str


CALENDARS = Flavour(
    "calendar",
    "/.well-known/caldav",
    "C:calendar-home-set",
    CAL,
    "calendar",
    "C:calendar-multiget",
    "C:calendar-data",
    "ics",
)
BOOKS = Flavour(
    "address book", "/.well-known/carddav", "R:addressbook-home-set", CARD, "addressbook", "R:addressbook-multiget",
    "R:address-data", "vcf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Collection:
    """One calendar or address book: where, what it is called, and by what one sees that it changed."""

    url: str
    name: str
    token: str
    tag: str


class Server:
    """A server, asked in the name of one account."""

    def __init__(self, login: Login, reach: Reach) -> None:
        self._headers = {"content-type": "application/xml; charset=utf-8", **asking.signed_in(login, reach)}
        self._reach, self._web = reach, _web(reach)
        self.host = urlsplit(login.url).hostname or ""

    def ask(self, method: str, url: str, body: bytes, *, depth: str) -> Answer | None:
        """What it answers; None where it does not offer this. Raises NotInStep."""
        answer = self.http(method, url, body, depth=depth, fine=NOT_OFFERED)
        return None if answer.status in NOT_OFFERED else dav_xml.parse(answer.body, host=self.host)

    def http(self, method: str, url: str, body: bytes, *, depth: str, fine: tuple[int, ...]) -> HttpAnswer:
        """The bare answer. Raises NotInStep."""
        return asking.ask(self._web, method, url, headers={**self._headers, "depth": depth}, body=body, fine=fine)

    def url(self, base: str, href: str) -> str:
        """Where an href leads: encrypted like the server that it stands with, which has the password already."""
        target = urljoin(base, href)
        parts = urlsplit(target)
        home = (parts.hostname, parts.port or 80)
        if parts.scheme != "https" and home not in self._reach.also:
            raise NotInStep(f"{self.host} leads on to a page without encryption.", waits_for_member=True)
        return target


def _web(reach: Reach) -> Web:
    return reach.web(deadline_s=DEADLINE_S, most_bytes=MOST_BYTES)


def home(server: Server, login: Login, flavour: Flavour) -> str:
    """The URL whose members are the collections; that of one collection, where the account is just that. NotInStep."""
    starts = [login.url] if urlsplit(login.url).path.strip("/") else [urljoin(login.url, flavour.well_known), login.url]
    asked = dav_xml.propfind(["current-user-principal", "resourcetype", flavour.home])
    for start in starts:
        answer = server.http("PROPFIND", start, asked, depth="0", fine=NOT_OFFERED)
        if answer.status in NOT_OFFERED:
            continue
        for found in dav_xml.parse(answer.body, host=server.host).resources:
            if _is_collection(found, flavour):
                return answer.url
            named = found.href_in(_tag(flavour.home, flavour)) or _of_principal(server, answer.url, found, flavour)
            if named:
                return server.url(answer.url, named)
    raise NotInStep(NOTHING.format(host=server.host, what=flavour.what), waits_for_member=True)


def collections(server: Server, url: str, flavour: Flavour) -> list[Collection]:
    """The calendars or address books at this URL, or it itself. Raises NotInStep."""
    kinds = ["C:supported-calendar-component-set"] if flavour is CALENDARS else []
    names = ["resourcetype", "displayname", "sync-token", "S:getctag", *kinds]
    answer = server.ask("PROPFIND", url, dav_xml.propfind(names), depth="1")
    found = [] if answer is None else [one for one in answer.resources if _is_collection(one, flavour)]
    return [
        Collection(
            server.url(url, one.href),
            one.text(f"{{{DAV}}}displayname") or urlsplit(one.href).path.rstrip("/").rpartition("/")[2],
            one.text(f"{{{DAV}}}sync-token"),
            one.text(f"{{{SERVER}}}getctag"),
        )
        for one in found[:MOST_COLLECTIONS]
        if _has_events(one, flavour)
    ]


def _of_principal(server: Server, base: str, found: Resource, flavour: Flavour) -> str:
    principal = found.href_in(f"{{{DAV}}}current-user-principal")
    if not principal:
        return ""
    url = server.url(base, principal)
    answer = server.ask("PROPFIND", url, dav_xml.propfind([flavour.home]), depth="0")
    hrefs = [] if answer is None else [one.href_in(_tag(flavour.home, flavour)) for one in answer.resources]
    return urljoin(url, next(filter(None, hrefs))) if any(hrefs) else ""


def _tag(name: str, flavour: Flavour) -> str:
    return f"{{{flavour.namespace}}}{name.partition(':')[2]}"


def _is_collection(found: Resource, flavour: Flavour) -> bool:
    return found.holds(f"{{{DAV}}}resourcetype", f"{{{flavour.namespace}}}{flavour.collection}")


def _has_events(found: Resource, flavour: Flavour) -> bool:
    """Lists of tasks are calendars too; one that does not say what it holds may hold anything."""
    told = found.properties.get(f"{{{CAL}}}supported-calendar-component-set")
    return flavour is BOOKS or told is None or any(one.get("name", "").upper() == "VEVENT" for one in told)
