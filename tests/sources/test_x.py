"""The archive of an account on X: posts, messages, and whom the account follows, as far as the archive names them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from allies.traces.records import Kind, TraceRecord
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, read_all, read_here, reasons, records

SAMPLE = RECORDED / "x"


def archive(folder: Path, *tweets: object) -> Path:
    """The archive of alice with these posts."""
    folder.mkdir(exist_ok=True)
    shutil.copy(SAMPLE / "account.js", folder)
    rows = json.dumps([{"tweet": tweet} for tweet in tweets])
    (folder / "tweets.js").write_text(f"window.YTD.tweets.part0 = {rows}")
    return folder


def tweet(number: int = 1, **changes: object) -> dict[str, object]:
    """One post; what is given is changed."""
    post: dict[str, object] = {"id_str": str(number), "created_at": "Mon Mar 02 09:15:00 +0000 2026"}
    return post | {"full_text": "The beans came up.", "entities": {"user_mentions": [], "urls": []}} | changes


def who(record: TraceRecord) -> list[tuple[str, str, str]]:
    """Role, number and name of everyone in a record."""
    return [(person.role.value, person.value, person.name) for person in record.people]


def test_a_recorded_archive_is_read() -> None:
    assert detect(SAMPLE).sort is Sort.X
    items = read_all(SAMPLE)
    found = {record.uid: record for record in records(items)}
    alice, bob, charlie = ("from", "1001", "Alice Archer"), ("2002", "Bob Baker"), ("3003", "Charlie Cook")
    assert [(uid, record.kind, who(record)) for uid, record in found.items()] == [
        (
            "x:1001",
            Kind.CARD,
            [("named", "1001", "Alice Archer"), ("named", "alice@allies.example", "Alice Archer")],
        ),
        ("x:7003", Kind.CHAT, [("from", *charlie), ("to", "1001", "Alice Archer"), ("to", *bob)]),
        ("x:7002", Kind.CHAT, [("from", *bob), ("to", "1001", "Alice Archer")]),
        ("x:7001", Kind.CHAT, [alice, ("to", *bob)]),
        ("following:2002", Kind.CARD, [("named", *bob)]),
        ("x:9001", Kind.POST, [alice, ("to", *bob)]),
        ("x:9002", Kind.REPLY, [alice, ("to", *charlie), ("replied-to", *charlie)]),
        ("x:9003", Kind.REPLY, [alice]),
        ("x:9004", Kind.MENTION, [alice, ("named", *bob)]),
    ]
    assert found["x:9001"].text == "@bobbaker Seeds & soil, see https://allies.example/seeds"
    assert (found["x:9003"].parent, found["x:9001"].at_s) == ("x:9001", 1772442900)
    assert [found[uid].is_sent for uid in ("x:9001", "x:7001", "x:7002")] == [True, True, False]
    assert reasons(items) == [
        "account 4004: the archive does not say who that is",
        "no date that can be read: once upon a time",
        "parts of the archive in which nothing is contact with people: like",
    ]


@pytest.mark.parametrize(("name", "count"), [("account.js", 1), ("direct-messages.js", 2), ("tweets.js", 0)])
def test_one_file_of_it_is_known_by_its_content(tmp_path: Path, name: str, count: int) -> None:
    path = tmp_path / "part.bin"
    path.write_bytes((SAMPLE / name).read_bytes())
    assert detect(path).sort is Sort.X
    items = read_here(path)
    assert len(records(items)) == count
    if not count:
        assert reasons(items)[0].startswith("whose posts these are is not said here: give the whole data folder")


def test_a_part_without_people_says_so(tmp_path: Path) -> None:
    path = tmp_path / "like.js"
    path.write_bytes((SAMPLE / "like.js").read_bytes())
    assert reasons(read_here(path)) == ["parts of the archive in which nothing is contact with people: like"]


def test_parts_of_a_real_archive_are_read(shared_data: Path) -> None:
    items = read_here(shared_data / "formats" / "twitter-archive" / "tests" / "zip_contents")
    assert [record.kind for record in records(items)] == [Kind.CARD]
    assert {reason.partition(" ")[0] for reason in reasons(items)} == {"account", "parts"}
    assert len(items) == 6


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"created_at": "Mon Mar 02 09:15:00 +0000 9999"}, "dated in the future"),
        ({"created_at": "Mon Mar 02 09:15:00 +0000 0000"}, "no date that can be read"),
        ({"created_at": 7}, "no date that can be read: 7"),
        ({"created_at": ""}, "no date"),
        ({"id_str": "../../x"}, "a post without an id"),
        ({"entities": {"user_mentions": [{"id_str": "2"}] * 1001}}, "1,001 mentions: more than 1,000"),
    ],
)
def test_a_bad_post_is_refused_and_its_neighbours_come_in(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    items = read_here(archive(tmp_path / "data", tweet(1), tweet(2, **changes), tweet(3)))
    assert [item.record is not None for item in items] == [True, True, False, True]
    assert items[2].reason.startswith(reason)
    assert items[2].place.startswith("data/tweets.js, item 2, byte ")


@pytest.mark.parametrize(
    "entities",
    [
        None,
        [],
        7,
        {"user_mentions": {"id_str": "2", "name": "Bob"}},
        {"urls": [{"url": "b", "expanded_url": "b" * 10**6}]},
    ],
)
def test_what_is_not_as_it_should_be_is_passed_over(tmp_path: Path, entities: object) -> None:
    _, record = records(read_here(archive(tmp_path / "data", tweet(entities=entities, in_reply_to_user_id_str="-1"))))
    assert (record.text, record.kind) == ("The beans came up.", Kind.POST)


def test_a_conversation_that_cannot_be_read_is_one_refusal(tmp_path: Path) -> None:
    path = tmp_path / "direct-messages.js"
    text = (SAMPLE / "direct-messages.js").read_text()
    path.write_text(
        text.replace("[\n", '[\n {"dmConversation": {"messages": ' + '{"a":' * 500 + "0" + "}" * 502 + ",\n", 1)
    )
    items = read_here(path)
    assert [item.record is not None for item in items] == [False, True, True]
    assert items[0].reason == "over 20 MB long, or nested more than 200 deep"
