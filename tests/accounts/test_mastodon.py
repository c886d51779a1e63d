"""A Mastodon account through its API, as a real server answers: posts, answers, shares, and what mentions it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

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
from tests.accounts.social import ALICE, BOB, HOME, TOKEN, Home, mention, status
from tests.accounts.web_server import Said, WebServer, answering
from tests.fixtures import NOW


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
