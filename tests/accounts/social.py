"""A Mastodon server as alice's account has it: what it answers was recorded, with invented people."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.accounts.web_server import Asked, Said

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
