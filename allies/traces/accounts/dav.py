"""Calendars (CalDAV) and address books (CardDAV): what changed since last time, and what has taken place since.

A collection whose sync token (RFC 6578) or tag (ctag) is as before has not changed. What changed is asked of the server
by the token; where it knows no tokens, or this one no more, all is listed and told apart by ETags. A meeting that lay
ahead when it came in was refused as such and did not change since, so what took place from then to now is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allies.traces.accounts import dav_places, dav_xml
from allies.traces.accounts.dav_places import BOOKS, CALENDARS, Collection, Flavour, Server
from allies.traces.accounts.dav_xml import DAV, Resource
from allies.traces.accounts.paths import mark, safe
from allies.traces.accounts.shapes import Arrival, Cursor, Login, NotInStep, Reach, Step

BATCH = 25  # resources a request
MOST_PARTS = 1_000  # of an answer that comes in parts
MOMENT = "%Y%m%dT%H%M%SZ"
Known = dict[str, Any]  # of one collection: token, tag, etags


def calendar_steps(login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
    """What is new in someone's calendars. Raises NotInStep."""
    return _steps(CALENDARS, login, cursor, reach, at)


def book_steps(login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
    """What is new in someone's address books. Raises NotInStep."""
    return _steps(BOOKS, login, cursor, reach, at)


def _steps(flavour: Flavour, login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
    server = Server(login, reach)
    home = str(cursor.get("home") or "") or dav_places.home(server, login, flavour)
    found = dav_places.collections(server, home, flavour)
    if not found:
        home = dav_places.home(server, login, flavour)  # it has moved, perhaps
        found = dav_places.collections(server, home, flavour)
    known: dict[str, Known] = dict(cursor.get("collections", {}))
    since, until = str(cursor.get("seen_until", "")), at.strftime(MOMENT)
    for collection in found:
        before = known.get(collection.url, {})
        changed, after = _changed(server, collection, before)
        if flavour is CALENDARS and before and since < until:
            changed |= _took_place(server, collection, since, until)
        for arrival in _arrivals(server, collection, sorted(changed), flavour):
            yield Step((arrival,), {**cursor, "home": home, "collections": dict(known)})
        known[collection.url] = after
    yield Step((), {"home": home, "collections": known, "seen_until": until})


def _changed(server: Server, collection: Collection, before: Known) -> tuple[set[str], Known]:
    """The hrefs that changed since, and how the collection is known from now on."""
    after: Known = {"token": collection.token, "tag": collection.tag, "etags": {}}
    if before and _is_same(collection, before):
        return set(), before
    if collection.token:
        for token in dict.fromkeys((str(before.get("token", "")), "")):  # a server may have forgotten the old one
            told = _by_token(server, collection, token)
            if told is not None:
                return told[0], {**after, "token": told[1]}
    etags = _listed(server, collection)
    known: dict[str, str] = before.get("etags", {})
    return {href for href, etag in etags.items() if not etag or known.get(href) != etag}, {**after, "etags": etags}


def _is_same(collection: Collection, before: Known) -> bool:
    if collection.token:
        return collection.token == before.get("token")
    return bool(collection.tag) and collection.tag == before.get("tag")


def _by_token(server: Server, collection: Collection, token: str) -> tuple[set[str], str] | None:
    """What changed since this token, and the next; None where the server does not say. It may come in parts (507)."""
    changed: set[str] = set()
    for _ in range(MOST_PARTS):
        answer = server.ask("REPORT", collection.url, dav_xml.changes(token), depth="0")
        if answer is None or not answer.token:
            return None
        changed |= {one.href for one in answer.resources if one.status == 200 and not _is_itself(one, collection)}
        is_whole = not any(one.status == 507 for one in answer.resources)
        if is_whole or answer.token == token:
            return changed, answer.token
        token = answer.token
    return changed, token


def _listed(server: Server, collection: Collection) -> dict[str, str]:
    asked = dav_xml.propfind(["getetag", "resourcetype"])
    answer = server.ask("PROPFIND", collection.url, asked, depth="1")
    if answer is None:
        raise NotInStep(f"{server.host} does not say what is in {collection.name}. It is tried again later.")
    resources = [one for one in answer.resources if not one.holds(f"{{{DAV}}}resourcetype", f"{{{DAV}}}collection")]
    return {one.href: one.text(f"{{{DAV}}}getetag") for one in resources}


def _took_place(server: Server, collection: Collection, since: str, until: str) -> set[str]:
    """What took place meanwhile; nothing where the server does not answer such questions."""
    answer = server.ask("REPORT", collection.url, dav_xml.between(since, until), depth="1")
    return set() if answer is None else {one.href for one in answer.resources if one.status == 200}


def _arrivals(server: Server, collection: Collection, hrefs: list[str], flavour: Flavour) -> Iterator[Arrival]:
    """The contents, some in a file: calendars and cards may follow one another in one."""
    data = f"{{{flavour.namespace}}}{flavour.data.partition(':')[2]}"
    folder = f"{safe(collection.name)}-{mark(collection.url)}"
    for number, start in enumerate(range(0, len(hrefs), BATCH), 1):
        body = dav_xml.contents(flavour.report, flavour.data, hrefs[start : start + BATCH])
        answer = server.ask("REPORT", collection.url, body, depth="1")
        if answer is None:
            raise NotInStep(f"{server.host} does not give what is in {collection.name}. It is tried again later.")
        content = "".join(_ended(one.text_of(data)) for one in answer.resources)
        if content:
            yield Arrival(f"{folder}/{number}.{flavour.suffix}", content.encode())


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\r\n"


def _is_itself(one: Resource, collection: Collection) -> bool:
    return urlsplit(one.href).path.rstrip("/") == urlsplit(collection.url).path.rstrip("/")
