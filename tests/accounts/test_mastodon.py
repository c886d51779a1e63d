"""A Mastodon account through its API, as a real server answers: posts, answers, shares, and what mentions it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from allies.people import queries as people_queries
from allies.people.models import Member
from allies.traces import importing
from allies.traces import queries as traces
from allies.traces.accounts import actions, claims, keeping, mastodon, queries
from allies.traces.accounts.queries import AccountRow
from allies.traces.accounts.shapes import Login, NotInStep, Reach
from allies.traces.models import Participation, Trace
from tests.accounts.conftest import Clock, keeper
from tests.accounts.web_server import Asked, Said, WebServer, answering
from tests.fixtures import NOW

HOME = "https://social.example"
TOKEN = "a token of alice's"


def account(name: str, number: str) -> dict[str, Any]:
    """An account as the API shows it."""
    address = f"{HOME}/users/{name}"
    return {"id": number, "username": name, "acct": name, "url": f"{HOME}/@{name}", "uri": address}


ALICE, BOB = account("alice", "1"), account("bob", "2")


def status(number: int, author: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    """A post as the API shows it."""
    return {
        "id": str(number),
        "uri": f"{author['uri']}/statuses/{number}",
        "url": f"{author['url']}/{number}",
        "created_at": f"2026-03-{number % 28 + 1:02}T09:00:00.000Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "visibility": "public",
        "spoiler_text": "",
        "content": f"<p>{text}</p>",
        "reblog": None,
        "account": author,
        "mentions": [],
        **more,
    }


def mention(of: dict[str, Any]) -> dict[str, Any]:
    """A mention within a post."""
    return {name: of[name] for name in ("id", "username", "acct", "url")}


QUESTION = status(101, BOB, "@alice How did it go?", mentions=[mention(ALICE)])
ANSWERS = {"in_reply_to_id": "101", "in_reply_to_account_id": "2", "mentions": [mention(BOB)]}
OWN = [
    status(100, ALICE, "We finished the review."),
    status(102, ALICE, "@bob It went well.", **ANSWERS),
    status(103, ALICE, "", reblog=status(99, BOB, "My notes")),
    status(104, ALICE, "@bob Only for you.", visibility="direct", mentions=[mention(BOB)]),
]


class Home:
    """Alice's server."""

    def __init__(self) -> None:
        self.own, self.mentions = list(OWN), [QUESTION]
        self.said: Said | None = None

    def answer(self, asked: Asked) -> Said:
        if self.said is not None:
            return self.said
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Said(401, b'{"error": "The access token is invalid"}')
        parts = urlsplit(asked.path)
        found = self._found(parts.path, {name: said[0] for name, said in parse_qs(parts.query).items()})
        return Said(404, b"{}") if found is None else Said(200, json.dumps(found).encode())

    def _found(self, path: str, asked: dict[str, str]) -> object:
        if path == "/api/v1/accounts/verify_credentials":
            return ALICE
        if path == "/api/v1/accounts/1/statuses":
            return self._page(self.own, asked)
        if path == "/api/v1/notifications" and asked["types[]"] == "mention":
            rows = [{"id": str(int(one["id"]) + 5_000), "type": "mention", "status": one} for one in self.mentions]
            return self._page(rows, asked)
        number = path.removeprefix("/api/v1/statuses/")
        return next((one for one in [*self.own, *self.mentions] if one["id"] == number), None)

    def _page(self, rows: list[dict[str, Any]], asked: dict[str, str]) -> list[dict[str, Any]]:
        """As `min_id` asks: those that follow at once on it; within a page the newest first."""
        following = [row for row in rows if int(row["id"]) > int(asked["min_id"])]
        return following[: int(asked["limit"])][::-1]


@pytest.fixture
def home() -> Home:
    """Alice's server."""
    return Home()


@pytest.fixture
def server(home: Home) -> Iterator[WebServer]:
    """Where it is."""
    with answering(home.answer) as running:
        yield running


@pytest.fixture
def key(alice: Member, server: WebServer, clock: Clock) -> str:
    """Alice's account."""
    return actions.connect(alice, "mastodon", server.url, secret=TOKEN, at=clock()).key


def _bring(member: Member, key: str, server: WebServer, clock: Clock) -> AccountRow:
    made = claims.claim(member, key, at=clock.go_on(minutes=1), if_due=False)
    assert made is not None
    keeping.bring_in_step(made, keeper(clock, also=server.reach.also))
    return queries.account(member, key, at=clock())


def _told(member: Member) -> list[tuple[str, str]]:
    return sorted(Trace.objects.owned_by(member).values_list("kind", "text"))


def test_posts_answers_shares_and_mentions_come_in(alice: Member, key: str, server: WebServer, clock: Clock) -> None:
    row = _bring(alice, key, server, clock)
    assert (row.failure, row.found) == ("", 5)
    assert _told(alice) == [
        ("chat", "@bob Only for you."),
        ("mention", ""),
        ("post", "@alice How did it go?"),
        ("post", "We finished the review."),
        ("reply", "@bob It went well."),
    ]
    answer = Trace.objects.owned_by(alice).get(kind="reply")
    question = Trace.objects.owned_by(alice).get(text="@alice How did it go?")
    assert answer.parent == question.uid
    roles = Participation.objects.owned_by(alice).filter(trace=answer).values_list("role", "handle__value")
    assert set(roles) == {
        ("from", "alice@social.example"), ("to", "bob@social.example"), ("replied-to", "bob@social.example")
    }  # fmt: skip


def test_only_what_is_new_is_asked_for_and_comes_in(
    alice: Member, key: str, server: WebServer, home: Home, clock: Clock
) -> None:
    _bring(alice, key, server, clock)
    before = len(server.asked)
    assert _bring(alice, key, server, clock).found == 5
    assert len(server.asked) == before + 3 and len(traces.imports(alice)) == 1
    home.own.append(status(105, ALICE, "One more."))
    home.mentions.append(status(106, BOB, "@alice Thank you!", mentions=[mention(ALICE)]))
    assert _bring(alice, key, server, clock).found == 7


def test_whose_account_it_is_is_told_by_what_was_posted_from_it(
    alice: Member, key: str, server: WebServer, home: Home, clock: Clock
) -> None:
    home.mentions += [status(200 + number, BOB, "Hello", mentions=[mention(ALICE)]) for number in range(20)]
    _bring(alice, key, server, clock)
    assert [handle.value for handle in people_queries.own_handles(alice)] == ["alice@social.example"]


def test_what_came_by_the_archive_is_known_again(
    alice: Member, key: str, server: WebServer, clock: Clock, tmp_path: Any
) -> None:
    steps = list(mastodon.steps(Login(server.url, "", TOKEN), {}, server.reach, NOW))
    archive = tmp_path / "outbox.json"
    archive.write_bytes(steps[0].arrivals[0].content)
    importing.run(alice, archive, at=clock())
    before = _told(alice)
    _bring(alice, key, server, clock)
    assert len(before) == 4 and len(_told(alice)) == 5


def test_many_come_page_by_page_and_the_next_visit_goes_on(server: WebServer, home: Home) -> None:
    home.own = [status(number, ALICE, f"Post {number}") for number in range(1, 101)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mastodon, "MOST_PAGES", 2)
        taken = list(mastodon.steps(Login(server.url, "", TOKEN), {}, server.reach, NOW))
    assert taken[-1].cursor["outbox"] == "80"
    assert list(mastodon.steps(Login(server.url, "", TOKEN), taken[-1].cursor, server.reach, NOW))[-1].cursor == {
        "outbox": "100",
        "inbox": "5101",
    }


def test_an_answer_to_what_is_gone_still_says_to_whom(server: WebServer, home: Home) -> None:
    home.mentions = []
    step = next(mastodon.steps(Login(server.url, "", TOKEN), {}, server.reach, NOW))
    items = json.loads(step.arrivals[0].content)["orderedItems"]
    assert items[1]["object"]["inReplyTo"] == f"{HOME}/@bob/101"


@pytest.mark.parametrize(
    ("said", "says", "waits"),
    [
        (Said(401), "refuses this name and password (or token)", True),
        (Said(429), "is busy and asks to come back later", False),
        (Said(200, b"<html>"), "said something that is not understood", False),
        (Said(200, b"[" * 100_000), "said something that is not understood", False),
        (Said(200, b"[]"), "says nothing of the account", True),
        (Said(404), "says nothing of the account", True),
    ],
)
def test_what_is_wrong_is_said(server: WebServer, home: Home, said: Said, says: str, waits: bool) -> None:
    home.said = said
    with pytest.raises(NotInStep) as refusal:
        list(mastodon.steps(Login(server.url, "", TOKEN), {}, server.reach, NOW))
    assert says in str(refusal.value) and refusal.value.waits_for_member == waits
    assert refusal.value.again_after_s == (mastodon.BUSY_S if said.status == 429 else 0)


def test_the_token_never_goes_unencrypted_to_the_outside() -> None:
    with pytest.raises(NotInStep, match="a password goes by https only"):
        list(mastodon.steps(Login("http://social.example/", "", TOKEN), {}, Reach(), NOW))
