"""Exports made to do harm: each ends within 5 s of CPU and 512 MB, and what stands beside the harm comes in."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fuzz.judged import judged

DEEP = 100_000
DATE = "2026-03-02T09:15:00Z"
PUBLIC = '"https://www.w3.org/ns/activitystreams#Public"'
BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'


@dataclass(frozen=True)
class Form:
    """How one source writes: an item with a text and a date in it, and what stands around and between items."""

    item: Callable[[int, bytes, bytes], bytes]  # number, text, date: both as they stand in the file
    head: bytes = b""
    between: bytes = b","
    tail: bytes = b"]"
    date: bytes = DATE.encode()
    sort: str = "json"


def form(
    template: str, *, head: str = "[", between: str = ",", tail: str = "]", date: str = DATE, sort: str = "json"
) -> Form:
    """A form by a template with {number}, {text} and {date} in it, written so: %n, %t, %d."""

    def item(number: int, text: bytes, stated: bytes) -> bytes:
        filled = template.encode().replace(b"%n", str(number).encode()).replace(b"%d", stated)
        return filled.replace(b"%t", text)

    return Form(item, head.encode(), between.encode(), tail.encode(), date.encode(), sort)


FORMS = {
    "mastodon": form(
        '{"type":"Create","actor":"https://a.example/users/alice","object":{"type":"Note","id":"https://a.example/%n",'
        f'"published":"%d","to":[{PUBLIC}],"content":"%t","tag":[]}}}}',
        head='{"@context":"https://www.w3.org/ns/activitystreams","type":"OrderedCollection","orderedItems":[',
        tail="]}",
    ),
    "x": form(
        '{"dmConversation":{"conversationId":"1-2","messages":[{"messageCreate":{"senderId":"1","recipientId":"2",'
        '"id":"%n","createdAt":"%d","text":"%t"}}]}}',
        head="window.YTD.direct_messages.part0 = [",
    ),
    "slack": form('{"type":"message","user":"U0BOB","ts":"%d","team":"%n","text":"%t"}', date="1772442900.000200"),
    "github": form(
        '{"html_url":"https://github.com/a/b/issues/%n","user":{"login":"bob"},"created_at":"%d","body":"%t"}'
    ),
    "feed in JSON": form(
        '{"id":"%n","date_published":"%d","content_html":"%t"}',
        head='{"version":"https://jsonfeed.org/version/1.1","home_page_url":"https://bob.example","items":[',
        tail="]}",
    ),
    "signal": form(
        '{"chatItem":{"authorId":"2","dateSent":"%d","standardMessage":{"text":{"body":"%t"}}}}',
        head='{"version":"1","backupTimeMs":"1"}\n{"recipient":{"id":"2","contact":{"e164":"447700900123"}}}\n',
        between="\n",
        tail="\n",
        date="1772442900000",
    ),
    "rss": form(
        "<item><guid>%n</guid><pubDate>%d</pubDate><author>bob@bob.example</author><title>%t</title></item>",
        head='<?xml version="1.0"?><rss version="2.0"><channel><link>https://bob.example</link>',
        between="\n",
        tail="</channel></rss>",
        sort="xml",
    ),
    "atom": form(
        "<entry><id>%n</id><published>%d</published><author><email>bob@bob.example</email></author>"
        '<content type="html">%t</content></entry>',
        head='<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="https://bob.example"/>',
        between="\n",
        tail="</feed>",
        sort="xml",
    ),
    "sms": form(
        '<sms address="+447700900123" date="%d" type="1" body="%t" />',
        head='<?xml version="1.0"?><smses>',
        between="\n",
        tail="</smses>",
        date="1772442900000",
        sort="attribute",
    ),
    "whatsapp": form("%d - Bob: %t", head="", between="\n", tail="\n", date="02/03/2026, 10:15", sort="text"),
    "git": form(
        f"commit {'a' * 39}%n\nAuthor: Bob <bob@bob.example>\nDate: %d\n\n    %t\n",
        head="",
        between="\n",
        tail="\n",
        date="Mon Mar 2 10:15:00 2026 +0100",
        sort="text",
    ),
}
NOISE = bytes(range(256)) * 2_000
TEXTS: dict[str, bytes] = {
    "a NUL": b"a\0b",
    "half a character": b"a\xed\xa0\x80b",
    "half a character, written": b"\\ud800 &#xD800; &#55296; &#0;",
    "no charset": b"\xff\xfe\x80",
    "right to left": "\u202e\u2066txt.exe\u200f".encode(),
    "a line of 10 MB": b"x" * 10_000_000,
    "tags without end": b"&lt;div&gt;" * DEEP,
    "elements without end": b"<div>" * DEEP,
    "entities without end": b"&lol;" * DEEP,
    "marks without end": b"&" * 300_000,
    "people without end": b"@bob " * DEEP,
    "people in brackets": b"<@U0BOB>" * DEEP,
    "backslashes": b"\\\\" * DEEP,
    "code without end": b"```" * DEEP,
    "quotes of quotes": b"> " * DEEP,
    "names of reviewers": b"Reviewed-by: " + b"Bob <bob@bob.example>, " * 20_000,
}
DATES: dict[str, bytes] = {
    "year 0": b"0000-01-01T00:00:00Z",
    "year 0 in words": b"Sat, 01 Jan 0000 00:00:00 +0000",
    "year 9999": b"9999-12-31T23:59:59Z",
    "before 1970": b"-99999999999999",
    "a number without end": b"9" * 400_000,
    "no number": b"NaN",
    "beyond numbers": b"1e999",
    "nothing": b"",
    "no month": b"31/31/2026, 10:15",
    "brackets": b"((((" * 10_000,
}


def files(folder: Path, name: str) -> list[tuple[str, Path]]:
    """Every harm in one form, between two good items, and what breaks the whole file."""
    source = FORMS[name]
    first, last = (source.item(number, b"good", source.date) for number in (1, 3))
    middles = {f"text: {what}": source.item(2, text, source.date) for what, text in TEXTS.items()}
    middles |= {f"date: {what}": source.item(2, b"bad", date) for what, date in DATES.items()}
    wholes = {
        what: source.head + source.between.join((first, middle, last)) + source.tail for what, middle in middles.items()
    }
    for what, harm in {"[": b"[" * DEEP, "{": b'{"a":' * DEEP, "<": b"<a>" * DEEP, "noise": NOISE}.items():
        wholes[f"file: {what} without end"] = source.head + first + source.between + harm
    wholes["file: the same without end"] = source.head + source.between.join([first] * 1_000)
    wholes["file: entities"] = BOMB + source.head + source.between.join((first, last)) + source.tail
    found = []
    for number, (what, content) in enumerate(wholes.items()):
        path = folder / str(number) / "file"
        path.parent.mkdir()
        path.write_bytes(content)
        found.append((what, path))
    return found


NOTHING = {  # a good beginning, and what follows it for hundreds of megabytes that take a few kilobytes when packed
    "card": (b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob\r\nEND:VCARD\r\n", b"\n", b" \n"),
    "event": (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260301T090000Z\nATTENDEE:mailto:bob@bob.example\nEND:VEVENT\n",
        b"x\n",
    ),
    "whatsapp": (b"02/03/2026, 10:15 - Bob: Hello\n", b"x\n", b"\n"),
    "git": (
        b"commit " + b"a" * 40 + b"\nAuthor: Bob <bob@bob.example>\nDate: Mon Mar 2 10:15:00 2026 +0100\n\n    a\n",
        b"\n",
    ),
}


@pytest.mark.parametrize("name", NOTHING)
def test_hundreds_of_megabytes_of_nothing_end_soon(tmp_path: Path, name: str) -> None:
    good, *fills = NOTHING[name]
    for number, fill in enumerate(fills):
        path = tmp_path / f"{number}.gz"
        with gzip.open(path, "wb", 1) as packed:
            packed.write(good)
            for _ in range(30):
                packed.write(fill * (10_000_000 // len(fill)))
        (verdict,) = judged([path])
        assert not verdict.faults and (verdict.records, verdict.refused) == (1, 1), f"{fill!r}: {verdict}"


@pytest.mark.parametrize("name", FORMS)
def test_an_export_made_to_do_harm_does_none(tmp_path: Path, name: str) -> None:
    made = files(tmp_path, name)
    for (what, _), verdict in zip(made, judged(path for _, path in made), strict=True):
        assert not verdict.faults, f"{what}: {verdict.faults}"
        assert not verdict.surprises, f"{what}: {verdict.surprises}"
        # XML that is broken ends there; nothing is read after entities were defined.
        is_whole = what.startswith("file") or FORMS[name].sort == "attribute"
        expected = 0 if what == "file: entities" else 1 if is_whole else 2
        assert verdict.records >= expected, f"{what}: {verdict}"
