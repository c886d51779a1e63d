"""Feeds are fetched when they changed, and left alone when the server asks for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from allies.people.models import Member
from allies.traces import queries as traces
from allies.traces.accounts import actions, asking, claims, feeds, keeping, queries
from allies.traces.accounts.queries import AccountRow
from allies.traces.accounts.shapes import Login, NotInStep, Reach
from allies.traces.models import Account, Trace
from tests.accounts.blog import Blog
from tests.accounts.conftest import Clock, keeper
from tests.accounts.web_server import Said, WebServer, answering
from tests.fixtures import NOW


@pytest.fixture
def blog() -> Blog:
    """Bob's blog."""
    return Blog()


@pytest.fixture
def server(blog: Blog) -> Iterator[WebServer]:
    """Where it is."""
    with answering(blog.answer) as running:
        yield running


@pytest.fixture
def key(alice: Member, server: WebServer, clock: Clock) -> str:
    """Alice reads it."""
    return actions.connect(alice, "feed", f"{server.url}/feed.xml", at=clock()).key


def _bring(member: Member, key: str, server: WebServer, clock: Clock) -> AccountRow:
    made = claims.claim(member, key, at=clock.go_on(hours=200), if_due=False)
    assert made is not None
    keeping.bring_in_step(made, keeper(clock, also=server.reach.also))
    return queries.account(member, key, at=clock())


def test_a_feed_comes_in_and_only_what_is_new_later(
    alice: Member, key: str, server: WebServer, blog: Blog, clock: Clock
) -> None:
    row = _bring(alice, key, server, clock)
    assert (row.failure, row.found) == ("", 2)
    assert _bring(alice, key, server, clock).found == 2
    assert server.asked[1].headers["if-none-match"] == '"v2"'
    assert server.asked[1].headers["if-modified-since"] == "Mon, 09 Mar 2026 09:00:00 GMT"
    blog.entries = 3
    assert _bring(alice, key, server, clock).found == 3
    assert [(one.added, one.known) for one in traces.imports(alice)] == [(1, 2), (2, 0)]
    assert "What I learned, part 3." in set(Trace.objects.owned_by(alice).values_list("text", flat=True))


def test_a_server_that_does_not_listen_is_found_out_by_the_bytes(
    alice: Member, key: str, server: WebServer, blog: Blog, clock: Clock
) -> None:
    blog.listens = False
    _bring(alice, key, server, clock)
    _bring(alice, key, server, clock)
    assert len(traces.imports(alice)) == 1


@pytest.mark.parametrize(
    ("status", "headers", "hours", "says"),
    [
        (429, {"Retry-After": "36000"}, 10, "is busy and asks to come back later"),
        (503, {"Retry-After": "Tue, 14 Apr 2026 21:00:00 GMT", "Date": "Tue, 14 Apr 2026 09:00:00 GMT"}, 12, "is busy"),
        (503, {}, 1.8, "is busy"),
        (500, {}, 1.8, "an error of its own (500)"),
        (404, {}, 1.8, "There is nothing at http://localhost"),
        (410, {}, None, "this has ended and will not come back (410)"),
        (401, {}, None, "refuses this name and password"),
    ],
)
def test_what_the_server_wants_is_done(
    alice: Member, key: str, server: WebServer, blog: Blog, clock: Clock,
    status: int, headers: dict[str, str], hours: float | None, says: str,
) -> None:  # fmt: skip
    blog.said = Said(status, b"", headers)
    row = _bring(alice, key, server, clock)
    assert says in row.failure
    assert row.next_at == (None if hours is None else clock() + timedelta(hours=hours))


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "soon"},
        {"retry-after": "-5"},
        {"retry-after": "Tue, 14 Apr 2026 21:00:00 GMT"},
        {"retry-after": "Tue, 14 Apr 2026 08:00:00 GMT", "date": "Tue, 14 Apr 2026 09:00:00 GMT"},
        {"retry-after": "٣"},
        {},
    ],
)
def test_a_wish_that_makes_no_sense_is_none(headers: dict[str, str]) -> None:
    assert asking.left_alone_s(headers) == 0


@pytest.mark.parametrize("status", [200, 401, 404, 410, 500, 302])
def test_a_secret_in_the_address_is_told_to_the_server_alone(
    alice: Member, server: WebServer, blog: Blog, clock: Clock, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    key = actions.connect(alice, "feed", f"{server.url}/feed.xml?token=5ecret&5ecret", at=clock()).key
    blog.said = None if status == 200 else Said(status, b"5ecret", {"Location": "/there?token=5ecret"})
    row = _bring(alice, key, server, clock)
    assert server.asked[0].path == "/feed.xml?token=5ecret&5ecret"
    assert row.url == f"{server.url}/feed.xml?token=…&…"
    assert bool(row.failure) == (status != 200)
    kept = Account.objects.owned_by(alice).select_related("source").get()
    told = [row, kept.source.name, kept.cursor, keeping.login_of(kept), traces.imports(alice), caplog.text]
    assert "5ecret" not in repr(told)


def test_what_is_no_feed_says_so(alice: Member, key: str, server: WebServer, blog: Blog, clock: Clock) -> None:
    blog.said = Said(200, bytes(range(256)) * 20)
    row = _bring(alice, key, server, clock)
    assert row.failure.startswith("What it gave cannot be read:") and row.next_at is None


def test_a_feed_that_is_too_long_is_not_read_to_its_end(
    server: WebServer, blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_BYTES", 300)
    with pytest.raises(NotInStep, match="longer than 300 bytes"):
        list(feeds.steps(Login(server.url), {}, server.reach, NOW))


def test_a_password_goes_with_the_request_and_never_unencrypted_to_the_outside(server: WebServer) -> None:
    list(feeds.steps(Login(server.url, "alice", "hush"), {}, server.reach, NOW))
    assert server.asked[0].headers["authorization"] == "Basic YWxpY2U6aHVzaA=="
    with pytest.raises(NotInStep, match="a password goes by https only"):
        list(feeds.steps(Login("http://bob.example/", "alice", "hush"), {}, Reach(), NOW))


def test_a_feed_on_a_machine_within_the_house_is_refused(server: WebServer) -> None:
    with pytest.raises(NotInStep) as refusal:
        list(feeds.steps(Login(server.url), {}, Reach(), NOW))
    assert refusal.value.waits_for_member and server.asked == []
