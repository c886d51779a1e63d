"""What was written on GitHub, in each form in which it is had, and the history of a repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allies.traces.records import Kind, TraceRecord
from allies.traces.sources.detect import Sort, UnknownSource, detect
from tests.sources.samples import RECORDED, read_all, read_here, reasons, records

FOLDER = RECORDED / "github"
HASH = "4f2a1c0e9b8d7c6a5f4e3d2c1b0a99887766554"


def who(record: TraceRecord) -> list[tuple[str, str]]:
    """Role and value of everyone in a record."""
    return [(person.role.value, person.value) for person in record.people]


def listed(path: Path, *rows: object) -> Path:
    """A file as the API gives it."""
    path.write_text(json.dumps(rows))
    return path


def issue(number: int = 1, **changes: object) -> dict[str, object]:
    """One issue; what is given is changed."""
    address = f"https://github.com/garden/beans/issues/{number}"
    return {
        "html_url": address,
        "user": {"login": "bob"},
        "created_at": "2026-03-02T09:15:00Z",
        "body": "Hello",
    } | changes


def test_a_recorded_export_is_read() -> None:
    assert detect(FOLDER).sort is Sort.GITHUB
    items = read_all(FOLDER)
    found = {record.uid: record for record in records(items)}
    assert [(uid, record.kind, who(record)) for uid, record in found.items()] == [
        ("github:garden/beans#1/issuecomment-901", Kind.REPLY, [("from", "bobbaker")]),
        ("github:garden/beans#1/issuecomment-902", Kind.REPLY, [("from", "stale[bot]")]),
        ("github:garden/beans#1", Kind.POST, [("from", "alice"), ("to", "bobbaker"), ("to", "charlie")]),
        ("github:alice", Kind.CARD, [("named", "alice"), ("named", "alice@allies.example")]),
        ("github:bobbaker", Kind.CARD, [("named", "bobbaker")]),
    ]
    comment = found["github:garden/beans#1/issuecomment-901"]
    assert (comment.text, comment.parent) == ("Mine too.", "github:garden/beans#1")
    assert [record.is_automatic for record in found.values()] == [False, True, False, False, False]
    assert reasons(items) == ["no one wrote it"]


def test_what_the_api_gives_is_read() -> None:
    pull, comment = records(read_here(RECORDED / "pulls.json"))
    assert (pull.uid, pull.kind, who(pull)) == (
        "github:garden/beans#2",
        Kind.POST,
        [("from", "charlie"), ("to", "alice")],
    )
    assert (comment.uid, comment.parent) == ("github:garden/beans#2/issuecomment-903", pull.uid)


def test_the_same_comment_is_one_in_every_form() -> None:
    first, comment = records(read_here(RECORDED / "issues.json"))
    assert {first.uid, comment.uid} <= {record.uid for record in records(read_here(FOLDER))}
    assert comment.parent == first.uid


def test_a_recorded_history_is_read() -> None:
    assert detect(RECORDED / "history.log").sort is Sort.GIT
    items = read_all(RECORDED / "history.log")
    climb, merge = records(items)
    assert who(climb) == [
        *(("from", "alice@allies.example"), ("with", "alice@allies.example"), ("with", "charlie")),
        ("to", "bob@bob.example"),
    ]
    assert climb.subject == "beans: climb beyond the first knot"
    assert climb.text.endswith("commit 0000000000000000000000000000000000000000")
    assert [record.at_s - 1772442900 for record in (climb, merge)] == [0, 86_400]
    assert reasons(items) == [
        "no author that can be read: updates[bot] <updates[bot]@users.noreply.github.com>",
        "no date that can be read: 3 days ago",
    ]


HEAD = ["Author: Bob <bob@bob.example>", "Date:   Mon Mar 2 10:15:00 2026 +0100"]
STORED = ["tree " + "c" * 40, "author Bob <bob@bob.example> 1772442900 +0100", "committer C <c@c.example> 1 +0000"]
SIGNED = ["gpgsig -----BEGIN PGP SIGNATURE-----", " ", " iQ", " -----END PGP SIGNATURE-----"]
SAID = ["", "    Sow the beans", "    ", "    * not before May", f"    * commit {'b' * 40}", ""]
PATCH = ["diff --git a/b b/b", "@@ -1 +1 @@", "     indented", "+    as a message is", ""]
FORMATS = {
    "plain": [f"commit {'a' * 40}", *HEAD, *SAID],
    "raw": [f"commit {'a' * 40}", *STORED, *SAID],
    "raw and signed": [f"commit {'a' * 40}", *STORED, *SIGNED, *SAID],
    "with a patch": [f"commit {'a' * 40}", *HEAD, *SAID, *PATCH],
    "a graph": [f"* commit {'a' * 40}", *(f"| {line}" for line in (*HEAD, *SAID))],
    "a graph of a merge": [
        f"*   commit {'a' * 40} (HEAD -> main)",
        "|\\  Merge: 34d8609 d0a4970",
        *(f"| | {line}".rstrip() for line in (*HEAD, *SAID)),
    ],
    "a graph of a merge of three": [f"*-.   commit {'a' * 40}", *(f"|\\ \\  {line}" for line in (*HEAD, *SAID))],
    "a graph of what is stored": [f"* commit {'a' * 40}", *(f"| {line}" for line in (*STORED, *SAID))],
    "a graph with patches": [f"* commit {'a' * 40}", *(f"| {line}" for line in (*HEAD, *SAID, *PATCH))],
}


@pytest.mark.parametrize("form", FORMATS)
def test_a_history_is_read_in_each_format_that_says_who_and_when(tmp_path: Path, form: str) -> None:
    path = tmp_path / "log"
    other = ("* | " if "graph" in form else "") + f"commit {'e' * 40}"
    below = [("|/  " if "graph" in form else "") + line for line in ("Author: C <c@c.example>", "Date: 2026-03-01")]
    path.write_text("\n".join([*FORMATS[form], other, *below, ""]))
    found, older = records(read_all(path))
    assert (found.uid, found.at_s, found.subject) == (f"git:{'a' * 40}", 1_772_442_900, "Sow the beans")
    assert [(role.value, role.name) for role in found.people] == [("bob@bob.example", "Bob")]
    assert found.text == f"Sow the beans\n\n* not before May\n* commit {'b' * 40}"
    assert (older.uid, older.people[0].value) == (f"git:{'e' * 40}", "c@c.example")


@pytest.mark.parametrize(
    "lines",
    [
        ("fa98137 (HEAD -> main) Merge branch", "34d8609 Sow, water and pick; the beans", "d0a4970 Dig"),
        ("*   fa98137 Merge branch", "|\\  ", "| * d0a4970 Dig", "|/  ", "* 34d8609 Sow the beans"),
    ],
)
def test_a_history_of_one_line_a_change_is_refused_with_what_to_do(tmp_path: Path, lines: tuple[str, ...]) -> None:
    path = tmp_path / "log"
    path.write_text("\n".join((*lines, "")))
    with pytest.raises(UnknownSource, match="has no dates and no authors: run `git log > history"):
        detect(path)
    path.write_text("1234567 is a number\nand this a text\n")
    with pytest.raises(UnknownSource, match="is neither mail"):
        detect(path)


@pytest.mark.parametrize("name", ["pulls.json", "issues.json", "github/issues_000001.json", "github/users_000001.json"])
def test_a_file_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes((RECORDED / name).read_bytes())
    assert detect(path).sort is Sort.GITHUB


def test_a_clone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(UnknownSource, match="git log"):
        detect(tmp_path)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"created_at": "9999-12-31T23:59:59Z"}, "dated in the future"),
        ({"created_at": "0000-01-01T00:00:00Z"}, "no date that can be read"),
        ({"created_at": None}, "no date"),
        ({"user": "https://github.com/<b>"}, "no one wrote it"),
        ({"user": {"login": "ghost"}}, "no one wrote it"),
        ({"user": {"login": ["bob"]}, "html_url": ""}, "neither an issue, a comment nor a review"),
        ({"html_url": "https://evil.example/x"}, "no address of where it stands"),
        ({"assignees": [{"login": "x"}] * 1001}, "1,001 people: more than 1,000"),
    ],
)
def test_a_bad_issue_is_refused_and_its_neighbours_come_in(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    items = read_here(listed(tmp_path / "a.json", issue(1), issue(2, **changes), issue(3)))
    assert [item.record is not None for item in items] == [True, False, True]
    assert items[1].reason.startswith(reason)


@pytest.mark.parametrize(
    "body", ["@" * 100_000, "`" * 100_000, "```" * 30_000, ">" * 100_000, "\x00\u202e", None, 7, [[]]]
)
def test_odd_words_are_read(tmp_path: Path, body: object) -> None:
    _, record = records(read_here(listed(tmp_path / "a.json", issue(1), issue(2, body=body))))
    assert "\0" not in record.text


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("Author: nobody", "Date: Mon Mar 2 10:15:00 2026 +0100"), "no author that can be read: nobody"),
        (("Author: B <b@b.example>", "Date: Mon Mar 2 10:15:00 0000 +0100"), "no date that can be read"),
        (("Author: B <b@b.example>", "Date: Mon Mar 2 10:15:00 9999 +0100"), "dated in the future"),
        (("Author: B <b@b.example>", "Date: Thu Jan 1 00:00:00 1960 +0000"), "dated before 1970"),
        (("Author: B <b@b.example>",), "no date"),
        (
            ("Author: B <b@b.example>", "Date: 2026-03-02T10:15:00Z", "", *["    Acked-by: C <c@c.example>"] * 1001),
            "more than 1,000",
        ),
        (("\0" * 20_000,), "no author that can be read"),
        ((), "no author that can be read"),
    ],
)
def test_a_bad_change_is_refused_and_its_neighbours_come_in(
    tmp_path: Path, lines: tuple[str, ...], reason: str
) -> None:
    good = ["Author: B <b@b.example>", "Date: Mon Mar 2 10:15:00 2026 +0100", "", "    Beans", "", "x" * 200_000]
    path = tmp_path / "log"
    changes = [[f"commit {HASH}{number}", *some] for number, some in enumerate((good, lines, good))]
    path.write_text("\n".join(line for change in changes for line in change))
    items = read_here(path)
    assert [item.record is not None for item in items] == [True, False, True]
    assert items[1].reason.startswith(reason)
    assert items[1].place == f"log, change 2, {HASH[:10]}"
