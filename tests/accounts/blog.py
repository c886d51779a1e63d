"""Bob's blog, and the server that gives its feed."""

from __future__ import annotations

from dataclasses import dataclass

from tests.accounts.web_server import Asked, Said

ENTRY = """<entry><id>https://bob.example/{0}</id><title>Note {0}</title><updated>2026-03-{0:02}T09:00:00Z</updated>
<author><name>Bob Baker</name><uri>https://bob.example/</uri></author>
<content>What I learned, part {0}.</content></entry>"""


def feed(entries: int) -> bytes:
    """Bob's feed with so many entries."""
    body = "".join(ENTRY.format(number) for number in range(1, entries + 1))
    head = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Bob</title><id>https://bob.example/</id>'
    )
    return f"{head}<updated>2026-03-09T09:00:00Z</updated>{body}</feed>".encode()


@dataclass
class Blog:
    """Bob's server: what it says, by how many entries there are."""

    entries: int = 2
    listens: bool = True  # to what it is told of last time
    said: Said | None = None

    def answer(self, asked: Asked) -> Said:
        if self.said is not None:
            return self.said
        tag = f'"v{self.entries}"'
        if self.listens and asked.headers.get("if-none-match") == tag:
            return Said(304)
        return Said(200, feed(self.entries), {"ETag": tag, "Last-Modified": "Mon, 09 Mar 2026 09:00:00 GMT"})
