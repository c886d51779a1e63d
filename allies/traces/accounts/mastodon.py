"""A Mastodon account through its API: what it posted, and what mentioned it.

Both are written down as the archive of such an account writes them (ActivityStreams), by the same ids, so that what
came in by the archive is known again. Others' posts are in a file of their own: they do not tell whose account it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode, urljoin, urlsplit

from allies.lib.http import Web
from allies.traces.accounts import asking
from allies.traces.accounts.shapes import Arrival, Cursor, Login, NotInStep, Reach, Step
from allies.traces.sources import fields
from allies.traces.sources.fields import Json

DEADLINE_S, MOST_BYTES = 30.0, 10_000_000
A_PAGE = 40  # what servers give at most
MOST_PAGES = 250  # a visit; the rest follows at the next
MOST_LOOKED_UP = 100  # posts a visit that are answered and came in nowhere: only their address is wanted
BUSY_S = 300  # the span over which Mastodon counts requests
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = "https://www.w3.org/ns/activitystreams"
POSTED, MENTIONED = "outbox", "inbox"  # the names of the files


def steps(login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
    """What was posted and what mentioned it since, the oldest first. Raises NotInStep."""
    server = _Server(login, reach)
    me = server.one("/api/v1/accounts/verify_credentials", {})
    own = fields.text(me, "id")
    if not own:
        raise NotInStep(f"{server.host} says nothing of the account. Check its address.", waits_for_member=True)
    reached = {POSTED: str(cursor.get(POSTED, "0")), MENTIONED: str(cursor.get(MENTIONED, "0"))}
    asked = {
        POSTED: (f"/api/v1/accounts/{own}/statuses", {}),
        MENTIONED: ("/api/v1/notifications", {"types[]": "mention"}),
    }
    for name, (path, more) in asked.items():
        for number in range(MOST_PAGES):
            rows = server.many(path, {**more, "limit": str(A_PAGE), "min_id": reached[name]})
            newest = _newest(rows)
            if not newest or newest == reached[name]:
                break
            posts = rows if name == POSTED else [post for row in rows for post in fields.rows(row, "status")]
            reached[name] = newest
            items = [server.activity(post) for post in sorted(posts, key=lambda post: _order(fields.text(post, "id")))]
            yield Step((_arrival(name, number, items),) if items else (), dict(reached))
    yield Step((), dict(reached))


class _Server:
    """A server, asked in the name of one account."""

    def __init__(self, login: Login, reach: Reach) -> None:
        asking.signed_in(login, reach)  # refuses to send the token unencrypted
        self._web: Web = reach.web(deadline_s=DEADLINE_S, most_bytes=MOST_BYTES)
        self._headers = {"authorization": f"Bearer {login.secret}", "accept": "application/json"}
        self._top = login.url
        self.host = urlsplit(login.url).hostname or ""
        self._addresses: dict[str, str] = {}
        self._looked_up = 0

    def one(self, path: str, asked: dict[str, str]) -> Json:
        """An object."""
        found = self._get(path, asked)
        return found if isinstance(found, dict) else {}

    def many(self, path: str, asked: dict[str, str]) -> list[Json]:
        """The objects of a list."""
        found = self._get(path, asked)
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    def activity(self, post: Json) -> Json:
        """A post as an archive writes it."""
        author, address = _address(post, "account"), fields.text(post, "uri")
        self._addresses[fields.text(post, "id")] = address
        shared = next(fields.rows(post, "reblog"), None)
        head = {"actor": author, "published": fields.text(post, "created_at")}
        if shared is not None:
            return {**head, "type": "Announce", "id": address, "object": fields.text(shared, "uri")}
        tags = [_tag(row) for row in fields.rows(post, "mentions")]
        to = _readers(post, author, tags)
        note = {
            "type": "Note",
            "id": address,
            "published": fields.text(post, "created_at"),
            "summary": fields.text(post, "spoiler_text"),
            "content": fields.text(post, "content"),
            "inReplyTo": self._answered(post, author),
            "to": to,
            "tag": tags,
        }
        return {**head, "type": "Create", "id": f"{address}/activity", "to": to, "object": note}

    def _answered(self, post: Json, author: str) -> str:
        """The address of the post that this one answers; where it cannot be had, one that at least says whose it is."""
        answered, whom = fields.text(post, "in_reply_to_id"), fields.text(post, "in_reply_to_account_id")
        if not answered:
            return ""
        if answered not in self._addresses and self._looked_up < MOST_LOOKED_UP and answered.isalnum():
            self._looked_up += 1
            self._addresses[answered] = fields.text(self.one(f"/api/v1/statuses/{answered}", {}), "uri")
        if known := self._addresses.get(answered, ""):
            return known
        mentions = fields.rows(post, "mentions")
        theirs = next((fields.text(row, "url") for row in mentions if fields.text(row, "id") == whom), "")
        return f"{theirs or author}/{answered}"

    def _get(self, path: str, asked: dict[str, str]) -> object:
        url = urljoin(self._top, path) + (f"?{urlencode(asked)}" if asked else "")
        try:
            answer = asking.ask(self._web, "GET", url, headers=self._headers, fine=(404,))
        except NotInStep as error:
            raise _with_time(error) from None
        if answer.status == 404:
            return None
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise NotInStep(f"{self.host} said something that is not understood. It is tried again later.") from None


def _with_time(error: NotInStep) -> NotInStep:
    """Mastodon says in its own way when it is ready again: five minutes are enough."""
    if error.waits_for_member:
        return error
    return NotInStep(str(error), again_after_s=error.again_after_s or BUSY_S)


def _arrival(name: str, number: int, items: list[Json]) -> Arrival:
    whole = {"@context": CONTEXT, "type": "OrderedCollection", "orderedItems": items}
    return Arrival(f"{number:04}/{name}.json", json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _newest(rows: list[Json]) -> str:
    return max((fields.text(row, "id") for row in rows), key=_order, default="")


def _order(number: str) -> tuple[int, str]:
    """Ids are numbers, or sort as text: the longer is the newer."""
    return len(number), number


def _address(row: Json, *path: str) -> str:
    return fields.text(row, *path, "uri") or fields.text(row, *path, "url")


def _tag(row: Json) -> Json:
    """A mention, as posts carry them: an account of the same server is named without the server."""
    return {"type": "Mention", "href": fields.text(row, "url"), "name": f"@{fields.text(row, 'acct')}"}


def _readers(post: Json, author: str, tags: list[Json]) -> list[str]:
    seen = fields.text(post, "visibility")
    if seen == "direct":
        return [fields.text(tag, "href") for tag in tags]
    return [f"{author}/followers"] if seen == "private" else [PUBLIC]
