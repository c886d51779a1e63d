"""What pages hold, and what they never repeat: no code, no style, nothing from elsewhere, nothing a visitor planted."""

from __future__ import annotations

import random
import secrets

import pytest
from django.http import HttpResponse
from django.test import Client

from allies.people.models import Member
from allies.sharing.policy import POLICIES, Caller
from tests.safety.callers import CALLERS, TOKENS, Answer, Visit, text_of, visit
from tests.safety.inline import inline
from tests.safety.marked import Yard
from tests.safety.things import absent, owned_things

READABLE = sorted(name for name, policy in POLICIES.items() if "GET" in policy.methods)
OPEN = sorted(name for name in READABLE if POLICIES[name].caller is Caller.ANYONE and not POLICIES[name].address)


@pytest.mark.parametrize("is_htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize("caller", ["anonymous", "bob", "alice"])
@pytest.mark.parametrize("name", READABLE)
def test_no_page_has_code_or_style_in_it(name: str, caller: str, is_htmx: bool, alice: Member, bob: Member) -> None:
    sent = Visit(name, "GET", owned_things(Yard(alice)), {}, is_htmx=is_htmx)
    assert inline(visit(CALLERS[caller](alice, bob), sent)) == []


def test_the_search_for_inline_code_finds_it() -> None:
    page = '<p style="color:red" onclick="x()">a</p><script>1</script><style></style><img src="https://evil.example/x">'
    assert len(inline(HttpResponse(page))) == 5


def test_another_host_is_refused_and_not_repeated(db: None) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:8000"):
        response = Client().get("/account/login/", headers={"Host": host})
        assert response.status_code == 400 and "evil" not in text_of(response)


HOSTILE = (
    *(
        "X-Forwarded-Host",
        "X-Forwarded-Server",
        "X-Forwarded-Proto",
        "X-Forwarded-For",
        "X-Forwarded-Prefix",
        "Forwarded",
    ),
    *("X-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Original-Host", "X-Real-IP", "Via"),
    *("User-Agent", "Referer", "Accept-Language", "Accept", "Origin", "Range", "If-None-Match", "X-Requested-With"),
    *("HX-Current-URL", "HX-Target", "HX-Prompt", "HX-Trigger", "HX-Trigger-Name", "Authorization", "X-Timer"),
)
COOKIES = (
    "session",
    "csrf",
    "messages",
    "sessionid",
    "csrftoken",
    "lang",
    "theme",
    "django_language",
    "_forum_session",
)


@pytest.mark.parametrize("name", OPEN)
def test_headers_and_cookies_of_one_visitor_change_no_page_of_anothers(name: str, db: None) -> None:
    """What an unsigned-in page says may not depend on anything that a cache between us would not look at."""
    chance = random.Random(55674)
    clean = _comparable(visit(Client(), Visit(name, "GET", absent(), {})))
    for _ in range(60):
        mark = f"zqx{secrets.token_hex(4)}"
        shapes = (
            mark,
            f"{mark}.evil.example",
            f"https://{mark}.evil.example/",
            f'"><script>{mark}</script>',
            f"{mark}\u00e9",
        )
        headers = {header: chance.choice(shapes) for header in chance.sample(HOSTILE, 3)}
        client = Client(headers=headers, raise_request_exception=False)
        client.cookies.load(dict.fromkeys(chance.sample(COOKIES, 2), mark))
        response = visit(client, Visit(name, "GET", absent(), {}))
        assert mark not in text_of(response)
        assert _comparable(response) == clean, headers
        assert "no-store" in response["Cache-Control"]


def _comparable(response: Answer) -> tuple[int, str]:
    return response.status_code, TOKENS.sub("", response.content.decode())
