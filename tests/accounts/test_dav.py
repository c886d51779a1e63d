"""Calendars and address books at two real servers, kept in step; and at servers that know no tokens, or lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from allies.people.models import Handle, Member
from allies.traces import queries as traces
from allies.traces.accounts import actions, claims, dav, dav_places, dav_xml, keeping, queries
from allies.traces.accounts.dav_places import CALENDARS, Server
from allies.traces.accounts.queries import AccountRow
from allies.traces.accounts.shapes import Cursor, Login, NotInStep, Step
from allies.traces.models import Trace
from tests.accounts import dav_servers
from tests.accounts.conftest import Clock, keeper
from tests.accounts.dav_servers import DavServer
from tests.accounts.web_server import Asked, Said, answering
from tests.fixtures import NOW

EVENT = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//alice//phone//EN\r\nBEGIN:VEVENT\r\nUID:{name}@alice.example\r
DTSTAMP:20260101T000000Z\r\nDTSTART:{day:%Y%m%d}T090000Z\r\nDTEND:{day:%Y%m%d}T100000Z\r\nSUMMARY:{name}\r
{more}ORGANIZER;CN=Bob Baker:mailto:bob@bob.example\r\nATTENDEE;CN=Alice:mailto:alice@alice.example\r
END:VEVENT\r\nEND:VCALENDAR\r\n"""
CARD = """BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{name}\r\nFN:{name}\r\nN:{name};;;;\r
EMAIL:{name}@cards.example\r\nEND:VCARD\r\n"""
names = count(1)


@pytest.fixture(scope="module", params=[dav_servers.radicale, dav_servers.xandikos], ids=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Iterator[DavServer]:
    """One real server after the other."""
    with request.param() as running:
        yield running


def _put(server: DavServer, name: str, *, day: datetime, more: str = "") -> str:
    """A meeting on that day, written by alice's telephone; its path."""
    path = f"{server.calendar}{name}-{next(names)}.ics"
    server.ask("PUT", path, EVENT.format(name=name, day=day, more=more))
    return path


def _bring(member: Member, key: str, server: DavServer, clock: Clock, **later: float) -> AccountRow:
    made = claims.claim(member, key, at=clock.go_on(**(later or {"minutes": 1})), if_due=False)
    assert made is not None
    keeping.bring_in_step(made, keeper(clock, also=server.reach.also))
    return queries.account(member, key, at=clock())


def _connect(member: Member, kind: str, server: DavServer, clock: Clock) -> str:
    return actions.connect(member, kind, server.url, username="alice", secret="hush", at=clock()).key


def _meetings(member: Member) -> list[str]:
    return sorted(Trace.objects.owned_by(member).values_list("subject", flat=True))


def test_meetings_come_in_once_changes_too_and_what_lay_ahead_when_it_took_place(
    alice: Member, server: DavServer, clock: Clock
) -> None:
    past, ahead = clock() - timedelta(days=20), clock() + timedelta(days=6)
    for name in ("Review", "Planning"):
        _put(server, name, day=past)
    moved = _put(server, "Budget", day=past)
    _put(server, "Ahead", day=ahead)
    _put(server, "Weekly", day=past, more="RRULE:FREQ=WEEKLY\r\n")
    key = _connect(alice, "caldav", server, clock)
    row = _bring(alice, key, server, clock)
    assert row.failure == ""
    assert _meetings(alice) == ["Budget", "Planning", "Review", "Weekly", "Weekly", "Weekly"]
    _bring(alice, key, server, clock)
    assert len(traces.imports(alice)) == 1
    server.ask("DELETE", moved)
    _put(server, "Retreat", day=past)
    _bring(alice, key, server, clock)
    newest = traces.imports(alice)[0]
    assert (newest.added, newest.known) == (1, 0)
    _bring(alice, key, server, clock, days=8)
    assert _meetings(alice) == ["Ahead", "Budget", "Planning", "Retreat", "Review", *["Weekly"] * 5]


def test_cards_come_in_and_those_that_change(alice: Member, server: DavServer, clock: Clock) -> None:
    for name in ("dora", "emil"):
        server.ask("PUT", f"{server.book}{name}.vcf", CARD.format(name=name), "text/vcard")
    key = _connect(alice, "carddav", server, clock)
    assert _bring(alice, key, server, clock).failure == ""
    assert _addresses(alice) == ["dora@cards.example", "emil@cards.example"]
    _bring(alice, key, server, clock)
    assert len(traces.imports(alice)) == 1
    server.ask("PUT", f"{server.book}fatou.vcf", CARD.format(name="fatou"), "text/vcard")
    assert _bring(alice, key, server, clock).found == 3
    assert traces.imports(alice)[0].read == 1


def _addresses(member: Member) -> list[str]:
    found = Handle.objects.owned_by(member).filter(value__endswith="@cards.example")
    return sorted(found.values_list("value", flat=True))


def _names(steps: Iterator[Step]) -> tuple[int, Cursor]:
    """How many events came, and the cursor at the end."""
    taken = list(steps)
    return sum(one.content.count(b"BEGIN:VEVENT") for step in taken for one in step.arrivals), taken[-1].cursor


def test_a_token_that_the_server_forgot_costs_a_reading_of_all(server: DavServer) -> None:
    _put(server, "Kept", day=NOW - timedelta(days=3))
    whole, cursor = _names(dav.calendar_steps(server.login, {}, server.reach, NOW))
    forgotten = {url: {**known, "token": "http://forgotten.example/7"} for url, known in cursor["collections"].items()}
    again, _ = _names(dav.calendar_steps(server.login, {**cursor, "collections": forgotten}, server.reach, NOW))
    assert again == whole > 0


def test_without_tokens_what_changed_is_told_by_etags(server: DavServer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Server.ask

    def without_tokens(self: Server, method: str, url: str, body: bytes, *, depth: str) -> dav_xml.Answer | None:
        if b"sync-collection" in body:
            return None
        return asked(self, method, url, body.replace(b"<sync-token/>", b""), depth=depth)

    monkeypatch.setattr(Server, "ask", without_tokens)
    _put(server, "One", day=NOW - timedelta(days=3))
    whole, cursor = _names(dav.calendar_steps(server.login, {}, server.reach, NOW))
    assert whole > 0
    assert _names(dav.calendar_steps(server.login, cursor, server.reach, NOW))[0] == 0
    _put(server, "Another", day=NOW - timedelta(days=3))
    assert _names(dav.calendar_steps(server.login, cursor, server.reach, NOW))[0] == 1


def test_the_address_of_one_calendar_is_that_calendar(server: DavServer) -> None:
    login = Login(f"http://localhost:{server.port}{server.calendar}", "alice", "hush")
    home = dav_places.home(Server(login, server.reach), login, CALENDARS)
    assert [one.url for one in dav_places.collections(Server(login, server.reach), home, CALENDARS)] == [login.url]


MULTISTATUS = '<multistatus xmlns="DAV:">{}</multistatus>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + MULTISTATUS.format("&b;")
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + MULTISTATUS.format("&a;")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (BOMB, "is not understood"),
        (OUTSIDE, "is not understood"),
        ("<multistatus", "is not understood"),
        ("", "is not understood"),
        ("\x00\xff", "is not understood"),
        ("<a>" * 50_000, "is not understood"),
        ('<?xml version="1.0" encoding="x-none"?><a/>', "is not understood"),
        (MULTISTATUS.format(""), "names no calendar of yours"),
        ("<html><body>Welcome</body></html>", "names no calendar of yours"),
    ],
)
def test_what_a_server_answers_instead_is_refused_in_words(body: str, says: str) -> None:
    with answering(lambda asked: Said(207, body.encode("latin-1"))) as web, pytest.raises(NotInStep, match=says):
        list(dav.calendar_steps(Login(web.url + "/", "alice", "hush"), {}, web.reach, NOW))


def _leading_to(href: str) -> str:
    prop = f"<prop><current-user-principal><href>{href}</href></current-user-principal></prop>"
    propstat = f"<propstat>{prop}<status>HTTP/1.1 200 OK</status></propstat>"
    return MULTISTATUS.format(f"<response><href>/</href>{propstat}</response>")


@pytest.mark.parametrize("href", ["http://elsewhere.example/", "ftp://elsewhere.example/", "http://127.0.0.1:1/"])
def test_a_server_cannot_lead_the_password_on_to_a_page_without_encryption(href: str) -> None:
    refused = pytest.raises(NotInStep, match="leads on to a page without encryption")
    with answering(lambda asked: Said(207, _leading_to(href).encode())) as web, refused:
        list(dav.calendar_steps(Login(web.url + "/", "alice", "hush"), {}, web.reach, NOW))
    assert {asked.headers["host"] for asked in web.asked} == {web.url.removeprefix("http://")}


def test_a_wrong_password_waits_for_the_member() -> None:
    with answering(lambda asked: Said(401)) as web, pytest.raises(NotInStep) as refusal:
        list(dav.calendar_steps(Login(web.url + "/", "alice", "hush"), {}, web.reach, NOW))
    assert refusal.value.waits_for_member and "hush" not in str(refusal.value)


def test_an_answer_in_parts_is_read_to_its_end() -> None:
    """RFC 6578, 3.6: a 507 for the collection itself says that there is more."""

    def answer(asked: Asked) -> Said:
        token = "2" if b"<sync-token>1</sync-token>" in asked.body else "1"
        more = (
            ""
            if token == "2"
            else "<response><href>/c/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
        )
        etag = "<propstat><prop><getetag>x</getetag></prop><status>HTTP/1.1 200 OK</status></propstat>"
        changed = f"<response><href>/c/{token}.ics</href>{etag}</response>"
        return Said(207, MULTISTATUS.format(f"{changed}{more}<sync-token>{token}</sync-token>").encode())

    with answering(answer) as web:
        server = Server(Login(web.url + "/", "alice", "hush"), web.reach)
        collection = dav_places.Collection(f"{web.url}/c/", "c", "2", "")
        assert dav._by_token(server, collection, "") == ({"/c/1.ics", "/c/2.ics"}, "2")


def test_nothing_is_asked_without_end() -> None:
    def answer(asked: Asked) -> Said:
        number = len(web.asked)
        more = (
            f"<response><href>/c/</href><status>HTTP/1.1 507 More</status></response><sync-token>{number}</sync-token>"
        )
        return Said(207, MULTISTATUS.format(more).encode())

    with answering(answer) as web, pytest.MonkeyPatch.context() as patched:
        patched.setattr(dav, "MOST_PARTS", 5)
        server = Server(Login(web.url + "/", "alice", "hush"), web.reach)
        dav._by_token(server, dav_places.Collection(f"{web.url}/c/", "c", "2", ""), "")
    assert len(web.asked) == 5


def test_moments_are_written_as_calendars_do() -> None:
    assert datetime(2026, 4, 14, 9, tzinfo=UTC).strftime(dav.MOMENT) == "20260414T090000Z"
