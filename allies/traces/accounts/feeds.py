"""A feed (RSS, Atom, JSON Feed), fetched when the server says that it has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from allies.traces.accounts import asking
from allies.traces.accounts.shapes import Arrival, Cursor, Login, Reach, Step

DEADLINE_S, MOST_BYTES = 30.0, 10_000_000
ACCEPTED = "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.8, */*;q=0.5"
UNCHANGED = 304


def steps(login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
    """The feed, where it is another than last time. Raises NotInStep.

    The server is told what was there last (ETag, Last-Modified); one that does not listen is found out by the bytes.
    """
    known = {"if-none-match": str(cursor.get("etag", "")), "if-modified-since": str(cursor.get("modified", ""))}
    headers = {
        "accept": ACCEPTED,
        **asking.signed_in(login, reach),
        **{name: said for name, said in known.items() if said},
    }
    web = reach.web(deadline_s=DEADLINE_S, most_bytes=MOST_BYTES)
    answer = asking.ask(web, "GET", login.url, headers=headers, fine=(UNCHANGED,))
    if answer.status == UNCHANGED:
        yield Step((), cursor)
        return
    digest = hashlib.sha256(answer.body).hexdigest()
    reached = {
        "etag": answer.headers.get("etag", "")[:500],
        "modified": answer.headers.get("last-modified", "")[:100],
        "digest": digest,
    }
    is_new = digest != cursor.get("digest")
    yield Step((Arrival("feed", answer.body),) if is_new else (), reached)
