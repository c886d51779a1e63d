"""Feeds as files, and lists of feeds: posts by whoever wrote them, and whom someone reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from allies.traces.records import Kind, TraceRecord
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, read_all, read_here, reasons, records

ITEM = "<item><title>{0}</title><guid>{0}</guid><pubDate>{1}</pubDate><author>bob@bob.example</author>{2}</item>"
DATE = "Mon, 02 Mar 2026 10:15:00 +0100"


def rss(path: Path, *items: str, head: str = "") -> Path:
    """A feed of these items, which stand in it as they are."""
    start = (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Feed</title><link>https://bob.example</link>'
    )
    path.write_text(f"{start}{''.join(items)}</channel></rss>", "utf-8", "surrogatepass")
    return path


def item(name: str = "a", date: str = DATE, more: str = "") -> str:
    """One item."""
    return ITEM.format(name, date, more)


def who(record: TraceRecord) -> list[tuple[str, str, str]]:
    """Kind, value and name of everyone in a record."""
    return [(person.kind.value, person.value, person.name) for person in record.people]


def test_a_recorded_rss_feed_is_read() -> None:
    items = read_all(RECORDED / "garden.rss")
    first, guest, house = records(items)
    assert (first.uid, first.kind, first.at_s) == ("tag:bob.example,2026:1", Kind.POST, 1772442900)
    assert (first.subject, first.text) == ("Sowing & waiting", "I sowed today. An <item> here is no of the feed.")
    assert who(first) == [("name", "bob baker", "Bob Baker")]
    assert who(guest) == [("email", "charlie@charlie.example", "Charlie Cook")]
    assert guest.text == "Charlie writes."
    assert who(house) == [("url", "https://bob.example", "admin")]
    assert reasons(items) == ["no date"]
    assert items[3].place.startswith("garden.rss, post 4, byte ")


def test_a_recorded_atom_feed_is_read() -> None:
    first, second = records(read_all(RECORDED / "letters.atom"))
    assert (first.uid, first.subject, first.text) == ("urn:uuid:1", "First letter", "Dear Alice,\nit rains.")
    assert (first.at_s, second.at_s) == (1772442900, 1772611200)
    assert who(first) == [("email", "charlie@charlie.example", "Charlie Cook")]
    assert who(second) == [("url", "https://bob.example", "Bob Baker"), ("name", "alice archer", "Alice Archer")]


def test_a_recorded_json_feed_is_read() -> None:
    items = read_all(RECORDED / "notes.json")
    first, both = records(items)
    assert (first.text, who(first)) == ("Peas & beans", [("url", "https://alice.example/about", "Alice Archer")])
    assert who(both) == [("name", "bob baker", "Bob Baker"), ("url", "https://alice.example/about", "alice")]
    assert reasons(items) == ["no date"]


def test_a_recorded_list_of_feeds_is_read() -> None:
    items = read_all(RECORDED / "reading.opml")
    bob, charlie = records(items)
    assert (bob.kind, who(bob), bob.text) == (
        Kind.CARD,
        [("url", "https://bob.example", "Bob's Garden")],
        "You read their feed, in Gardens.",
    )
    assert (who(charlie)[0][1], charlie.text) == (
        "https://charlie.example/feed",
        "You read their feed, in Gardens / Seeds.",
    )
    assert reasons(items) == ["no address of a feed"]


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        *(("garden.rss", Sort.FEED), ("letters.atom", Sort.FEED), ("notes.json", Sort.FEED)),
        ("reading.opml", Sort.SUBSCRIPTIONS),
    ],
)
def test_a_feed_is_known_by_its_content(tmp_path: Path, name: str, sort: Sort) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(b"\xef\xbb\xbf\n" + (RECORDED / name).read_bytes())
    assert detect(path).sort is sort
    assert records(read_here(path))


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">{0}]>'
LAYERS = "".join(f'<!ENTITY {chr(at + 1)} "{f"&{chr(at)};" * 10}">' for at in range(ord("b"), ord("x")))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (item("b", "Mon, 02 Mar 9999 10:15:00 GMT"), "dated in the future"),
        (item("b", "Mon, 02 Mar 0000 10:15:00 GMT"), "no date that can be read: Mon, 02 Mar 0000"),
        (item("b", "1066-01-01"), "dated before 1970: 1066-01-01"),
        (item("b", "soon"), "no date that can be read: soon"),
        (item("b", more="<a>" * 100_000), "nested more than 200 deep"),
        (item("b", more=f"<description>{'x' * 2_100_000}</description>"), "over 2 MB long: that is not read"),
        ("<item>words", "no date"),
        ("<item><title>&a;&#0;\x00\x0b</title>", "no date"),
        ("<item><title>only</title></item>", "no date"),
    ],
)
def test_a_bad_post_is_refused_and_its_neighbours_come_in(tmp_path: Path, bad: str, reason: str) -> None:
    items = read_here(rss(tmp_path / "feed", item("a"), bad, item("c")))
    found = {read.record.uid for read in items if read.record}
    assert {"a", "c"} <= found
    assert items[1].reason.startswith(reason)


def test_marks_without_posts_are_passed_over(tmp_path: Path) -> None:
    path = rss(tmp_path / "feed", item("a"), "<item>" * 100_000, "<item/>" * 100_000, item("c"))
    assert [read.record.uid for read in read_here(path) if read.record] == ["a", "c"]


def test_posts_that_break_one_another_are_read_one_by_one(tmp_path: Path) -> None:
    items = read_here(rss(tmp_path / "feed", item("a"), item("b", more="<i><b>&nbsp;&#xD800;&#0;</i>"), item("c")))
    assert [record.uid for record in records(items)] == ["a", "b", "c"]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = rss(tmp_path / "feed", item("a", more="<description>&x;&b;</description>"), head=BOMB.format(LAYERS))
    (record,) = records(read_here(path))
    assert len(record.text) < 100
    listed = tmp_path / "list.opml"
    listed.write_text(
        f'{BOMB.format(LAYERS)}<opml><body><outline text="&x;" xmlUrl="https://a.example"/></body></opml>'
    )
    assert reasons(read_here(listed)) == ["defines entities: made to do harm"]


def test_words_are_text_and_loads_nothing(tmp_path: Path) -> None:
    body = "<description>&lt;img src=https://evil.example/x.png&gt; &lt;b&gt;bold&lt;/b&gt; \u202e</description>"
    (record,) = records(read_here(rss(tmp_path / "feed", item("a", more=body))))
    assert record.text.split() == ["bold", "\u202e"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<opml>" + "<outline text='a'>" * 100_000, "nested more than 200 deep: the rest is not read"),
        ("<opml><body>", "no XML that can be read from here on (line 1: no element found)"),
        ("<opml><body></body></opml>", "a list without feeds"),
        ("<opml><!DOCTYPE", "no XML that can be read from here on (line 1: not well-formed (invalid token))"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "list.opml"
    path.write_text(content)
    assert reasons(read_here(path))[-1] == reason


def test_a_feed_that_is_cut_off_gives_what_stands_before(tmp_path: Path) -> None:
    whole = (RECORDED / "garden.rss").read_text()
    path = tmp_path / "feed"
    path.write_text(whole[: whole.index("By the house")])
    assert len(records(read_here(path))) == 2


def test_real_feeds_of_every_form_are_read_or_refused(shared_data: Path) -> None:
    folder = shared_data / "formats" / "feedparser" / "tests" / "wellformed" / "atom10"
    for path in sorted(folder.glob("entry_*.xml"))[:60]:
        if detect(path).sort is Sort.FEED:
            assert not [reason for reason in reasons(read_here(path)) if reason.startswith("cannot be read")]
