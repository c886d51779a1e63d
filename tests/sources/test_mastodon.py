"""The archive of a Mastodon account: posts with whom they mention and answer, who one is, whom one follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allies.traces.records import As, Kind, TraceRecord
from allies.traces.sources import fediverse
from allies.traces.sources.detect import Sort, detect
from tests.sources.samples import RECORDED, read_all, read_here, reasons, records

SAMPLE = RECORDED / "mastodon"
ALICE = "https://social.example/users/alice"


def outbox(path: Path, *items: object) -> Path:
    """An outbox of these activities."""
    head = {"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection"}
    path.write_text(json.dumps(head | {"totalItems": len(items), "orderedItems": items}))
    return path


def note(number: int = 1, **changes: object) -> dict[str, object]:
    """The activity of one public post by alice; of its note, what is changed."""
    public = ["https://www.w3.org/ns/activitystreams#Public"]
    post = {"id": f"{ALICE}/statuses/{number}", "type": "Note", "published": "2026-03-02T09:15:00Z", "to": public}
    post |= {"content": "<p>The beans came up.</p>", "tag": []}
    return {"id": f"{ALICE}/a/{number}", "type": "Create", "actor": ALICE, "object": post | changes}


def who(record: TraceRecord) -> list[tuple[str, str]]:
    """Role and account of everyone in a record."""
    return [(person.role.value, person.value) for person in record.people]


def by_uid(found: list[TraceRecord]) -> dict[str, TraceRecord]:
    """The records by the last part of their uid."""
    return {record.uid.rpartition("/")[2]: record for record in found}


def test_a_recorded_archive_is_read() -> None:
    assert detect(SAMPLE).sort is Sort.MASTODON
    items = read_all(SAMPLE)
    found = by_uid(records(items))
    assert [(record.kind, who(record)) for record in found.values() if record.kind is not Kind.CARD] == [
        (Kind.POST, [("from", "alice@social.example"), ("to", "bob@other.example")]),
        (
            Kind.REPLY,
            [
                ("from", "alice@social.example"),
                ("to", "charlie@social.example"),
                ("replied-to", "charlie@social.example"),
            ],
        ),
        (Kind.REPLY, [("from", "alice@social.example")]),
        (Kind.CHAT, [("from", "alice@social.example"), ("to", "bob@other.example")]),
        (Kind.MENTION, [("from", "alice@social.example"), ("named", "bob@other.example")]),
    ]
    first = found["1001"]
    assert (first.text, first.at_s, first.is_sent) == (
        "@bob The seeds came.\nShall we sow on Saturday?",
        1772442900,
        True,
    )
    assert found["1002"].text == "@charlie Beans & peas."
    assert found["1003"].parent == first.uid
    assert [record.people[0].value for record in found.values() if record.kind is Kind.CARD] == [
        *("alice@social.example", "bob@other.example", "charlie@social.example", "bob@other.example"),
    ]
    assert sorted(reasons(items)) == [
        "accounts that you muted are not brought in",
        "likes have no date and name no one: they are not brought in",
        "no account such as bob@social.example",
        "no date that can be read: soon",
    ]


@pytest.mark.parametrize("name", ["outbox.json", "actor.json", "following_accounts.csv"])
def test_one_file_of_it_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes((SAMPLE / name).read_bytes())
    assert detect(path).sort is Sort.MASTODON
    assert records(read_here(path))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"published": "1969-12-31T00:00:00Z"}, "dated before 1970: 1969-12-31T00:00:00Z"),
        ({"published": "9999-12-31T23:59:59Z"}, "dated in the future: 9999-12-31T23:59:59Z"),
        ({"published": "0000-00-00T00:00:00Z"}, "no date that can be read: 0000-00-00T00:00:00Z"),
        ({"published": None}, "no date"),
        ({"published": 10**400}, "no date"),
        ({"id": ""}, "a post without an id"),
        ({"type": "Tombstone"}, "no post: Create"),
        ({"tag": [{"type": "Mention"}] * 1001}, "1,001 mentions: more than 1,000"),
    ],
)
def test_a_bad_post_is_refused_and_its_neighbours_come_in(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    items = read_here(outbox(tmp_path / "outbox.json", note(1), note(2, **changes), note(3)))
    assert [item.record is not None for item in items] == [True, False, True]
    assert items[1].reason.startswith(reason)
    assert items[1].place.startswith("outbox.json, item 2, byte ")


@pytest.mark.parametrize(
    "bad",
    [
        *('{"a":' * 1900 + "1" + "}" * 1900, '{"published": 1' + "0" * 5000 + "}", '{"a": NaN, "object": [[]]}', "{}"),
        *(
            '{"type":"Create","actor":{"id":7},"object":3}',
            '{"a" 1}',
            '{"a":"\\ud800"}',
            '{"object":' + "[" * 150 + "]" * 150 + "}",
        ),
    ],
)
def test_hostile_json_costs_one_item(tmp_path: Path, bad: str) -> None:
    path = outbox(tmp_path / "outbox.json", note(1), "here", note(3))
    path.write_text(path.read_text().replace('"here"', bad))
    items = read_here(path)
    assert [item.record is not None for item in items] == [True, False, True]


def test_endless_nesting_ends_the_reading_with_a_reason(tmp_path: Path) -> None:
    path = outbox(tmp_path / "outbox.json", note(1), "here")
    path.write_text(path.read_text().replace('"here"', "[" * 100_000))
    items = read_here(path)
    assert [item.reason for item in items] == ["", "nested more than 2,000 deep: the rest is not read"]


def test_a_file_that_is_cut_off_gives_what_stands_before(tmp_path: Path) -> None:
    whole = (SAMPLE / "outbox.json").read_text()
    path = tmp_path / "outbox.json"
    path.write_text(whole[: whole.index('"type":"Announce"')])
    items = read_here(path)
    assert (len(records(items)), reasons(items)) == (4, ["the file is cut off here: export it again"])


def test_words_are_text_without_marks_that_harm(tmp_path: Path) -> None:
    content = "<p>a\u0000b<script>x()</script> <b>c</b>\ud800 &lt;i&gt; \u202etxt</p>"
    (record,) = records(read_here(outbox(tmp_path / "outbox.json", note(content=content))))
    assert record.text == "ab c <i> \u202etxt"


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("https://social.example/users/Bob/statuses/1", "bob@social.example"),
        ("https://social.example/@bob/1", "bob@social.example"),
        ("https://social.example/@bob@other.example/1", ""),
        ("https://social.example:8443/profile/bob", "bob@social.example:8443"),
        ("https://social.example/notes/9abc", ""),
        ("https://alice@evil.example/users/bob", ""),
        ("https://social.example/users/b%00b", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_accounts_are_told_from_addresses(address: str, account: str) -> None:
    assert fediverse.of_address(address) == account


def test_whoever_is_answered_is_told_from_whom_the_answer_mentions(tmp_path: Path) -> None:
    tag = {"type": "Mention", "href": "https://other.example/ap/77", "name": "@bob@other.example"}
    path = outbox(tmp_path / "outbox.json", note(inReplyTo="https://other.example/ap/77/notes/5", tag=[tag]))
    (record,) = records(read_here(path))
    assert [(person.role, person.value) for person in record.people[1:]] == [
        (As.TO, "bob@other.example"),
        (As.REPLIED_TO, "bob@other.example"),
    ]
